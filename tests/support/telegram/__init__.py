"""A Telegram of our own on the loopback: the Bot API with real sockets, people and groups who use it, a ledger.

In a test: `async with LoopbackTelegram() as telegram: an = telegram.person(7, "An"); await an.says("/start")`.
As a process that outlives the bot: `python -m tests.support.telegram --port 8081 --ledger said.jsonl`, to which
updates are handed at `/control/says` and `/control/update`, and which tells what it took at `/control/sent`.
"""

from tests.support.faults import Fault, error, flood, hang, migrated, outage, reset, slow
from tests.support.telegram.people import BLOCKED, KICKED, USERNAME, BotAccount, Chat, Group, Person, Said, Upload
from tests.support.telegram.rules import Flood, Refusal
from tests.support.telegram.server import TOKEN, LoopbackTelegram

__all__ = [
    "BLOCKED",
    "KICKED",
    "TOKEN",
    "USERNAME",
    "BotAccount",
    "Chat",
    "Fault",
    "Flood",
    "Group",
    "LoopbackTelegram",
    "Person",
    "Refusal",
    "Said",
    "Upload",
    "error",
    "flood",
    "hang",
    "migrated",
    "outage",
    "reset",
    "slow",
]
