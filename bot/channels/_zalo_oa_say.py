"""Saying a Part through an Official Account: its words, its buttons, its file, and what to try when it is refused."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from bot.channels._zalo_oa_api import ERRORS, EXPIRED, INVALID, Api, Refusal
from bot.channels._zalo_oa_read import ANONYMOUS, GROUP, tap
from bot.clock import Clock
from bot.errors import Rejected
from bot.text import units
from bot.types import Choice, File, Part

IMAGES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
DOCUMENTS = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LARGEST = {"image": 1 << 20, "file": 5 << 20}
LONGEST = 2000
UPLOAD_LIFE = timedelta(days=6)
"""Zalo forgets an upload after about seven days."""
BUTTONS_AGAIN = timedelta(days=1)
"""How long after buttons were refused they are tried once more."""
KEPT = 500

_BOLD = re.compile(r"\*\*(\S(?:[^\n]*?\S)?)\*\*")
_MENTION = re.compile(r"\[@(\w+)\]")

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that Zalo has: what stands for it in a message, and since when."""

    kind: Literal["image", "file"]
    id: str
    at: datetime


class Mouth:
    """Says parts. It remembers what would otherwise be done twice: uploads, the first half of a part, and that Zalo
    refuses buttons."""

    def __init__(
        self, api: Api, clock: Clock, *, template: str = "", publish: Callable[[File], str] | None = None
    ) -> None:
        self._api = api
        self._clock = clock
        self._template = template
        self._publish = publish
        self._uploads: OrderedDict[tuple[str, int, int], Upload] = OrderedDict()
        self._halves: OrderedDict[str, str] = OrderedDict()
        self._no_buttons_until: datetime | None = None

    @property
    def shows_buttons(self) -> bool:
        """False for a day after Zalo refused them."""
        return self._no_buttons_until is None or self._clock.now() >= self._no_buttons_until

    async def say(self, token: str, chat: str, part: Part) -> str:
        """Say it; returns the message's id. Refusal or a SendError.

        A picture carries its words. A document, or a file with buttons, is a message before the words; when only the
        words fail and the part comes again, the file is not shown again. What cannot be uploaded becomes a link.
        """
        text, listed = plain(part.text), plain(part.listed)
        upload = await self._uploaded(token, part.file) if part.file is not None else None
        if part.file is not None and upload is None:
            link = self._link(part.file)
            if units(text) + units(link) + 2 > LONGEST or part.buttons:
                await self._half(token, chat, part, {"text": link} if link else None)
            else:
                text = "\n\n".join(words for words in (text, link) if words)
        elif part.file is not None and upload is not None:
            if upload.kind == "image" and not part.buttons:
                return await self._shown(token, chat, part.file, upload, text, part.reply_to)
            sent = await self._half(token, chat, part, None, upload)
            if not text:
                return sent
        if not text:
            raise Rejected("there is nothing to say")
        sent = await self._spoken(token, chat, text, listed, part.buttons, part.reply_to)
        self._halves.pop(part.key, None)
        return sent

    # -- words -----------------------------------------------------------------------------------------------------

    async def _spoken(
        self, token: str, chat: str, text: str, listed: str, buttons: Sequence[Choice], quote: str | None
    ) -> str:
        if not buttons:
            return await self._quoting(token, chat, {"text": text}, quote)
        if self.shows_buttons and not chat.startswith(GROUP):
            message = {"text": text, "attachment": self._template_of(buttons)}
            try:
                return await self._send(token, chat, _quoted(message, quote))
            except Refusal as refusal:
                if refusal.code != INVALID:
                    raise
            sent = await self._send(token, chat, _quoted({"text": _list(text, listed, buttons)}, quote), or_no=quote)
            if sent:
                # The same without buttons was taken: it is they that Zalo refuses.
                self._no_buttons_until = self._clock.now() + BUTTONS_AGAIN
                return sent
            return await self._send(token, chat, {"text": _list(text, listed, buttons)})
        return await self._quoting(token, chat, {"text": _list(text, listed, buttons)}, quote)

    async def _quoting(self, token: str, chat: str, message: Message, quote: str | None) -> str:
        """Quote the message that it answers; without the quote where Zalo does not know that message any more."""
        sent = await self._send(token, chat, _quoted(message, quote), or_no=quote)
        return sent or await self._send(token, chat, message)

    async def _send(self, token: str, chat: str, message: Message, *, or_no: str | None = None) -> str:
        """One call. With `or_no`, a parameter that Zalo finds invalid gives "" instead of a Refusal."""
        path, recipient = _recipient(chat)
        try:
            data = await self._api.post(token, path, {"recipient": recipient, "message": message})
        except Refusal as refusal:
            if or_no is None or refusal.code != INVALID:
                raise
            return ""
        return str(data.get("message_id") or "sent")

    def _template_of(self, buttons: Sequence[Choice]) -> Message:
        payload: dict[str, Any] = {"template_type": self._template} if self._template else {}
        payload["buttons"] = [
            {"title": button.label, "type": "oa.query.hide", "payload": tap(button.payload)} for button in buttons
        ]
        return {"type": "template", "payload": payload}

    # -- files -----------------------------------------------------------------------------------------------------

    async def _half(
        self, token: str, chat: str, part: Part, message: Message | None, upload: Upload | None = None
    ) -> str:
        """What goes before the words of a part, once."""
        if part.key and (known := self._halves.get(part.key)):
            return known
        sent = ""
        if upload is not None and part.file is not None:
            sent = await self._shown(token, chat, part.file, upload, "", part.reply_to)
        elif message is not None:
            sent = await self._send(token, chat, message)
        if part.key and sent:
            _remember(self._halves, part.key, sent)
        return sent

    async def _shown(
        self, token: str, chat: str, file: File, upload: Upload, text: str, quote: str | None, *, again: bool = True
    ) -> str:
        """Show an uploaded file; upload it once more where Zalo has forgotten it."""
        if upload.kind == "image":
            element = {"media_type": "image", "attachment_id": upload.id}
            payload = {"template_type": "media", "elements": [element]}
            message: dict[str, Any] = {"attachment": {"type": "template", "payload": payload}}
            if text:
                message["text"] = text
        else:
            message = {"attachment": {"type": "file", "payload": {"token": upload.id}}}
        try:
            return await self._quoting(token, chat, message, quote if upload.kind == "image" else None)
        except Refusal as refusal:
            if refusal.code != EXPIRED or not again:
                raise
        self._uploads = OrderedDict((key, kept) for key, kept in self._uploads.items() if kept != upload)
        fresh = await self._uploaded(token, file)
        if fresh is None:
            raise Rejected("the file can no longer be uploaded")
        return await self._shown(token, chat, file, fresh, text, quote, again=False)

    async def _uploaded(self, token: str, file: File) -> Upload | None:
        """The file in Zalo's hands, uploaded once however many people get it; None: it does not take such a one."""
        suffix = Path(file.name).suffix.lower() or Path(file.path).suffix.lower()
        kind: Literal["image", "file"] = "image" if suffix in IMAGES else "file"
        mime = IMAGES.get(suffix) or DOCUMENTS.get(suffix)
        try:
            about = await asyncio.to_thread(Path(file.path).stat)
            if mime is None or not 0 < about.st_size <= LARGEST[kind]:
                return None
            known = file.path, about.st_mtime_ns, about.st_size
            upload = self._uploads.get(known)
            if upload is not None and self._clock.now() - upload.at < UPLOAD_LIFE:
                return upload
            content = await asyncio.to_thread(Path(file.path).read_bytes)
        except OSError as error:
            raise Rejected(f"the file to send cannot be read ({type(error).__name__})") from None
        name = re.sub(r'[\x00-\x1f"\\/]', "_", file.name) or f"tep{suffix}"
        try:
            given = await self._api.upload(token, kind, content, name, mime)
        except Refusal as refusal:
            if refusal.code in ERRORS and ERRORS[refusal.code].kind is Rejected:
                return None
            raise
        upload = Upload(kind, given, self._clock.now())
        _remember(self._uploads, known, upload)
        return upload

    def _link(self, file: File) -> str:
        """Where the file can be fetched for a while; nothing when we have no public address."""
        address = self._publish(file) if self._publish is not None else ""
        return f"{file.name}\n{address}" if address.startswith("http") else ""


def plain(text: str) -> str:
    """Without our marks of bold, and without what Zalo would read as a mention of somebody."""
    return _MENTION.sub(r"@\1", _BOLD.sub(r"\1", text))


def _list(text: str, listed: str, buttons: Sequence[Choice]) -> str:
    return listed or text + "\n\n" + "\n".join(f"• {button.label}" for button in buttons)


def _quoted(message: Message, quote: str | None) -> Message:
    return {**message, "quote_message_id": quote} if quote else message


def _recipient(chat: str) -> tuple[str, Mapping[str, str]]:
    """Where a message to that chat goes, and how its reader is named there."""
    if chat.startswith(GROUP):
        return "/v3.0/oa/group/message", {"group_id": chat.removeprefix(GROUP)}
    if chat.startswith(ANONYMOUS):
        who, _, talk = chat.removeprefix(ANONYMOUS).partition(":")
        return "/v3.0/oa/message/cs", {"anonymous_id": who, "conversation_id": talk}
    return "/v3.0/oa/message/cs", {"user_id": chat}


def _remember(kept: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    kept[key] = value
    if len(kept) > KEPT:
        kept.popitem(last=False)
