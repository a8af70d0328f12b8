"""The methods of the Bot API: what the loopback server does for a bot."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any

from tests.support.telegram.people import BotAccount, Chat, Said, Upload
from tests.support.telegram.rules import (
    Refusal,
    bad,
    checked_caption,
    checked_commands,
    checked_keyboard,
    checked_text,
)
from tests.support.telegram.wire import nested, yes

if TYPE_CHECKING:
    from tests.support.telegram.server import LoopbackTelegram

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class BotApi:
    """Each method `_do_…` is named as in Telegram's documentation, in our writing; it returns the result or refuses."""

    def __init__(self, telegram: LoopbackTelegram) -> None:
        self._telegram = telegram
        self.methods: dict[str, Callable[[BotAccount, dict[str, Any]], Any]] = {
            name[len("_do_") :].replace("_", ""): getattr(self, name) for name in dir(self) if name.startswith("_do_")
        }

    def _do_get_me(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return bot.user | {
            "can_join_groups": True,
            "can_read_all_group_messages": bot.reads_all,
            "supports_inline_queries": False,
        }

    async def _do_get_updates(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        if bot.webhook is not None:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first",
            )
        bot.wakes("conflict")
        if (allowed := nested(fields, "allowed_updates")) is not None:
            bot.allowed = allowed or None
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        again: list[dict[str, Any]] = []
        if offset < 0:
            while len(bot.pending) > -offset:
                bot.pending.popitem(last=False)
        elif (
            offset
            and bot.last_batch
            and self._telegram.redeliver
            and self._telegram.random.random() < self._telegram.redeliver
        ):
            again = [update for update in bot.last_batch if update["update_id"] < offset]
        while bot.pending and next(iter(bot.pending)) < offset:
            bot.pending.popitem(last=False)
        if self._telegram.watchers:
            self._telegram.look()
        seconds = min(float(fields.get("timeout", 0)), 50.0)
        if not bot.pending and not again and seconds > 0:
            bot.poller = asyncio.get_running_loop().create_future()
            timer = asyncio.get_running_loop().call_later(seconds, bot.wakes, "time")
            why = await bot.poller
            timer.cancel()
            if why == "conflict":
                raise Refusal(409, CONFLICT)
            if why == "webhook":
                raise Refusal(409, "Conflict: terminated by setWebhook request")
        bot.last_batch = again + [update for _, update in islice(bot.pending.values(), min(max(limit, 1), 100))]
        return bot.last_batch

    def _do_set_webhook(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        url, secret = str(fields.get("url") or ""), str(fields.get("secret_token") or "")
        if not url:
            return self._do_delete_webhook(bot, fields)
        if not re.match(r"https?://\S+", url):
            raise bad("bad webhook: invalid webhook URL specified")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad("secret token contains unallowed characters")
        if (allowed := nested(fields, "allowed_updates")) is not None:
            bot.allowed = allowed or None
        if yes(fields.get("drop_pending_updates")):
            bot.pending.clear()
        connections = int(fields.get("max_connections") or 40)
        bot.lanes = {}
        bot.webhook = {"url": url, "secret": secret, "slots": asyncio.Semaphore(connections), "max": connections}
        bot.wakes("webhook")
        for number, (chat, _) in bot.pending.items():
            self._telegram.delivery.queue(bot, chat, number)
        return True

    def _do_delete_webhook(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        bot.webhook = None
        bot.lanes = {}
        if yes(fields.get("drop_pending_updates")):
            bot.pending.clear()
        return True

    def _do_get_webhook_info(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        hook = bot.webhook or {"url": "", "max": 40}
        info = {
            "url": hook["url"], "has_custom_certificate": False, "pending_update_count": len(bot.pending),
            "max_connections": hook["max"],
        }  # fmt: skip
        if bot.allowed:
            info["allowed_updates"] = bot.allowed
        if bot.last_error:
            info |= {"last_error_date": self._telegram.seconds(), "last_error_message": bot.last_error}
        return info

    def _do_send_message(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields)
        text, marks = checked_text(fields.get("text"), fields.get("parse_mode"))
        return self._say(bot, chat, "sendMessage", fields, {"text": text}, marks)

    def _do_send_photo(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return self._send_file(bot, fields, "photo")

    def _do_send_document(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return self._send_file(bot, fields, "document")

    def _do_send_media_group(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields)
        media = nested(fields, "media") or []
        if not 2 <= len(media) <= 10:
            raise bad("group send failed: wrong number of media")
        sent = []
        for item in media:
            name = str(item["media"]).removeprefix("attach://")
            parts = {**fields, item["type"]: fields.get(name, item["media"]), "caption": item.get("caption")}
            parts["parse_mode"] = item.get("parse_mode")
            sent.append(self._file_message(bot, chat, "sendMediaGroup", parts, item["type"]))
        return sent

    def _do_send_chat_action(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        self._chat(bot, fields)
        return True

    def _do_edit_message_text(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields, counted=False)
        old = self._own(bot, chat, fields)
        if "text" not in old:
            raise bad("there is no text in the message to edit")
        text, marks = checked_text(fields.get("text"), fields.get("parse_mode"))
        return self._edit(bot, chat, "editMessageText", fields, old, {"text": text, "entities": marks})

    def _do_edit_message_caption(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields, counted=False)
        old = self._own(bot, chat, fields)
        text, marks = checked_caption(fields.get("caption"), fields.get("parse_mode"))
        return self._edit(bot, chat, "editMessageCaption", fields, old, {"caption": text, "entities": marks})

    def _do_edit_message_reply_markup(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields, counted=False)
        return self._edit(bot, chat, "editMessageReplyMarkup", fields, self._own(bot, chat, fields), {})

    def _do_delete_message(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._chat(bot, fields)
        if chat.messages.pop(int(fields.get("message_id", 0)), None) is None:
            raise bad("message to delete not found")
        return True

    def _do_answer_callback_query(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        query = str(fields.get("callback_query_id", ""))
        if query not in bot.queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        bot.acknowledged.append(query)
        return True

    def _do_set_my_commands(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        scope = (nested(fields, "scope") or {"type": "default"})["type"]
        key = (scope, str(fields.get("language_code") or ""))
        bot.menus[key] = checked_commands(nested(fields, "commands"))
        return True

    def _do_get_my_commands(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        scope = (nested(fields, "scope") or {"type": "default"})["type"]
        return bot.menus.get((scope, str(fields.get("language_code") or "")), [])

    def _do_get_chat(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return self._chat(bot, fields).as_json()

    def _do_get_chat_member(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat, user = self._chat(bot, fields), int(fields["user_id"])
        return {
            "user": {"id": user, "is_bot": user == bot.id, "first_name": "?"},
            "status": "administrator" if user in chat.administrators else "member",
        }

    def _do_get_chat_administrators(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._chat(bot, fields)
        if chat.kind == "private":
            raise bad("there are no administrators in the private chat")
        return [
            {"user": {"id": user, "is_bot": False, "first_name": "?"}, "status": "administrator"}
            for user in sorted(chat.administrators)
        ]

    def _do_get_file(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        id = str(fields.get("file_id", ""))
        if id not in self._telegram.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return {
            "file_id": id,
            "file_unique_id": id,
            "file_size": len(self._telegram.files[id]),
            "file_path": f"documents/{id}",
        }

    # Saying

    def _chat(self, bot: BotAccount, fields: dict[str, Any]) -> Chat:
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

    def _writable(self, bot: BotAccount, fields: dict[str, Any], *, counted: bool = True) -> Chat:
        chat = self._chat(bot, fields)
        if (topic := fields.get("message_thread_id")) is not None:
            if int(topic) not in chat.topics:
                raise bad("message thread not found")
            if int(topic) in chat.closed_topics:
                raise bad("TOPIC_CLOSED")
        if counted and self._telegram.limits is not None:
            self._telegram.limits.check(chat.id)
        return chat

    def _say(
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
        self._note(bot, chat, message, method, text, buttons, upload=upload, reply_to=reply_to, marks=marks)
        return message

    def _note(
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

    def _send_file(self, bot: BotAccount, fields: dict[str, Any], kind: str) -> dict[str, Any]:
        return self._file_message(bot, self._writable(bot, fields), f"send{kind.capitalize()}", fields, kind)

    def _file_message(
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
        return self._say(bot, chat, method, fields, content, marks, upload)

    def _own(self, bot: BotAccount, chat: Chat, fields: dict[str, Any]) -> dict[str, Any]:
        message = chat.messages.get(int(fields.get("message_id", 0)))
        if message is None:
            raise bad("message to edit not found")
        if message["from"]["id"] != bot.id:
            raise bad("message can't be edited")
        return message

    def _edit(
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
        self._note(bot, chat, new, method, new.get("text", new.get("caption", "")), buttons, marks=marks)
        return new
