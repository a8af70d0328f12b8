"""The processes that are measured, and how one of them is started, loaded and stopped."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import aiohttp

from bench.bots.busy import furnish
from bench.server import FIRST_USER
from guides.book import Book
from handlers.presets import load_named
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "123456:AAbench-token-of-the-loopback"
SECRET = "bench-secret-of-the-loopback"
CAMPAIGN = "nhon-trach-2025"
REPORT, CORRECTION = "bc cks {n} vneid 3", "sửa cks {n}"


@dataclass(frozen=True, slots=True)
class Contender:
    """Something that answers. `database` says that it keeps what it does; `leaders` that its people report."""

    name: str
    title: str
    command: tuple[str, ...]
    database: bool = False
    leaders: bool = False
    texts: tuple[str, ...] = ()
    """What its people say; empty: questions."""


CONTENDERS = (
    Contender("ours", "Trợ lý số: question → guide", ("app.py", "run"), database=True),
    Contender("menu", "Trợ lý số: /menu → menu", ("app.py", "run"), database=True, texts=("/menu",)),
    Contender("aiogram", "aiogram echo", ("-m", "bench.bots.aiogram_echo")),
    Contender("ptb", "python-telegram-bot echo", ("-m", "bench.bots.ptb_echo")),
    Contender("raw", "raw aiohttp loop", ("-m", "bench.bots.raw_echo")),
    Contender(
        "reports",
        "Trợ lý số: correction → receipt",
        ("app.py", "run"),
        database=True,
        leaders=True,
        texts=(CORRECTION,),
    ),
)


class Loopback:
    """The server's process, and orders to it."""

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bench.server",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(await self._process.stdout.readline())}"
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        self._process.terminate()
        await self._process.wait()

    async def order(self, name: str, **order: Any) -> Any:
        async with self._session.post(f"{self.url}/bench/{name}", json=order) as response:
            return (await response.json())["result"]


class Running:
    """A contender's process, from its start to its end."""

    def __init__(self, command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> None:
        self._command = command
        self._environment = {**os.environ, **environment}
        self._log = log

    async def __aenter__(self) -> Self:
        with self._log.open("a") as log:
            self.began = time.monotonic()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), 15)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def log(self) -> str:
        return self._log.read_text()[-3000:]


def questions() -> list[str]:
    """How people ask for each of our guides."""
    book = Book.load(ROOT / "guides" / "content")
    return [asked for guide in book.guides.values() for asked in guide.asked_as]


