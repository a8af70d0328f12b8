"""An Official Account on the loopback: what it lets in, and how it speaks."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels._zalo_oa_api import ERRORS
from bot.channels.zalo_oa import ZaloOA
from bot.clock import VirtualClock
from bot.errors import (
    Gone,
    Misconfigured,
    OutsideWindow,
    QuotaSpent,
    Rejected,
    SendError,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.http import Http
from bot.server import Server
from bot.types import Address, Choice, File, Incoming, Part
from tests.support.faults import error, hang, outage, reset
from tests.support.zalo_oa import APP_ID, APP_SECRET, OA_ID, SECRET, LoopbackOA

MORNING = datetime.fromisoformat("2026-11-20T09:00:00+07:00")
PAYLOADS = Path(__file__).parent / "payloads" / "zalo_oa"


@dataclass
class Keys:
    """Tokens without a keeper: always the newest, renewed on request."""

    zalo: LoopbackOA
    current: str = ""
    renewed: int = 0

    async def access(self) -> str:
        self.current = self.current or self.zalo.tokens.issue().access
        return self.current

    async def ends(self) -> datetime | None:
        return None

    async def instead_of(self, refused: str) -> str:
        self.renewed += 1
        self.current = self.zalo.tokens.issue().access
        return self.current

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        return


@dataclass
class Alarms:
    met: list[tuple[str, str, str]] = field(default_factory=list)

    async def __call__(self, kind: str, channel: str, detail: str = "", *, once: str | None = None) -> None:
        self.met.append((kind, channel, detail))

    async def over(self, kind: str, channel: str) -> None:
        return


@dataclass
class Stage:
    """The channel between its Zalo and a list of what it took in."""

    zalo: LoopbackOA
    clock: VirtualClock
    oa: ZaloOA
    keys: Keys
    alarms: Alarms
    kept: list[Incoming] = field(default_factory=list)
    unable: bool = False

    async def receive(self, updates: Sequence[Incoming]) -> None:
        if self.unable:
            raise OSError("disk full")
        self.kept += updates

    async def send(self, text: str = "Xin chào", *, to: str = "7001", key: str = "o1", **more: Any) -> str:
        return await self.oa.send(Address("oa", to), Part(text, key=key, **more))


@asynccontextmanager
async def stage(**settings: Any) -> AsyncIterator[Stage]:
    clock = VirtualClock(MORNING)
    in_header = settings.pop("in_header", False)
    async with LoopbackOA(now=clock.now, in_header=in_header) as zalo:
        http, keys, alarms = Http(), Keys(zalo), Alarms()
        given: dict[str, Any] = {"app_id": APP_ID, "secret": SECRET, "app_secret": APP_SECRET, "oa_id": OA_ID}
        oa = ZaloOA("oa", http, keys, clock, api_url=zalo.url, alarm=alarms, **(given | settings))
        built = Stage(zalo, clock, oa, keys, alarms)
        server = Server(oa.routes())
        await server.open("127.0.0.1", 0)
        zalo.sender.webhook = f"http://127.0.0.1:{server.port}/channels/oa/webhook"
        zalo.person("7001", last=MORNING)
        await oa.open(built.receive)
        try:
            yield built
        finally:
            await oa.close()
            await server.close()
            await http.close()


@pytest.fixture
async def house() -> AsyncIterator[Stage]:
    async with stage() as built:
        yield built


# -- in ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("in_header", [False, True])
async def test_a_signed_event_is_kept_with_the_moment_in_either_place(in_header: bool) -> None:
    async with stage(in_header=in_header) as house:
        await house.zalo.person("7001").says("báo cáo 35")

        assert house.zalo.sender.answers == [200]
        assert [(one.author, one.text) for one in house.kept] == [("7001", "báo cáo 35")]


async def test_every_captured_event_is_answered_200(house: Stage) -> None:
    for path in sorted(PAYLOADS.glob("*.json")):
        body = path.read_bytes()
        headers = house.zalo.sender.headers(body, json.loads(body))

        assert await house.zalo.sender.post(body, headers) == 200, path.name

    assert len(house.kept) >= 18


BODY = json.dumps(
    {
        "app_id": APP_ID,
        "event_name": "user_send_text",
        "timestamp": "1795075200000",
        "sender": {"id": "7001"},
        "recipient": {"id": OA_ID},
        "message": {"msg_id": "m1", "text": "xã 👋"},
    },
    separators=(", ", " : "),
).encode()
STAMP = "1795075200000"


def sha(*parts: str | bytes) -> str:
    return hashlib.sha256(b"".join(p.encode() if isinstance(p, str) else p for p in parts)).hexdigest()


GOOD = sha(APP_ID, BODY, STAMP, SECRET)
SIGNATURE, HEADER = "X-ZEvent-Signature", "X-ZEvent-Timestamp"


@pytest.mark.parametrize(
    "headers",
    [
        [(SIGNATURE, f"mac={GOOD}")],
        [(SIGNATURE, f"mac = {GOOD}")],
        [(SIGNATURE, f"mac={GOOD.upper()}")],
        [(SIGNATURE, f"mac={GOOD}"), (HEADER, STAMP)],
        [(SIGNATURE, f"mac={sha(APP_ID, BODY, '1795075200555', SECRET)}"), (HEADER, "1795075200555")],
        [("x-zevent-signature", f"mac={GOOD}"), ("num_retry", "3")],
    ],
)
async def test_genuine_forms_of_the_signature(house: Stage, headers: list[tuple[str, str]]) -> None:
    assert await house.zalo.sender.post(BODY, headers) == 200
    assert len(house.kept) == 1


FORGED: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    "no_header": (BODY, []),
    "empty_header": (BODY, [(SIGNATURE, "")]),
    "empty_mac": (BODY, [(SIGNATURE, "mac=")]),
    "wrong_secret": (BODY, [(SIGNATURE, f"mac={sha(APP_ID, BODY, STAMP, 'another-secret-01')}")]),
    "empty_secret": (BODY, [(SIGNATURE, f"mac={sha(APP_ID, BODY, STAMP)}")]),
    "app_secret": (BODY, [(SIGNATURE, f"mac={sha(APP_ID, BODY, STAMP, APP_SECRET)}")]),
    "account_id": (BODY, [(SIGNATURE, f"mac={sha(OA_ID, BODY, STAMP, SECRET)}")]),
    "hmac": (
        BODY,
        [
            (
                SIGNATURE,
                "mac=" + hmac.new(SECRET.encode(), (APP_ID + BODY.decode() + STAMP).encode(), "sha256").hexdigest(),
            )
        ],
    ),
    "one_byte": (BODY.replace(b"7001", b"7002"), [(SIGNATURE, f"mac={GOOD}")]),
    "rewritten": (json.dumps(json.loads(BODY)).encode(), [(SIGNATURE, f"mac={GOOD}")]),
    "moment_changed": (BODY.replace(b"1795075200000", b"1795075200001"), [(SIGNATURE, f"mac={GOOD}")]),
    "header_moment_changed": (BODY, [(SIGNATURE, f"mac={GOOD}"), (HEADER, "1795075200001")]),
    "header_moment_empty": (BODY, [(SIGNATURE, f"mac={GOOD}"), (HEADER, "")]),
    "header_moment_twice": (BODY, [(SIGNATURE, f"mac={GOOD}"), (HEADER, STAMP), (HEADER, STAMP)]),
    "signature_twice": (BODY, [(SIGNATURE, f"mac={GOOD}"), (SIGNATURE, f"mac={GOOD}")]),
    "two_in_one": (BODY, [(SIGNATURE, f"mac={GOOD}, mac={GOOD}")]),
    "no_prefix": (BODY, [(SIGNATURE, GOOD)]),
    "other_prefix": (BODY, [(SIGNATURE, f"sha256={GOOD}")]),
    "prefix_twice": (BODY, [(SIGNATURE, f"mac=mac={GOOD}")]),
    "cut_short": (BODY, [(SIGNATURE, f"mac={GOOD[:-1]}")]),
    "longer": (BODY, [(SIGNATURE, f"mac={GOOD}0")]),
    "not_hex": (BODY, [(SIGNATURE, "mac=" + "z" * 64)]),
    "other_header": (BODY, [("X-Bot-Api-Secret-Token", SECRET)]),
}


@pytest.mark.parametrize("name", sorted(FORGED))
async def test_forged_event_is_refused_without_effect(house: Stage, name: str) -> None:
    body, headers = FORGED[name]

    assert await house.zalo.sender.post(body, headers) == 403
    assert house.kept == [] and house.alarms.met == []


@pytest.mark.parametrize("settings", [{"secret": ""}, {"app_id": ""}])
async def test_without_a_key_nothing_is_genuine(settings: dict[str, str]) -> None:
    async with stage(**settings) as house:
        mac = sha(settings.get("app_id", APP_ID), BODY, STAMP, settings.get("secret", SECRET))

        assert await house.zalo.sender.post(BODY, [(SIGNATURE, f"mac={mac}")]) == 403


@pytest.mark.parametrize("body", [b"", b"{}", b" {} ", b'{"app_id":"1"}', b"not json", b"[1]"])
async def test_the_probe_of_registration_is_answered_and_does_nothing(house: Stage, body: bytes) -> None:
    assert await house.zalo.sender.post(body, {}) == 200
    assert house.kept == []


async def test_any_get_is_answered(house: Stage) -> None:
    address = house.zalo.sender.webhook
    async with aiohttp.ClientSession() as client, client.get(address, params={"hub.challenge": "x"}) as answer:
        assert (answer.status, await answer.text()) == (200, "")


async def test_signed_nonsense_is_answered_once_and_for_all(house: Stage) -> None:
    for body in (b"\xff\xfe", b"[" * 5000, b'"text"', b'{"event_name": 5}', b'{"event_name": "follow", "follower": 1}'):
        stamp = "1795075200000"
        headers = {SIGNATURE: f"mac={sha(APP_ID, body, stamp, SECRET)}", HEADER: stamp}

        assert await house.zalo.sender.post(body, headers) == 200

    assert house.kept == []


async def test_a_body_without_end_is_not_read(house: Stage) -> None:
    assert await house.zalo.sender.post(b"x" * (2 << 20), {SIGNATURE: f"mac={GOOD}"}) == 413


async def test_what_could_not_be_kept_is_asked_for_again(house: Stage) -> None:
    house.unable = True
    await house.zalo.person("7001").says("báo cáo 35")
    assert house.zalo.sender.answers == [503]

    house.unable = False
    house.clock.advance(seconds=31)
    assert await house.zalo.sender.tick() == 1

    assert [one.text for one in house.kept] == ["báo cáo 35"]


async def test_the_log_says_which_key_was_mistaken(house: Stage, caplog: pytest.LogCaptureFixture) -> None:
    body, headers = FORGED["app_secret"]
    with caplog.at_level(logging.WARNING):
        await house.zalo.sender.post(body, headers)
        await house.zalo.sender.post(body, headers)

    told = [getattr(record, "signed-with") for record in caplog.records if hasattr(record, "signed-with")]
    assert told == ["app secret instead of the webhook's key"]
    assert SECRET not in caplog.text and APP_SECRET not in caplog.text


async def test_a_permission_that_was_taken_back_wakes_somebody(house: Stage) -> None:
    body = (PAYLOADS / "permission_revoked.json").read_bytes()

    await house.zalo.sender.post(body, house.zalo.sender.headers(body, json.loads(body)))

    assert [kind for kind, _, _ in house.alarms.met] == ["token-lost"]


# -- out -----------------------------------------------------------------------------------------------------------

YES_NO = (Choice("Đúng", "report:yes"), Choice("Sửa", "report:fix"))


async def test_words_quote_what_they_answer(house: Stage) -> None:
    sent = await house.send("**Chào** bác [@99]", reply_to="cb31")

    said = house.zalo.sent[0]
    assert sent == said.message_id
    assert (said.chat, said.text, said.quote) == ("7001", "Chào bác @99", "cb31")
    assert said.message == {"text": "Chào bác @99", "quote_message_id": "cb31"}


async def test_a_quote_that_zalo_forgot_is_left_out(house: Stage) -> None:
    house.zalo.fails("/v3.0/oa/message/cs", error(-201, "quote_message_id is invalid"))

    await house.send(reply_to="old")

    assert [said.quote for said in house.zalo.sent] == [None]


async def test_a_button_comes_back_as_the_choice_it_stands_for(house: Stage) -> None:
    await house.send("Đúng chưa?", buttons=YES_NO, listed="Đúng chưa?\n\n1. Đúng\n2. Sửa")
    await house.zalo.person("7001").presses("Sửa")

    assert house.kept[0].choice == "report:fix"
    attachment = house.zalo.sent[0].message["attachment"]
    assert attachment == {
        "type": "template",
        "payload": {
            "buttons": [
                {"title": "Đúng", "type": "oa.query.hide", "payload": "#report:yes"},
                {"title": "Sửa", "type": "oa.query.hide", "payload": "#report:fix"},
            ]
        },
    }


async def test_the_type_of_the_button_template_is_the_operators(house: Stage) -> None:
    async with stage(button_template="button") as other:
        await other.send("?", buttons=YES_NO)

        assert other.zalo.sent[0].message["attachment"]["payload"]["template_type"] == "button"


async def test_refused_buttons_become_a_list_and_are_not_tried_for_a_day(house: Stage) -> None:
    house.zalo.takes_buttons = False
    listed = "Đúng chưa?\n\n1. Đúng\n2. Sửa"

    await house.send("Đúng chưa?", buttons=YES_NO, listed=listed, reply_to="m1")
    await house.send("Đúng chưa?", buttons=YES_NO, listed=listed)
    house.clock.advance(days=1)
    house.zalo.takes_buttons = True
    house.zalo.person("7001", last=None).last = house.clock.now()
    house.keys.current = ""
    await house.send("Đúng chưa?", buttons=YES_NO, listed=listed)

    assert [(said.text, len(said.buttons)) for said in house.zalo.sent] == [(listed, 0), (listed, 0), ("Đúng chưa?", 2)]
    assert house.zalo.refused == [-201]


async def test_an_unknown_reader_does_not_cost_the_buttons(house: Stage) -> None:
    with pytest.raises(Rejected):
        await house.send("?", to="nobody", buttons=YES_NO, reply_to="m1")
    await house.send("?", buttons=YES_NO)

    assert [len(said.buttons) for said in house.zalo.sent] == [2]


async def test_a_stale_token_is_renewed_once_and_the_call_repeated_once(house: Stage) -> None:
    house.keys.current = "not-a-token"

    await house.send()

    assert (len(house.zalo.sent), house.keys.renewed, house.zalo.refused) == (1, 1, [-216])


async def test_a_token_that_stays_stale_wakes_a_person(house: Stage) -> None:
    house.zalo.fails("/v3.0/oa/message/cs", error(-220, "expired"), times=5)

    with pytest.raises(Misconfigured):
        await house.send()

    assert house.keys.renewed == 1


MEANT: dict[int, type[SendError]] = {
    -32: Throttled,
    -100: Rejected,
    -200: Unreachable,
    -201: Rejected,
    -204: Misconfigured,
    -210: Rejected,
    -211: QuotaSpent,
    -213: Gone,
    -216: Misconfigured,
    -218: Throttled,
    -224: Misconfigured,
    -227: Gone,
    -230: OutsideWindow,
    -232: OutsideWindow,
    -234: Throttled,
    -237: Gone,
    -248: Misconfigured,
    -305: OutsideWindow,
    -311: QuotaSpent,
    -403: Gone,
    -9999: Rejected,
}


@pytest.mark.parametrize("code", sorted(MEANT))
async def test_each_number_means_what_we_do_about_it(house: Stage, code: int) -> None:
    house.zalo.fails("/v3.0/oa/message/cs", error(code, "nothing for a log: 0912345678"), times=9)

    with pytest.raises(MEANT[code]) as caught:
        await house.send()

    assert house.zalo.sent == []
    if code in ERRORS:
        assert "0912345678" not in str(caught.value)


def test_every_documented_number_has_a_meaning() -> None:
    documented = {-32, -100, -200, -201, -204, -205, -209, -210, -211, -212, -213, -214, -216, -217, -218, -219, -220}
    documented |= {-221, -223, -224, -227, -230, -232, -233, -234, -235, -237, -238, -240, -241, -242, -244, -248, -249}
    documented |= {-305, -311, -320, -321, -403, -1340, -1341}

    assert ERRORS.keys() == documented


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (outage(502), Unreachable),
        (outage(504), Uncertain),
        (outage(200), Uncertain),
        (outage(429), Throttled),
        (reset(), Uncertain),
        (reset(accepted=True), Uncertain),
    ],
)
async def test_answers_that_are_not_zalos(house: Stage, fault: Any, meaning: type[SendError]) -> None:
    house.zalo.fails("/v3.0/oa/message/cs", fault)

    with pytest.raises(meaning):
        await house.send()


async def test_nobody_there_is_unreachable_and_no_error_holds_the_token(house: Stage) -> None:
    token = await house.keys.access()
    await house.zalo.stop()

    with pytest.raises(Unreachable) as caught:
        await house.send()

    assert token not in repr(caught.value) and caught.value.__cause__ is None


async def test_too_fast_waits_longer_each_time_until_it_works(house: Stage) -> None:
    house.zalo.fails("/v3.0/oa/message/cs", error(-32, "rate"), times=8)
    waits = []
    for _ in range(8):
        with pytest.raises(Throttled) as caught:
            await house.send()
        waits.append(caught.value.after)
    await house.send()
    house.zalo.fails("/v3.0/oa/message/cs", error(-32, "rate"))
    with pytest.raises(Throttled) as caught:
        await house.send()

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert caught.value.after == 1


async def test_sending_failed_is_tried_a_few_times_only(house: Stage) -> None:
    house.zalo.fails("/v3.0/oa/message/cs", error(-200, "failed"), times=9)
    kinds = []
    for _ in range(3):
        with pytest.raises(SendError) as caught:
            await house.send(key="o5")
        kinds.append(type(caught.value))

    assert kinds == [Unreachable, Unreachable, Rejected]


@pytest.mark.parametrize(
    ("moment", "seconds"), [("2026-11-20T22:30:00+07:00", 7.5 * 3600), ("2026-11-21T05:00:00+07:00", 3600)]
)
async def test_what_is_forbidden_at_night_waits_for_the_morning(house: Stage, moment: str, seconds: float) -> None:
    house.clock.move_to(datetime.fromisoformat(moment))
    house.zalo.person("7001").last = house.clock.now()
    house.zalo.night = True

    with pytest.raises(Throttled) as caught:
        await house.send()

    assert caught.value.after == seconds


async def test_windows_of_the_platform(house: Stage) -> None:
    an = house.zalo.person("7001")
    house.zalo.quota = 1
    an.last = MORNING - timedelta(days=3)
    await house.send()
    with pytest.raises(QuotaSpent):
        await house.send()
    an.last = MORNING - timedelta(days=7, seconds=1)
    with pytest.raises(OutsideWindow):
        await house.send()
    house.zalo.person("7002")
    with pytest.raises(OutsideWindow):
        await house.send(to="7002")


async def test_a_group_and_somebody_anonymous_are_written_to_at_their_own_places(house: Stage) -> None:
    group = house.zalo.group("G1")

    await house.send("Nhắc báo cáo", to="group:G1", buttons=YES_NO, listed="1. Đúng")
    await house.send("Chào", to="anonymous:a1:t7")
    group.refuses = -237
    with pytest.raises(Gone):
        await house.send(to="group:G1")
    with pytest.raises(Gone):
        await house.send(to="group:G2")

    assert [(said.chat, said.text) for said in house.zalo.sent] == [
        ("group:G1", "1. Đúng"),
        ("anonymous:a1:t7", "Chào"),
    ]


# -- files ---------------------------------------------------------------------------------------------------------


def made(folder: Path, name: str, size: int = 1000) -> File:
    path = folder / name
    path.write_bytes(b"x" * size)
    return File(str(path), name, "application/octet-stream", photo=name.endswith((".png", ".jpg")))


async def test_a_picture_carries_its_words_and_is_uploaded_once(house: Stage, tmp_path: Path) -> None:
    chart = made(tmp_path, "biểu đồ.png")
    house.zalo.person("7002", last=MORNING)

    await house.send("Tuần 42", file=chart, reply_to="m1")
    await house.send("Tuần 42", file=chart, to="7002")

    assert [(said.text, said.quote) for said in house.zalo.sent] == [("Tuần 42", "m1"), ("Tuần 42", None)]
    assert len(house.zalo.uploads) == 1
    (name, content, _), shown = next(iter(house.zalo.uploads.values())), house.zalo.sent[0].attachment
    assert (name, len(content)) == ("biểu đồ.png", 1000)
    assert shown in house.zalo.uploads


async def test_a_document_goes_before_its_words(house: Stage, tmp_path: Path) -> None:
    await house.send("Báo cáo tuần", file=made(tmp_path, "bao-cao.docx"), buttons=YES_NO)

    assert [(said.text, bool(said.attachment), len(said.buttons)) for said in house.zalo.sent] == [
        ("", True, 0),
        ("Báo cáo tuần", False, 2),
    ]


async def test_a_document_is_not_shown_again_when_only_its_words_failed(house: Stage, tmp_path: Path) -> None:
    report = made(tmp_path, "bao-cao.pdf")
    house.zalo.package = True
    send = house.send("Báo cáo tuần", file=report, key="o9")
    calls = house.zalo.calls
    house.zalo.fails("/v2.0/oa/upload/file", outage(502))
    with pytest.raises(Unreachable):
        await send

    original = house.oa._mouth._spoken

    async def failing(*arguments: Any) -> str:
        house.oa._mouth._spoken = original  # type: ignore[method-assign]
        raise Unreachable("once")

    house.oa._mouth._spoken = failing  # type: ignore[method-assign]
    with pytest.raises(Unreachable):
        await house.send("Báo cáo tuần", file=report, key="o9")
    await house.send("Báo cáo tuần", file=report, key="o9")

    assert [said.text for said in house.zalo.sent] == ["", "Báo cáo tuần"]
    assert calls["/v2.0/oa/upload/file"] == 2


@pytest.mark.parametrize(
    ("name", "size"),
    [("so-lieu.xlsx", 10), ("to.png", (1 << 20) + 1), ("to.pdf", (5 << 20) + 1), ("anh.gif", 10), ("trong.pdf", 0)],
)
async def test_what_zalo_does_not_take_becomes_a_link(tmp_path: Path, name: str, size: int) -> None:
    async with stage(publish=lambda file: f"https://troly.example/files/{file.name}") as house:
        await house.send("Số liệu tuần", file=made(tmp_path, name, size))

        assert [said.text for said in house.zalo.sent] == [
            f"Số liệu tuần\n\n{name}\nhttps://troly.example/files/{name}"
        ]
        assert house.zalo.uploads == {}


async def test_without_a_public_address_the_words_are_all_there_is(house: Stage, tmp_path: Path) -> None:
    await house.send("Số liệu tuần", file=made(tmp_path, "so-lieu.xlsx"))

    assert [said.text for said in house.zalo.sent] == ["Số liệu tuần"]


@pytest.mark.parametrize("size", [1 << 20, 1])
async def test_the_largest_picture_still_fits(house: Stage, tmp_path: Path, size: int) -> None:
    await house.send(file=made(tmp_path, "anh.jpg", size))

    assert len(house.zalo.uploads) == 1


async def test_an_upload_that_zalo_forgot_is_made_once_more(house: Stage, tmp_path: Path) -> None:
    chart = made(tmp_path, "anh.png")
    house.zalo.fails("/v3.0/oa/message/cs", error(-100, "expired"))
    await house.send(file=chart)

    house.zalo.fails("/v3.0/oa/message/cs", error(-100, "expired"), times=2)
    with pytest.raises(Rejected):
        await house.send(file=chart, key="o2")

    assert len(house.zalo.sent) == 1
    assert len(house.zalo.uploads) == 3


async def test_uploads_are_renewed_before_zalo_forgets_them(house: Stage, tmp_path: Path) -> None:
    chart = made(tmp_path, "anh.png")
    await house.send(file=chart)
    house.clock.advance(days=6, minutes=1)
    house.zalo.person("7001").last = house.clock.now()
    house.keys.current = ""
    await house.send(file=chart, key="o2")

    assert len(house.zalo.uploads) == 2
    assert house.zalo.refused == []


async def test_an_upload_without_an_answer_may_be_repeated(house: Stage, tmp_path: Path) -> None:
    house.zalo.fails("/v2.0/oa/upload/image", reset(accepted=True))

    with pytest.raises(Unreachable):
        await house.send(file=made(tmp_path, "anh.png"))

    assert house.zalo.sent == []


async def test_a_file_that_is_gone_is_rejected(house: Stage, tmp_path: Path) -> None:
    with pytest.raises(Rejected):
        await house.send(file=File(str(tmp_path / "gone.pdf"), "gone.pdf", "application/pdf"))


async def test_an_answer_that_never_comes_is_uncertain(house: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels._zalo_oa_api.ANSWER_SECONDS", 0.05)
    house.zalo.fails("/v3.0/oa/message/cs", hang())

    with pytest.raises(Uncertain):
        await house.send()


def test_it_shows_no_secret_of_itself() -> None:
    clock = VirtualClock(MORNING)
    keys: Any = None
    oa = ZaloOA("oa", Http(), keys, clock, app_id=APP_ID, secret=SECRET, app_secret=APP_SECRET)

    assert repr(oa) == "ZaloOA('oa')"
    assert SECRET not in repr(vars(oa)["_key"])
