"""Look, without saying anything, whether a Telegram bot could speak in its groups and be heard by its webhook."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.clock import VIETNAM
from bot.errors import Gone, Misconfigured, Moved, Rejected, SendError, Throttled
from bot.finding import Finding

Call = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""A method of the Bot API by its name; raises a SendError."""

LATELY = timedelta(minutes=10)
"""A webhook's last error counts for so long."""


async def probe(name: str, call: Call, chats: Sequence[str], *, webhook: str, now: datetime) -> list[Finding]:
    """What stands in the way: the token, the webhook (its address, or empty when we poll), each of these groups."""
    try:
        me = await call("getMe", {})
        if not isinstance(me, dict) or not isinstance(me.get("id"), int):
            return [Finding("unreachable", name)]
        found = await _webhook(name, call, webhook, now) if webhook else []
        for chat in chats:
            kind = await _standing(call, chat, me["id"])
            if kind:
                found.append(Finding(kind, name, chat))
    except Misconfigured:
        return [Finding("token", name)]
    except Throttled:
        return []  # they talk to us, only not now
    except SendError:
        return [Finding("unreachable", name)]
    return found


async def _standing(call: Call, chat: str, me: int) -> str:
    """«not-member», «muted», or nothing when the bot may speak there."""
    try:
        member = await call("getChatMember", {"chat_id": chat, "user_id": me})
        status = member.get("status") if isinstance(member, dict) else None
        if status in ("left", "kicked") or (status == "restricted" and member.get("is_member") is False):
            return "not-member"
        if status in ("administrator", "creator"):
            return ""
        if status == "restricted":
            return "" if member.get("can_send_messages") else "muted"
        about = await call("getChat", {"chat_id": chat})
    except Gone:
        return "not-member"
    except (Moved, Rejected):
        return ""  # a group that became a supergroup is followed when we speak there
    permissions = about.get("permissions") if isinstance(about, dict) else None
    silent = isinstance(permissions, dict) and permissions.get("can_send_messages") is False
    return "muted" if silent else ""


async def _webhook(name: str, call: Call, address: str, now: datetime) -> list[Finding]:
    info = await call("getWebhookInfo", {})
    if not isinstance(info, dict):
        return []
    if info.get("url") != address:
        return [Finding("webhook", name, detail="địa chỉ nhận tin đã bị đổi")]
    failed = info.get("last_error_date")
    if isinstance(failed, int) and now - datetime.fromtimestamp(failed, VIETNAM) < LATELY:
        waiting = info.get("pending_update_count", 0)
        if waiting:
            return [Finding("webhook", name, detail=f"{waiting} tin đang chờ")]
    return []
