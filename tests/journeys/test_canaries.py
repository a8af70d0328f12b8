"""Ten thousand secrets meet the shield and the whole house; none is found again, wherever one looks."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import MetaData, create_engine, select, text

from app import App, build
from bot import log
from bot.channels.web import PAGE_HEADER, TOKEN_HEADER, WebChannel
from bot.channels.web_pass import new_token
from bot.clock import VirtualClock
from bot.config import Settings
from bot.mailbox import StoredMailbox
from bot.shield import mask
from bot.types import Address, Attachment, Incoming
from cli.main import run
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin
from tests.support.house import BUTTONS, LISTS, SATURDAY, ListChannel

CANARIES = 10_000
PARTS = 4
"""The ten thousand go through four houses, so that four cores may share the work."""
BY_WEB = 50
WAYS = 11
LEADERS = 20
LAST = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương"]
MIDDLE = ["Văn", "Thị", "Đức", "Ngọc", "Minh", "Gia", "Hoàng", "Khánh"]
FIRST = ["Quỳnhlan", "Bảotrâm", "Thiênân", "Hảidương", "Khôinguyên", "Diễmmy", "Tuấnkiệt", "Phươnguyên"]


@dataclass(frozen=True)
class Canary:
    """A secret, the message that carries it, and what must not be found of it."""

    text: str
    secret: str

    @property
    def is_code(self) -> bool:
        """Six digits, which any number of ours might hold too."""
        return len(self.secret) == 6 and self.secret.isdigit()


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
    sent = list(islice(canaries(2026), CANARIES))

    assert [c.text for c in sent if c.secret.casefold() in mask(c.text).text.casefold()] == []


@pytest.mark.parametrize("part", range(PARTS))
def test_no_canary_is_found_in_the_database_the_logs_the_exports_or_a_prompt(
    part: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = list(islice(canaries(2026), part, CANARIES, PARTS))
    url = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    log.set_up("DEBUG", [])
    prompts = asyncio.run(through_the_house(url, sent))
    logged = capsys.readouterr().err
    files = b"\n".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    columns = "\n".join(everything(url))

    exported = exports(url, tmp_path / "config.toml", capsys, monkeypatch)

    assert columns.count("bác") > len(sent) / 2, "they were heard and answered"
    assert "heard" in logged and len(prompts) > len(sent) / 20
    assert exported.count('"receipt"') > 20 and exported.count("•••") > 20
    for where, held in (
        ("columns", columns),
        ("files", files.decode("utf-8", "ignore")),
        ("logs", logged),
        ("prompts", "\n".join(prompts)),
        ("exports", exported),
    ):
        assert leaked(sent, held.casefold()) == [], where


async def through_the_house(url: str, sent: Sequence[Canary]) -> list[str]:
    """Send them all by web chat and two phones, one without buttons; returns what a language model was asked."""
    clock = VirtualClock(SATURDAY)
    phone, zalo = ListChannel("phone", BUTTONS), ListChannel("zalo", LISTS)
    app, site = await opened(url, clock, phone, zalo)
    prompts: list[str] = []

    async def choose(question: str, _titles: Sequence[str]) -> int | None:
        prompts.append(question)
        return None

    app.tools.choose = choose
    async with TestClient(TestServer(site)) as client:
        for number, canary in enumerate(sent[:BY_WEB]):
            headers = {PAGE_HEADER: "1", TOKEN_HEADER: new_token()}
            said = {"id": f"line{number}", "text": canary.text}
            answer = await client.post("/chat/api/say", json=said, headers=headers)
            assert answer.status == 200, await answer.text()
    await made_leaders(app, clock)
    for start in range(BY_WEB, len(sent), 200):
        await app.receiver.accept([update(at, sent[at]) for at in range(start, min(start + 200, len(sent)))])
        await app.receiver.settle()
        await app.scheduler.tick()
        await app.settle()
    logging.getLogger("trolyso.test").debug("heard %s", sent[3].text)
    await app.database.close()
    return prompts


async def made_leaders(app: App, clock: VirtualClock) -> None:
    """Some phones whose owners report."""
    names = [("phone" if number % 2 else "zalo", f"l{number}") for number in range(LEADERS)]
    await app.receiver.accept(
        [
            Incoming(Address(channel, author), author, f"hello-{author}", SATURDAY, text="/start")
            for channel, author in names
        ]
    )
    await app.receiver.settle()
    async with begin(app.database) as tx:
        for person in (await tx.people.of(names)).values():
            await tx.people.give(person.id, "leader", "ap-cho", clock.now())


def exports(url: str, config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What the technician's commands print: every figure, and every version of every reported day."""
    config.write_text('campaign = "nhon-trach-2025"\n', encoding="utf-8")
    monkeypatch.setenv("TROLYSO_CONFIG", str(config))
    monkeypatch.setenv("TROLYSO_DATABASE", url)
    engine = create_engine(url)
    with engine.connect() as connection:
        receipts = connection.execute(text("SELECT max(id) FROM reports GROUP BY area, day")).scalars().all()
    engine.dispose()
    commands = [["figures", "--period", "2025-W42", "--json"], ["figures", "--period", "2025-W42"]]
    commands += [["history", str(receipt), *more] for receipt in receipts for more in (["--json"], [])]
    told = []
    for words in commands:
        assert run(words, build) == 0
        told.append(capsys.readouterr().out)
        if "--json" in words:
            assert [json.loads(line) for line in told[-1].splitlines()] != []
    return "\n".join(told)


