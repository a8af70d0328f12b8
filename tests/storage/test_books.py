"""A period's books and words, obstacles, and a release that is taken back: on both databases."""

from __future__ import annotations

from datetime import timedelta

from storage.books import Book
from storage.database import Database
from storage.reports import Entry
from storage.tx import Tx, begin
from tests.storage.test_shelves import DAY, NOW, kept
from tests.storage.test_signing_in import someone

CAMPAIGN, WEEK = "nhon-trach-2025", "2025-W42"
LATER = NOW + timedelta(minutes=7)


async def test_books_are_drafted_frozen_and_opened_without_losing_one_another(database: Database) -> None:
    async with begin(database) as tx:
        assert await tx.books.get(CAMPAIGN, WEEK) == Book()
        await tx.books.freeze(CAMPAIGN, WEEK, "t:u1", NOW)
        await tx.books.draft(CAMPAIGN, WEEK, {"ap-cho": {"cks": 5}}, NOW)
        await tx.books.draft(CAMPAIGN, WEEK, {"ap-cho": {"cks": 6}}, LATER)

        assert await tx.books.get(CAMPAIGN, WEEK) == Book(LATER, {"ap-cho": {"cks": 6}}, NOW, "t:u1")
        assert await tx.books.get(CAMPAIGN, "2025-W43") == Book()
        await tx.books.reopen(CAMPAIGN, WEEK)
        assert await tx.books.get(CAMPAIGN, WEEK) == Book(LATER, {"ap-cho": {"cks": 6}})


async def test_words_are_kept_by_part_and_left_to_us_again(database: Database) -> None:
    async with begin(database) as tx:
        for part, text in (("next", "một"), ("next", "hai"), ("troubles", "mưa"), ("troubles", "")):
            await tx.books.write(CAMPAIGN, WEEK, part, text, "t:u1", NOW)

        assert await tx.books.written(CAMPAIGN, WEEK) == {"next": "hai"}
        assert await tx.books.written(CAMPAIGN, "2025-W43") == {}


async def test_a_release_can_be_taken_back_and_given_again_but_counts_once(database: Database) -> None:
    async with begin(database) as tx:
        shelf = tx.approvals
        await shelf.ask("post", NOW, NOW)
        assert not await shelf.ask_again("post", NOW)
        assert await shelf.decide("post", "approved", "t:u1", NOW)
        assert not await shelf.decide("post", "approved", "t:u2", NOW)
        assert await shelf.ask_again("post", LATER)
        assert await shelf.decide("post", "approved", "t:u2", LATER)
        word = await shelf.get("post")
        assert word is not None and (word.state, word.who) == ("approved", "t:u2")


async def tells(tx: Tx, person: int, event: str, obstacle: str, **more: object) -> int:
    await tx.inbox.keep([kept(event)])
    row = max(one.id for one in await tx.inbox.waiting([("t", "c1")]))
    entry = Entry(CAMPAIGN, "ap-cho", DAY, "set", {}, person, row, "bc", obstacle, NOW, NOW, **more)  # type: ignore[arg-type]
    return (await tx.reports.write(entry)).id


async def test_obstacles_are_those_of_reports_that_stand_with_what_became_of_them(database: Database) -> None:
    person = await someone(database)
    async with begin(database) as tx:
        await tx.chats.meet({("t", "c1"): False}, NOW)
        first = await tells(tx, person, "e1", "mạng yếu")
        await tells(tx, person, "e2", "")
        await tells(tx, person, "e3", "tập thôi", practice=True, apart={})
        edited = await tells(tx, person, "e4", "mất điện")
        newer = await tells(tx, person, "e5", "mất điện cả ấp", replaces=edited)
        for state, owner in (("handling", "Đội 1"), ("solved", "Đội 1")):
            await tx.obstacles.put(first, state=state, owner=owner, answer="xong", person=person, at=NOW)

        told = await tx.obstacles.told(CAMPAIGN)

        assert [(one.number, one.text, one.state, one.owner, one.answer) for one in told] == [
            (first, "mạng yếu", "solved", "Đội 1", "xong"),
            (newer, "mất điện cả ấp", "new", "", ""),
        ]
        assert await tx.obstacles.told("khac") == []
        assert await tx.obstacles.place(first) == ("t", "c1", False)
        assert await tx.obstacles.place(999_999) is None