async def measure(contender: Contender, loopback: Loopback, folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    """One round: started, answered its first message, loaded; ours a second time on the same database, as a restart."""
    folder.mkdir(parents=True)
    environment = {"BENCH_API": loopback.url, "BENCH_TOKEN": TOKEN}
    texts = list(contender.texts) or questions()
    if contender.database:
        environment |= ours(loopback, folder)
    if contender.leaders:
        await _make_leaders(environment["TROLYSO_DATABASE"], order["users"])
    log = folder / "log"
    figure: dict[str, Any] = {}
    if contender.name == "ours":
        figure["first_start"] = (await _start_only(contender, loopback, environment, log))["ready"]
    await loopback.order("expect", text="xin chào")
    async with Running(contender.command, environment, log) as running:
        figure |= await _ready(loopback, running)
        figure |= await loopback.order(
            "load", pid=running.pid, texts=texts, first=REPORT if contender.leaders else None, **order
        )
    figure["per_second"] = figure["answered"] / figure["seconds"]
    figure["cpu_per_1000"] = figure["cpu"] / max(figure["answered"], 1) * 1000
    return figure


async def _start_only(
    contender: Contender, loopback: Loopback, environment: Mapping[str, str], log: Path
) -> dict[str, float]:
    await loopback.order("expect", text="xin chào")
    async with Running(contender.command, environment, log) as running:
        return await _ready(loopback, running)


async def _ready(loopback: Loopback, running: Running) -> dict[str, float]:
    moments = await loopback.order("ready")
    if not moments["answered"]:
        raise SystemExit(f"the bot did not answer:\n{running.log()}")
    return {
        "ready": moments["polled"] - running.began if moments["polled"] else 0.0,
        "first_answer": moments["answered"] - running.began,
    }


def ours(loopback: Loopback, folder: Path) -> dict[str, str]:
    """The environment of our own bot: the shipped config.toml, a database of its own, and the loopback server."""
    return {
        "TROLYSO_CONFIG": str(ROOT / "config.toml"),
        "TROLYSO_DATABASE": f"sqlite:///{folder / 'bench.sqlite3'}",
        "TROLYSO_LOG_LEVEL": "WARNING",
        "TROLYSO_CAMPAIGN": CAMPAIGN,
        "TROLYSO_SERVER__PORT": str(_free_port()),
        "TROLYSO_CHANNELS__TELEGRAM__TOKEN": TOKEN,
        "TROLYSO_CHANNELS__TELEGRAM__API_URL": loopback.url,
        "TROLYSO_CHANNELS__TELEGRAM__PACE": "10000",
    }


async def accepting(loopback: Loopback, folder: Path, seconds: float = 10) -> dict[str, Any]:
    """200 updates a second by webhook for some seconds, while one weekly bundle after the other is made.

    For comparison beside a stranger that keeps one processor as busy, and knows nothing of the bot: «spin».
    """
    port = _free_port()
    where = folder / "accept"
    where.mkdir()
    public = f"http://127.0.0.1:{port}"
    environment = ours(loopback, where) | {
        "TROLYSO_SERVER__PORT": str(port),
        "TROLYSO_SERVER__PUBLIC_URL": public,
        "TROLYSO_CHANNELS__TELEGRAM__MODE": "webhook",
        "TROLYSO_CHANNELS__TELEGRAM__SECRET": SECRET,
    }
    results: dict[str, Any] = {}
    await migrate(environment["TROLYSO_DATABASE"])
    furnish(where / "bench.sqlite3", load_named(CAMPAIGN, ROOT / "campaigns"))
    for name in ("idle", "spin", "process", "thread"):
        await loopback.order("expect", text="xin chào")
        command = ("app.py", "run") if name in ("idle", "spin") else ("-m", "bench.bots.busy")
        environment |= {"BENCH_FOLDER": str(where), "BENCH_BUSY": name}
        async with Running(command, environment, where / "log") as running:
            await _listening(public)
            load = {"per_second": 200, "users": 500, "texts": questions(), "secret": SECRET, "pid": running.pid}
            url = f"{public}/channels/telegram/webhook"
            await loopback.order("deliver", url=url, seconds=2, **load)
            async with _spinning() if name == "spin" else nullcontext():
                results[name] = await loopback.order("deliver", url=url, seconds=seconds, **load)
        noted = where / "bundles"
        results[name]["bundles"] = [int(took) for took in noted.read_text().split()] if noted.exists() else []
        noted.unlink(missing_ok=True)
    return results


@asynccontextmanager
async def _spinning() -> AsyncIterator[None]:
    """A process that does nothing but take the time of one processor, as politely as a child of the press."""
    spin = await asyncio.create_subprocess_exec(sys.executable, "-c", "import os\nos.nice(5)\nwhile True: pass")
    try:
        yield
    finally:
        spin.kill()
        await spin.wait()


async def _listening(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(1000):
            try:
                async with session.get(f"{url}/healthz"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.01)
    raise SystemExit("the bot's server did not open")


async def _make_leaders(url: str, count: int) -> None:
    """Every one of the people leads some hamlet."""
    await migrate(url)
    campaign = load_named(CAMPAIGN, ROOT / "campaigns")
    areas = [area.id for area in campaign.leaves]
    now = datetime.now(UTC)
    async with await Database.open(url) as database, begin(database) as tx:
        users = range(FIRST_USER, FIRST_USER + count)
        await tx.people.meet({("telegram", str(user)): ("Tổ trưởng", str(user)) for user in users}, now)
        people = await tx.people.of([("telegram", str(user)) for user in users])
        for number, person in enumerate(people.values()):
            await tx.people.give(person.id, "leader", areas[number % len(areas)], now)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
