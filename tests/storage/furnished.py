"""A database in which somebody has lived: a little in every kind of table that a backup must bring back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import insert

from storage.database import Database
from storage.generation import Generation
from storage.inbox import Kept
from storage.outbox import Saying
from storage.tables import counts, reports, sessions
from storage.tasks import Planned
from storage.tx import Tx

ODD = "ấp Chợ «1» \\ \" \n 🏠 '; DROP"


async def furnish(database: Database, now: datetime, *, rounds: int = 1) -> None:
    """Updates, people, reports with their counts, something to say, something to do; so many rounds were run."""
    async with database.begin() as connection:
        tx = Tx(connection)
        await tx.people.meet({("phone", "u1"): (ODD, "c-u1")}, now)
        person = (await tx.people.of([("phone", "u1")]))["phone", "u1"]
        await tx.people.give(person.id, "leader", "ap-cho", now)
        await tx.chats.meet({("phone", "c-u1"): True, ("phone", "doi-1"): False}, now)
        await tx.inbox.keep(
            [
                Kept(
                    "phone",
                    f"e{number}",
                    "c-u1",
                    "u1",
                    {"text": ODD, "none": None, "big": 2**53},
                    now,
                    now,
                    f"m{number}",
                )
                for number in range(3)
            ]
        )
        for number, (key, value) in enumerate((("cks", 5), ("cks", 7), ("vneid2", 30)), 1):
            day = date(2025, 10, 12 + number)
            row = {
                "id": number * 10,
                "campaign": "nhon-trach-2025",
                "area": "ap-cho",
                "day": day,
                "operation": "set",
                "values": {key: value},
                "before": {key: None},
                "after": {key: value},
                "person": person.id,
                "update": number,
                "replaces": 10 if number == 2 else None,
                "line": ODD,
                "sent_at": now - timedelta(microseconds=1),
                "stored_at": now,
                "practice": number == 3,
                "confirmed": {"why": "odd"} if number == 1 else None,
            }
            await connection.execute(insert(reports), row)
            count = {"campaign": "nhon-trach-2025", "area": "ap-cho", "day": day, "key": key, "value": value}
            await connection.execute(insert(counts), {**count, "report": number * 10, "first_sent_at": now})
        await tx.outbox.put([Saying("phone", "c-u1", True, {"text": ODD}, now, key="said")])
        await tx.tasks.plan([Planned("remind", now, {"area": "ap-cho"}, "planned")])
        await tx.notes.put("nothing", None)
        await tx.audit.add("phone:u1", "duty-given", {"role": "leader"}, now)
        cookie = {"person": person.id, "agent": "android/chrome", "current": "a", "seal": "b"}
        await connection.execute(insert(sessions), {**cookie, "begun_at": now, "seen_at": now, "turned_at": now})
        generation = Generation(database)
        await generation.wake(tx, now)
        last = 0
        for _ in range(rounds):
            last = await generation.step(tx, now)
    await generation.mark(last, now)
