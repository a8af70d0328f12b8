"""What `check` finds, all at once, and that it never tells a secret."""

from __future__ import annotations

import socket
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import SystemClock, VirtualClock
from bot.config import ChannelSettings, ServerSettings, Settings
from cli._check_outside import channels, clock, listening
from cli._check_storage import stored
from handlers.presets import load_named
from tests.cli.conftest import Shell
from tests.support import zalo_bot
from tests.support.telegram import TOKEN, LoopbackTelegram
from tests.support.zalo_bot import LoopbackZaloBot

WRONG = "654321:AAH-a-token_that_nobody_knows_here"


@pytest.fixture
def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def telegram_settings(url: str, token: str = TOKEN) -> Settings:
    return Settings(channels=(ChannelSettings("telegram", "telegram", api_url=url, token=token),))


def test_a_house_in_order_can_run(shell: Shell, free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLYSO_SERVER__PORT", str(free_port))
    shell.run("migrate")

    code, out = shell.run("check", "--offline")

    assert code == 0, out
    assert "✗" not in out
    assert "nhật ký WAL, ghi chắc chắn xuống đĩa (synchronous=FULL)" in out
    assert "! số ví dụ, xin thay bằng số thật: Tên ấp thứ năm" in out


def test_periods_whose_books_close_before_they_end_should_be_looked_at(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = load_named("nhon-trach-2025")
    hasty = replace(campaign, rhythm=replace(campaign.rhythm, locks_after=timedelta()))
    monkeypatch.setattr("cli.check.load_named", lambda _name, _folder: hasty)

    _, out = shell.run("check", "--offline")

    assert "! kỳ 2025-W41 (và 12 kỳ nữa) khóa sổ lúc 16:30 11/10/2025 mà kỳ còn đến hết 12/10/2025" in out


def test_all_problems_are_told_at_once(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text('campain = "x"\n[channels.x]\nplatform = "telegrm"\n', encoding="utf-8")
    monkeypatch.setenv("TROLYSO_CAMPAIGN", "nhon-trach-2026")
    (tmp_path / "house.sqlite3").write_text("không phải cơ sở dữ liệu, chỉ là vài dòng chữ", encoding="utf-8")

    code, out = shell.run("check", "--offline")

    assert code == 1
    assert "✗ campain: không có mục này; có phải «campaign» không?" in out
    assert "✗ channels.x.platform" in out
    assert "Không có chiến dịch «nhon-trach-2026»" in out
    assert "không mở được (DatabaseError)" in out


def test_a_channel_without_its_secret_names_the_variable(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[channels.doi-1]\nplatform = "telegram"\n', encoding="utf-8")

    code, out = shell.run("check", "--offline")

    assert code == 1
    assert "doi-1: đang tắt vì thiếu mã bí mật; xin đặt biến TROLYSO_CHANNELS__DOI_1__TOKEN" in out
    assert "✗ chưa có kênh nào bật" in out


async def test_a_database_is_not_made_by_looking_at_it(tmp_path: Path) -> None:
    section = await stored(f"sqlite:///{tmp_path / 'none.sqlite3'}")

    assert (section.stops, section.cares) == (0, 1)
    assert list(tmp_path.iterdir()) == []


async def test_tables_of_a_newer_version_stop_it_and_nothing_is_left_behind(tmp_path: Path) -> None:
    file = tmp_path / "newer.sqlite3"
    with sqlite3.connect(file) as raw:
        raw.execute("CREATE TABLE alembic_version (version_num TEXT)")
        raw.execute("INSERT INTO alembic_version VALUES ('9999')")

    section = await stored(f"sqlite:///{file}")

    assert ("✗", "dữ liệu do bản mới hơn ghi (bản 9999); xin cập nhật chương trình") in section.findings
    with sqlite3.connect(file) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("alembic_version",)]


async def test_a_token_that_telegram_takes_is_named_by_its_bot() -> None:
    async with LoopbackTelegram() as telegram:
        section = await channels(telegram_settings(telegram.url), online=True)

    assert section.stops == 0
    assert "Telegram nhận mã, tên bot @" in section.findings[0][1]


async def test_a_wrong_token_is_told_in_plain_words_and_never_printed() -> None:
    async with LoopbackTelegram() as telegram:
        section = await channels(telegram_settings(telegram.url, WRONG), online=True)

    mark, text = section.findings[0]
    assert mark == "✗"
    assert "Telegram không nhận mã này" in text
    assert "TROLYSO_CHANNELS__TELEGRAM__TOKEN" in text
    assert WRONG not in "\n".join(section.lines())


async def test_a_platform_that_cannot_be_reached_does_not_stop_us(free_port: int) -> None:
    section = await channels(telegram_settings(f"http://127.0.0.1:{free_port}"), online=True)

    assert (section.stops, section.findings[0][0]) == (0, "!")


@pytest.mark.parametrize(("ahead", "mark"), [(0, "✓"), (3600, "✗"), (-3600, "✗")])
async def test_a_clock_that_is_off_is_a_problem(ahead: int, mark: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(headers={"Date": format_datetime(datetime(2025, 10, 18, 9, 30, tzinfo=UTC), usegmt=True)})

    app = web.Application()
    app.router.add_route("HEAD", "/", answer)
    ours = VirtualClock(datetime(2025, 10, 18, 9, 30, tzinfo=UTC) + timedelta(seconds=ahead))
    async with TestServer(app) as server:
        section = await clock(telegram_settings(str(server.make_url(""))), ours, online=True)

    assert [found for found, _ in section.findings] == ["✓", mark]


async def test_offline_asks_nobody() -> None:
    section = await clock(telegram_settings("http://127.0.0.1:9"), SystemClock(), online=False)

    assert section.findings[-1] == ("!", "chưa so được với giờ của nền tảng")


async def test_a_port_that_somebody_else_holds_stops_us() -> None:
    async with TestServer(web.Application()) as other:
        port = other.port or 0
        section = await listening(Settings(server=ServerSettings(port=port)))

    assert section.findings[0] == (
        "✗",
        f"cổng {port} đã có chương trình khác dùng; xin dừng nó hoặc đặt TROLYSO_SERVER__PORT khác",
    )


async def test_our_own_port_is_no_problem() -> None:
    async def healthy(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_get("/healthz", healthy)
    async with TestServer(app) as ours:
        section = await listening(Settings(server=ServerSettings(port=ours.port or 0)))

    assert "bot đang chạy ở đó" in section.findings[0][1]


async def test_a_webhook_needs_https() -> None:
    entry = ChannelSettings("tg", "telegram", mode="webhook", token=TOKEN, secret="s" * 20)

    section = await listening(Settings(server=ServerSettings(port=0, public_url="http://xa.vn"), channels=(entry,)))

    assert ("✗", "kênh tg dùng webhook nên server.public_url phải là địa chỉ https://") in section.findings


def zalo_settings(url: str, token: str = zalo_bot.TOKEN, **more: str) -> Settings:
    return Settings(channels=(ChannelSettings("doi-1", "zalo-bot", api_url=url, token=token, **more),))


@pytest.mark.parametrize(
    ("joins", "name", "told"),
    [
        (True, "Bot Xã", []),
        (True, "", ["chưa có bot_name"]),
        (False, "", ["chưa cho bot này vào nhóm"]),
        (None, "Bot Xã", ["không nói bot này có được vào nhóm"]),
    ],
)
async def test_a_zalo_bot_says_whether_it_may_join_groups(joins: bool | None, name: str, told: list[str]) -> None:
    async with LoopbackZaloBot() as zalo:
        zalo.bot.can_join_groups = joins
        section = await channels(zalo_settings(zalo.url, bot_name=name), online=True)

    assert f"✓ doi-1: bật, Zalo nhận mã, bot {zalo.bot.account_name}" in "\n".join(section.lines())
    assert (section.stops, section.cares) == (0, len(told))
    assert all(words in "\n".join(section.lines()) for words in told)


@pytest.mark.parametrize(
    ("token", "told"), [("1:nobody-knows-this", "Zalo không nhận mã này"), ("abc", "không đúng dạng")]
)
async def test_a_zalo_token_that_is_wrong_stops_and_is_not_shown(token: str, told: str) -> None:
    async with LoopbackZaloBot() as zalo:
        section = await channels(zalo_settings(zalo.url, token), online=True)

    assert section.stops == 1
    assert told in "\n".join(section.lines())
    assert "TROLYSO_CHANNELS__DOI_1__TOKEN" in "\n".join(section.lines())
    assert "nobody-knows" not in "\n".join(section.lines())


async def test_a_zalo_that_cannot_be_reached_is_said(free_port: int) -> None:
    section = await channels(zalo_settings(f"http://127.0.0.1:{free_port}"), online=True)

    assert (section.stops, section.cares) == (0, 1)


def test_what_a_broken_settings_file_hides_is_not_guessed(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "broken.toml"
    config.write_text('campaign = "bim-son-2023\n', encoding="utf-8")
    monkeypatch.delenv("TROLYSO_CAMPAIGN", raising=False)

    code, told = shell.run("--config", str(config), "check", "--offline")

    assert code == 1
    assert "chưa biết là cái nào" in told
    assert "nhon-trach-2025" not in told
