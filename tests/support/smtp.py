"""A mail server on the loopback: keeps what it is given; may refuse, ask for a password, or hang up."""

from __future__ import annotations

import asyncio
import base64
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

USER, PASSWORD = "bot@xa.example.vn", "mat-khau-cua-hop-thu"


class LoopbackSmtp:
    """As much of SMTP as smtplib speaks to a relay."""

    def __init__(self, *, needs_login: bool = False) -> None:
        self.needs_login = needs_login
        self.refuses = False
        self.taken: list[EmailMessage] = []
        self.visits = 0
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        known = not self.needs_login

        def say(*lines: str) -> None:
            writer.write("".join(f"{line}\r\n" for line in lines).encode())

        say("220 loopback")
        try:
            while line := (await reader.readline()).decode().strip():
                verb, _, rest = line.partition(" ")
                match verb.upper():
                    case "EHLO":
                        say("250-loopback", "250-AUTH PLAIN", "250 8BITMIME")
                    case "AUTH":
                        given = base64.b64decode(rest.partition(" ")[2]).decode()
                        known = given == f"\0{USER}\0{PASSWORD}"
                        say("235 welcome" if known else f"535 {rest} is wrong")
                    case "MAIL":
                        say("451 not now" if self.refuses else "250 ok" if known else "530 who are you")
                    case "DATA":
                        say("354 go on")
                        body = bytearray()
                        while (part := await reader.readline()) not in (b".\r\n", b""):
                            body += part[1:] if part.startswith(b"..") else part
                        found = message_from_bytes(bytes(body), policy=policy.default)
                        assert isinstance(found, EmailMessage)
                        self.taken.append(found)
                        say("250 taken")
                    case "QUIT":
                        say("221 bye")
                        break
                    case _:
                        say("250 ok")
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
