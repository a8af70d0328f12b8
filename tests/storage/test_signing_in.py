"""Links that work once and sessions whose id turns, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from storage.database import Database
from storage.signing_in import SignInLink
from storage.tx import begin
from tests.storage.test_shelves import NOW

SOON = NOW + timedelta(minutes=10)


async def someone(database: Database, author: str = "u1") -> int:
    async with begin(database) as tx:
        await tx.people.meet({("c", author): ("Chị Hoa", None)}, NOW)
        return (await tx.people.of([("c", author)]))["c", author].id


async def test_a_newer_link_puts_the_older_ones_of_the_same_person_out_of_date(database: Database) -> None:
    person, other = await someone(database), await someone(database, "u2")
    async with begin(database) as tx:
        await tx.signing_in.make_link("older", person, NOW, SOON)
        await tx.signing_in.make_link("others", other, NOW, SOON)
        later = NOW + timedelta(minutes=1)
        await tx.signing_in.make_link("newer", person, later, SOON)

        links = [await tx.signing_in.link(name) for name in ("older", "others", "newer", "unknown")]

        assert [link and link.expires_at for link in links] == [later, SOON, SOON, None]
        assert isinstance(links[2], SignInLink) and links[2].person == person


async def test_of_two_transactions_one_uses_the_link(database: Database) -> None:
    person = await someone(database)
    async with begin(database) as tx:
        await tx.signing_in.make_link("sum", person, NOW, SOON)
        link = await tx.signing_in.link("sum")
    assert link is not None

    async def use() -> bool:
        async with begin(database) as tx:
            return await tx.signing_in.use_link(link.id, NOW)

    assert sorted(await asyncio.gather(*(use() for _ in range(5)))) == [False] * 4 + [True]


async def test_a_link_past_its_time_is_not_used(database: Database) -> None:
    person = await someone(database)
    async with begin(database) as tx:
        await tx.signing_in.make_link("sum", person, NOW, SOON)
        link = await tx.signing_in.link("sum")
        assert link is not None
        assert not await tx.signing_in.use_link(link.id, SOON)


async def test_a_session_is_found_by_its_last_present_and_coming_id_until_it_ends(database: Database) -> None:
    person = await someone(database)
    async with begin(database) as tx:
        shelf = tx.signing_in
        number = await shelf.begin(person, "android/chrome", "first", "seal", NOW)
        row = await shelf.session("first")
        assert row is not None and (row.id, row.person, row.agent) == (number, person, "android/chrome")

        assert await shelf.offer(row, "second", SOON)
        offered = await shelf.session("second")
        await shelf.turn(number, "second", SOON)
        turned = await shelf.session("second")
        assert offered is not None and (offered.current, offered.coming) == ("first", "second")
        assert turned is not None and (turned.current, turned.coming, turned.past) == ("second", None, "first")
        assert not await shelf.offer(row, "third", SOON)  # somebody turned it meanwhile
        assert await shelf.session("first") == turned

        await shelf.end(number, "out", SOON)
        assert [await shelf.session(name) for name in ("first", "second")] == [None, None]


async def test_the_audit_is_read_from_its_newest_line(database: Database) -> None:
    async with begin(database) as tx:
        for number in range(5):
            await tx.audit.add("c:u1", "signed-in", {"session": number}, NOW)
        newest = await tx.audit.newest(limit=2)
        older = await tx.audit.newest(before=newest[-1].id, limit=10)

    assert [line.what["session"] for line in (*newest, *older)] == [4, 3, 2, 1, 0]


async def test_a_cancelled_code_is_listed_and_used_no_more(database: Database) -> None:
    async with begin(database) as tx:
        await tx.people.invite("one", "leader", "ap-cho", SOON)
        await tx.people.invite("two", "officer", None, SOON)
        await tx.people.invite("late", "officer", None, NOW)
        first, second = await tx.people.open_invites(NOW)
        assert (first.role, second.role) == ("leader", "officer")

        assert await tx.people.cancel_invite(first.id, NOW)
        assert not await tx.people.cancel_invite(first.id, NOW)
        assert [invite.id for invite in await tx.people.open_invites(NOW)] == [second.id]
