"""Mail goes out over a real socket; a failure says its kind and never a password."""

from __future__ import annotations

from datetime import datetime

import pytest
from aiohttp.test_utils import unused_port

from bot.config import MailSettings
from bot.mail import Mail, MailFailed
from tests.support.smtp import PASSWORD, USER, LoopbackSmtp

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")


def mailbox(port: int, *, host: str = "127.0.0.1", user: str = "", password: str = "") -> Mail:
    return Mail(MailSettings(host, port, user, password, "bot@xa.example.vn", ("a@x.vn", "b@x.vn")), lambda: NOON)


async def test_words_arrive_as_they_were_written() -> None:
    async with LoopbackSmtp() as server:
        await mailbox(server.port).send("Báo động\nở xã", "Đĩa sắp đầy.\n.một dòng bắt đầu bằng chấm")

    [letter] = server.taken
    assert letter["Subject"] == "Báo động ở xã"
    assert letter["To"] == "a@x.vn, b@x.vn"
    assert letter["Date"].datetime == NOON
    assert letter.get_content().replace("\r\n", "\n") == "Đĩa sắp đầy.\n.một dòng bắt đầu bằng chấm\n"


async def test_a_server_that_asks_for_a_password_gets_it() -> None:
    async with LoopbackSmtp(needs_login=True) as server:
        await mailbox(server.port, user=USER, password=PASSWORD).look()
        await mailbox(server.port, user=USER, password=PASSWORD).send("a", "b")

    assert [len(server.taken), server.visits] == [1, 2]


async def test_failures_are_named_without_what_was_said() -> None:
    async with LoopbackSmtp(needs_login=True) as server:
        with pytest.raises(MailFailed) as wrong:
            await mailbox(server.port, user=USER, password="sai-mat-khau").send("a", "b")
        server.needs_login, server.refuses = False, True
        with pytest.raises(MailFailed, match=r"^SMTPSenderRefused$"):
            await mailbox(server.port).send("a", "b")

    assert str(wrong.value) == "SMTPAuthenticationError"
    assert wrong.value.__cause__ is None
    with pytest.raises(MailFailed, match=r"^ConnectionRefusedError$"):
        await mailbox(unused_port()).send("a", "b")


async def test_a_password_never_leaves_this_machine_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.mail.LOOPBACK", ())
    async with LoopbackSmtp(needs_login=True) as server:
        with pytest.raises(MailFailed, match=r"^SMTPException$"):
            await mailbox(server.port, user=USER, password=PASSWORD).send("a", "b")

    assert server.taken == []
