"""Who is woken, over which channel, and with which words."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from app import App, build
from bot.clock import VirtualClock
from bot.config import Settings
from bot.errors import Misconfigured
from storage.outbox import Saying
from storage.tx import begin
from tests.support.house import ListChannel, sqlite

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")


class Commune:
    """A bot with two channels, and people who have duties on either."""

    def __init__(self, app: App, clock: VirtualClock) -> None:
        self.app, self.clock = app, clock

    async def person(self, channel: str, author: str, role: str) -> None:
        async with begin(self.app.database) as tx:
            await tx.people.meet({(channel, author): ("Tên", f"c-{author}")}, self.clock.now())
            person = (await tx.people.of([(channel, author)]))[channel, author]
            await tx.people.give(person.id, role, None, self.clock.now())

    async def officers_group(self, channel: str, chat: str) -> None:
        async with begin(self.app.database) as tx:
            await tx.chats.meet({(channel, chat): False}, self.clock.now())
            await tx.chats.bind((channel, chat), "officers", None)

    async def heard(self, **later: float) -> dict[str, list[str]]:
        """What was said by now, by chat."""
        self.clock.advance(**later)
        before = {name: len(self.said(name)) for name in ("a", "b")}
        await self.app.scheduler.run_due()
        await self.app.settle()
        heard: dict[str, list[str]] = {}
        for name in ("a", "b"):
            for to, part in self.said(name)[before[name] :]:
                heard.setdefault(f"{name}:{to.chat}", []).append(part.text)
        return heard

    def said(self, name: str) -> list[tuple[object, object]]:
        channel = self.app.channels[name]
        assert isinstance(channel, ListChannel)
        return channel.said  # type: ignore[return-value]


@pytest.fixture
async def commune(tmp_path: Path) -> AsyncIterator[Commune]:
    clock = VirtualClock(NOON)
    channels = {name: ListChannel(name) for name in ("a", "b")}
    app = await build(Settings(database=sqlite(tmp_path)), clock, channels=channels)
    yield Commune(app, clock)
    await app.database.close()


async def test_technicians_and_officers_hear_it_over_the_other_channel_with_cause_and_first_step(
    commune: Commune,
) -> None:
    await commune.person("a", "t1", "technician")
    await commune.person("b", "t2", "technician")
    await commune.person("b", "o1", "officer")
    await commune.person("b", "l1", "leader")

    await commune.app.alarms("misconfigured", "a")
    heard = await commune.heard()

    assert set(heard) == {"b:c-t2", "b:c-o1"}
    [text] = heard["b:c-t2"]
    assert text.startswith("⚠️ Kênh «a», từ 12:00 thứ Bảy 18/10: nền tảng không nhận mã truy cập")
    assert "Việc cần làm trước: lấy lại mã" in text
    assert "{" not in text


async def test_at_night_the_technician_is_woken_and_the_officer_hears_it_in_the_morning(commune: Commune) -> None:
    await commune.person("b", "t2", "technician")
    await commune.person("b", "o1", "officer")
    commune.clock.move_to(datetime.fromisoformat("2025-10-19T02:00:00+07:00"))

    await commune.app.alarms("misconfigured", "a")

    assert set(await commune.heard()) == {"b:c-t2"}
    assert set(await commune.heard(hours=5)) == {"b:c-o1"}


async def test_without_a_technician_elsewhere_the_officer_is_woken_even_at_night(commune: Commune) -> None:
    await commune.person("a", "t1", "technician")
    await commune.person("b", "o1", "officer")
    commune.clock.move_to(datetime.fromisoformat("2025-10-19T02:00:00+07:00"))

    await commune.app.alarms("misconfigured", "a")

    assert set(await commune.heard()) == {"b:c-o1"}


async def test_when_nobody_can_be_written_to_privately_the_officers_group_hears_it(commune: Commune) -> None:
    await commune.officers_group("b", "g1")

    await commune.app.alarms("misconfigured", "a")

    assert set(await commune.heard()) == {"b:g1"}


async def test_when_nobody_is_left_it_stands_in_the_log_as_an_error(
    commune: Commune, caplog: pytest.LogCaptureFixture
) -> None:
    await commune.person("a", "t1", "technician")

    with caplog.at_level(logging.ERROR):
        await commune.app.alarms("misconfigured", "a")
        assert await commune.heard() == {}

    assert [getattr(r, "action", "") for r in caplog.records] == ["alarm", "alarm-unheard"]


async def test_trouble_nobody_has_words_for_is_told_by_its_name(commune: Commune) -> None:
    await commune.person("b", "t2", "technician")

    await commune.app.alarms("strange", "a", "mã {x} 42")
    heard = await commune.heard()

    assert "có sự cố «strange». mã {x} 42" in heard["b:c-t2"][0]


async def test_a_revoked_token_wakes_the_technician_and_its_end_is_told_when_a_send_succeeds(commune: Commune) -> None:
    await commune.person("b", "t2", "technician")
    channel = commune.app.channels["a"]
    assert isinstance(channel, ListChannel)
    channel.fail_next += [Misconfigured() for _ in range(20)]
    async with begin(commune.app.database) as tx:
        sayings = [Saying("a", f"c{n}", True, {"text": f"đáp {n}"}, commune.clock.now()) for n in range(10)]
        await tx.outbox.put(sayings)

    await commune.app.settle()
    first = await commune.heard()
    await commune.heard(minutes=1)
    after = await commune.heard(minutes=1)

    assert [len(texts) for texts in first.values()] == [1]
    assert {chat for chat in after if chat.startswith("a:")} == {f"a:c{n}" for n in range(10)}
    last = await commune.heard()
    assert "đã chạy lại bình thường" in (after.get("b:c-t2") or last["b:c-t2"])[0]
