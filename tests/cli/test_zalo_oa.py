"""`trolyso zalo-oa login` and what `trolyso check` says of an Official Account."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from bot.clock import SystemClock
from bot.config import ChannelSettings, ServerSettings, Settings, SettingsError
from bot.http import Http
from bot.oa_tokens import StoredVault
from cli import _check_zalo_oa, zalo_oa
from cli._check_findings import Section
from storage.database import Database
from storage.migrate import migrate
from tests.support.faults import error
from tests.support.zalo_oa import APP_ID, APP_SECRET, OA_ID, SECRET, LoopbackOA


def settings(zalo: LoopbackOA, database: str, port: int, **more: Any) -> Settings:
    entry = ChannelSettings(
        "xa",
        "zalo-oa",
        app_id=APP_ID,
        app_secret=APP_SECRET,
        secret=SECRET,
        api_url=zalo.url,
        oauth_url=zalo.url,
        **more,
    )
    server = ServerSettings(port=port, public_url=f"http://127.0.0.1:{port}")
    return Settings(database=database, server=server, channels=(entry,))


def called(given: Settings, **arguments: Any) -> Any:
    return SimpleNamespace(
        settings=lambda: given, arguments=SimpleNamespace(**{"channel": None, "callback": None, **arguments})
    )


async def pair_of(database: str) -> Any:
    async with await Database.open(database) as opened:
        return await StoredVault(opened, "xa", SystemClock()).load()


def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'oa.sqlite3'}"


class Words(StringIO):
    """Standard output that tells when the link has been printed."""

    def __init__(self, found: Callable[[str], None]) -> None:
        super().__init__()
        self._found = found

    def write(self, text: str) -> int:
        link = re.search(r"http\S+/v4/oa/permission\S+", text)
        if link:
            self._found(link[0])
        return super().write(text)


@pytest.mark.parametrize("way", ["callback", "paste"])
async def test_the_walk_ends_with_a_pair_in_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    port = unused_port()
    async with LoopbackOA() as zalo:
        link: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        out = Words(link.set_result)
        pasted: asyncio.Queue[str | None] = asyncio.Queue()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(zalo_oa, "_typed", lambda: pasted)
        login = asyncio.ensure_future(zalo_oa.login(called(settings(zalo, url(tmp_path), port))))
        back = zalo.tokens.consents(await asyncio.wait_for(link, 20), oa_id=OA_ID)
        if way == "paste":
            pasted.put_nowait("https://example.vn/?code=wrong&state=other\n")
            pasted.put_nowait(f" {back}\n")
        else:
            async with aiohttp.ClientSession() as client:
                page = ""
                while "Đã nối xong" not in page:
                    async with client.get(back) as answer:
                        page = await answer.text()
        assert await asyncio.wait_for(login, 20) == 0
        asked = parse_qs(urlsplit(await link).query)

    pair = await pair_of(url(tmp_path))
    assert pair.access == zalo.tokens.newest.access
    assert asked["redirect_uri"] == [f"http://127.0.0.1:{port}/channels/xa/callback"]
    assert len(asked["code_challenge"][0]) == 43
    words = out.getvalue()
    assert pair.access not in words and pair.refresh not in words and APP_SECRET not in words


async def test_an_address_may_be_brought_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackOA() as zalo:
        given = settings(zalo, url(tmp_path), unused_port())
        link: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        monkeypatch.setattr(sys, "stdout", Words(link.set_result))
        monkeypatch.setattr(zalo_oa, "_typed", asyncio.Queue)
        login = asyncio.ensure_future(zalo_oa.login(called(given)))
        back = zalo.tokens.consents(await asyncio.wait_for(link, 20), oa_id=OA_ID)
        login.cancel()
        await asyncio.wait({login})

        assert await zalo_oa.login(called(given, callback=back)) == 0
        assert await zalo_oa.login(called(given, callback=back)) == 1  # a code works a single time

    assert (await pair_of(url(tmp_path))).access == zalo.tokens.newest.access


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"state": "other"}, "không thuộc lượt nối"),
        ({"oa_id": "111"}, "không phải tài khoản"),
        ({"code": ""}, "chưa cấp quyền"),
        ({"code": "invented"}, "không nhận mã"),
    ],
)
async def test_a_wrong_way_back_is_refused_in_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changed: dict[str, str],
    words: str,
) -> None:
    async with LoopbackOA() as zalo:
        given = settings(zalo, url(tmp_path), unused_port(), oa_id=OA_ID)
        link: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", Words(link.set_result))
            patch.setattr(zalo_oa, "_typed", asyncio.Queue)
            login = asyncio.ensure_future(zalo_oa.login(called(given)))
            back = zalo.tokens.consents(await asyncio.wait_for(link, 20), oa_id=OA_ID)
            login.cancel()
            await asyncio.wait({login})
        for name, value in changed.items():
            back = re.sub(rf"\b{name}=[^&]*", f"{name}={value}", back)

        assert await zalo_oa.login(called(given, callback=back)) == 1

    assert words in capsys.readouterr().err
    assert await pair_of(url(tmp_path)) is None


@pytest.mark.parametrize("missing", ["app_id", "app_secret", "public_url", "channel"])
async def test_what_is_missing_is_named(missing: str) -> None:
    entry = ChannelSettings(
        "xa",
        "zalo-oa" if missing != "channel" else "web",
        app_id="" if missing == "app_id" else APP_ID,
        app_secret="" if missing == "app_secret" else APP_SECRET,
    )
    server = ServerSettings(public_url="" if missing == "public_url" else "https://troly.example.vn")

    with pytest.raises(SettingsError) as caught:
        await zalo_oa.login(called(Settings(server=server, channels=(entry,))))

    expected = {
        "app_id": "XA__APP_ID",
        "app_secret": "XA__APP_SECRET",
        "public_url": "public_url",
        "channel": "zalo-oa",
    }
    assert expected[missing] in str(caught.value)


async def checked(given: Settings, *, online: bool = True) -> list[tuple[str, str]]:
    section, http = Section("Kênh"), Http()
    try:
        await _check_zalo_oa.look(given.channels[0], given, http, section, online=online)
    finally:
        await http.close()
    return [(mark, text.partition(": ")[2]) for mark, text in section.findings]


async def test_check_tells_of_the_permission_and_tries_the_token(tmp_path: Path) -> None:
    async with LoopbackOA() as zalo:
        given = settings(zalo, url(tmp_path), 8080, oa_id=OA_ID)
        assert ("!", "chưa được cấp quyền nên chưa gửi được tin; xin chạy «trolyso zalo-oa login»") in await checked(
            given
        )
        assert list(tmp_path.iterdir()) == []

        await migrate(given.database)
        pair = zalo.tokens.issue()
        async with await Database.open(given.database) as database:
            vault = StoredVault(database, "xa", SystemClock(), refresh=pair.refresh, access=pair.access)
            await vault.load()
        found = await checked(given)
        zalo.fails("/v2.0/oa/getoa", error(-221, "not verified"))
        refused = await checked(given)
        offline = await checked(given, online=False)

    assert ("✓", "bật, Zalo nhận mã, Official Account «UBND xã Nhơn Trạch»") in found
    assert any(mark == "✗" and "-221" in text for mark, text in refused)
    assert ("!", "bật, chưa gọi thử (--offline)") in offline
    assert zalo.tokens.handed_in == {}
    assert not [text for _, text in found + refused if pair.access in text or pair.refresh in text]
