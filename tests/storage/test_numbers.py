"""Imported numbers, and what stood before a period, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from storage.database import Database
from storage.inbox import Kept
from storage.numbers import Imported, Number
from storage.reports import Count, Entry, Report
from storage.tx import Tx, begin, reading

NOW = datetime(2025, 10, 13, 2, tzinfo=UTC)
MONDAY = date(2025, 10, 13)
FLOWS = {"cks": True, "vang": False}


async def test_an_import_stands_over_the_one_before_and_leaves_the_rest(database: Database) -> None:
    async with begin(database) as tx:
        await tx.numbers.put("c", [Number("ap-1", "population", "ho", 40), Number("ap-2", "baseline", "cks", 3)], NOW)
        await tx.numbers.put("other", [Number("ap-1", "population", "ho", 7)], NOW)
    async with begin(database) as tx:
        await tx.numbers.put("c", [Number("ap-1", "population", "ho", 41)], NOW)

    async with reading(database) as tx:
        assert await tx.numbers.of("c") == Imported({"ap-1": {"ho": 41}}, {"ap-2": {"cks": 3}})


async def test_what_stood_before_adds_flows_up_and_keeps_the_newest_stock(database: Database) -> None:
    async with begin(database) as tx:
        await tx.people.meet({("t", "u"): ("", None)}, NOW)
        await tx.inbox.keep([Kept("t", "e", "c", "u", {}, NOW, NOW)])
        for step, (cks, vang) in enumerate(((5, 9), (2, 4), (100, 100))):
            await _write(tx, "ap-1", step, {"cks": cks, "vang": vang})
        await _write(tx, "ap-2", 0, {"vang": 0})

    async with reading(database) as tx:
        found = await tx.reports.before("c", ["ap-1", "ap-2"], MONDAY, MONDAY + timedelta(days=2), FLOWS)
        nothing = await tx.reports.before("c", ["ap-1"], MONDAY, MONDAY, FLOWS)

    assert found == {("ap-1", "cks"): 7, ("ap-1", "vang"): 4, ("ap-2", "vang"): 0}
    assert nothing == {}


async def _write(tx: Tx, area: str, step: int, values: dict[str, int]) -> None:
    day = MONDAY + timedelta(days=step)
    await tx.reports.write(_entry(area, day, values))


def _entry(area: str, day: date, values: dict[str, int]) -> Entry:
    return Entry(
        campaign="c",
        area=area,
        day=day,
        operation="set",
        values=values,
        person=1,
        update=1,
        line="",
        obstacle="",
        sent_at=NOW,
        stored_at=NOW,
    )


async def test_sums_of_months_follow_every_version(database: Database) -> None:
    """Whatever is written and taken back, what stood before any day is what the rows of the days before add up to."""
    random = Random(7)
    days = [date(2025, 10, 10) + timedelta(days=step) for step in range(0, 100, 3)]
    flows = {"cks": True, "luot": True, "vang": False}
    async with begin(database) as tx:
        await tx.people.meet({("t", "u"): ("", None)}, NOW)
        await tx.inbox.keep([Kept("t", "e", "c", "u", {}, NOW, NOW)])
        done: list[Report] = []
        for _ in range(120):
            if done and random.random() < 0.3:
                last = done.pop()
                undo = _entry(last.area, last.day, dict.fromkeys(last.values, 0))
                await tx.reports.write(replace(undo, operation="undo", replaces=last.id))
                continue
            values = {key: random.randrange(9) for key in random.sample(list(flows), 2)}
            entry = _entry(random.choice(("ap-1", "ap-2")), random.choice(days), values)
            done.append(await tx.reports.write(replace(entry, operation=random.choice(("set", "add")))))
            done = [one for one in done if (one.area, one.day) != (entry.area, entry.day)] + done[-1:]

    async with reading(database) as tx:
        rows = await tx.reports.between("c", ["ap-1", "ap-2"], days[0], days[-1])
        for since, until in ((days[0], one + timedelta(days=step)) for one in days for step in (0, 1)):
            found = await tx.reports.before("c", ["ap-1", "ap-2"], since, until, flows)
            before = [row for row in rows if since <= row.day < until]
            assert found == _by_hand(before, flows)
        assert await tx.reports.rolled_up("c") == {
            key: sum(row.value for row in rows if row.key == key) for key in flows
        }


def _by_hand(rows: list[Count], flows: dict[str, bool]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in sorted(rows, key=lambda one: one.day):
        place = (row.area, row.key)
        found[place] = row.value + (found.get(place, 0) if flows[row.key] else 0)
    return found
