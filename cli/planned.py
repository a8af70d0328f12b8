"""`trolyso planned`: everything that is planned to be said, in its order, with its state."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta

from bot.clock import VIETNAM, SystemClock
from bot.config import Problem
from cli.look import NotThere, table
from cli.main import HERE, Call
from handlers.phrases import rules as say
from handlers.phrases import words
from handlers.presets import load_named
from handlers.week import Upcoming, upcoming
from storage.database import Database
from storage.migrate import migrate
from storage.tx import reading


async def planned(call: Call) -> int:
    """What the bot has planned to say in groups: time, key, state, how many will hear it, the words."""
    arguments = call.arguments
    if not 1 <= arguments.days <= 60:
        raise NotThere(Problem("--days", "phải từ 1 đến 60 ngày, ví dụ 7"))
    settings = call.settings()
    campaign = load_named(settings.campaign, HERE / "campaigns")
    now = SystemClock().now()
    if arguments.at:
        now = _moment(arguments.at)
    since, until = now - timedelta(days=arguments.back), now + timedelta(days=arguments.days)
    await migrate(settings.database)
    async with await Database.open(settings.database) as database, reading(database) as tx:
        found = await upcoming(tx, campaign, since, until)
    if arguments.json:
        for one in found:
            sys.stdout.write(json.dumps(_plain(one), ensure_ascii=False) + "\n")
        return 0
    rows = [
        [
            words.moment(one.row.due_at),
            say.TITLES[one.row.name],
            one.state,
            str(len(one.readers)),
            " ".join(one.said.text.split())[:70] if one.said else "–",
        ]
        for one in found
    ]
    sys.stdout.write("\n".join(table(["Lúc", "Tin", "Trạng thái", "Nơi nhận", "Nội dung"], rows)) + "\n")
    return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotThere(Problem("--at", "không phải thời điểm ISO, ví dụ 2025-10-18T09:00:00+07:00")) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _plain(one: Upcoming) -> dict[str, object]:
    return {
        "due": one.row.due_at.astimezone(VIETNAM).isoformat(),
        "what": one.row.name,
        "key": one.row.key,
        "state": one.state,
        "readers": len(one.readers),
        "groups": sum(not reader.private for reader in one.readers),
        "over_ceiling": one.full,
        "text": one.said.text if one.said else None,
    }
