"""A Zalo of our own on the loopback: OAuth, the OpenAPI of an Official Account, its webhook, and people who use it.

In a test: `async with LoopbackOA() as zalo: zalo.webhook = "…"; an = zalo.person("7001"); await an.says("chào")`.
"""

from tests.support.zalo_oa.events import Sender
from tests.support.zalo_oa.oauth import APP_ID, APP_SECRET, Issued
from tests.support.zalo_oa.rules import Refusal
from tests.support.zalo_oa.server import OA_ID, SECRET, Group, LoopbackOA, Person, Said

__all__ = [
    "APP_ID",
    "APP_SECRET",
    "OA_ID",
    "SECRET",
    "Group",
    "Issued",
    "LoopbackOA",
    "Person",
    "Refusal",
    "Said",
    "Sender",
]
