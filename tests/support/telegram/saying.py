"""Where a bot may write, what a message of its looks like, and the ledger's line for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.telegram.people import BotAccount, Chat, Said, Upload
from tests.support.telegram.rules import bad, checked_caption, checked_keyboard
from tests.support.telegram.wire import nested

if TYPE_CHECKING:
    from tests.support.telegram.server import LoopbackTelegram


class Saying:
    """What all sending and editing methods share."""

    def __init__(self, telegram: LoopbackTelegram) -> None:
        self._telegram = telegram

    def chat(self, bot: BotAccount, fields: dict[str, Any]) -> Chat:
        try:
            id = int(fields.get("chat_id") or 0)
        except ValueError:
            raise bad("chat not found") from None
        chat = self._telegram.chats.get((bot.id, id))
        if chat is None and self._telegram.open_chats and id:
            chat = self._telegram.opened(bot, {"id": id, "type": "private" if id > 0 else "supergroup"})
        if chat is None:
            raise bad("chat_id is empty" if not id else "chat not found")
        if chat.refusal is not None:
            raise chat.refusal
        return chat

    def writable(self, bot: BotAccount, fields: dict[str, Any], *, counted: bool = True) -> Chat:
        chat = self.chat(bot, fields)
        if (topic := fields.get("message_thread_id")) is not None:
            if int(topic) not in chat.topics:
                raise bad("message thread not found")
            if int(topic) in chat.closed_topics:
                raise bad("TOPIC_CLOSED")
        if chat.restricted or (chat.muted and not chat.bot_is_admin):
            raise bad("not enough rights to send text messages to the chat")
        if counted and self._telegram.limits is not None:
            self._telegram.limits.check(chat.id)
        return chat

    def say(
        self,
        bot: BotAccount,
        chat: Chat,
        method: str,
        fields: dict[str, Any],
        content: dict[str, Any],
        marks: list[dict[str, Any]],
        upload: Upload | None = None,
    ) -> dict[str, Any]:
        markup = nested(fields, "reply_markup")
        buttons = checked_keyboard(markup)
        reply_to: int | None = None
        if (quoted := nested(fields, "reply_parameters")) is not None:
            reply_to = int(quoted["message_id"])
            if reply_to not in chat.messages:
                if not quoted.get("allow_sending_without_reply"):
                    raise bad("message to be replied not found")
                reply_to = None
        topic = fields.get("message_thread_id")
        if marks:
            content["caption_entities" if upload else "entities"] = marks
        if buttons:
            content["reply_markup"] = markup
        if topic is not None:
            content |= {"message_thread_id": int(topic), "is_topic_message": True}
        message = self._telegram.message(chat, bot.user, content)
        text = content.get("text", content.get("caption", ""))
        self.note(bot, chat, message, method, text, buttons, upload=upload, reply_to=reply_to, marks=marks)
        return message

    def note(
        self,
        bot: BotAccount,
        chat: Chat,
        message: dict[str, Any],
        method: str,
        text: str,
        buttons: tuple[tuple[str, str], ...],
        *,
        upload: Upload | None = None,
        reply_to: int | None = None,
        marks: list[dict[str, Any]] | None = None,
    ) -> None:
        rows = message.get("reply_markup", {}).get("inline_keyboard", ()) if buttons else ()
        said = Said(
            number=len(self._telegram.sent) + 1,
            chat=chat.id,
            message_id=message["message_id"],
            method=method,
            text=text,
            buttons=buttons,
            rows=tuple(len(row) for row in rows),
            upload=upload,
            topic=message.get("message_thread_id"),
            reply_to=reply_to,
            entities=tuple(marks or ()),
            at=self._telegram.now().timestamp(),
            bot=bot.username,
        )
        chat.said.append(said)
        self._telegram.note(said)

    def send_file(self, bot: BotAccount, fields: dict[str, Any], kind: str) -> dict[str, Any]:
        return self.file_message(bot, self.writable(bot, fields), f"send{kind.capitalize()}", fields, kind)

    def file_message(
        self, bot: BotAccount, chat: Chat, method: str, fields: dict[str, Any], kind: str
    ) -> dict[str, Any]:
        value = fields.get(kind)
        caption, marks = checked_caption(fields.get("caption"), fields.get("parse_mode"))
        if isinstance(value, str) and value in self._telegram.files:
            value = Upload(kind, value, "", self._telegram.files[value])
        if not isinstance(value, Upload):
            raise bad(f"there is no {kind} in the request")
        if not value.content:
            raise bad("file must be non-empty")
        if kind == "photo" and not value.content.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")):
            raise bad("IMAGE_PROCESS_FAILED")
        id = f"{kind}-{len(self._telegram.files) + 1}"
        self._telegram.files[id] = value.content
        known = {"file_id": id, "file_unique_id": id, "file_size": len(value.content)}
        content: dict[str, Any]
        if kind == "photo":
            content = {"photo": [{**known, "width": 90, "height": 60}, {**known, "width": 900, "height": 600}]}
        else:
            content = {"document": {**known, "file_name": value.name, "mime_type": value.mime}}
        if caption:
            content["caption"] = caption
        upload = Upload(kind, value.name, value.mime, value.content)
        return self.say(bot, chat, method, fields, content, marks, upload)

    def own(self, bot: BotAccount, chat: Chat, fields: dict[str, Any]) -> dict[str, Any]:
        message = chat.messages.get(int(fields.get("message_id", 0)))
        if message is None:
            raise bad("message to edit not found")
        if message["from"]["id"] != bot.id:
            raise bad("message can't be edited")
        return message

    def edit(
        self,
        bot: BotAccount,
        chat: Chat,
        method: str,
        fields: dict[str, Any],
        old: dict[str, Any],
        content: dict[str, Any],
    ) -> dict[str, Any]:
        markup = nested(fields, "reply_markup")
        buttons = checked_keyboard(markup)
        marks = content.pop("entities", None) or []
        new = {key: value for key, value in old.items() if key not in ("reply_markup", "entities")} | content
        if buttons:
            new["reply_markup"] = markup
        if marks:
            new["entities"] = marks
        if {k: v for k, v in new.items() if k != "edit_date"} == {k: v for k, v in old.items() if k != "edit_date"}:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        new["edit_date"] = self._telegram.seconds()
        chat.messages[new["message_id"]] = new
        self.note(bot, chat, new, method, new.get("text", new.get("caption", "")), buttons, marks=marks)
        return new
