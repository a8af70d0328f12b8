"""Ten thousand secrets meet the shield, many of them the whole house; none is found again, wherever one looks."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import MetaData, create_engine, select

from app import App, build
from bot import log
from bot.channels.web import PAGE_HEADER, TOKEN_HEADER, WebChannel
from bot.channels.web_pass import new_token
from bot.clock import VirtualClock
from bot.config import Settings
from bot.mailbox import StoredMailbox
from bot.shield import mask
from bot.types import Address, Attachment, Incoming
from storage.database import Database
from storage.migrate import migrate
from tests.support.house import BUTTONS, LISTS, SATURDAY, ListChannel

CANARIES = 10_000
THROUGH_THE_HOUSE = 1_500
BY_WEB = 100
LAST = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương"]
MIDDLE = ["Văn", "Thị", "Đức", "Ngọc", "Minh", "Gia", "Hoàng", "Khánh"]
FIRST = ["Quỳnhlan", "Bảotrâm", "Thiênân", "Hảidương", "Khôinguyên", "Diễmmy", "Tuấnkiệt", "Phươnguyên"]


@dataclass(frozen=True)
class Canary:
    """A secret, the message that carries it, and what must not be found of it."""

    text: str
    secret: str


def canaries(seed: int) -> Iterator[Canary]:
    chance = random.Random(seed)

    def digits(length: int) -> str:
        return "".join(str(chance.randrange(10)) for _ in range(length))

    while True:
        d = digits(11)
        id_ = chance.choice((f"0{d}", f"0{d[:2]} {d[2:5]} {d[5:8]} {d[8:]}", f"0{d[:2]}.{d[2:5]}.{d[5:8]}.{d[8:]}"))
        words = chance.choice(
            ("cccd của tôi {}", "{}", "số {} sao không đăng nhập được", "dinh danh {} mat the", "a.{} nhé")
        )
        yield Canary(words.format(id_), id_)
        tail = digits(7)
        phone = chance.choice(
            (f"09{chance.randrange(10)}{tail}", f"03{chance.randrange(10)} {tail[:3]} {tail[3:]}", f"+849{tail}1")
        )
        yield Canary(chance.choice(("gọi tôi {}", "{}", "sđt {} không nhận được otp", "(lh {})")).format(phone), phone)
        otp = str(chance.randrange(200_000, 999_999))
        words = chance.choice(
            ("otp {}", "mã otp là {}", "{}", "ma xac nhan: {}", "nó gửi mã {} về máy", "{} là mã otp")
        )
        yield Canary(words.format(otp), otp)
        password = f"Hoa{digits(5)}@{chance.choice('xyzkm')}"
        words = chance.choice(("mật khẩu là {}", "mk: {}", "mat khau vneid {}", "pass {} mà không vào được"))
        yield Canary(words.format(password), password)
        name = f"{chance.choice(LAST)} {chance.choice(MIDDLE)} {chance.choice(FIRST)}"
        words = chance.choice(("cháu {} lớp {}", "con tôi tên {} học lớp {}", "{} lớp {}", "tên cháu là {}, lớp {}"))
        grade = f"{chance.randrange(1, 10)}A{chance.randrange(1, 6)}"
        yield Canary(words.format(name if chance.random() < 0.6 else name.lower(), grade), name.rpartition(" ")[2])


def test_no_canary_passes_the_shield() -> None:
    made = canaries(2026)
    sent = [next(made) for _ in range(CANARIES)]

    assert [c.text for c in sent if c.secret.casefold() in mask(c.text).text.casefold()] == []


async def test_no_canary_is_found_in_the_database_the_logs_or_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = canaries(2026)
    sent = [next(made) for _ in range(THROUGH_THE_HOUSE)]
    url = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    clock = VirtualClock(SATURDAY)
    phone, zalo = ListChannel("phone", BUTTONS), ListChannel("zalo", LISTS)
    log.set_up("DEBUG", [])
    app, site = await opened(url, clock, phone, zalo)
    async with TestClient(TestServer(site)) as client:
        for number, canary in enumerate(sent[:BY_WEB]):
            headers = {PAGE_HEADER: "1", TOKEN_HEADER: new_token()}
            answer = await client.post(
                "/chat/api/say", json={"id": f"line{number}", "text": canary.text}, headers=headers
            )
            assert answer.status == 200, await answer.text()
    for start in range(BY_WEB, THROUGH_THE_HOUSE, 200):
        await app.receiver.accept([update(at, sent[at]) for at in range(start, min(start + 200, THROUGH_THE_HOUSE))])
        await app.receiver.settle()
    logging.getLogger("trolyso.test").debug("heard %s", sent[3].text)
    logged = capsys.readouterr().err
    await app.database.close()

    raw = b"\n".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    columns = "\n".join(everything(url))
    assert columns.count("bác") > THROUGH_THE_HOUSE / 2, "they were heard and answered"
    for where, held in (("columns", columns.casefold()), ("logs", logged.casefold())):
        assert leaked(sent, held) == [], where
    text = raw.decode("utf-8", "ignore").casefold()
    assert leaked(sent, text) == []


def leaked(sent: list[Canary], held: str) -> list[str]:
    """The texts whose secret stands there; six digits count as a word of their own, not within an id of ours."""
    codes = set(re.findall(r"(?<![\w.\-])\d{6}(?![\w\-])", held))
    return [c.text for c in sent if (c.secret in codes if len(c.secret) == 6 else c.secret.casefold() in held)]


async def opened(url: str, clock: VirtualClock, *phones: ListChannel) -> tuple[App, web.Application]:
    """The bot with these phones and its web chat, and the site that serves the chat."""
    await migrate(url)
    database = await Database.open(url)
    chat = WebChannel("web", StoredMailbox(database), clock)
    app = await build(Settings(database=url), clock, channels={one.name: one for one in (*phones, chat)})
    chat._mailbox = StoredMailbox(app.database)
    await database.close()
    await chat.open(app.receiver.accept)
    site = web.Application()
    for route in chat.routes():
        site.router.add_route(route.method, route.path, route.view)
    return app, site


def update(at: int, canary: Canary) -> Incoming:
    """In private and in groups, as words, captions, edits, names of files, display names and pressed buttons."""
    way = at % 8
    carried = {"text": canary.text}
    more: dict[str, object] = {}
    if way == 5:
        more = {"attachments": (Attachment("document", f"f{at}", f"{canary.text}.pdf"),)}
    if way == 6:
        more = {"edited": True}
    if way == 7 and canary.secret[-1].isdigit() and " " not in canary.text:
        carried, more = {"text": "xin chào"}, {"author_name": canary.text, "choice": None}
    private = way not in (2, 3)
    return Incoming(
        address=Address("phone" if at % 2 else "zalo", f"c{at}" if private else f"g{at % 20}"),
        author=f"u{at}",
        event_id=f"e{at}",
        sent_at=SATURDAY,
        private=private,
        mentioned=way == 2,
        message_id=f"m{at}",
        **carried,  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def everything(url: str) -> Iterator[str]:
    """Every value of every column, as text."""
    engine = create_engine(url)
    held = MetaData()
    held.reflect(engine)
    with engine.connect() as connection:
        for table in held.sorted_tables:
            for row in connection.execute(select(table)):
                yield " ".join(str(value) for value in row)
    engine.dispose()
