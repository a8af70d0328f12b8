"""What the platforms of our own on the loopback share: real sockets, faults as planned, a ledger, patient watchers."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import IO, Any, Generic, Protocol, Self, TypeVar, overload

from aiohttp import web

from bot.clock import SystemClock
from tests.support.faults import Fault, Faults, Planned


class Said(Protocol):
    """One thing that the bot said."""

    @property
    def text(self) -> str: ...


Words = TypeVar("Words", bound=Said)


class Heard(Generic[Words]):
    """What the bot said in one chat, and how far somebody has listened."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.said: list[Words] = []
        self.heard = 0

    @property
    def unheard(self) -> list[Words]:
        """What was said since the last `hears`."""
        return self.said[self.heard :]

    @overload
    async def hears(self, what: int = 1, timeout: float = 5.0) -> list[Words]: ...
    @overload
    async def hears(self, what: str | Callable[[Words], bool], timeout: float = 5.0) -> Words: ...
    async def hears(self, what: Any = 1, timeout: float = 5.0) -> Any:
        """Wait for the next so many messages, or for the next one that contains or fulfils `what`."""
        if isinstance(what, int):
            await self.server.until(lambda: len(self.unheard) >= what, timeout, about=self)
            heard = self.unheard[:what]
            self.heard += what
            return heard
        fits = what if callable(what) else lambda said: what in said.text
        await self.server.until(lambda: any(fits(said) for said in self.unheard), timeout, about=self)
        for said in self.unheard:
            self.heard += 1
            if fits(said):
                return said
        raise AssertionError("unreachable")


class Loopback:
    """A platform. `handle` answers its HTTP; `now` gives the dates of messages."""

    def __init__(self, *, now: Callable[[], datetime] | None = None, ledger: Path | None = None) -> None:
        self.now = now or SystemClock().now
        self.ahead = timedelta()
        """How far the bot's clock is ahead of the platform's."""
        self.calls: Counter[str] = Counter()
        self.faults = Faults()
        self.watchers: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self.stopping = asyncio.Event()
        self.sent: list[Any] = []
        self._ledger_path = ledger
        self._ledger: IO[str] | None = None
        self._runner: web.ServerRunner | None = None
        self._port = 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        raise NotImplementedError

    def refuse(self, fault: Fault) -> web.Response:
        """The platform's own way to say that error."""
        raise NotImplementedError

    async def closing(self) -> None:
        """End what is under way, before the doors are closed."""

    async def start(self, port: int = 0) -> None:
        self.stopping.clear()
        if self._ledger_path is not None:
            self._ledger = self._ledger_path.open("a", encoding="utf-8")
        loop = asyncio.get_running_loop()

        def request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
            return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=60 << 20)

        async def dated(request: web.BaseRequest) -> web.StreamResponse:
            answer = await self.handle(request)
            answer.headers["Date"] = format_datetime((self.now() - self.ahead).astimezone(UTC), usegmt=True)
            return answer

        server = web.Server(dated, request_factory=request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the doors; what is known stays known, and `start` opens them at the same port."""
        self.stopping.set()
        await self.closing()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def write(self, line: Mapping[str, Any]) -> None:
        """One line into the ledger, if there is one."""
        if self._ledger is not None:
            self._ledger.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._ledger.flush()

    def seconds(self) -> int:
        return int(self.now().timestamp())

    # What goes wrong

    def fails(self, method: str, fault: Fault, *, times: float = 1, chat: int | str | None = None) -> None:
        """Plan a fault for the next calls of that method («*»: of any), or of those to one chat."""
        self.faults.planned.append(Planned(method.lower(), fault, times, chat))

    def heals(self) -> None:
        self.faults.planned.clear()

    async def broken(self, request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
        """The answer to a call that meets that fault."""
        match fault.kind:
            case "error":
                return self.refuse(fault)
            case "html":
                page = f"<html><head><title>{fault.code} Bad Gateway</title></head></html>"
                return web.Response(status=fault.code, text=page, content_type="text/html")
            case "reset":
                if request.transport is not None:
                    request.transport.abort()
            case "hang":
                await self.stopping.wait()
            case "slow":
                await asyncio.sleep(fault.seconds)
        return web.Response(status=500)

    # Waiting for the bot

    async def until(
        self, happened: Callable[[], bool], timeout: float = 5.0, *, about: Heard[Any] | None = None
    ) -> None:
        """Wait until that is true; it is looked at after every call of a bot."""
        if happened():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        watcher = (happened, future)
        self.watchers.append(watcher)
        try:
            async with asyncio.timeout(timeout):
                await future
        except TimeoutError:
            said = [item.text for item in (about.unheard if about else self.sent[-5:])]
            raise AssertionError(f"waited {timeout:g} s in vain; said so far: {said}") from None
        finally:
            self.watchers.remove(watcher)

    def look(self) -> None:
        for happened, future in self.watchers:
            if not future.done() and happened():
                future.set_result(None)
