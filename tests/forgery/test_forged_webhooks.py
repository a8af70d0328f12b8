"""Whoever is not the platform is refused and leaves no trace; what the platform wrote is kept, once for ever."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app import App, build
from bot.channels import telegram as telegram_channel
from bot.channels import zalo_bot as zalo_channel
from bot.config import ChannelSettings, ServerSettings, Settings
from storage.tables import inbox, metadata
from tests.forgery import official_account, shared_secret, telegram, zalo_bot
from tests.forgery.official_account import Seal
from tests.forgery.shared_secret import Lock
from tests.forgery.wire import Delivery, Forgery, Postman
from tests.support.clock import SteppedClock
from tests.support.house import sqlite
from tests.support.telegram import TOKEN, LoopbackTelegram
from tests.support.zalo_bot import NAME, LoopbackZaloBot
from tests.support.zalo_bot import TOKEN as ZALO_TOKEN

SEED = 20261121
FORGED = 17_000
"""Of each platform."""
GENUINE = 1_700
NOON = datetime.fromisoformat("2026-11-21T12:00:00+07:00")
REFUSED = {400, 401, 403}
OTHER_TOKEN = "7654321:another-bot_s-token-ABCDEFGHIJKLMNOP"


TELE = Lock(
    "/channels/tele/webhook",
    telegram_channel.HEADER,
    "Khoa-cua_Telegram-0123456789-AbCdEfGh",
    TOKEN,
    "Khoa-cua_bot-khac-0123456789-XyZtUvWq",
    OTHER_TOKEN,
    "X-Bot-Api-Secret-Token",
)
BOT = Lock(
    "/channels/bot/webhook",
    zalo_channel.HEADER,
    "Khoa-cua_Zalo-Bot-0123456789-AbCdEfGh",
    ZALO_TOKEN,
    TELE.secret,
    OTHER_TOKEN,
    telegram_channel.HEADER,
)
OA = Seal(
    "/channels/oa/webhook",
    app_id="1234567890123456789",
    key="KhoaWebhook0123456789abc",
    app_secret="BiMatUngDung0123456789xyz",
    oa_id="9876543210987654321",
    other_key="KhoaCuaTaiKhoanKhac012345",
)
LOCKS: dict[str, Lock | Seal] = {"tele": TELE, "bot": BOT, "oa": OA}
WRITERS = {"tele": telegram.update, "bot": zalo_bot.update, "oa": official_account.event}
TRICKS = {
    "tele": {*shared_secret.VALUES, *shared_secret.DELIVERIES},
    "bot": {*shared_secret.VALUES, *shared_secret.DELIVERIES},
    "oa": {*official_account.TRICKS},
}


def written(random: Random, entry: str, count: int) -> list[tuple[str, Delivery]]:
    """So many different genuine deliveries, with what each says."""
    found = []
    for number in range(count):
        text, body = WRITERS[entry](random, number, int(NOON.timestamp()))
        lock = LOCKS[entry]
        sealed = lock.sealed(body) if isinstance(lock, Lock) else lock.sealed(body, header=random.random() < 0.5)
        found.append((text, sealed))
    return found


def forged(random: Random, entry: str, body: bytes) -> Forgery:
    lock = LOCKS[entry]
    if isinstance(lock, Lock):
        return shared_secret.forged(random, lock, body)
    return official_account.forged(random, lock, body)


@dataclass
class Door:
    """A bot that serves the webhooks of all platforms, and a way to its door."""

    app: App
    clock: SteppedClock
    postman: Postman

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the database holds."""
        async with self.app.database.begin() as connection:
            return {
                table.name: [tuple(row) for row in await connection.execute(select(table))]
                for table in metadata.sorted_tables
            }

    async def kept(self, channel: str) -> list[str]:
        """The texts of that entry's kept updates, as they came in."""
        async with self.app.database.begin() as connection:
            rows = await connection.execute(select(inbox.c.update).where(inbox.c.channel == channel))
            return [row[0]["text"] for row in rows]


@pytest.fixture
async def platforms() -> AsyncIterator[tuple[str, str]]:
    """The addresses of a Telegram and of a Zalo Bot Platform, which are told where our doors are."""
    async with LoopbackTelegram() as tele, LoopbackZaloBot() as zalo:
        yield tele.url, zalo.url


@pytest.fixture
async def door(tmp_path: Path, platforms: tuple[str, str]) -> AsyncIterator[Door]:
    clock = SteppedClock(NOON)
    settings = Settings(
        database=sqlite(tmp_path),
        server=ServerSettings(port=0, public_url="https://troly.example.vn"),
        channels=(
            ChannelSettings("tele", "telegram", "webhook", api_url=platforms[0], token=TOKEN, secret=TELE.secret),
            ChannelSettings(
                "bot",
                "zalo-bot",
                "webhook",
                api_url=platforms[1],
                token=ZALO_TOKEN,
                secret=BOT.secret,
                bot_name=NAME,
                quota=0,
            ),
            ChannelSettings(
                "oa",
                "zalo-oa",
                app_id=OA.app_id,
                app_secret=OA.app_secret,
                secret=OA.key,
                oa_id=OA.oa_id,
                access_token="a",
                refresh_token="r",
            ),
        ),
    )
    app = await build(settings, clock)
    await app.server.open("127.0.0.1", 0)
    for channel in app.channels.values():
        await channel.open(app.receiver.accept)
    await clock.resting(1)  # the keeper of the account's token has looked
    yield Door(app, clock, Postman(app.server.port))
    await app.stop()


@pytest.mark.parametrize("entry", list(LOCKS))
async def test_every_forged_webhook_is_refused_and_leaves_no_trace(door: Door, entry: str) -> None:
    random = Random(f"{SEED}:{entry}:forged")
    bodies = [delivery.body for _, delivery in written(random, entry, 500)]
    forgeries = [forged(random, entry, random.choice(bodies)) for _ in range(FORGED)]
    before, heard = await door.everything(), contacts(door, entry)

    statuses = await door.postman.post([forgery.delivery for forgery in forgeries])

    let_in = Counter(f.trick for f, status in zip(forgeries, statuses, strict=True) if status not in REFUSED)
    assert let_in == {}
    assert {forgery.trick for forgery in forgeries} == TRICKS[entry]
    assert await door.everything() == before
    assert contacts(door, entry) == heard


@pytest.mark.parametrize("entry", list(LOCKS))
async def test_every_genuine_webhook_is_kept_as_said_and_answered_once_though_it_comes_again_after_twelve_hours(
    door: Door, entry: str
) -> None:
    genuine = written(Random(f"{SEED}:{entry}:genuine"), entry, GENUINE)
    deliveries = [delivery for _, delivery in genuine]

    first = await door.postman.post(deliveries, sockets=32)
    await door.app.receiver.settle()
    answered = await door.everything()
    door.clock.advance(hours=12)
    again = await door.postman.post(deliveries, sockets=32)
    await door.app.receiver.settle()

    assert Counter(first) == {200: GENUINE}
    assert sorted(await door.kept(entry)) == sorted(unicodedata.normalize("NFC", text) for text, _ in genuine)
    assert Counter(again) == {200: GENUINE}
    assert await door.everything() == answered
    assert answered["tallies"] == [(entry, "2026-11", "in", GENUINE)]


def contacts(door: Door, entry: str) -> int:
    """How often the channel says that its platform was heard, where it counts that."""
    return int(getattr(door.app.channels[entry], "contacts", 0))
