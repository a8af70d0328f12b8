"""`trolyso run` and `trolyso demo`: a whole bot in this process, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import signal
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url

from bot import crash, log
from bot.clock import VIETNAM, Clock, MovableClock, SystemClock
from bot.config import Problem, Settings, SettingsError
from bot.types import Route
from cli.failures import Collapsed
from cli.main import Call
from storage.database import Database
from storage.tx import Tx, begin

LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def serve(call: Call) -> int:
    """Serve all channels that are on, until stopped."""
    settings = call.settings()
    clock = moved_clock(call.arguments.clock, settings)
    log.set_up(settings.log_level, settings.secrets)
    crash.arm(os.environ.get("TROLYSO_CRASH_AT"))
    for entry in settings.channels:
        if entry.enabled and entry.missing:
            _say(f"Kênh «{entry.name}» đang tắt: thiếu {', '.join(entry.missing)}.")
    if not any(entry.on for entry in settings.channels):
        raise SettingsError([Problem("channels", "chưa có kênh nào bật; xin đặt mã bí mật cho ít nhất một kênh")])
    with _alone(settings):
        app = await call.build(settings, clock, routes=_front(settings), config=call.config)
        await note_the_clock(app.database, clock)
        await started(app)
        _leave_in_peace()
        names = ", ".join(app.channels)
        _say(f"Trợ lý số đã sẵn sàng. Kênh: {names}. Trang trò chuyện: {_address(settings, app)}/chat/")
        return await until_stopped(app)


def _front(settings: Settings) -> list[Route]:
    """Whoever types the bare address of the bot gets to the chat."""

    async def to_the_chat(_request: web.Request) -> web.Response:
        raise web.HTTPFound("/chat/")

    chats = any(entry.on and entry.platform == "web" for entry in settings.channels)
    return [Route("GET", "/", to_the_chat)] if chats else []


def _leave_in_peace() -> None:
    """Let the garbage collector skip what stays for good – code, guides, the ear – instead of walking it again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    # A commit waits for the disk in a thread, and then for its turn to go on: by default up to 5 ms each time.
    sys.setswitchinterval(0.0005)


def moved_clock(start: str | None, settings: Settings) -> Clock:
    """The machine's clock, or one that starts at that moment – never towards real people."""
    if start is None:
        return SystemClock()
    moment = read_moment(start)
    for entry in settings.channels:
        addresses = [entry.api_url, entry.oauth_url] if entry.platform == "zalo-oa" else [entry.api_url]
        far = any(urlsplit(address).hostname not in LOOPBACK for address in addresses)
        if entry.on and entry.platform not in ("web", "console") and far:
            raise SettingsError(
                [
                    Problem(
                        "--clock",
                        f"kênh «{entry.name}» nối với máy chủ thật nên không được dời đồng hồ; hãy tắt kênh đó",
                    )
                ]
            )
    _say(
        "═" * 72
        + f"\n  ĐỒNG HỒ CHẠY THỬ: bắt đầu lúc {moment:%H:%M:%S %d/%m/%Y}. Không dùng cho việc thật.\n"
        + "═" * 72
    )
    return MovableClock(moment)


async def note_the_clock(database: Database, clock: Clock) -> None:
    """Let other commands live in the same time: how many seconds this bot's clock is off the machine's."""
    offset = (clock.now() - SystemClock().now()).total_seconds() if isinstance(clock, MovableClock) else 0.0
    async with begin(database) as tx:
        await tx.notes.put("clock-offset", offset)


async def noted_now(tx: Tx) -> datetime:
    """What time it is for the bot that last served this database."""
    offset = await tx.notes.get("clock-offset")
    return SystemClock().now() + timedelta(seconds=offset or 0)


def read_moment(text: str) -> datetime:
    """A moment with its time zone; without one it is Vietnam's. SettingsError when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(
            [Problem("--clock", f"«{text}» không phải thời điểm, ví dụ 2025-10-18T16:29:40+07:00")]
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


class _alone:
    """One process at a time serves a SQLite file."""

    def __init__(self, settings: Settings) -> None:
        url = make_url(settings.database)
        self._lock: FileLock | None = None
        if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(f"{url.database}.lock")

    def __enter__(self) -> None:
        if self._lock is None:
            return
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            message = "một tiến trình khác đang dùng tệp dữ liệu này; hãy dừng nó trước, hoặc dùng PostgreSQL"
            raise SettingsError([Problem("database", message)]) from None

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()


async def started(app: Any) -> None:
    """Start; when that fails, leave nothing open."""
    try:
        await app.start()
    except BaseException:
        await app.stop()
        raise


async def until_stopped(app: Any) -> int:
    """Wait for SIGINT or SIGTERM, then stop in good order."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    running = asyncio.ensure_future(app.wait())
    stopping = asyncio.ensure_future(stop.wait())
    try:
        done, _ = await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running in done and (fault := running.exception()) is not None:
            raise Collapsed("one of the loops ended") from fault
    finally:
        running.cancel()
        stopping.cancel()
        await app.stop()
    return 0


async def demo(call: Call) -> int:
    """Four phones on one page, with nothing configured."""
    from cli.demo import build_demo

    log.set_up("WARNING", [])
    arguments = call.arguments
    with tempfile.TemporaryDirectory(prefix="trolyso-") as folder:
        app, text = await build_demo(
            call.build,
            folder=Path(arguments.keep or folder),
            port=arguments.port if arguments.port is not None else int(os.environ.get("TROLYSO_SERVER__PORT", "8080")),
            start=read_moment(arguments.clock) if arguments.clock else None,
            secret=secrets.token_bytes(32),
            terminal=arguments.terminal,
        )
        await started(app)
        _say(text(app))
        return await until_stopped(app)


def _address(settings: Settings, app: Any) -> str:
    return settings.server.public_url or f"http://{settings.server.host}:{app.server.port}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
