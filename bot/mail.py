"""Mail as a second path: for technicians, when the chat platforms or the database cannot carry an alarm."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from bot.config import MailSettings

SECONDS = 20.0
TLS_PORT = 465
"""Here the connection begins with TLS; elsewhere it is asked for (STARTTLS) where the server offers it."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class MailFailed(Exception):
    """The mail server did not take it. Names the kind of failure only: no address, no password."""


class Mail:
    """One mailbox to write from, and the few to write to."""

    def __init__(self, settings: MailSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now

    def __repr__(self) -> str:
        return f"Mail({self._settings.host!r})"

    async def send(self, subject: str, text: str) -> None:
        """Hand it over to the mail server, in a thread. Raises MailFailed."""
        await self._in_thread(lambda server: server.send_message(self._message(subject, text)))

    async def look(self) -> None:
        """Whether the server lets us in; nothing is sent. Raises MailFailed."""
        await self._in_thread(lambda server: server.noop())

    async def _in_thread(self, act: Callable[[smtplib.SMTP], object]) -> None:
        try:
            await asyncio.to_thread(self._exchange, act)
        except (OSError, smtplib.SMTPException, UnicodeError) as fault:
            # Its words may repeat addresses, and what the server said of them.
            raise MailFailed(type(fault).__name__) from None

    def _exchange(self, act: Callable[[smtplib.SMTP], object]) -> None:
        settings = self._settings
        context = ssl.create_default_context()
        if settings.port == TLS_PORT:
            server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=SECONDS)
        with server:
            server.ehlo()
            protected = settings.port == TLS_PORT
            if settings.port != TLS_PORT and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
                protected = True
            if settings.user and not protected and settings.host not in LOOPBACK:
                raise smtplib.SMTPException("no TLS")  # a password never goes over the net in the clear
            if settings.user:
                server.login(settings.user, settings.password)
            act(server)

    def _message(self, subject: str, text: str) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = " ".join(subject.split())
        message["From"] = self._settings.sender
        message["To"] = ", ".join(self._settings.to)
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = make_msgid(domain=self._settings.sender.rpartition("@")[2] or "localhost")
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message
