"""Support points: one row per point, changed only by who saw the newest; followers and askers once each."""

from __future__ import annotations

from datetime import date

from storage.database import Database
from storage.tx import begin
from tests.storage.test_shelves import NOW

A, B = ("telegram", "1"), ("zalo", "1")
DAY = date(2025, 10, 18)


async def test_only_who_saw_the_newest_changes_a_point(database: Database) -> None:
    async with begin(database) as tx:
        assert await tx.places.put("c", "cho", {"name": "một"}, was=None, at=NOW, who="a")
        assert not await tx.places.put("c", "cho", {"name": "hai"}, was=None, at=NOW, who="b")
        assert not await tx.places.put("c", "cho", {"name": "ba"}, was=2, at=NOW, who="b")
        assert await tx.places.put("c", "cho", {"name": "bốn"}, was=1, removed=True, at=NOW, who="b")

        (row,) = await tx.places.changed("c")

    assert (row.id, row.body, row.removed, row.sequence, row.who) == ("cho", {"name": "bốn"}, True, 2, "b")


async def test_another_campaign_has_its_own_points(database: Database) -> None:
    async with begin(database) as tx:
        await tx.places.put("c", "cho", {}, was=None, at=NOW, who="a")

        assert await tx.places.changed("d") == []


async def test_a_chat_follows_an_area_once(database: Database) -> None:
    async with begin(database) as tx:
        assert await tx.places.follow("c", "ap-cho", A, NOW)
        assert not await tx.places.follow("c", "ap-cho", A, NOW)
        assert await tx.places.follow("c", "ap-trau", A, NOW)
        assert await tx.places.follow("c", "ap-trau", B, NOW)

        assert await tx.places.followers("c", ["ap-cho", "ap-trau"]) == [A, B]
        assert await tx.places.followers("c", []) == []
        assert await tx.places.followed("c", A) == ["ap-cho", "ap-trau"]
        assert await tx.places.unfollow("c", A) == 2
        assert await tx.places.followers("c", ["ap-cho", "ap-trau"]) == [B]


async def test_askers_are_kept_once_and_forgotten_when_the_day_is_over(database: Database) -> None:
    async with begin(database) as tx:
        for place in (A, A, B):
            await tx.places.asked("c", [("cho:2025-10-18:0800", DAY)], place, NOW)

        assert await tx.places.askers("c", "cho:2025-10-18:0800") == [A, B]
        await tx.places.forget_askers(DAY)
        assert await tx.places.askers("c", "cho:2025-10-18:0800") == [A, B]
        await tx.places.forget_askers(date(2025, 10, 19))
        assert await tx.places.askers("c", "cho:2025-10-18:0800") == []
