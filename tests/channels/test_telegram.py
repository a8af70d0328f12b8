"""What we say on Telegram, and what its answers mean: through real sockets to a Telegram of our own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer, unused_port

from bot.channels.telegram import Telegram
from bot.clock import VirtualClock
from bot.errors import Gone, Misconfigured, Moved, Rejected, SendError, Throttled, Uncertain, Unreachable
from bot.http import Http
from bot.types import Address, Choice, File, Incoming, Menu, Part
from tests.support.telegram import (
    BLOCKED,
    TOKEN,
    Fault,
    LoopbackTelegram,
    Person,
    error,
    flood,
    hang,
    migrated,
    outage,
    reset,
)

AN = Address("telegram", "7001")
YES, NO = Choice("Đúng", "report:confirm"), Choice("Sửa", "report:change")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
async def telegram() -> AsyncIterator[LoopbackTelegram]:
    async with LoopbackTelegram(now=VirtualClock(datetime(2025, 10, 18, 3, 0, tzinfo=UTC)).now) as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http()
    yield client
    await client.close()


@pytest.fixture
def channel(telegram: LoopbackTelegram, http: Http) -> Telegram:
    return Telegram("telegram", TOKEN, http, api_url=telegram.url)


@pytest.fixture
def an(telegram: LoopbackTelegram) -> Person:
    return telegram.person(7001, "An")


async def test_plain_text_is_shown_as_it_is(channel: Telegram, an: Person) -> None:
    sent = await channel.send(AN, Part("Chữ ký số <cá nhân> & *miễn phí*"))

    said = an.unheard[0]
    assert (sent, said.text, said.entities, said.buttons) == ("1", "Chữ ký số <cá nhân> & *miễn phí*", (), ())


async def test_bold_is_bold_and_everything_else_is_escaped(channel: Telegram, an: Person) -> None:
    await channel.send(AN, Part("**5 < 7** & <b>không</b> ** 2 ** 3"))

    said = an.unheard[0]
    assert said.text == "5 < 7 & <b>không</b> ** 2 ** 3"
    assert said.entities == ({"type": "bold", "offset": 0, "length": 5},)


async def test_longest_text_that_render_may_give_is_taken(channel: Telegram, an: Person) -> None:
    text = "👋" + "đ" * (Telegram.capabilities.text_limit - 2)

    await channel.send(AN, Part(text))

    assert an.unheard[0].text == text


async def test_text_that_is_too_long_is_rejected(channel: Telegram, an: Person) -> None:
    with pytest.raises(Rejected, match="Message is too long"):
        await channel.send(AN, Part("đ" * 4097))


async def test_short_labels_stand_two_in_a_row(channel: Telegram, an: Person) -> None:
    await channel.send(AN, Part("Đúng không?", buttons=(YES, NO, Choice("Gặp cán bộ", "handoff:start"))))
    await channel.send(AN, Part("Chọn:", buttons=(YES, Choice("Cài đặt VNeID trên điện thoại", "guide:show:1"))))

    short, long = an.unheard
    assert (short.rows, short.labels) == ((2, 1), ["Đúng", "Sửa", "Gặp cán bộ"])
    assert (long.rows, long.buttons[0]) == ((1, 1), ("Đúng", "report:confirm"))


async def test_photo_and_document_are_uploaded_under_their_names(channel: Telegram, an: Person, tmp_path: Path) -> None:
    chart, sheet = tmp_path / "a.png", tmp_path / "b"
    chart.write_bytes(PNG)
    sheet.write_bytes(b"PK\x03\x04 xlsx")

    await channel.send(AN, Part("**Tuần 42**", file=File(str(chart), "biểu đồ.png", "image/png", photo=True)))
    await channel.send(AN, Part("", buttons=(YES,), file=File(str(sheet), 'số "liệu".xlsx', "application/x")))

    photo, document = an.unheard
    assert photo.upload is not None
    assert document.upload is not None
    assert (photo.method, photo.text, photo.upload.name, photo.upload.content) == (
        "sendPhoto",
        "Tuần 42",
        "biểu đồ.png",
        PNG,
    )
    assert (document.method, document.upload.name, document.upload.content, document.labels) == (
        "sendDocument",
        "số _liệu_.xlsx",
        b"PK\x03\x04 xlsx",
        ["Đúng"],
    )


async def test_picture_that_telegram_cannot_show_goes_as_a_file(channel: Telegram, an: Person, tmp_path: Path) -> None:
    odd = tmp_path / "a.png"
    odd.write_bytes(b"not a picture")

    await channel.send(AN, Part("", file=File(str(odd), "a.png", "image/png", photo=True)))

    assert [said.method for said in an.unheard] == ["sendDocument"]


async def test_words_too_long_for_a_caption_go_before_the_file(channel: Telegram, an: Person, tmp_path: Path) -> None:
    sheet = tmp_path / "a.xlsx"
    sheet.write_bytes(b"PK")

    sent = await channel.send(AN, Part("đ" * 1025, buttons=(YES,), file=File(str(sheet), "a.xlsx", "application/x")))

    words, file = an.unheard
    assert (words.method, words.text, words.labels) == ("sendMessage", "đ" * 1025, [])
    assert (file.method, file.text, file.labels, str(file.message_id)) == ("sendDocument", "", ["Đúng"], sent)


async def test_missing_file_is_our_mistake(channel: Telegram, an: Person, tmp_path: Path) -> None:
    with pytest.raises(Rejected):
        await channel.send(AN, Part("", file=File(str(tmp_path / "gone.xlsx"), "gone.xlsx", "application/x")))


async def test_edit_replaces_text_and_buttons(channel: Telegram, an: Person) -> None:
    sent = await channel.send(AN, Part("Đúng không?", buttons=(YES, NO)))

    edited = await channel.send(AN, Part("Đã ghi.", edit=sent))

    said = an.unheard[-1]
    assert (edited, said.method, said.text, said.buttons) == (sent, "editMessageText", "Đã ghi.", ())


async def test_edit_that_changes_nothing_succeeds(channel: Telegram, an: Person) -> None:
    sent = await channel.send(AN, Part("Đã ghi."))

    assert await channel.send(AN, Part("Đã ghi.", edit=sent)) == sent
    assert len(an.unheard) == 1


async def test_message_that_cannot_be_edited_is_said_anew(channel: Telegram, an: Person, tmp_path: Path) -> None:
    theirs = await an.says("chào")

    gone = await channel.send(AN, Part("một", edit="999"))
    foreign = await channel.send(AN, Part("hai", edit=str(theirs)))

    assert [(str(said.message_id), said.method, said.text) for said in an.unheard] == [
        (gone, "sendMessage", "một"),
        (foreign, "sendMessage", "hai"),
    ]


async def test_answer_quotes_its_question_if_it_is_still_there(channel: Telegram, an: Person) -> None:
    question = await an.says("VNeID?")

    await channel.send(AN, Part("Dạ", reply_to=str(question)))
    await channel.send(AN, Part("Dạ", reply_to="999"))

    assert [said.reply_to for said in an.unheard] == [question, None]


async def test_topic_is_written_to_and_its_group_when_it_is_gone(channel: Telegram, telegram: LoopbackTelegram) -> None:
    group = telegram.group(-1001, "Ấp Chợ", forum=True)
    topic, closed = group.topic("Báo cáo"), group.topic("Cũ")
    group.closed_topics.add(closed)

    for chat in (f"-1001:{topic}", "-1001:999", f"-1001:{closed}"):
        await channel.send(Address("telegram", chat), Part("Nhắc báo cáo"))

    assert [said.topic for said in group.unheard] == [topic, None, None]


async def test_markup_that_telegram_refuses_is_said_plainly(
    channel: Telegram, telegram: LoopbackTelegram, an: Person
) -> None:
    telegram.fails("sendMessage", error(400, "Bad Request: can't parse entities: Unsupported start tag"))

    await channel.send(AN, Part("**Số** 5"))

    assert [(said.text, said.entities) for said in an.unheard] == [("Số 5", ())]


@dataclass(frozen=True)
class Case:
    fault: Fault
    gives: SendError
    shown: bool = False


REFUSED = {
    "blocked": Case(error(403, BLOCKED), Gone()),
    "deactivated": Case(error(403, "Forbidden: user is deactivated"), Gone()),
    "never_started": Case(error(403, "Forbidden: bot can't initiate conversation with a user"), Gone()),
    "kicked": Case(error(403, "Forbidden: bot was kicked from the supergroup chat"), Gone()),
    "not_found": Case(error(400, "Bad Request: chat not found"), Gone()),
    "muted": Case(error(400, "Bad Request: not enough rights to send text messages to the chat"), Rejected()),
    "bad_button": Case(error(400, "Bad Request: BUTTON_DATA_INVALID"), Rejected()),
    "moved": Case(migrated(-100777), Moved("-100777")),
    "flood": Case(flood(4), Throttled(4)),
    "revoked": Case(error(401, "Unauthorized"), Misconfigured()),
    "no_such_token": Case(error(404, "Not Found"), Misconfigured()),
    "outage": Case(outage(502), Unreachable()),
    "restarting": Case(error(500, "Internal Server Error: restart"), Unreachable()),
    "gateway_gave_up": Case(outage(504), Uncertain()),
    "too_large": Case(outage(413), Rejected()),
    "reset_unseen": Case(reset(), Uncertain()),
    "reset_after_it_was_shown": Case(reset(accepted=True), Uncertain(), shown=True),
    "redirected": Case(outage(302), Unreachable()),
    "proxy": Case(outage(407), Unreachable()),
    "somebody_else_answers": Case(outage(200), Uncertain()),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_failure_says_what_to_do(name: str, channel: Telegram, telegram: LoopbackTelegram, an: Person) -> None:
    case = REFUSED[name]
    telegram.fails("sendMessage", case.fault)

    with pytest.raises(SendError) as caught:
        await channel.send(AN, Part("Chào"))

    raised = caught.value
    assert type(raised) is type(case.gives)
    assert getattr(raised, "after", None) == getattr(case.gives, "after", None)
    assert getattr(raised, "to", None) == getattr(case.gives, "to", None)
    assert len(an.unheard) == case.shown
    assert telegram.calls["sendmessage"] == 1


async def test_silence_after_the_message_left_is_uncertain(
    channel: Telegram, telegram: LoopbackTelegram, an: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels._telegram_request.ANSWER_SECONDS", 0.05)
    telegram.fails("sendMessage", hang())

    with pytest.raises(Uncertain):
        await channel.send(AN, Part("Chào"))

    assert [said.text for said in an.unheard] == ["Chào"]


@pytest.mark.parametrize(
    "body", [b"{}", b'{"ok": true}', b'{"ok": true, "result": true}', b"[]", b"null", b"[" * 100_000]
)
async def test_answer_without_a_message_is_uncertain(body: bytes, http: Http) -> None:
    async def odd(request: web.BaseRequest) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    async with RawTestServer(odd) as server:
        channel = Telegram("telegram", TOKEN, http, api_url=str(server.make_url("/")))

        with pytest.raises(Uncertain):
            await channel.send(AN, Part("Chào"))


@pytest.mark.parametrize(("chat", "edit"), [("web-1", None), ("", None), ("7001", "m-5")])
async def test_ids_of_another_platform_are_our_mistake(chat: str, edit: str | None, channel: Telegram) -> None:
    with pytest.raises(Rejected):
        await channel.send(Address("telegram", chat), Part("Chào", edit=edit))


async def test_nobody_there_is_unreachable(http: Http) -> None:
    channel = Telegram("telegram", TOKEN, http, api_url=f"http://127.0.0.1:{unused_port()}")

    with pytest.raises(Unreachable):
        await channel.send(AN, Part("Chào"))


async def test_unknown_host_is_unreachable(http: Http) -> None:
    channel = Telegram("telegram", TOKEN, http, api_url="http://khong-co.invalid")

    with pytest.raises(Unreachable):
        await channel.send(AN, Part("Chào"))


async def test_person_who_blocks_and_group_that_moves_are_told_apart(
    channel: Telegram, telegram: LoopbackTelegram, an: Person
) -> None:
    group = telegram.group(-4001, "Ấp Chợ", type="group")
    await an.blocks()
    group.migrates(-1004001)

    with pytest.raises(Gone):
        await channel.send(AN, Part("Chào"))
    with pytest.raises(Moved) as moved:
        await channel.send(Address("telegram", "-4001"), Part("Chào"))
    await channel.send(Address("telegram", moved.value.to), Part("Chào"))

    assert [said.chat for said in telegram.sent] == [-1004001]


async def test_flood_is_never_answered_by_hammering(http: Http) -> None:
    async with LoopbackTelegram(limits=True) as telegram:
        telegram.person(7001, "An")
        channel = Telegram("telegram", TOKEN, http, api_url=telegram.url)
        sends = [channel.send(AN, Part(f"{number}")) for number in range(5)]

        results = await asyncio.gather(*sends, return_exceptions=True)

        assert sorted(type(result).__name__ for result in results) == ["Throttled"] * 2 + ["str"] * 3
        assert telegram.calls["sendmessage"] == 5


async def test_pressed_button_stops_spinning_once(channel: Telegram, telegram: LoopbackTelegram, an: Person) -> None:
    await channel.send(AN, Part("Đúng không?", buttons=(YES,)))
    query = await an.presses("Đúng")
    pressed = Incoming(AN, "7001", "1", datetime(2025, 10, 18, tzinfo=UTC), callback_id=query)
    typed = Incoming(AN, "7001", "2", datetime(2025, 10, 18, tzinfo=UTC))

    await channel.acknowledge(pressed)
    await channel.acknowledge(typed)

    assert telegram.bot.acknowledged == [query]


@pytest.mark.parametrize("fault", [error(400, "Bad Request: query is too old"), outage(), reset(), flood(9)])
async def test_acknowledging_never_fails(fault: Fault, channel: Telegram, telegram: LoopbackTelegram) -> None:
    telegram.fails("answerCallbackQuery", fault)

    await channel.acknowledge(Incoming(AN, "7001", "1", datetime(2025, 10, 18, tzinfo=UTC), callback_id="5"))

    assert telegram.calls["answercallbackquery"] == 1


async def test_menu_shows_everyone_theirs_and_groups_theirs(channel: Telegram, telegram: LoopbackTelegram) -> None:
    guide = Menu("huongdan", "Xem hướng dẫn")
    report = Menu("baocao", "Gửi báo cáo " + "ạ" * 300, roles=frozenset({"leader"}), groups=True)

    await channel.publish_menu([guide, report])

    shown = {key: [command["command"] for command in menu] for key, menu in telegram.bot.menus.items()}
    assert shown == {
        ("default", ""): ["huongdan"],
        ("default", "vi"): ["huongdan"],
        ("all_private_chats", ""): ["huongdan"],
        ("all_private_chats", "vi"): ["huongdan"],
        ("all_group_chats", ""): ["baocao"],
        ("all_group_chats", "vi"): ["baocao"],
    }


MISCONFIGURED: dict[str, Callable[[Http], Telegram]] = {
    "no_token": lambda http: Telegram("t", "", http),
    "not_a_token": lambda http: Telegram("t", "abc def", http),
    "unknown_mode": lambda http: Telegram("t", TOKEN, http, mode="push"),
    "no_secret": lambda http: Telegram("t", TOKEN, http, mode="webhook", public_url="https://a.vn"),
    "short_secret": lambda http: Telegram("t", TOKEN, http, mode="webhook", public_url="https://a.vn", secret="a" * 15),
    "odd_secret": lambda http: Telegram(
        "t", TOKEN, http, mode="webhook", public_url="https://a.vn", secret="mật-khẩu" * 9
    ),
    "no_address": lambda http: Telegram("t", TOKEN, http, mode="webhook", secret="a" * 32),
}


@pytest.mark.parametrize("name", MISCONFIGURED)
async def test_settings_that_cannot_work_are_refused_without_telling_them(name: str, http: Http) -> None:
    with pytest.raises(Misconfigured) as caught:
        MISCONFIGURED[name](http)

    assert all(secret not in str(caught.value) for secret in (TOKEN, "abc def", "a" * 15, "mật-khẩu"))


LEAKS: dict[str, Fault] = {name: case.fault for name, case in REFUSED.items()}


@pytest.mark.parametrize("name", LEAKS)
async def test_token_is_in_no_log_and_in_no_exception(
    name: str, channel: Telegram, telegram: LoopbackTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.fails("*", LEAKS[name], times=100)

    with pytest.raises(SendError) as caught:
        await channel.send(AN, Part("Chào"))
    with pytest.raises(SendError) as menu:
        await channel.publish_menu([Menu("baocao", "Gửi báo cáo")])

    told = "".join(_whole(error) for error in (caught.value, menu.value)) + repr(channel) + caplog.text
    assert TOKEN.partition(":")[2] not in told


async def test_token_is_in_no_exception_when_nobody_is_there(http: Http, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    channel = Telegram("telegram", TOKEN, http, api_url=f"http://127.0.0.1:{unused_port()}")

    with pytest.raises(Unreachable) as caught:
        await channel.send(AN, Part("Chào"))

    assert TOKEN.partition(":")[2] not in _whole(caught.value) + caplog.text


def _whole(error: BaseException) -> str:
    """What a traceback would show: the exception, and those that led to it unless they are hidden."""
    text = f"{error!r} {error}"
    if error.__cause__ is not None:
        text += _whole(error.__cause__)
    if error.__context__ is not None and not error.__suppress_context__:
        text += _whole(error.__context__)
    return text


async def test_what_a_person_sent_is_fetched_by_its_id(channel: Telegram, telegram: LoopbackTelegram) -> None:
    telegram.files["photo-1"] = b"anh"

    assert await channel.fetch("photo-1", 10) == b"anh"
    assert await channel.fetch("photo-1", 2) is None
    assert await channel.fetch("gone", 10) is None


async def test_a_file_that_cannot_be_had_now_is_for_later_and_no_error_holds_the_token(
    http: Http, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = Telegram("telegram", TOKEN, http, api_url=f"http://127.0.0.1:{unused_port()}")

    with pytest.raises(Unreachable) as caught:
        await channel.fetch("photo-1", 10)

    assert TOKEN.partition(":")[2] not in _whole(caught.value) + caplog.text
