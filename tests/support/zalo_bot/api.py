"""The methods of the Bot Platform: what the loopback server does for a bot."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.text import units
from tests.support.zalo_bot.people import BotAccount, Chat, Said

if TYPE_CHECKING:
    from tests.support.zalo_bot.server import LoopbackZaloBot

LONGEST = 2000
_OURS = re.compile(r"localhost|127\.|192\.168\.|10\.")


class Refusal(Exception):
    """An answer with "ok": false; `softly` with HTTP 200."""

    def __init__(self, code: int, description: str, *, softly: bool = False, key: str = "error_code") -> None:
        super().__init__(description)
        self.code = code
        self.softly = softly
        self.key = key


class BotApi:
    """The documented methods, in our writing; each returns the result, None for a bare «ok», or refuses."""

    def __init__(self, zalo: LoopbackZaloBot) -> None:
        self._zalo = zalo
        self.methods: dict[str, Callable[[BotAccount, dict[str, Any]], Any]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "testWebhook": self._test_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendChatAction": self._send_chat_action,
        }

    def _get_me(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        me: dict[str, Any] = {"id": bot.id, "account_name": bot.account_name, "account_type": "BASIC"}
        return me if bot.can_join_groups is None else me | {"can_join_groups": bot.can_join_groups}

    async def _get_updates(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        """One update, and never again; each of two who ask gets another."""
        if bot.webhook is not None:
            raise Refusal(400, "a webhook is set")
        seconds = float(fields.get("timeout") or 30)
        if self._zalo.poll_seconds is not None:
            seconds = self._zalo.poll_seconds
        if not bot.pending and seconds > 0 and not self._zalo.stopping.is_set():
            poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            bot.pollers.append(poller)
            self._zalo.look()
            try:
                async with asyncio.timeout(seconds):
                    await poller
            except TimeoutError:
                pass
            finally:
                if poller in bot.pollers:
                    bot.pollers.remove(poller)
        if bot.webhook is not None or not bot.pending:
            if self._zalo.silence == "empty":
                return None
            raise Refusal(408, "Request timeout", softly=True)
        number, (_, inner, _) = bot.pending.popitem(last=False)
        bot.handed_over.append(number)
        return inner

    def _set_webhook(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        url, secret = str(fields.get("url") or ""), str(fields.get("secret_token") or "")
        parts = urlsplit(url)
        if self._zalo.public_only and (parts.scheme != "https" or _OURS.match(parts.hostname or "")):
            raise Refusal(400, "url must be a public https address")
        if not parts.netloc:
            raise Refusal(400, "url is invalid")
        if not 8 <= len(secret) <= 256:
            raise Refusal(400, "secret_token must have 8 to 256 characters")
        bot.lanes = {}
        bot.webhook = {"url": url, "secret": secret, "slots": asyncio.Semaphore(40)}
        while bot.pollers:
            bot.wakes()
        for number, (chat, _, _) in bot.pending.items():
            self._zalo.delivery.queue(bot, chat, number)
        result: dict[str, Any] = {"url": url, "updated_at": int(self._zalo.now().timestamp() * 1000)}
        return result if bot.verification is None else result | {"verification": bot.verification}

    async def _test_webhook(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        if bot.webhook is None:
            raise Refusal(404, "no webhook", softly=True)
        if self._zalo.calls["testwebhook"] > 3:
            raise Refusal(426, "too often today", key="errorCode")
        return {"ok": True, "outcome": "webhook.ok", "status_code": 200, "latency_ms": 3, "hint": ""}

    def _delete_webhook(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        if bot.webhook is None:
            raise Refusal(400, "no webhook to delete")
        bot.webhook, bot.lanes = None, {}
        return {"url": "", "updated_at": int(self._zalo.now().timestamp() * 1000)}

    def _get_webhook_info(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        if bot.webhook is None:
            raise Refusal(404, "no webhook", softly=True)
        return {"url": bot.webhook["url"], "updated_at": int(self._zalo.now().timestamp() * 1000)}

    def _send_message(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        text = fields.get("text")
        if not isinstance(text, str) or not text.strip():
            raise Refusal(400, "text is empty")
        if units(text) > LONGEST:
            raise Refusal(400, "text is too long")
        styles = tuple(fields.get("text_styles") or ())
        if any(one["start"] < 0 or one["start"] + one["len"] > units(text) for one in styles):
            raise Refusal(400, "text_styles are outside of the text")
        return self._say(bot, self._writable(bot, fields), "sendMessage", text, styles=styles)

    async def _send_photo(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields)
        caption = str(fields.get("caption") or "")
        if units(caption) > LONGEST:
            raise Refusal(400, "caption is too long")
        photo = await self._zalo.fetch(str(fields.get("photo") or ""))
        return self._say(bot, chat, "sendPhoto", caption, photo=photo)

    def _send_chat_action(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        if (code := self._zalo.random.choice((0, 0, 400, 404, 410))) != 0:
            raise Refusal(code, "no such action")
        self._zalo.actions.append(str(fields.get("action")))

    def _writable(self, bot: BotAccount, fields: dict[str, Any]) -> Chat:
        where = fields.get("chat_id")
        chat = self._zalo.chats.get((bot.token, str(where)))
        if chat is None and self._zalo.open_chats and where:
            chat = self._zalo.private(bot, str(where))
        if chat is None or not isinstance(where, str):
            raise Refusal(404, "chat not found")
        if chat.refusal is not None:
            raise chat.refusal
        if self._zalo.limits is not None and self._zalo.spent[bot.token] >= self._zalo.limits.messages:
            raise Refusal(429, "quota exceeded")
        return chat

    def _say(self, bot: BotAccount, chat: Chat, method: str, text: str, **more: Any) -> Any:
        self._zalo.spent[bot.token] += 1
        said = Said(
            number=len(self._zalo.sent) + 1,
            chat=chat.id,
            message_id=self._zalo.number(),
            method=method,
            text=text,
            at=self._zalo.now().timestamp(),
            bot=bot.name,
            **more,
        )
        self._zalo.note(said)
        return {"message_id": said.message_id, "date": int(said.at * 1000)}
