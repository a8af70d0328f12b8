"""What a setup can do is told as it is, with a way out of every «không»."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from bot.config import PLATFORMS as CONFIGURABLE
from bot.config import ChannelSettings, Settings
from bot.platforms import PLATFORMS
from cli._check_setup import Probed, Used, facts, lines, table, usage
from storage.tallies import Tally
from tests.cli.conftest import Shell

NOON = datetime.fromisoformat("2026-11-15T12:00:00+07:00")
ADDRESS = "https://troly.xa.example.vn"
ENTRIES = [
    ChannelSettings(platform, platform, token="t", secret="s", app_id="1", app_secret="a")
    for platform in CONFIGURABLE
    if platform != "console"
]
DOCUMENT = Path(__file__).parents[2] / "docs" / "channels.md"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
@pytest.mark.parametrize("address", ["", ADDRESS], ids=["no address", "address"])
def test_every_no_has_a_way_out(entry: ChannelSettings, address: str) -> None:
    found = facts(entry, address, NOON, probed=Probed(joins_groups=False))

    assert [fact.key for fact in found] == ["groups", "buttons", "files", "first", "people", "messages"]
    assert [fact.key for fact in found if fact.can is False and not fact.way_out] == []
    assert all(fact.text or fact.can is not None for fact in found)


def test_every_platform_that_can_be_configured_is_described() -> None:
    assert set(PLATFORMS) >= set(CONFIGURABLE)


def test_a_platform_that_said_so_is_believed() -> None:
    entry = ChannelSettings("t", "telegram")

    told = [facts(entry, ADDRESS, NOON, probed=probed)[0] for probed in (Probed(True, True), Probed(True, False))]
    refused = facts(entry, ADDRESS, NOON, probed=Probed(False, False))[0]

    assert [fact.text for fact in told] == [
        "nghe mọi tin trong nhóm",
        "chỉ nghe tin gọi tên bot hoặc trả lời tin của bot",
    ]
    assert refused.can is False
    assert "/setjoingroups" in refused.way_out


def test_a_zalo_bot_needs_our_address_to_show_a_picture() -> None:
    entry = ChannelSettings("z", "zalo-bot")

    assert [facts(entry, address, NOON)[2].can for address in ("", ADDRESS)] == [False, True]


def test_what_was_used_and_where_it_leads_stands_in_the_table() -> None:
    entry = ChannelSettings("t", "telegram", quota=3000)

    messages = facts(entry, ADDRESS, NOON, used=Used(Tally(1000, 900), people=7, groups=1))[-1]

    assert messages.text == "3.000 (cả gửi và nhận), tháng này đã dùng 1.900. Với mức này hết vào ngày 23."


def test_an_entry_that_is_off_says_so() -> None:
    entry = ChannelSettings("z", "zalo-bot")

    assert next(line for line in lines([entry], table([entry], ADDRESS, NOON)) if "(" in line).strip() == (
        "z (Zalo Bot, đang tắt)"
    )


async def test_looking_makes_no_database(tmp_path: Path) -> None:
    assert await usage(Settings(database=f"sqlite:///{tmp_path / 'none.sqlite3'}", channels=tuple(ENTRIES)), NOON) == {}
    assert list(tmp_path.iterdir()) == []


def test_the_document_shows_the_table_as_it_is_printed() -> None:
    printed = "\n".join(lines(ENTRIES, table(ENTRIES, ADDRESS, NOON))).strip("\n")

    assert f"```text\n{printed}\n```" in DOCUMENT.read_text(encoding="utf-8")


def test_check_prints_the_table_and_knows_what_was_used(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[channels.web]\nplatform = "web"\nquota = 100\n', encoding="utf-8")
    shell.run("migrate")
    with sqlite3.connect(tmp_path / "house.sqlite3") as database:
        # `check` lives by the machine's clock: this month, and the next if it begins right now.
        for ahead in ("+0 months", "+1 months"):
            database.execute(
                "INSERT INTO tallies VALUES ('web', strftime('%Y-%m', 'now', '+7 hours', ?), 'in', 40)", (ahead,)
            )

    _, out = shell.run("check", "--offline")
    _, told = shell.run("check", "--offline", "--json")

    assert "Bao nhiêu tin mỗi tháng?  100 (cả gửi và nhận), tháng này đã dùng 40." in out
    found = json.loads(told)
    assert found["stops"] == 0
    assert [fact["key"] for fact in found["setup"]["web"]] == [
        "groups",
        "buttons",
        "files",
        "first",
        "people",
        "messages",
    ]
    assert "✗" not in told
