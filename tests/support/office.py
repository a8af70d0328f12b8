"""A house with its server open, and people's browsers at the dashboard: HTTP as it is, cookies and forms included."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import aiohttp

from tests.support.house import House, Phone

CHROME = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
BASE = "/bangdieukhien"


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    text: str
    headers: Any

    def field(self, name: str) -> str:
        """The value of the page's first hidden field of that name."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found is not None, f"no field {name!r} on the page"
        return unescape(found.group(1))


@dataclass
class Browser:
    """Somebody's browser. It follows nothing by itself, so that every step can be looked at."""

    port: int
    agent: str = CHROME
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, headers=headers)

    async def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        return await self._ask("POST", path, data=fields or {}, headers={"Origin": self.origin, **headers})

    async def sends(self, page: str, path: str, **fields: str) -> Answer:
        """Open a page, fill its form in and send it."""
        shown = await self.get(page)
        return await self.post(path, {"csrf": shown.field("csrf"), **fields})

    async def _ask(self, method: str, path: str, *, headers: dict[str, str], **more: Any) -> Answer:
        url = path if path.startswith("http") else f"{self.origin}{path}"
        told = {"User-Agent": self.agent, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(method, url, headers=told, allow_redirects=False, **more) as answer,
        ):
            for name, morsel in answer.cookies.items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)
            return Answer(answer.status, await answer.text(), answer.headers)


@asynccontextmanager
async def open_office(house: House) -> AsyncIterator[int]:
    """The house's server on a free port of the loopback."""
    await house.app.server.open("127.0.0.1", 0)
    yield house.app.server.port
    await house.app.server.close()


async def link_of(phone: Phone) -> str:
    """The path of a fresh link into the dashboard, as the person is sent it."""
    (answer,) = await phone.says("/bangdieukhien")
    found = re.search(rf"https?://[^/\s]+({BASE}/vao/\S+)", answer)
    assert found is not None, answer
    return found.group(1)


async def signed_in(phone: Phone, port: int, *, agent: str = CHROME) -> Browser:
    """A browser in which that person is signed in."""
    browser = Browser(port, agent)
    path = await link_of(phone)
    assert (await browser.get(path)).status == 200
    entered = await browser.post(path)
    assert (entered.status, entered.headers["Location"]) == (303, f"{BASE}/")
    return browser


async def a_week(house: House) -> dict[str, Phone]:
    """Some reports of the week 2025-W42, a correction and an obstacle; returns the phones by area."""
    cho = await house.leader("ap-cho")
    trau = await house.leader("ap-trau")
    khoan = await house.leader("ap-my-khoan")
    house.clock.move_to(house.clock.now().replace(hour=9, minute=30))
    for phone, line in (
        (cho, "bc cks 5 vneid 12 lượt 20"),
        (cho, "sửa cks 6"),
        (trau, "bc cks 3 vneid 0 lượt 8, vướng mạng yếu ở cuối ấp"),
        (khoan, "bc cks 4"),
    ):
        assert await phone.says(line)
    return {"ap-cho": cho, "ap-trau": trau, "ap-my-khoan": khoan}


async def two_calls(house: House) -> None:
    """Two citizens who called for a person, in a week like the above: in ấp Chợ one waits, in ấp Trầu one is helped."""
    for author, name, area in (("wait", "Lò Thị Mẩy", "ấp Chợ"), ("helped", "Bác Sáu", "ấp Trầu")):
        citizen = house.phone(author, name)
        await citizen.says("quên mật khẩu vneid, số căn cước 079083001234")
        await citizen.says("gặp người")
        await citizen.says(area)
        await house.app.scheduler.run_due()
        await house.app.settle()
    await house.phone("leader-ap-trau", "Chị Hoa").says("nhận 2")
    house.clock.advance(minutes=25)
