"""python-telegram-bot on its default httpx backend: long polling, one handler that echoes, updates side by side."""

from __future__ import annotations

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def main() -> None:
    builder = Application.builder().token(os.environ["BENCH_TOKEN"]).base_url(f"{os.environ['BENCH_API']}/bot")
    application = builder.concurrent_updates(True).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(drop_pending_updates=False)


main()