def leaked(sent: Sequence[Canary], held: str) -> list[str]:
    """The texts whose secret stands there; six digits count as a word of their own, not within an id of ours.

    What looks like any of the secrets is gathered once by its shape, and compared with all of them.
    """
    found = set(re.findall(r"(?<![\w.\-])\d{6}(?![\w\-])", held))
    for shape in {tuple(_atoms(c.secret.casefold())) for c in sent if not c.is_code}:
        # Only the first character is taken, so that the next may begin within; a search for it alone is quick.
        found.update(map("".join, re.findall(f"({shape[0]})(?=({''.join(shape[1:])}))", held)))
    return [c.text for c in sent if c.secret.casefold() in found]


def _atoms(secret: str) -> Iterator[str]:
    """A pattern for each character: any digit for a digit."""
    for char in secret:
        yield r"\d" if char in "0123456789" else re.escape(char)


def test_what_leaks_is_found_wherever_it_stands() -> None:
    sent = list(islice(canaries(7), 200))
    held = " ".join(f"x{c.secret}y" if not c.is_code else f" {c.secret} " for c in sent).casefold()

    assert leaked(sent, held) == [c.text for c in sent]
    assert leaked(sent, "x".join(f"{number}" for number in range(1000))) == []


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
    """In private and in groups, as words, captions, edits, names of files, display names, pressed buttons, reports."""
    way = at % WAYS
    author, chat = f"u{at}", f"g{at % 20}" if way in (2, 3) else f"c{at}"
    carried = {"text": canary.text}
    more: dict[str, object] = {}
    if way == 5:
        more = {"attachments": (Attachment("document", f"f{at}", f"{canary.text}.pdf"),)}
    if way == 6:
        more = {"edited": True}
    if way == 7 and canary.secret[-1].isdigit() and " " not in canary.text:
        carried, more = {"text": "xin chào"}, {"author_name": canary.text}
    if way == 8:
        carried = {"choice": canary.text, "callback_id": f"cb{at}"}
    if way == 9:
        author = chat = f"l{at // WAYS % LEADERS}"
        told = f"mã otp {canary.secret}" if canary.is_code and canary.text == canary.secret else canary.text
        carried = {"text": f"bc cks {at % 7 + 1}, vướng mắc {told}"}
    if way == 10:
        more = {"attachments": (Attachment("photo", f"p{at}", ""),)}
    return Incoming(
        address=Address(("phone" if int(author[1:]) % 2 else "zalo"), chat),
        author=author,
        event_id=f"e{at}",
        sent_at=SATURDAY,
        private=way not in (2, 3),
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
