"""A Zalo Bot Platform of our own on the loopback: real sockets, people and groups who use it, its limits, a ledger.

In a test: `async with LoopbackZaloBot() as zalo: an = zalo.person("an", "An"); await an.says("xin chào")`.
As a process that outlives the bot: `python -m tests.support.zalo_bot --port 8082 --ledger said.jsonl`, to which what
people say is handed at `/control/says`, and which tells what it took at `/control/sent`.
"""

from tests.support.faults import Fault, error, hang, outage, reset, slow
from tests.support.zalo_bot.people import BotAccount, Chat, Group, Person, Said, opaque
from tests.support.zalo_bot.server import NAME, TOKEN, LoopbackZaloBot, Refusal

__all__ = [
    "NAME",
    "TOKEN",
    "BotAccount",
    "Chat",
    "Fault",
    "Group",
    "LoopbackZaloBot",
    "Person",
    "Refusal",
    "Said",
    "error",
    "hang",
    "opaque",
    "outage",
    "reset",
    "slow",
]
