"""The loopback server: who there is, what they do, what goes wrong, and the HTTP of it all."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from tests.support.delivery import Delivery, Posted
from tests.support.faults import Fault
from tests.support.loopback import Loopback
from tests.support.zalo_oa.events import ANSWER_SECONDS, Sender
from tests.support.zalo_oa.oauth import APP_ID, Tokens
from tests.support.zalo_oa.rules import Refusal, attachment_of, buttons_of, check_text, check_upload

OA_ID = "9876543210987654321"
SECRET = "khoa-cua-trang-webhook-01"
WINDOW = timedelta(days=7)
FREE = timedelta(hours=48)


@dataclass(frozen=True)
class Said:
    """Something that the account said."""

    chat: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    attachment: str | None = None
    quote: str | None = None
    message_id: str = ""
    at: float = field(default=0.0, compare=False)
    message: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def labels(self) -> list[str]:
        return [title for title, _ in self.buttons]


@dataclass
class Person:
    """Somebody with a phone and the account in it."""

    zalo: LoopbackOA
    id: str
    follows: bool = True
    last: datetime | None = None
    refuses: int | None = None
    """The number with which a message to them is refused."""

    @property
    def said(self) -> list[Said]:
        """What the account said to them."""
        return [one for one in self.zalo.sent if one.chat == self.id]

    @property
    def chat(self) -> Person:
        """A talk with the account is known by the person's id."""
        return self

    async def says(self, text: str, *, in_: Group | Person | None = None, **more: Any) -> str:
        """Type something; returns the message's id when it was handed over."""
        if isinstance(in_, Group):
            return await in_.says(self, text)
        return await self.zalo.happens(self, "user_send_text", {"text": text, **more})

    async def sends(self, kind: str, payload: dict[str, Any], text: str = "") -> str:
        attachment = {"type": kind, "payload": payload}
        return await self.zalo.happens(self, f"user_send_{kind}", {"text": text, "attachments": [attachment]})

    async def presses(self, label: str) -> str:
        """Tap the newest button with that payload or whose title begins so: its payload comes back as words."""
        for said in reversed(self.said):
            for title, payload in said.buttons:
                if payload == label or title.startswith(label):
                    return await self.says(payload)
        raise AssertionError(f"no button {label!r}")

    async def follow(self) -> int:
        self.follows, self.last = True, self.zalo.now()
        return await self.zalo.hands_over(self.id, self._follower("follow") | {"source": "oa_profile"})

    async def unfollow(self) -> int:
        self.follows = False
        return await self.zalo.hands_over(self.id, self._follower("unfollow"))

    def _follower(self, name: str) -> dict[str, Any]:
        return {
            "oa_id": self.zalo.oa_id,
            "follower": {"id": self.id},
            "user_id_by_app": f"9{self.id}",
        } | self.zalo.event(name)


@dataclass
class Group:
    """A group that the account made (GMF)."""

    zalo: LoopbackOA
    id: str
    place: str = "recipient.id"
    """Where events carry the group's id."""
    refuses: int | None = None

    @property
    def said(self) -> list[Said]:
        return [one for one in self.zalo.sent if one.chat == f"group:{self.id}"]

    async def created(self, by: Person) -> None:
        """Somebody who manages the account makes the group."""
        about = {"group_id": self.id, "sender": {"id": by.id}, "oa_id": self.zalo.oa_id}
        await self.zalo.hands_over(self.id, about | self.zalo.event("create_group"))

    async def says(self, who: Person, text: str) -> str:
        recipient: dict[str, Any] = {"id": self.zalo.oa_id}
        message: dict[str, Any] = {"text": text}
        match self.place:
            case "recipient.id":
                recipient["id"] = self.id
            case "recipient.group_id":
                recipient["group_id"] = self.id
            case "message.conversation_id":
                message["conversation_id"] = self.id
        return await self.zalo.happens(who, "user_send_group_text", message, recipient=recipient)


@dataclass
class Account:
    """What Zalo keeps for the account's webhook where it hands over by itself."""

    pending: OrderedDict[str, tuple[str, dict[str, Any], int]] = field(default_factory=OrderedDict)
    webhook: dict[str, Any] | None = None
    lanes: dict[str, deque[str]] = field(default_factory=dict)
    last_error: str = ""


