"""Imported numbers, and what stood before a period, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from storage.database import Database
from storage.inbox import Kept
from storage.numbers import Imported, Number
from storage.reports import Entry
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
    await tx.reports.write(
        Entry(
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
    )
