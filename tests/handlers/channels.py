"""The channels over which the same dialogs run: what each can show, as its own class says."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.telegram import Telegram
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOA
from bot.types import Capabilities

CHANNELS: dict[str, Capabilities] = {
    "telegram": Telegram.capabilities,
    "zalo-bot": replace(ZaloBot.capabilities, photo=True, file=True),  # as with a public address
    "zalo-oa": ZaloOA.capabilities,
}
