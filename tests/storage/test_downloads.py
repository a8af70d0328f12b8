"""Files behind links that end, and what signing in leaves behind, on both databases."""

from __future__ import annotations

from datetime import timedelta

from storage.database import Database
from storage.downloads import Download
from storage.tx import begin
from tests.storage.test_shelves import NOW
from tests.storage.test_signing_in import SOON, someone


async def test_a_file_is_found_by_its_digest_until_it_is_dropped(database: Database) -> None:
    person = await someone(database)
    file = Download(person, "a/b.xlsx", "b.xlsx", "x/y", ("ap-cho", "ap-trau"), False, SOON)
    later = Download(person, "a/c.docx", "c.docx", "x/y", (), True, SOON + timedelta(seconds=1))
    async with begin(database) as tx:
        await tx.downloads.keep("one", file, NOW)
        await tx.downloads.keep("two", later, NOW)

        assert [await tx.downloads.of(sum_) for sum_ in ("one", "two", "three")] == [file, later, None]
        assert await tx.downloads.drop_expired(SOON) == ["a/b.xlsx"]
        assert [await tx.downloads.of(sum_) for sum_ in ("one", "two")] == [None, later]


async def test_links_and_sessions_that_are_over_are_forgotten_and_no_others(database: Database) -> None:
    person = await someone(database)
    async with begin(database) as tx:
        shelf = tx.signing_in
        await shelf.make_link("old", person, NOW, SOON)
        await shelf.make_link("new", person, SOON, SOON + timedelta(minutes=10))
        ended = await shelf.begin(person, "a/b", "ended", "seal", NOW + timedelta(minutes=1))
        await shelf.end(ended, "out", SOON)
        await shelf.begin(person, "a/b", "begun", "seal", SOON)
        await shelf.begin(person, "a/b", "open", "seal", SOON + timedelta(minutes=1))

        assert await shelf.forget(SOON) == 3

        assert [await shelf.link(name) is not None for name in ("old", "new")] == [False, True]
        assert [await shelf.session(name) is not None for name in ("begun", "open")] == [False, True]
