"""What stands behind a shared link: the chat with its preview card, the drawings, and a kind word for strays."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from bot.channels.web import WebChannel
from bot.press import Press
from handlers.paper.drawn import Drawn
from handlers.share.pages import SharePages
from storage.marks import Mark
from storage.tx import begin
from tests.support.house import BUTTONS, House, sqlite
from tests.support.papers import QuickPress
from tests.support.web import MemoryMailbox

ADDRESS = "https://troly.nhontrach.example.vn"
MARK = Mark("k7m2xab", "class", "lớp 5A1 trường TH Phú Đông", None, None)
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = await House.open(sqlite(tmp_path), capabilities=BUTTONS, drawing=True)
    tools = opened.app.tools
    tools.public_url, tools.web_chat, tools.drawn = ADDRESS, True, Drawn(tmp_path / "files", QuickPress())
    async with begin(opened.app.database) as tx:
        await tx.marks.make(tools.campaign.id, MARK, "lop 5a1", opened.clock.now())
    yield opened
    await opened.close()


@pytest.fixture
async def client(house: House) -> AsyncIterator[Client]:
    chat = WebChannel("web", MemoryMailbox(), house.clock)
    application = web.Application()
    for route in [*chat.routes(), *SharePages(house.app.tools, house.app.database, chat.page).routes()]:
        application.router.add_route(route.method, route.path, route.view)
    async with TestClient(TestServer(application)) as opened:
        yield opened


def card(page: str) -> dict[str, str]:
    """The Open Graph properties of a page."""
    return {name: html.unescape(value) for name, value in re.findall(r'property="(og:[^"]+)" content="([^"]*)"', page)}


async def test_the_page_is_the_chat_with_a_preview_card(client: Client) -> None:
    answer = await client.get("/l/k7m2xab")
    page = await answer.text()
    shown = card(page)

    assert answer.status == 200
    assert 'data-mark="l-k7m2xab" data-day="20251018"' in page and 'id="composer"' in page
    assert shown["og:title"] == "Trợ lý số xã Nhơn Trạch – Phụ huynh lớp 5A1 trường TH Phú Đông"
    assert shown["og:image"] == f"{ADDRESS}/l/k7m2xab/card.png"
    assert (shown["og:image:width"], shown["og:image:height"]) == ("1200", "630")
    assert shown["og:url"] == f"{ADDRESS}/l/k7m2xab"
    assert "VNeID" in shown["og:description"]
    assert "{" not in re.sub(r"<script.*", "", page)


async def test_the_first_load_is_light_and_asks_no_third_party(client: Client) -> None:
    page = await (await client.get("/l/k7m2xab")).read()
    assets = re.findall(r'(?:src|href)="([^"]+)"', page.decode())

    total = len(page)
    for asset in set(assets):
        assert asset.startswith("/chat/static/")
        total += len(await (await client.get(asset)).read())
    assert total < 60_000
    assert re.findall(r"https?://[^\s\"']+", page.decode()) == [
        f"{ADDRESS}/l/k7m2xab",
        f"{ADDRESS}/l/k7m2xab/card.png",
    ]


async def test_a_guides_link_opens_that_guide(client: Client) -> None:
    page = await (await client.get("/l/vneid-kich-hoat")).text()

    assert 'data-mark="l-vneid-kich-hoat"' in page
    assert "Kích hoạt" in card(page)["og:title"]


@pytest.mark.parametrize("mark", ["zzzzzzz", "..%2f..%2fetc", "%22%3E%3Cscript%3E", "x" * 400, "K7M2XAC", "%E1%BA%A1"])
async def test_an_unknown_mark_still_opens_the_chat(client: Client, mark: str) -> None:
    answer = await client.get(f"/l/{mark}")
    page = await answer.text()

    assert answer.status == 404
    assert 'data-mark="l-unknown"' in page and 'id="composer"' in page
    assert "<script>" not in page and "og:image" not in card(page)


async def test_a_mark_typed_in_capitals_or_with_a_slash_is_found(client: Client) -> None:
    for typed in ("K7M2XAB", "k7m2xab/"):
        assert 'data-mark="l-k7m2xab"' in await (await client.get(f"/l/{typed}")).text()


async def test_fetching_a_page_counts_nothing(client: Client, house: House) -> None:
    for method in ("GET", "HEAD"):
        assert (await client.request(method, "/l/k7m2xab")).status == 200

    async with begin(house.app.database) as tx:
        assert (await tx.marks.openings(["k7m2xab"], house.clock.now().date()))["k7m2xab"].total == 0


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("k7m2xab/card.png", "image/png"),
        ("k7m2xab/qr.png", "image/png"),
        ("k7m2xab/a6.pdf", "application/pdf"),
        ("vneid-kich-hoat/a5.pdf", "application/pdf"),
        ("vneid-kich-hoat/card.png", "image/png"),
    ],
)
async def test_the_drawings_are_files(client: Client, path: str, kind: str) -> None:
    for _ in range(2):
        answer = await client.get(f"/l/{path}")
        assert (answer.status, answer.content_type) == (200, kind)
        assert await answer.read()


async def test_a_drawing_is_made_once(client: Client, house: House) -> None:
    for _ in range(3):
        await client.get("/l/k7m2xab/card.png")

    press = house.app.tools.drawn.press
    assert isinstance(press, QuickPress)
    assert press.made == ["card"]


@pytest.mark.parametrize("path", ["k7m2xab/a5.pdf", "zzzzzzz/card.png", "k7m2xab/..%2fa4.pdf", "vneid-kich-hoat/x"])
async def test_other_files_are_not_there(client: Client, path: str) -> None:
    assert (await client.get(f"/l/{path}")).status == 404


async def test_a_press_that_fails_asks_to_come_again(client: Client, house: House) -> None:
    press = house.app.tools.drawn.press
    assert isinstance(press, QuickPress)
    press.broken = True

    assert (await client.get("/l/k7m2xab/card.png")).status == 503
    press.broken = False
    assert (await client.get("/l/k7m2xab/card.png")).status == 200


async def test_a_hostile_label_stays_words(client: Client, house: House) -> None:
    hostile = Mark("hhhhhhh", "class", '"><script>alert(1)</script>{mark}{day}', None, None)
    async with begin(house.app.database) as tx:
        await tx.marks.make(house.app.tools.campaign.id, hostile, "hostile", house.clock.now())

    page = await (await client.get("/l/hhhhhhh")).text()

    assert "<script>alert" not in page
    assert card(page)["og:title"].endswith(hostile.label)


async def test_without_an_address_the_card_names_none(client: Client, house: House) -> None:
    house.app.tools.public_url = ""

    shown = card(await (await client.get("/l/k7m2xab")).text())

    assert "og:title" in shown and "og:image" not in shown and "og:url" not in shown
    assert (await client.get("/l/k7m2xab/a4.pdf")).status == 404


async def test_the_card_is_really_drawn(client: Client, house: House, tmp_path: Path) -> None:
    house.app.tools.drawn = Drawn(tmp_path / "real", Press())

    image = Image.open(BytesIO(await (await client.get("/l/k7m2xab/card.png")).read()))

    assert image.size == (1200, 630)
