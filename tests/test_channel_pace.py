"""A channel's own pace: for one's own Bot API server, and for nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import make_channel
from bot.clock import SystemClock
from bot.config import Settings, SettingsError, load
from bot.files import Files
from bot.http import Http
from storage.database import Database

TELEGRAM = {
    "TROLYSO_CHANNELS__TELEGRAM__PLATFORM": "telegram",
    "TROLYSO_CHANNELS__TELEGRAM__TOKEN": "123456:AAtoken",
}
OWN_SERVER = {**TELEGRAM, "TROLYSO_CHANNELS__TELEGRAM__API_URL": "http://127.0.0.1:8081"}
PACE = "TROLYSO_CHANNELS__TELEGRAM__PACE"


async def silent(kind: str, detail: str = "", **_more: object) -> None:
    """An alarm that wakes nobody."""


async def channel_of(settings: Settings, folder: Path) -> object:
    clock = SystemClock()
    async with await Database.open(f"sqlite:///{folder / 'a.sqlite3'}") as database:
        return make_channel(settings.channels[0], settings, clock, Http(), database, Files(clock, ""), None, silent)


async def test_without_a_pace_the_platforms_own_holds(tmp_path: Path) -> None:
    channel = await channel_of(load(None, OWN_SERVER), tmp_path)
    assert channel.pace.per_second == 29  # type: ignore[attr-defined]


async def test_a_pace_holds_in_all_and_for_each_chat(tmp_path: Path) -> None:
    channel = await channel_of(load(None, {**OWN_SERVER, PACE: "500"}), tmp_path)
    pace = channel.pace  # type: ignore[attr-defined]
    assert (pace.per_second, pace.per_chat_per_second, pace.per_group_per_minute) == (500, 500, 30_000)


@pytest.mark.parametrize("value", ["-1", "3.5", "nhanh", "100001"])
def test_an_odd_pace_is_explained(value: str) -> None:
    with pytest.raises(SettingsError, match=r"channels\.telegram\.pace: phải là số nguyên"):
        load(None, {**OWN_SERVER, PACE: value})


@pytest.mark.parametrize("api_url", ["", "https://api.telegram.org"])
def test_towards_telegram_itself_no_pace_is_taken(api_url: str) -> None:
    environment = {**TELEGRAM, PACE: "500"}
    if api_url:
        environment["TROLYSO_CHANNELS__TELEGRAM__API_URL"] = api_url
    with pytest.raises(SettingsError, match="máy chủ Bot API của riêng mình"):
        load(None, environment)
