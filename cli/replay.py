"""`trolyso replay`: answer an update that failed once more, undo everything again, and show what came of it."""

from __future__ import annotations

import re
import sys
import traceback
from datetime import datetime

from bot.clock import VIETNAM, VirtualClock
from bot.config import Problem, Settings
from bot.party import Party
from bot.receive import Receiver
from bot.shield import mask
from bot.wire import part_from_json
from cli.look import NotThere
from cli.main import Call
from cli.quiet import QuietChannel
from handlers.phrases.common import COURTESY
from handlers.tools import Tools
from storage.database import Database
from storage.inbox import Waiting
from storage.migrate import migrate
from storage.outbox import Saying
from storage.tx import begin, reading

_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}|(?<=/bot)[^/\s]+|(?<=://)[^/\s@]+(?=@)")


class _Undone(Exception):
    """Raised to undo what was only tried."""


class _Rehearsal(Receiver[Tools]):
    """Answers one kept update in a transaction that never commits."""

    async def rehearse(self, row: Waiting) -> list[Saying]:
        """What would be said now; raises what the handler raises."""
        sayings: list[Saying] = []
        try:
            async with begin(self._database) as tx:
                await tx.inbox.lock([(row.channel, row.chat)])
                party = await Party.gather(tx, [row], self._clock)
                await self._answer(party, row, party.update(row))
                sayings += party.sayings
                raise _Undone
        except _Undone:
            return sayings


async def replay(call: Call) -> int:
    """Answer the update of a ticket again, without sending or keeping anything; 1 when it fails again."""
    settings = call.settings()
    ticket = call.arguments.ticket.strip().upper()
    await migrate(settings.database)
    async with await Database.open(settings.database) as database, reading(database) as tx:
        row = await tx.inbox.by_ticket(ticket)
    if row is None:
        raise NotThere(Problem("ticket", f"không có mã lỗi «{ticket}»; xin xem lại mã trong tin xin lỗi của bot"))
    sent = row.accepted_at.astimezone(VIETNAM)
    _say(f"Mã {ticket}: tin số {row.id}, kênh {row.channel}, nhận lúc {sent:%H:%M:%S %d/%m/%Y}", settings)
    _say(f"Tin: «{mask(str(row.update.get('text') or row.update.get('choice') or '')).text}»", settings)
    return await _rehearse(call, settings, row, row.accepted_at)


async def _rehearse(call: Call, settings: Settings, row: Waiting, at: datetime) -> int:
    """By the clock of the moment at which it came, so that «ten minutes ago» means the same."""
    app = await call.build(settings, VirtualClock(at), channels={row.channel: QuietChannel(row.channel)})
    shown = {row.channel: QuietChannel.capabilities}
    receiver = _Rehearsal(app.database, app.clock, app.router, app.tools, shown, COURTESY)
    try:
        sayings = await receiver.rehearse(row)
    except Exception:
        _say("Vẫn lỗi:\n" + traceback.format_exc(), settings)
        return 1
    finally:
        await app.database.close()
    _say("Nay trả lời được (không gửi, không ghi gì):" if sayings else "Nay không lỗi, và không nói gì.", settings)
    for saying in sayings:
        part = part_from_json(saying.part, key="")
        _say(f"→ {saying.channel} {saying.chat}\n{part.text}", settings)
        if part.buttons:
            _say("  " + " ".join(f"[{button.label}]" for button in part.buttons), settings)
    return 0


def _say(text: str, settings: Settings) -> None:
    secrets = {secret for entry in settings.channels for secret in (entry.token, entry.secret) if len(secret) >= 6}
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "•••")
    sys.stdout.write(_TOKEN.sub("•••", text) + "\n")