class LoopbackOA(Loopback):
    """Zalo, for one app with one account.

    A test that moves the clock itself sets `sender.webhook`: each event is handed over at once, and what was not taken
    waits for `sender.tick`. A bot that runs by itself is `listened` to: events wait until it takes them, in order
    within a chat and after pauses much shorter than Zalo's, and `redeliver` is the share of those that come twice.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime] | None = None,
        oa_id: str = OA_ID,
        secret: str = SECRET,
        in_header: bool = False,
        per_minute: int | None = None,
        life: timedelta = timedelta(seconds=90_000),
        redeliver: float = 0.0,
        seed: int = 0,
        resend_delay: float = 0.02,
    ) -> None:
        super().__init__(now=now)
        self.redeliver = redeliver
        self.resend_delay = resend_delay
        self.random = random.Random(seed)
        self.bot = Account()
        self.delivery = Delivery(self, self.posted, patience=ANSWER_SECONDS)
        self.oa_id = oa_id
        self.tokens = Tokens(self.now, life)
        self.sender = Sender(APP_ID, secret, self.now, in_header=in_header)
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.sent: list[Said] = []
        self.refused: list[int] = []
        self.uploads: dict[str, tuple[str, bytes, datetime]] = {}
        self.per_minute = per_minute
        self.takes_buttons = True
        self.package = True
        """False: sending needs a better package (-224)."""
        self.quota: int | None = None
        """Messages outside the free window that are left."""
        self.night = False
        """Refuse everything between 22:00 and 06:00, as promotion types are."""
        self.waits_at_oauth: asyncio.Event | None = None
        """Holds answers of the token endpoint back, after it has given the new pair out."""
        self._moments: deque[datetime] = deque()
        self._numbers = itertools.count(1)
        self._tries: Counter[str] = Counter()

    async def closing(self) -> None:
        await self.sender.stop()
        self.bot.lanes = {}
        await self.delivery.stop()

    # Who there is, and what happens

    def person(self, id: str | int, _name: str = "", *, last: datetime | None = None) -> Person:
        """Somebody; the account is not told what they are called."""
        person = self.people.get(str(id))
        if person is None:
            person = self.people[str(id)] = Person(self, str(id), last=last)
        return person

    def group(self, id: str | int, _title: str = "", *, place: str = "recipient.id") -> Group:
        group = self.groups[str(id)] = Group(self, str(id), place)
        return group

    def listened(self, url: str) -> None:
        """A bot serves its webhook there from now on; what waits is handed over first."""
        self.bot.lanes = {}
        self.bot.webhook = {"url": url, "slots": asyncio.Semaphore(40)}
        for number, (chat, _, _) in self.bot.pending.items():
            self.delivery.queue(self.bot, chat, number)

    async def hands_over(self, chat: str, event: dict[str, Any], number: str = "") -> int:
        """Hand over at once, or let it wait for a bot that runs by itself; returns the status then known."""
        if self.sender.webhook:
            return await self.sender.hand_over(event)
        self.push(chat, event, number or f"{next(self._numbers):08x}")
        return 0

    def push(self, chat: str, event: dict[str, Any], number: str) -> None:
        """An event for the bot; an old one comes again under its old number."""
        self.bot.pending[number] = (chat, event, self.seconds())
        if self.bot.webhook is not None:
            self.delivery.queue(self.bot, chat, number)

    def posted(self, hook: Mapping[str, Any], event: dict[str, Any]) -> Posted:
        body = self.sender.encoded(event)
        headers = self.sender.headers(body, event)
        tried = self._tries[headers["X-ZEvent-Signature"]]
        self._tries[headers["X-ZEvent-Signature"]] += 1
        return {**headers, **({"num_retry": str(min(tried, 5))} if tried else {})}, body

    def event(self, name: str) -> dict[str, Any]:
        moment = int(self.now().timestamp() * 1000)
        return {"app_id": APP_ID, "event_name": name, "timestamp": str(moment)}

    def text_event(
        self,
        who: Person,
        text: str | None,
        *,
        name: str = "user_send_text",
        recipient: dict[str, Any] | None = None,
        **more: Any,
    ) -> tuple[dict[str, Any], str]:
        """What somebody says now, as an event, and its number."""
        who.last = self.now()
        number = f"{next(self._numbers):08x}cb31dff1c396"
        words = {} if text is None else {"text": text}
        event = {
            **self.event(name),
            "user_id_by_app": f"9{who.id}",
            "sender": {"id": who.id},
            "recipient": recipient or {"id": self.oa_id},
            "message": {"msg_id": number, **words, **more},
        }
        return event, number

    async def happens(
        self, who: Person, name: str, message: dict[str, Any], *, recipient: dict[str, Any] | None = None
    ) -> str:
        event, number = self.text_event(who, message.pop("text", None), name=name, recipient=recipient, **message)
        if "_group_" in name:
            event["oa_id"] = self.oa_id
        places = [str(one) for one in (recipient or {}).values() if one != self.oa_id]
        await self.hands_over(places[0] if places else who.id, event, number)
        return number

    # HTTP

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        answer = await self._called(request)
        self.look()
        return answer

    async def _called(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        self.calls[path] += 1
        fault = self.faults.due(path.lower(), await _recipient(request)) if self.faults.planned else None
        if fault is not None and not fault.accepted:
            return await self.broken(request, fault)
        try:
            answer, headers = await self._answer(request, path)
        except Refusal as refusal:
            self.refused.append(refusal.code)
            answer, headers = {"error": refusal.code, "message": refusal.message or "error"}, {}
        if fault is not None:
            return await self.broken(request, fault)
        return web.Response(
            text=json.dumps(answer, ensure_ascii=False), content_type="application/json", headers=headers
        )

    async def _answer(self, request: web.BaseRequest, path: str) -> tuple[dict[str, Any], dict[str, str]]:
        if path == "/v4/oa/access_token":
            form = dict(await request.post()) if request.content_type == "application/x-www-form-urlencoded" else {}
            answer = self.tokens.answer(request.headers.get("secret_key"), form)
            if self.waits_at_oauth is not None:
                await self.waits_at_oauth.wait()
            return answer, {}
        code = self.tokens.refusal(request.headers.get("access_token"))
        if code is not None:
            raise Refusal(code, "Access token is invalid")
        headers = self._rate()
        match path:
            case "/v3.0/oa/message/cs":
                data = self._said(json.loads(await request.read()), group=False)
            case "/v3.0/oa/group/message":
                data = self._said(json.loads(await request.read()), group=True)
            case "/v2.0/oa/upload/image" | "/v2.0/oa/upload/file" | "/v2.0/oa/upload/gif":
                data = await self._uploaded(request, path.rpartition("/")[2])
            case "/v2.0/oa/getoa":
                data = {
                    "oa_id": self.oa_id,
                    "name": "UBND xã Nhơn Trạch",
                    "is_verified": True,
                    "package_name": "Growth",
                }
            case _:
                return {"error": -404, "message": "no such API"}, headers
        return {"data": data, "error": 0, "message": "Success"}, headers

    def _rate(self) -> dict[str, str]:
        if self.per_minute is None:
            return {}
        now = self.now()
        while self._moments and self._moments[0] <= now - timedelta(minutes=1):
            self._moments.popleft()
        if len(self._moments) >= self.per_minute:
            raise Refusal(-32, "rate limit")
        self._moments.append(now)
        left = self.per_minute - len(self._moments)
        return {"X-RateLimit-Limit": str(self.per_minute), "X-RateLimit-Remain": str(left)}

    def _said(self, order: dict[str, Any], *, group: bool) -> dict[str, Any]:
        message, recipient = order["message"], order["recipient"]
        chat = self._group(recipient) if group else self._reader(recipient)
        text = check_text(message)
        buttons = buttons_of(message)
        if buttons and (not self.takes_buttons or group):
            raise Refusal(-201, "attachment is invalid")
        shown = attachment_of(message)
        if shown is not None:
            kept = self.uploads.get(shown)
            if kept is None or self.now() - kept[2] > timedelta(days=7):
                raise Refusal(-100, "attachment expired")
        number = f"m{next(self._numbers):06x}"
        quote, at = message.get("quote_message_id"), self.now().timestamp()
        self.sent.append(Said(chat, text, tuple(buttons), shown, quote, number, at, message))
        sent = {"message_id": number, "user_id": chat, "sent_time": str(int(self.now().timestamp() * 1000))}
        return sent if group else sent | {"quota": {"quota_type": "reply", "remain": "…", "total": "…"}}

    def _reader(self, recipient: dict[str, Any]) -> str:
        if "anonymous_id" in recipient:
            return f"anonymous:{recipient['anonymous_id']}:{recipient['conversation_id']}"
        person = self.people.get(recipient.get("user_id", ""))
        if person is None:
            raise Refusal(-201, "user_id is invalid")
        if person.refuses is not None:
            raise Refusal(person.refuses)
        if not self.package:
            raise Refusal(-224, "upgrade the package")
        local = self.now()
        if self.night and (local.hour >= 22 or local.hour < 6):
            raise Refusal(-234)
        if person.last is None:
            raise Refusal(-232, "no interaction")
        if local - person.last > WINDOW:
            raise Refusal(-230, "no interaction for 7 days")
        if local - person.last > FREE and self.quota is not None:
            if self.quota <= 0:
                raise Refusal(-211, "out of quota")
            self.quota -= 1
        return person.id

    def _group(self, recipient: dict[str, Any]) -> str:
        group = self.groups.get(recipient.get("group_id", ""))
        if group is None:
            raise Refusal(-403, "the OA is not in the group")
        if group.refuses is not None:
            raise Refusal(group.refuses)
        return f"group:{group.id}"

    async def _uploaded(self, request: web.BaseRequest, kind: str) -> dict[str, Any]:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        content = file.file.read()
        check_upload(kind, file.filename, len(content))
        number = f"up{next(self._numbers):06x}"
        self.uploads[number] = (file.filename, content, self.now())
        return {"token": number} if kind == "file" else {"attachment_id": number}

    def refuse(self, fault: Fault) -> web.Response:
        self.refused.append(fault.code)
        return web.json_response({"error": fault.code, "message": fault.description})


async def _recipient(request: web.BaseRequest) -> dict[str, Any]:
    """To whom a message is sent, as faults are planned for."""
    if not request.path.endswith("/message") and not request.path.endswith("/message/cs"):
        return {}
    try:
        recipient = json.loads(await request.read())["recipient"]
    except (ValueError, KeyError, TypeError):
        return {}
    return {"chat_id": recipient.get("group_id") or recipient.get("user_id")}
