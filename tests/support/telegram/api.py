"""The methods of the Bot API: what the loopback server does for a bot."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any

from tests.support.telegram.people import BotAccount
from tests.support.telegram.rules import (
    Refusal,
    bad,
    checked_caption,
    checked_commands,
    checked_text,
)
from tests.support.telegram.saying import Saying
from tests.support.telegram.wire import nested, yes

if TYPE_CHECKING:
    from tests.support.telegram.server import LoopbackTelegram

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class BotApi(Saying):
    """Each method `_do_…` is named as in Telegram's documentation, in our writing; it returns the result or refuses."""

    def __init__(self, telegram: LoopbackTelegram) -> None:
        super().__init__(telegram)
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
        self._telegram.forget_old(bot)
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
        bot.last_batch = again + [update for _, update, _ in islice(bot.pending.values(), min(max(limit, 1), 100))]
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
        for number, (chat, _, _) in bot.pending.items():
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
        chat = self.writable(bot, fields)
        text, marks = checked_text(fields.get("text"), fields.get("parse_mode"))
        return self.say(bot, chat, "sendMessage", fields, {"text": text}, marks)

    def _do_send_photo(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return self.send_file(bot, fields, "photo")

    def _do_send_document(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return self.send_file(bot, fields, "document")

    def _do_send_media_group(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self.writable(bot, fields)
        media = nested(fields, "media") or []
        if not 2 <= len(media) <= 10:
            raise bad("group send failed: wrong number of media")
        sent = []
        for item in media:
            name = str(item["media"]).removeprefix("attach://")
            parts = {**fields, item["type"]: fields.get(name, item["media"]), "caption": item.get("caption")}
            parts["parse_mode"] = item.get("parse_mode")
            sent.append(self.file_message(bot, chat, "sendMediaGroup", parts, item["type"]))
        return sent

    def _do_send_chat_action(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        self.chat(bot, fields)
        return True

    def _do_edit_message_text(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self.writable(bot, fields, counted=False)
        old = self.own(bot, chat, fields)
        if "text" not in old:
            raise bad("there is no text in the message to edit")
        text, marks = checked_text(fields.get("text"), fields.get("parse_mode"))
        return self.edit(bot, chat, "editMessageText", fields, old, {"text": text, "entities": marks})

    def _do_edit_message_caption(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self.writable(bot, fields, counted=False)
        old = self.own(bot, chat, fields)
        text, marks = checked_caption(fields.get("caption"), fields.get("parse_mode"))
        return self.edit(bot, chat, "editMessageCaption", fields, old, {"caption": text, "entities": marks})

    def _do_edit_message_reply_markup(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self.writable(bot, fields, counted=False)
        return self.edit(bot, chat, "editMessageReplyMarkup", fields, self.own(bot, chat, fields), {})

    def _do_delete_message(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self.chat(bot, fields)
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
        chat = self.chat(bot, fields)
        return chat.as_json() | (
            {} if chat.kind == "private" else {"permissions": {"can_send_messages": not chat.muted}}
        )

    def _do_get_chat_member(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat, user = self.chat(bot, fields), int(fields["user_id"])
        if user == bot.id and chat.restricted:
            return {"user": bot.user, "status": "restricted", "is_member": True, "can_send_messages": False}
        if user == bot.id and chat.bot_is_admin:
            return {"user": bot.user, "status": "administrator"}
        return {
            "user": {"id": user, "is_bot": user == bot.id, "first_name": "?"},
            "status": "administrator" if user in chat.administrators else "member",
        }

    def _do_get_chat_administrators(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self.chat(bot, fields)
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
