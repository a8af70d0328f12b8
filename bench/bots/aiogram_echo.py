"""aiogram as its tutorial has it: long polling, one handler that echoes every text. It takes uvloop by itself."""

from __future__ import annotations

import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    await message.answer(message.text or "")


session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BENCH_API"]))
dispatcher.run_polling(Bot(os.environ["BENCH_TOKEN"], session=session))
