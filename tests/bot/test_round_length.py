"""A round that takes long is committed early; what is left is answered next, in order, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import receive
from bot.types import Address, Incoming
from storage.inbox import Inbox, Waiting
from tests.support.house import House, sqlite


async def test_a_long_round_leaves_the_rest_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive, "ROUND_SECONDS", -1.0)  # every update already takes too long
    house = await House.open(sqlite(tmp_path))
    try:
        said = [("c1", "/menu"), ("c2", "/menu"), ("c1", "xin chào"), ("c3", "/menu"), ("c1", "/menu")]
        updates = [
            Incoming(Address("phone", chat), chat, f"e{number}", house.clock.now(), text=text, message_id=f"m{number}")
            for number, (chat, text) in enumerate(said)
        ]
        await house.app.receiver.accept(updates)
        await house.app.settle()
        answered = [to.chat for to, _ in house.channel.said]
        assert sorted(answered) == ["c1", "c1", "c1", "c2", "c3"]
        first, second, third = [part.text for to, part in house.channel.said if to.chat == "c1"]
        assert first.partition("\n\n🔒")[0] == third != second
        assert all("🔒" in text for text in {to.chat: part.text for to, part in reversed(house.channel.said)}.values())
    finally:
        await house.close()


async def test_a_backlog_is_loaded_about_once_not_once_for_every_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "ROUND_SECONDS", -1.0)
    loaded = [0]
    waiting = Inbox.waiting

    async def counted(self: Inbox, *args: Any, **named: Any) -> list[Waiting]:
        rows = await waiting(self, *args, **named)
        loaded[0] += len(rows)
        return rows

    monkeypatch.setattr(Inbox, "waiting", counted)
    house = await House.open(sqlite(tmp_path))
    try:
        await house.deliver_many(["/menu"] * 300)
        assert len(house.channel.said) == 300
    finally:
        await house.close()
    assert loaded[0] <= 256 + 300 * 8
