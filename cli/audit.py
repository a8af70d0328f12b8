"""`trolyso audit`: who did what that others rely on."""

from __future__ import annotations

import json
import sys

from bot.clock import VIETNAM
from cli.main import Call
from handlers.phrases.dashboard import DONE, NOBODY_NAMED
from storage.database import Database
from storage.migrate import migrate
from storage.tx import reading


async def audit(call: Call) -> int:
    """The newest lines of the audit, newest first."""
    settings, arguments = call.settings(), call.arguments
    await migrate(settings.database)
    async with await Database.open(settings.database) as database, reading(database) as tx:
        lines = await tx.audit.newest(limit=max(arguments.limit, 1), action=arguments.action)
        authors = sorted({(line.who.partition(":")[0], line.who.partition(":")[2]) for line in lines})
        names = {author: person.name for author, person in (await tx.people.of(authors)).items()}
    for line in lines:
        channel, _, author = line.who.partition(":")
        name = names.get((channel, author), "")
        if arguments.json:
            values = {"id": line.id, "at": line.at.isoformat(), "who": line.who, "name": name}
            values |= {"action": line.action, "what": dict(line.what)}
            sys.stdout.write(f"{json.dumps(values, ensure_ascii=False)}\n")
        else:
            who = name or NOBODY_NAMED.get(channel, channel)
            what = ", ".join(f"{key} {value}" for key, value in line.what.items() if value is not None)
            at = line.at.astimezone(VIETNAM)
            sys.stdout.write(f"{at:%d/%m/%Y %H:%M}  {who} · {DONE.get(line.action, line.action)} · {what}\n")
    return 0
