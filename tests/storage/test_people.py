"""Who has which duty where, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.tx import Tx, begin

NOW = datetime(2025, 10, 18, 2, 0, tzinfo=UTC)


async def _meet(tx: Tx, *duties: tuple[str, str | None]) -> list[int]:
    """People with one duty each, in this order."""
    authors = [("t", str(number)) for number in range(len(duties))]
    await tx.people.meet({author: (f"Người {author[1]}", author[1]) for author in authors}, NOW)
    known = await tx.people.of(authors)
    for author, (role, area) in zip(authors, duties, strict=True):
        await tx.people.give(known[author].id, role, area, NOW)
    return [known[author].id for author in authors]


async def test_a_duty_is_found_by_its_role_and_by_its_areas(database: Database) -> None:
    async with begin(database) as tx:
        leader, elsewhere, whole, officer = await _meet(
            tx, ("leader", "ap-cho"), ("leader", "ap-trau"), ("leader", "xa"), ("officer", None)
        )

        there = await tx.people.in_role("leader", areas=("ap-cho", "xa"))
        everybody = await tx.people.in_role("leader", "officer")

    assert [person.id for person in there] == [leader, whole]
    assert [person.id for person in everybody] == [leader, elsewhere, whole, officer]


async def test_a_deputy_stands_in_and_who_gave_a_duty_back_has_none(database: Database) -> None:
    async with begin(database) as tx:
        deputy, former = await _meet(tx, ("deputy", "ap-cho"), ("leader", "ap-cho"))
        await tx.people.take(former, "leader", NOW + timedelta(days=1))

        there = await tx.people.in_role("leader", "deputy", areas=("ap-cho",))

    assert [person.id for person in there] == [deputy]
