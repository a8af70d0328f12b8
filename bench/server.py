"""A lean Telegram in its own process, with people who write as soon as they are answered.

It speaks just enough of the Bot API for every contender and does as little as it can per call, so that it is never what
is measured. One bot at a time; `POST /bench/…` are the orders of `bench.__main__`.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import parse_qs

import aiohttp
import uvloop

from bench.process import cpu_seconds, memory

FIRST_USER = 1001
BOT = {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TYPE = re.compile(rb"\r\ncontent-type: *([^\r;]+)", re.IGNORECASE)


class Telegram:
    """The updates that wait for the bot, the people, and what was measured."""

    def __init__(self) -> None:
        self.next_update = 1
        self.next_message = 1
        self.forget()

    def forget(self) -> None:
        """A new bot is coming, or the same one anew: numbers go on, since they are never given twice."""
        self.waiting: deque[dict[str, Any]] = deque()
        self.delivered: dict[int, float] = {}
        self.poll: tuple[int, Callable[[bytes], None]] | None = None
        self.first_poll = 0.0
        self.first_answer = 0.0
        self.sends = 0
        self.load: Load | Replies | None = None

    def says(self, user: int, text: str) -> dict[str, Any]:
        """An update of that person's."""
        number = self.next_update
        self.next_update = number + 1
        person = {"id": user, "first_name": f"Người {user}"}
        return {
            "update_id": number,
            "message": {
                "message_id": number,
                "from": {**person, "is_bot": False, "language_code": "vi"},
                "chat": {**person, "type": "private"},
                "date": int(time.time()),
                "text": text,
            },
        }

    def push(self, update: dict[str, Any]) -> None:
        self.waiting.append(update)
        if self.poll is not None:
            limit, answer = self.poll
            self.poll = None
            answer(self.batch(limit))

    def batch(self, limit: int) -> bytes:
        now = time.perf_counter()
        count = min(limit, len(self.waiting))
        updates = [self.waiting.popleft() for _ in range(count)]
        for update in updates:
            self.delivered[update["update_id"]] = now
        return _ok(updates)

    # -- the Bot API ---------------------------------------------------------------------------------------------------

    def call(self, method: str, fields: dict[str, Any], answer: Callable[[bytes], None]) -> None:
        if method == "sendmessage":
            answer(self.sent(int(fields["chat_id"]), str(fields.get("text", ""))))
        elif method == "getupdates":
            self.get_updates(fields, answer)
        elif method == "getme":
            answer(_ok(BOT))
        else:
            answer(_ok(True))

    def sent(self, chat: int, text: str) -> bytes:
        number = self.next_message
        self.next_message = number + 1
        self.sends += 1
        if not self.first_answer:
            self.first_answer = time.monotonic()
        if self.load is not None:
            self.load.answered(chat)
        about = {"id": chat, "type": "private", "first_name": f"Người {chat}"}
        return _ok({"message_id": number, "from": BOT, "chat": about, "date": int(time.time()), "text": text})

    def get_updates(self, fields: dict[str, Any], answer: Callable[[bytes], None]) -> None:
        if not self.first_poll:
            self.first_poll = time.monotonic()
        offset = int(fields.get("offset") or 0)
        if self.delivered:
            now = time.perf_counter()
            for number in [number for number in self.delivered if number < offset]:
                took = now - self.delivered.pop(number)
                if self.load is not None:
                    self.load.accepted(took)
        if self.poll is not None:
            self.poll[1](_ok([]))  # of a poll whose bot went away
            self.poll = None
        limit, wait = int(fields.get("limit") or 100), float(fields.get("timeout") or 0)
        if self.waiting or not wait:
            answer(self.batch(limit))
            return
        poll = self.poll = (limit, answer)
        asyncio.get_running_loop().call_later(wait, self._nothing, poll)

    def _nothing(self, poll: tuple[int, Callable[[bytes], None]]) -> None:
        if self.poll is poll:
            self.poll = None
            poll[1](_ok([]))


class Load:
    """A closed loop: each person writes the next message as soon as they are answered."""

    def __init__(self, telegram: Telegram, order: dict[str, Any]) -> None:
        self._telegram = telegram
        self._texts: list[str] = order["texts"]
        self._first: str | None = order.get("first")
        self._greeted: set[int] = set()
        self._pid: int = order["pid"]
        self._users: int = order["users"]
        self._warm: float = order["warm"]
        self._seconds: float = order["seconds"]
        self._asked: dict[int, float] = {}
        self._turns = 0
        self._measuring = False
        self._over = False
        self._took: list[float] = []
        self._accepted: list[float] = []

    async def run(self) -> dict[str, Any]:
        self._telegram.load = self
        for user in range(FIRST_USER, FIRST_USER + self._users):
            self._ask(user)
        await asyncio.sleep(self._warm)
        sends, cpu, began = self._telegram.sends, cpu_seconds(self._pid), time.perf_counter()
        own = time.process_time()
        self._measuring = True
        await asyncio.sleep(self._seconds)
        self._measuring = False
        took, cpu = time.perf_counter() - began, cpu_seconds(self._pid) - cpu
        own = time.process_time() - own
        sends = self._telegram.sends - sends
        steady, _ = memory(self._pid)
        self._over = True
        for _ in range(50):
            if not self._asked:
                break
            await asyncio.sleep(0.1)
        self._telegram.load = None
        _, peak = memory(self._pid)
        return {
            "answered": len(self._took),
            "sends": sends,
            "seconds": took,
            "cpu": cpu,
            "server_cpu": own,
            "latency": _spread(self._took),
            "acceptance": _spread(self._accepted),
            "rss": steady,
            "peak": peak,
            "unanswered": len(self._asked),
        }

    def _ask(self, user: int) -> None:
        self._turns += 1
        text = self._texts[self._turns % len(self._texts)]
        if self._first is not None:
            if user not in self._greeted:
                self._greeted.add(user)
                text = self._first
            text = text.format(n=self._turns % 90 + 1)  # never twice the same figures running
        self._asked[user] = time.perf_counter()
        self._telegram.push(self._telegram.says(user, text))

    def answered(self, user: int) -> None:
        asked = self._asked.pop(user, None)
        if asked is None:
            return
        if self._measuring:
            self._took.append(time.perf_counter() - asked)
        if not self._over:
            self._ask(user)

    def accepted(self, took: float) -> None:
        if self._measuring:
            self._accepted.append(took)


