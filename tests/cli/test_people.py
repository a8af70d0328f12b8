"""`trolyso people` and `trolyso audit`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Shell
from tests.support.house import House


@pytest.fixture
def staffed(shell: Shell) -> Shell:
    """With a leader and an officer."""

    async def come(house: House) -> None:
        await house.leader()
        await house.officer()

    shell.live(come)
    return shell


def test_people_are_listed_moved_and_removed_and_it_is_written_down(staffed: Shell) -> None:
    officer, leader = staffed.json("people", "list", "--json")
    assert [(one["name"], one["role"], one["area"]) for one in (officer, leader)] == [
        ("Chị Hoa", "officer", None),
        ("Chị Hoa", "leader", "ap-cho"),
    ]

    assert staffed.run("people", "move", str(leader["duty"]), "--area", "ap-trau") == (0, "")
    (moved,) = [one for one in staffed.json("people", "list", "--json", "--area", "ap-trau") if one["area"]]
    assert (moved["person"], moved["area"]) == (leader["person"], "ap-trau")
    assert "đội trưởng · ấp Trầu" in staffed.run("people", "list")[1]
    assert staffed.run("people", "remove", str(moved["duty"])) == (0, "")
    assert staffed.run("invite", "--role", "helper")[0] == 0

    assert [one["role"] for one in staffed.json("people", "list", "--json")] == ["officer"]
    assert [(one["action"], one["who"]) for one in staffed.json("audit", "--json")] == [
        ("invited", "command-line:"),
        ("duty-ended", "command-line:"),
        ("duty-moved", "command-line:"),
    ]
    assert "dòng lệnh · chuyển địa bàn" in staffed.run("audit", "--action", "duty-moved", "--limit", "1")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("people", "move", "1"), "--area"),
        (("people", "move", "2", "--area", "ap-trau"), "cả chiến dịch"),
        (("people", "move", "1", "--area", "ap-trang"), "ap-trau"),
        (("people", "remove"), "trolyso people list"),
        (("people", "remove", "77"), "không có việc"),
        (("invite", "--role", "teacher", "--area", "ap-cho"), "bỏ --area"),
        (("invite", "--role", "king"), "vice"),
    ],
)
def test_what_is_not_there_is_named(words: tuple[str, ...], told: str, staffed: Shell) -> None:
    before = staffed.run("people", "list")

    assert staffed.run(*words) == (1, "")

    assert told in staffed.errors
    assert staffed.run("people", "list") == before
