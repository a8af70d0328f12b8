"""The web chat's server side, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient

from bot.channels.web import PAGE_HEADER, TOKEN_HEADER, WebChannel
from bot.channels.web_lines import Line
from bot.channels.web_pass import PassBook, Visitor, chat_of, new_token, room
from bot.channels.web_read import mentions, without_mention
from bot.channels.web_wait import WaitingRoom
from bot.clock import VirtualClock
from bot.errors import Rejected
from bot.types import Address, Choice, File, Incoming, Part
from tests.support.web import SATURDAY, SECRET, MemoryMailbox, Site

FIRST_LOAD_LIMIT = 60_000
TOKEN = "a" * 43
CHAT = chat_of(TOKEN)


@pytest.fixture
async def site() -> Site:
    return Site()


@pytest.fixture
async def http(site: Site) -> AsyncIterator[TestClient[Any, Any]]:
    async with site.served() as server:
        client = TestClient(server, headers={PAGE_HEADER: "1"})
        yield client
        await client.close()


async def say(http: TestClient[Any, Any], token: str = TOKEN, **values: Any) -> tuple[int, dict[str, Any]]:
    answer = await http.post("/chat/api/say", json={"id": "one", **values}, headers={TOKEN_HEADER: token})
    return answer.status, await answer.json()


async def lines(
    http: TestClient[Any, Any], token: str = TOKEN, after: int = 0, wait: float = 0
) -> list[dict[str, Any]]:
    answer = await http.get(f"/chat/api/lines?after={after}&wait={wait}", headers={TOKEN_HEADER: token})
    assert answer.status == 200
    found: list[dict[str, Any]] = (await answer.json())["lines"]
    return found


async def test_a_line_is_received_kept_and_answered_below_it(http: TestClient[Any, Any], site: Site) -> None:
    status, _ = await say(http, text="cài vneid")

    assert status == 200
    assert list(site.bot.inbox.values()) == [
        Incoming(
            Address("web", CHAT),
            author=CHAT,
            event_id=f"{CHAT}:{CHAT}:one",
            sent_at=SATURDAY,
            text="cài vneid",
            message_id="one",
        )
    ]
    assert await lines(http) == [
        {"id": 1, "who": "me", "text": "cài vneid", "at": SATURDAY.isoformat(), "cid": "one"},
        {"id": 2, "who": "bot", "text": "Bot nghe: cài vneid", "at": SATURDAY.isoformat()},
    ]


async def test_the_same_id_again_is_the_same_answer_and_one_line(http: TestClient[Any, Any], site: Site) -> None:
    first = await say(http, text="bc cks 5")
    second = await say(http, text="bc cks 5")

    assert first == second == (200, {"ok": True})
    assert (site.bot.knocks, len(site.bot.inbox)) == (2, 1)
    assert [line["text"] for line in await lines(http)] == ["bc cks 5", "Bot nghe: bc cks 5"]


async def test_a_line_kept_whose_update_was_lost_in_a_crash_is_received_by_the_repetition(
    http: TestClient[Any, Any], site: Site
) -> None:
    async def die(updates: object) -> int:
        raise OSError("the disk went away")

    await site.channel.open(die)
    answer = await http.post("/chat/api/say", json={"id": "one", "text": "xin chào"}, headers={TOKEN_HEADER: TOKEN})
    await site.channel.open(site.bot.receive)
    again = await say(http, text="xin chào")

    assert answer.status == 500
    assert again == (200, {"ok": True})
    assert [line["text"] for line in await lines(http)] == ["xin chào", "Bot nghe: xin chào"]


async def test_a_pressed_button_tells_which_line_it_was_on(http: TestClient[Any, Any], site: Site) -> None:
    await say(http, text="nút")
    buttons = (await lines(http))[1]
    status, _ = await say(http, id="press", choice="echo:yes", text="Đồng ý", line=buttons["id"])

    pressed = site.bot.inbox[f"{CHAT}:{CHAT}:press"]
    assert status == 200
    assert buttons["buttons"] == [{"label": "Đồng ý", "payload": "echo:yes"}, {"label": "Thôi", "payload": "echo:no"}]
    assert (pressed.choice, pressed.text, pressed.message_id) == ("echo:yes", "", str(buttons["id"]))
    assert [line["text"] for line in await lines(http, after=2)] == ["Đồng ý", "Đã chọn echo:yes"]


async def test_hello_makes_an_unguessable_person_and_the_cookie_finds_them_again(http: TestClient[Any, Any]) -> None:
    first = await http.post("/chat/api/hello", json={})
    second = await http.post("/chat/api/hello", json={})
    http.session.cookie_jar.clear()
    other = await http.post("/chat/api/hello", json={})

    tokens = [(await answer.json())["token"] for answer in (first, second, other)]
    assert tokens[0] == tokens[1] != tokens[2]
    assert len(tokens[0]) == 43  # 256 bits
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/chat/" in cookie


async def test_nobody_reads_another_persons_chat(http: TestClient[Any, Any]) -> None:
    await say(http, text="chuyện riêng")

    assert await lines(http, token=new_token()) == []


async def test_the_chat_id_does_not_tell_the_token() -> None:
    assert chat_of(TOKEN) == chat_of(TOKEN)
    assert TOKEN not in chat_of(TOKEN)
    assert len(chat_of(TOKEN)) == 21


async def test_a_waiting_page_gets_the_line_the_moment_it_is_said(http: TestClient[Any, Any], site: Site) -> None:
    waiting = [asyncio.create_task(lines(http, wait=25)) for _ in range(2)]
    while site.channel._waiting.waiting(CHAT) < 2:
        await asyncio.sleep(0)
    await site.channel.send(Address("web", CHAT), Part("Nhắc: 16:30 hôm nay là hạn báo cáo."))

    both = await asyncio.gather(*waiting)
    assert [[line["text"] for line in got] for got in both] == [["Nhắc: 16:30 hôm nay là hạn báo cáo."]] * 2
    assert site.channel._waiting.waiting(CHAT) == 0


async def test_the_ninth_page_that_waits_in_one_chat_is_told_to_come_again(
    http: TestClient[Any, Any], site: Site
) -> None:
    waiting = [asyncio.create_task(lines(http, wait=25)) for _ in range(8)]
    while site.channel._waiting.waiting(CHAT) < 8:
        await asyncio.sleep(0)
    ninth = await http.get("/chat/api/lines?after=0&wait=25", headers={TOKEN_HEADER: TOKEN})
    await site.channel.send(Address("web", CHAT), Part("xong"))
    await asyncio.gather(*waiting)

    assert await ninth.json() == {"lines": [], "again": 5}


async def test_a_line_that_another_process_wrote_is_found_by_looking_again() -> None:
    mailbox = MemoryMailbox()
    line = Line(author="bot", at=SATURDAY, text="từ nơi khác")

    class Neighbour(VirtualClock):
        """Each wait, another process may say something."""

        waits = 0

        async def wait(self, seconds: float, *, wake: asyncio.Event | None = None) -> None:
            await super().wait(seconds, wake=wake)
            self.waits += 1
            if self.waits == 3:
                await mailbox.append(CHAT, line)

    clock = Neighbour(SATURDAY)
    found = await WaitingRoom(clock, reread=2).until_found(CHAT, lambda: mailbox.since(CHAT, 0), 25)

    assert [one.text for one in found] == ["từ nơi khác"]
    assert clock.now() == SATURDAY + timedelta(seconds=6)


async def test_where_nothing_is_said_the_wait_ends_in_time() -> None:
    clock = VirtualClock(SATURDAY)
    found = await WaitingRoom(clock).until_found(CHAT, lambda: MemoryMailbox().since(CHAT, 0), 25)

    assert (found, clock.now()) == ([], SATURDAY + timedelta(seconds=25))


async def test_closing_lets_go_of_the_pages_that_wait(http: TestClient[Any, Any], site: Site) -> None:
    waiting = asyncio.create_task(lines(http, wait=25))
    while not site.channel._waiting.waiting(CHAT):
        await asyncio.sleep(0)
    await site.channel.close()

    assert await waiting == []
    assert (await say(http, text="ơ"))[0] == 503


async def test_an_edit_keeps_the_message_id_and_files_get_an_address(http: TestClient[Any, Any], site: Site) -> None:
    to = Address("web", CHAT)
    first = await site.channel.send(to, Part("Bước 1", buttons=(Choice("Tiếp", "guide:next"),)))
    same = await site.channel.send(to, Part("Bước 2", edit=first))
    await site.channel.send(to, Part("Biểu đồ", file=File("/tmp/x", "tuan.png", "image/png", photo=True)))

    step, edit, chart = await lines(http)
    assert same == first == str(step["id"])
    assert (edit["text"], edit["edit_of"]) == ("Bước 2", step["id"])
    assert chart["file"] == {"url": "/files/tuan.png", "name": "tuan.png"}
    with pytest.raises(Rejected):
        await site.channel.send(to, Part("Bước 3", edit="khong-phai-so"))


async def test_a_line_with_a_smaller_id_is_never_seen_after_a_greater_one() -> None:
    class SlowMailbox(MemoryMailbox):
        """Gives ids at once and shows the first line late, as a slow commit does."""

        def __init__(self) -> None:
            super().__init__()
            self.begun, self.commit = asyncio.Event(), asyncio.Event()

        async def append(self, chat: str, line: Line) -> int:
            first = not self.begun.is_set()
            kept = await super().append(chat, line)
            if first:
                hidden = self.chats[chat].pop()
                self.begun.set()
                await self.commit.wait()
                self.chats[chat].insert(0, hidden)
            return kept

    mailbox = SlowMailbox()
    channel = WebChannel("web", mailbox, VirtualClock(SATURDAY))
    slow = asyncio.create_task(channel.send(Address("web", CHAT), Part("một")))
    await mailbox.begun.wait()
    quick = asyncio.create_task(channel.send(Address("web", CHAT), Part("hai")))
    for _ in range(10):
        await asyncio.sleep(0)
    seen_early = await mailbox.since(CHAT, 0)
    mailbox.commit.set()
    await asyncio.gather(slow, quick)

    assert seen_early == []
    assert [line.text for line in await mailbox.since(CHAT, 0)] == ["một", "hai"]


# Rooms

LEADER = room("doi-1", "leader-1", "Anh Ba", "Nhóm Đội 1")
MEMBER = room("doi-1", "member-1", "Chị Tư", "Nhóm Đội 1")


async def test_two_phones_share_a_room_and_each_sees_who_spoke(http: TestClient[Any, Any], site: Site) -> None:
    leader, member = site.passes.sign(LEADER), site.passes.sign(MEMBER)
    site.bot.silent = True
    await say(http, token=leader, text="bc cks 5")
    await say(http, token=member, text="Em chào anh")

    assert [(one["who"], one.get("name")) for one in await lines(http, token=leader)] == [
        ("me", None),
        ("other", "Chị Tư"),
    ]
    assert [(one["who"], one.get("name")) for one in await lines(http, token=member)] == [
        ("other", "Anh Ba"),
        ("me", None),
    ]
    assert all("cid" not in one for one in await lines(http, token=member) if one["who"] != "me")


async def test_the_same_button_pressed_by_two_people_counts_for_each(http: TestClient[Any, Any], site: Site) -> None:
    for visitor in (LEADER, MEMBER):
        status, _ = await say(http, token=site.passes.sign(visitor), id="b7-x", choice="echo:yes", text="Đồng ý")
        assert status == 200

    assert [update.author for update in site.bot.inbox.values()] == ["leader-1", "member-1"]
    assert [line.text for line in site.mailbox.chats["g-doi-1"] if line.author != "bot"] == ["Đồng ý", "Đồng ý"]


@pytest.mark.parametrize(
    ("text", "meant", "left"),
    [
        ("chào cả nhà", False, "chào cả nhà"),
        ("/baocao cks 5", True, "/baocao cks 5"),
        ("@TroLy báo cáo cks 5", True, "báo cáo cks 5"),
        ("bc cks 5 @trợlý", True, "bc cks 5"),
        ("trợ lý ơi, cài vneid thế nào", True, "cài vneid thế nào"),
        ("Trợ lý số: vneid", True, "vneid"),
        ("nhờ trợ lý giúp", True, "nhờ trợ lý giúp"),
        ("@TroLy", True, "@TroLy"),
    ],
)
def test_a_line_of_a_room_is_meant_for_the_bot_when_it_is_named(text: str, meant: bool, left: str) -> None:
    assert (mentions(text), without_mention(text)) == (meant, left)


async def test_a_reply_to_the_bot_is_meant_for_it_and_a_reply_to_a_neighbour_is_not(
    http: TestClient[Any, Any], site: Site
) -> None:
    leader = site.passes.sign(LEADER)
    await say(http, token=leader, id="a", text="/start")
    mine, answer = await lines(http, token=leader)
    await say(http, token=leader, id="b", text="thế à", reply_to=answer["id"])
    await say(http, token=leader, id="c", text="thế à", reply_to=mine["id"])
    await say(http, token=leader, id="d", text="thế à", reply_to=999_999)

    meant = [(update.mentioned, update.private) for update in site.bot.inbox.values()]
    assert meant == [(True, False), (True, False), (False, False), (False, False)]


@pytest.mark.parametrize("change", ["seal", "body", "secret", "off", "junk"])
async def test_a_pass_that_we_did_not_sign_opens_nothing(http: TestClient[Any, Any], site: Site, change: str) -> None:
    good = site.passes.sign(LEADER)
    body, _, seal = good.partition(".")
    bad = {
        "seal": f"{body}.{'0' * len(seal)}",
        "body": f"{PassBook(SECRET).sign(MEMBER).partition('.')[0]}.{seal}",
        "secret": PassBook(b"another secret, long enough").sign(LEADER),
        "off": good,
        "junk": "." * 2000,
    }[change]
    if change == "off":
        site.channel._passes = None

    assert (await say(http, token=bad, text="bc cks 5"))[0] == 401
    assert (await http.post("/chat/api/hello", headers={TOKEN_HEADER: bad})).status == 401
    assert site.bot.inbox == {}


def test_a_pass_reads_back_as_the_visitor_that_was_signed() -> None:
    citizen = Visitor("p-demo", "p-demo", "Bác Sáu", "Trợ lý số")

    assert PassBook(SECRET).read(PassBook(SECRET).sign(citizen)) == citizen


# When it was said


@pytest.mark.parametrize(
    ("values", "ago"),
    [
        ({}, timedelta(0)),
        ({"age": 3600}, timedelta(hours=1)),
        ({"age": 48 * 3600}, timedelta(hours=48)),
        ({"age": 48 * 3600 + 1}, timedelta(0)),
        ({"age": -5}, timedelta(0)),
        ({"sent_at": "2025-10-16T16:25:00+07:00"}, timedelta(hours=48)),
        ({"sent_at": "2025-10-16T16:24:59+07:00"}, timedelta(0)),
        ({"sent_at": "2025-10-18T09:26:59Z"}, timedelta(minutes=-1, seconds=-59)),
        ({"sent_at": "2025-10-18T16:27:01+07:00"}, timedelta(0)),
        ({"sent_at": "0001-01-01T00:00:00+14:00"}, timedelta(0)),
        ({"sent_at": "9999-12-31T23:59:59-12:00"}, timedelta(0)),
    ],
)
async def test_a_late_line_counts_by_the_time_typed_where_that_is_credible(
    http: TestClient[Any, Any], site: Site, values: dict[str, Any], ago: timedelta
) -> None:
    status, _ = await say(http, text="bc cks 5", **values)

    assert status == 200
    assert [update.sent_at for update in site.bot.inbox.values()] == [SATURDAY - ago]


# Bad input

GOOD = {"id": "one", "text": "xin chào"}


def body(**change: Any) -> bytes:
    return json.dumps({**GOOD, **change}).encode()


BAD: list[tuple[str, bytes, int]] = [
    ("empty", b"", 400),
    ("half cut", b'{"id": "one", "te', 400),
    ("not json", b"xin chao", 400),
    ("not UTF-8", b'{"id": "one", "text": "\xff\xfe"}', 400),
    ("deeply nested", b"[" * 16_000, 400),
    ("deeply nested value", b'{"id": "one", "text": ' + b"[" * 8000 + b"]" * 8000 + b"}", 400),
    ("a list", b"[]", 400),
    ("a number", b"7", 400),
    ("null", b"null", 400),
    ("endless number", b'{"id": "one", "text": "a", "age": ' + b"9" * 5000 + b"}", 400),
    ("no id", b'{"text": "xin"}', 400),
    ("id of a number", body(id=1), 400),
    ("empty id", body(id=""), 400),
    ("long id", body(id="a" * 65), 400),
    ("id with a colon", body(id="a:b"), 400),
    ("nothing said", b'{"id": "one"}', 400),
    ("blank text", body(text=" \n\t "), 400),
    ("only unseen characters", body(text="\u0000\u0007"), 400),
    ("text of a list", body(text=["a"]), 400),
    ("half a surrogate pair", b'{"id": "one", "text": "\\ud83d"}', 400),
    ("empty choice", body(choice=""), 400),
    ("choice of a number", body(choice=5), 400),
    ("choice too long", body(choice="a:" + "b" * 63), 400),
    ("choice with a line end", body(choice="a:b\nc"), 400),
    ("line of a text", body(choice="a:b", line="5"), 400),
    ("line of a truth", body(choice="a:b", line=True), 400),
    ("line below zero", body(choice="a:b", line=-1), 400),
    ("reply to a huge line", body(reply_to=2**70), 400),
    ("moment of a number", body(sent_at=1), 400),
    ("moment without zone", body(sent_at="2025-10-18T16:25:00"), 400),
    ("moment of words", body(sent_at="hôm qua"), 400),
    ("age of words", body(age="lâu rồi"), 400),
    ("2001 characters", body(text="a" * 2001), 422),
    ("2002 units in 1001 characters", body(text="😀" * 1001), 422),
    ("over 16 kB", body(text="a" * 16_400), 413),
    ("five megabytes", b"a" * 5_000_000, 413),
]


@pytest.mark.parametrize(("content", "status"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
async def test_bad_input_is_refused_with_a_sentence_and_nothing_is_kept(
    http: TestClient[Any, Any], site: Site, content: bytes, status: int
) -> None:
    try:
        answer = await http.post("/chat/api/say", data=content, headers={TOKEN_HEADER: TOKEN})
    except aiohttp.ClientError:
        assert len(content) > 1_000_000  # hung up on while still pouring in
    else:
        assert answer.status == status
        assert (await answer.json())["say"].endswith(".")
    assert (site.bot.inbox, site.mailbox.chats) == ({}, {})


async def test_a_line_of_exactly_the_limit_is_taken(http: TestClient[Any, Any]) -> None:
    assert (await say(http, text="😀" * 1000))[0] == 200


async def test_unknown_fields_do_no_harm_and_text_is_kept_composed(http: TestClient[Any, Any], site: Site) -> None:
    status, _ = await say(http, text="  tie\u0302\u0301ng Vie\u0323\u0302t\u0000  ", mood="vui")

    assert status == 200
    assert [update.text for update in site.bot.inbox.values()] == ["tiếng Việt"]


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=99999999999999999999", "wait=nan", "wait=-1", "wait=x"]
)
async def test_a_senseless_question_for_lines_is_refused(http: TestClient[Any, Any], query: str) -> None:
    assert (await http.get(f"/chat/api/lines?{query}", headers={TOKEN_HEADER: TOKEN})).status == 400


@pytest.mark.parametrize("token", ["", "ngắn", "a" * 31, "a" * 65, "../../etc/passwd" * 2])
async def test_without_a_token_of_ours_nothing_is_said_or_read(
    http: TestClient[Any, Any], site: Site, token: str
) -> None:
    headers = {TOKEN_HEADER: token.encode("ascii", "replace").decode()}

    assert (await http.post("/chat/api/say", json=GOOD, headers=headers)).status == 401
    assert (await http.get("/chat/api/lines", headers=headers)).status == 401
    assert site.mailbox.chats == {}


async def test_another_sites_form_cannot_speak_for_a_reader(http: TestClient[Any, Any], site: Site) -> None:
    await http.post("/chat/api/hello")  # the cookie is there now
    answer = await http.post("/chat/api/say", data=body(), headers={PAGE_HEADER: ""})

    assert answer.status == 403
    assert site.bot.inbox == {}


async def test_the_twenty_first_line_within_ten_seconds_waits_and_others_are_not_hindered(
    http: TestClient[Any, Any], site: Site
) -> None:
    for number in range(20):
        assert (await say(http, id=f"n{number}", text="nhanh"))[0] == 200
    refused = await http.post("/chat/api/say", data=body(id="n20"), headers={TOKEN_HEADER: TOKEN})
    other, _ = await say(http, token="b" * 43, text="thong thả")
    site.clock.advance(seconds=10)
    later, _ = await say(http, id="n20", text="nhanh")

    assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
    assert "tự gửi lại" in (await refused.json())["say"]
    assert (other, later) == (200, 200)


# The page


async def test_the_first_load_fits_into_sixty_kilobytes_and_asks_nobody_else(http: TestClient[Any, Any]) -> None:
    page = await (await http.get("/chat/")).text()
    parts = [part.split('"')[0] for part in page.split("/chat/static/")[1:]]
    total = len(page.encode())
    for part in sorted(set(parts)):
        answer = await http.get(f"/chat/static/{part}")
        content = await answer.read()
        total += len(content)
        assert answer.status == 200
        assert b"http://" not in content.replace(b"http://www.w3.org/2000/svg", b"")

    assert {part.split("?")[0] for part in parts} == {"chat.css", "chat.js", "icon.svg"}
    assert total <= FIRST_LOAD_LIMIT
    assert "http" not in page


@pytest.mark.parametrize("path", ["/chat/", "/c/ban-tu-van", "/chat/static/chat.js", "/chat/api/lines"])
async def test_every_answer_carries_the_headers_that_keep_strangers_out(http: TestClient[Any, Any], path: str) -> None:
    headers = (await http.get(path)).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_a_campaign_link_hands_its_mark_to_the_page_and_a_strange_one_is_not_found(
    http: TestClient[Any, Any],
) -> None:
    good = await http.get("/c/ban-tu-van_2")
    bad = await http.get("/c/%22%3E%3Cscript%3E")

    assert 'data-mark="ban-tu-van_2"' in await good.text()
    assert bad.status == 404


@pytest.mark.parametrize("name", ["chat.html", "..%2Fweb.py", "none.css"])
async def test_only_our_own_assets_are_served(http: TestClient[Any, Any], name: str) -> None:
    assert (await http.get(f"/chat/static/{name}")).status == 404


async def test_neither_words_nor_tokens_reach_the_log(
    http: TestClient[Any, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await say(http, text="bí mật của tôi")
    await http.post("/chat/api/say", data=b"{bad", headers={TOKEN_HEADER: TOKEN})
    await lines(http)

    assert caplog.records  # something was logged at all
    assert TOKEN not in caplog.text and "bí mật" not in caplog.text


def test_the_pages_limit_is_the_servers() -> None:
    script = (Path(__file__).parents[2] / "bot/channels/static/chat.js").read_text()

    assert "LIMIT = 2000" in script


async def test_a_foreign_page_is_refused_and_ours_is_not(http: TestClient[Any, Any]) -> None:
    ours = str(http.make_url("/")).rstrip("/")
    sent = {"json": {"id": "one", "text": "xin chào"}}

    foreign = await http.post("/chat/api/say", **sent, headers={TOKEN_HEADER: TOKEN, "Origin": "https://evil.example"})
    own = await http.post("/chat/api/say", **sent, headers={TOKEN_HEADER: TOKEN, "Origin": ours})

    assert (foreign.status, own.status) == (403, 200)
