"""Deliveries as bytes, and a client that posts very many of them over a few sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AT_ONCE = 200
"""So many requests are written before their answers are read."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST. `headers` may repeat a name; values may be any bytes that HTTP lets through."""

    path: str
    headers: tuple[tuple[str, bytes], ...]
    body: bytes
    content_type: str = "application/json"

    def raw(self) -> bytes:
        lines = [
            f"POST {self.path} HTTP/1.1".encode(),
            b"Host: troly.example.vn",
            b"Content-Type: " + self.content_type.encode(),
            f"Content-Length: {len(self.body)}".encode(),
            *(name.encode() + b": " + value for name, value in self.headers),
        ]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


@dataclass(frozen=True, slots=True)
class Forgery:
    """A delivery that the platform did not write, and the trick by which it was made."""

    trick: str
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Postman:
    """Posts deliveries to a server on the loopback, keeping its connections open."""

    port: int

    async def post(self, deliveries: Sequence[Delivery], *, sockets: int = 4) -> list[int]:
        """The status of each, in their order. Neighbours go over different sockets, so they come in at once."""
        shares = [range(start, len(deliveries), sockets) for start in range(sockets)]
        found: dict[int, int] = {}

        async def carry(share: Iterable[int]) -> None:
            numbers = list(share)
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            for start in range(0, len(numbers), AT_ONCE):
                some = numbers[start : start + AT_ONCE]
                writer.write(b"".join(deliveries[number].raw() for number in some))
                for number in some:
                    found[number] = await _status(reader)
            writer.close()
            await writer.wait_closed()

        async with asyncio.TaskGroup() as group:
            for share in shares:
                group.create_task(carry(share))
        return [found[number] for number in range(len(deliveries))]


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if length:
        await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])
