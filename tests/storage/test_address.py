"""Addresses of databases: found from every folder, and their secrets known."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from storage.address import from_anywhere, secrets_of
from storage.database import Database


async def test_a_file_is_found_from_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with await Database.open("sqlite:///dữ liệu%3F/a.sqlite3") as database:
        url = database.url

    monkeypatch.chdir("/")

    assert make_url(url).database == str(tmp_path / "dữ liệu?" / "a.sqlite3")
    assert from_anywhere(url) == url


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://ten:p%40ss%2Fw@may/x?host=/tmp"])
def test_what_lies_in_no_folder_stays_as_it_is(url: str) -> None:
    assert from_anywhere(url) == url


def test_a_password_is_known_in_every_way_of_writing_it() -> None:
    url = "postgresql://ten:p%40ss%20w%2F@may/x"

    assert set(secrets_of(url)) >= {url, "p@ss w/", "p%40ss%20w%2F", "p%40ss+w%2F"}
    assert "abc" in secrets_of("postgresql://ten@may/x?password=abc")
    assert secrets_of("postgresql://ten@may/x") == secrets_of("sqlite:///data/x.sqlite3") == ()
