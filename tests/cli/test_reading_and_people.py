"""How words are understood, as JSON lines; codes for people and groups."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.clock import SystemClock
from tests.cli.conftest import Shell
from tests.support.house import House

AT = ("--at", "2025-10-18T10:00:00+07:00")


def test_read_report_says_what_would_be_stored(shell: Shell) -> None:
    (read,) = shell.json("read-report", "bc cks 5 vneid 12 lượt 30", "--campaign", "nhon-trach-2025", *AT)

    assert read == {
        "line": "bc cks 5 vneid 12 lượt 30",
        "decision": "store",
        "values": {"cks": 5, "vneid2": 12, "luot": 30},
        "area": None,
        "date": "2025-10-18",
        "question": None,
        "reason": None,
        "operation": "set",
        "obstacle": "",
        "options": [],
    }


def test_a_batch_keeps_its_order_and_its_line_breaks(shell: Shell, tmp_path: Path) -> None:
    batch = tmp_path / "lines.txt"
    batch.write_text("bc cks 5\\nvneid 12\nchào cả nhà\n", encoding="utf-8")

    first, second = shell.json("read-report", "--batch", str(batch), *AT)

    assert (first["line"], first["values"]) == ("bc cks 5\nvneid 12", {"cks": 5, "vneid2": 12})
    assert second["decision"] == "chat"


def test_ask_ranks_guides_for_a_question(shell: Shell) -> None:
    (heard,) = shell.json("ask", "tôi", "quên", "mật", "khẩu", "vneid")

    assert heard["question"] == "tôi quên mật khẩu vneid"
    assert heard["decision"] == "answer"
    assert set(heard["ranked"][0]) == {"intent", "guide", "score"}


def test_an_invited_leader_is_one_after_typing_the_code(shell: Shell) -> None:
    code, out = shell.run("invite", "--role", "leader", "--area", "ap-cho")
    assert code == 0
    told: list[str] = []

    async def types(house: House) -> None:
        told.extend(await house.phone().says(out.strip()))

    shell.live(types, start=SystemClock().now())

    assert re.fullmatch(r"[A-Z]{2}\d{2}-[A-Z]{2}\d{2}\n", out)
    assert "ấp Chợ" in told[0]


def test_an_invitation_to_nowhere_names_the_places(shell: Shell) -> None:
    assert shell.run("invite", "--role", "leader", "--area", "ap-xa") == (1, "")
    assert "ap-cho, ap-trau" in shell.errors


def test_a_group_code_needs_a_known_squad(shell: Shell) -> None:
    assert shell.run("group", "--purpose", "squad", "--squad", "doi-9") == (1, "")
    assert "doi-1" in shell.errors


@pytest.mark.parametrize("words", [[], ["figures", "--perod", "x"]])
def test_a_mistyped_command_is_two(words: list[str], shell: Shell) -> None:
    try:
        code, _ = shell.run(*words)
    except SystemExit as left:
        code = int(left.code or 0)

    assert code == 2
