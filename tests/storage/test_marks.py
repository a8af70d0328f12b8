"""Shared links: one per name, and counts of openings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from storage.database import Database
from storage.marks import Mark, Openings
from storage.tx import begin
from tests.storage.test_shelves import NOW

CLASS = Mark("k7m2xab", "class", "lớp 5A1", None, None)
TODAY = date(2025, 10, 18)


async def test_the_same_name_is_the_same_mark_and_is_listed_again(database: Database) -> None:
    async with begin(database) as tx:
        assert await tx.marks.make("c", CLASS, "lop 5a1", NOW) == CLASS
        await tx.marks.hide(CLASS.id, NOW)
        assert await tx.marks.listed("c") == []
        assert await tx.marks.get("c", CLASS.id) == CLASS

        again = await tx.marks.make("c", replace(CLASS, id="other22", label="Lớp 5a1"), "lop 5a1", NOW)

        assert again == CLASS
        assert await tx.marks.listed("c") == [CLASS]


async def test_an_id_that_is_taken_is_told(database: Database) -> None:
    async with begin(database) as tx:
        await tx.marks.make("c", CLASS, "lop 5a1", NOW)

        assert await tx.marks.make("c", replace(CLASS, label="lớp 6B"), "lop 6b", NOW) is None


async def test_another_campaigns_mark_is_unknown(database: Database) -> None:
    async with begin(database) as tx:
        await tx.marks.make("c", CLASS, "lop 5a1", NOW)

        assert await tx.marks.get("d", CLASS.id) is None
        assert await tx.marks.listed("d") == []


async def test_openings_add_up_by_day(database: Database) -> None:
    async with begin(database) as tx:
        for day in (date(2025, 10, 17), TODAY, TODAY):
            await tx.marks.opened("k7m2xab", day)
        await tx.marks.opened("vneid-kich-hoat", date(2025, 10, 17))

        assert await tx.marks.openings(["k7m2xab", "vneid-kich-hoat", "unseen"], TODAY) == {
            "k7m2xab": Openings(3, 2),
            "vneid-kich-hoat": Openings(1, 0),
            "unseen": Openings(0, 0),
        }
        assert await tx.marks.openings([], TODAY) == {}
