"""The record and what stands: whatever is set, added and taken back, the one follows from the other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.inbox import Kept
from storage.migrate import migrate
from storage.reports import Entry, Operation, Report
from storage.tx import Tx, begin

CAMPAIGN = "nhon-trach-2025"
NOW = datetime(2025, 10, 18, 2, tzinfo=UTC)
DAYS = (date(2025, 10, 17), date(2025, 10, 18))
AREAS = ("ap-cho", "ap-trau")
KEYS = ("cks", "vneid2", "luot")

VALUES = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 50), min_size=1)
STEPS = st.lists(
    st.tuples(st.sampled_from(["set", "set", "add", "undo"]), st.sampled_from(AREAS), st.sampled_from(DAYS), VALUES),
    max_size=12,
)
Step = tuple[Operation, str, date, dict[str, int]]


async def _furnish(tx: Tx) -> None:
    if not await tx.people.of([("t", "u")]):
        await tx.people.meet({("t", "u"): ("", None)}, NOW)
        await tx.inbox.keep([Kept("t", "e", "c", "u", {}, NOW, NOW)])


async def _write(tx: Tx, operation: Operation, area: str, day: date, values: dict[str, int], **more: Any) -> Report:
    more.setdefault("sent_at", NOW)
    return await tx.reports.write(Entry(CAMPAIGN, area, day, operation, values, 1, 1, "bc", "", stored_at=NOW, **more))


async def _play(tx: Tx, steps: Sequence[Step]) -> dict[tuple[str, date], dict[str, int]]:
    """Write the steps; returns what should stand, reckoned apart from the shelf."""
    stands: dict[tuple[str, date], dict[str, int]] = {}
    done: list[tuple[Report, dict[str, int]]] = []
    for operation, area, day, values in steps:
        place = stands.setdefault((area, day), {})
        if operation == "undo":
            # As the handlers do: only the newest version of its figures can be taken back.
            if not done:
                continue
            report, earlier = done.pop()
            await _write(tx, "undo", report.area, report.day, dict.fromkeys(report.values, 0), replaces=report.id)
            place = stands[report.area, report.day]
            for key in report.values:
                place.pop(key, None)
            place |= {key: value for key, value in earlier.items() if key in report.values}
            continue
        before = dict(place)
        done.append((await _write(tx, operation, area, day, values), before))
        for key, value in values.items():
            place[key] = value + (place.get(key, 0) if operation == "add" else 0)
    return {place: figures for place, figures in stands.items() if figures}


def _folded(record: Sequence[Report]) -> dict[tuple[str, date], dict[str, int]]:
    """What stands, from the record alone."""
    stands: dict[tuple[str, date], dict[str, int]] = {}
    for report in record:
        place = stands.setdefault((report.area, report.day), {})
        assert {key: place.get(key) for key in report.values} == dict(report.before)
        for key, value in report.after.items():
            if value is None:
                place.pop(key, None)
            else:
                place[key] = value
    return {place: figures for place, figures in stands.items() if figures}


async def _standing(tx: Tx) -> dict[tuple[str, date], dict[str, int]]:
    found: dict[tuple[str, date], dict[str, int]] = {}
    for count in await tx.reports.between(CAMPAIGN, AREAS, *DAYS):
        found.setdefault((count.area, count.day), {})[count.key] = count.value
    return found


async def _furnished(database: Database) -> None:
    async with begin(database) as tx:
        await _furnish(tx)


class _Undo(Exception):
    pass


async def _check(database: Database, steps: Sequence[Step]) -> None:
    try:
        async with begin(database) as tx:
            wanted = await _play(tx, steps)
            standing = await _standing(tx)

            assert standing == wanted
            assert standing == _folded(await tx.reports.all(CAMPAIGN))
            sums: dict[tuple[str, str], int] = {}
            for (area, _), figures in wanted.items():
                for key, value in figures.items():
                    sums[area, key] = sums.get((area, key), 0) + value
            assert await tx.reports.sums(CAMPAIGN, *DAYS) == sums
            raise _Undo
    except _Undo:
        return


def test_what_stands_follows_from_the_record_for_any_history(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'histories.sqlite3'}"
    with asyncio.Runner() as runner:
        runner.run(migrate(url))
        database = runner.run(Database.open(url))

        runner.run(_furnished(database))

        @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
        @given(STEPS)
        def holds(steps: list[Step]) -> None:
            runner.run(_check(database, steps))

        holds()
        runner.run(database.close())


def test_what_stands_follows_from_the_record_on_postgresql_too(postgresql_url: str) -> None:
    with asyncio.Runner() as runner:
        runner.run(migrate(postgresql_url))
        database = runner.run(Database.open(postgresql_url))

        runner.run(_furnished(database))

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(STEPS)
        def holds(steps: list[Step]) -> None:
            runner.run(_check(database, steps))

        holds()
        runner.run(database.close())


async def test_two_who_add_at_once_are_both_counted(database: Database) -> None:
    async with begin(database) as tx:
        await _furnish(tx)

    async def add(number: int) -> None:
        async with begin(database) as tx:
            await _write(tx, "add", "ap-cho", DAYS[0], {"cks": number})

    await asyncio.gather(*(add(number) for number in range(1, 9)))

    async with begin(database) as tx:
        assert [count.value for count in await tx.reports.standing(CAMPAIGN, "ap-cho", DAYS[0])] == [36]
        assert _folded(await tx.reports.all(CAMPAIGN)) == {("ap-cho", DAYS[0]): {"cks": 36}}


async def test_a_report_names_what_stood_before_and_what_stands_now(database: Database) -> None:
    async with begin(database) as tx:
        await _furnish(tx)
        first = await _write(tx, "set", "ap-cho", DAYS[0], {"cks": 5, "luot": 0})
        second = await _write(tx, "add", "ap-cho", DAYS[0], {"cks": 2, "vneid2": 3})
        undone = await _write(tx, "undo", "ap-cho", DAYS[0], {"cks": 0, "vneid2": 0}, replaces=second.id)

        assert (dict(first.before), dict(first.after)) == ({"cks": None, "luot": None}, {"cks": 5, "luot": 0})
        assert (dict(second.before), dict(second.after)) == ({"cks": 5, "vneid2": None}, {"cks": 7, "vneid2": 3})
        assert (dict(undone.before), dict(undone.after)) == ({"cks": 7, "vneid2": 3}, {"cks": 5, "vneid2": None})
        assert await tx.reports.get(second.id) == second
        assert await tx.reports.history(CAMPAIGN, "ap-cho", DAYS[0]) == [first, second, undone]
        assert await tx.reports.last_by(CAMPAIGN, 1, limit=2) == [undone, second]
        assert await tx.reports.of_update(1) == [first, second, undone]
        assert await tx.reports.get(99) is None


async def test_a_figure_keeps_the_moment_at_which_it_first_came(database: Database) -> None:
    later = NOW + timedelta(hours=3)
    async with begin(database) as tx:
        await _furnish(tx)
        await _write(tx, "set", "ap-cho", DAYS[0], {"cks": 5})
        await _write(tx, "set", "ap-cho", DAYS[0], {"cks": 6, "luot": 1}, sent_at=later)

        found = {count.key: count.first_sent_at for count in await tx.reports.standing(CAMPAIGN, "ap-cho", DAYS[0])}

    assert found == {"cks": NOW, "luot": later}


async def test_a_report_of_nobody_or_of_no_message_is_refused(database: Database) -> None:
    await _furnished(database)
    for broken in ({"person": 99}, {"update": 99}):
        try:
            async with begin(database) as tx:
                values = {"person": 1, "update": 1, **broken}
                await tx.reports.write(
                    Entry(
                        CAMPAIGN,
                        "ap-cho",
                        DAYS[0],
                        "set",
                        {"cks": 1},
                        line="",
                        obstacle="",
                        sent_at=NOW,
                        stored_at=NOW,
                        **values,
                    )
                )
        except Exception as fault:
            assert "foreign key" in str(fault).lower()
        else:
            raise AssertionError(broken)
    async with begin(database) as tx:
        assert await tx.reports.all(CAMPAIGN) == []