async def deliver(telegram: Telegram, order: dict[str, Any]) -> dict[str, Any]:
    """An open loop by webhook: so many updates a second, whatever the bot does; counted from when each was due."""
    pace, count = order["per_second"], int(order["per_second"] * order["seconds"])
    texts, users = order["texts"], order["users"]
    took: list[float] = []
    refused = 0
    replies = Replies()
    telegram.load = replies
    sends, cpu = telegram.sends, cpu_seconds(order["pid"])
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=40)) as session:

        async def one(update: dict[str, Any], due: float) -> None:
            nonlocal refused
            async with session.post(order["url"], json=update, headers={SECRET_HEADER: order["secret"]}) as response:
                await response.read()
                refused += response.status != 200
            took.append(time.perf_counter() - due)

        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                due = began + number / pace
                await asyncio.sleep(max(due - time.perf_counter(), 0))
                update = telegram.says(FIRST_USER + number % users, texts[number % len(texts)])
                replies.asked.setdefault(FIRST_USER + number % users, due)
                group.create_task(one(update, due))
        spent = time.perf_counter() - began
    for _ in range(50):
        if telegram.sends - sends >= count:
            break
        await asyncio.sleep(0.1)
    telegram.load = None
    return {
        "asked": count,
        "sends": telegram.sends - sends,
        "refused": refused,
        "seconds": spent,
        "cpu": cpu_seconds(order["pid"]) - cpu,
        "acceptance": _spread(took),
        "reply": _spread(replies.took),
    }


class Replies:
    """How long people of an open loop wait for an answer; who writes again meanwhile waits since the first message."""

    def __init__(self) -> None:
        self.asked: dict[int, float] = {}
        self.took: list[float] = []

    def answered(self, user: int) -> None:
        asked = self.asked.pop(user, None)
        if asked is not None:
            self.took.append(time.perf_counter() - asked)

    def accepted(self, took: float) -> None:
        """Acceptance is measured at the door of the webhook."""


def _spread(took: list[float]) -> dict[str, float]:
    """In milliseconds."""
    took = sorted(took)
    if not took:
        return {"p50": 0.0, "p99": 0.0, "max": 0.0}
    last = len(took) - 1
    return {name: took[round(last * share)] * 1000 for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))}


def _ok(result: Any) -> bytes:
    return json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()


class Wire(asyncio.Protocol):
    """HTTP/1.1, just as much as the contenders' clients speak."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own kind

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[: end + 2]
            length = int(found[1]) if (found := _LENGTH.search(head)) else 0
            if len(self._data) < end + 4 + length:
                return
            body = self._data[end + 4 : end + 4 + length]
            self._data = self._data[end + 4 + length :]
            kind = found[1].lower() if (found := _TYPE.search(head)) else b""
            path, _, query = head.split(b" ", 2)[1].decode().partition("?")
            self._handle(path, _fields(kind, body) if body else _form(query))

    def _handle(self, path: str, fields: dict[str, Any]) -> None:
        room, _, name = path.strip("/").partition("/")
        if room != "bench":
            self._telegram.call(name.lower(), fields, self._answer)
            return
        task = asyncio.ensure_future(_order(self._telegram, name, fields))
        task.add_done_callback(lambda done: self._answer(_ok(done.result())))

    def _answer(self, body: bytes) -> None:
        if not self._transport.is_closing():
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)


def _fields(kind: bytes, body: bytes) -> dict[str, Any]:
    if kind == b"application/json":
        fields: dict[str, Any] = json.loads(body)
        return fields
    return _form(body.decode())


def _form(text: str) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(text).items()}


async def _order(telegram: Telegram, name: str, order: dict[str, Any]) -> Any:
    match name:
        case "expect":
            telegram.forget()
            telegram.push(telegram.says(FIRST_USER, order["text"]))
        case "ready":
            for _ in range(3000):
                if telegram.first_answer:
                    break
                await asyncio.sleep(0.01)
            return {"polled": telegram.first_poll, "answered": telegram.first_answer}
        case "load":
            return await Load(telegram, order).run()
        case "deliver":
            return await deliver(telegram, order)
    return None


async def serve() -> None:
    telegram = Telegram()
    server = await asyncio.get_running_loop().create_server(lambda: Wire(telegram), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until who started us ends


if __name__ == "__main__":
    uvloop.run(serve())
