"""`trolyso checkin`: delegates by unit in, who came and what was done out, and what hangs on the walls."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path

from bot.config import Problem
from cli.checkin_papers import write_papers
from cli.look import NotThere
from cli.main import HERE, Call
from cli.places import table_rows
from cli.serve import noted_now
from handlers.campaign import Campaign
from handlers.checkin.base import event_of, new_code, open_events, point_of, stations, ticket_link
from handlers.checkin.delegates import Delegates, read_delegates
from handlers.checkin.status import status_of
from handlers.phrases import checkin as say
from handlers.points.hours import Opening
from handlers.presets import load_named
from handlers.summaries.population import listed
from storage.checkin import Event
from storage.database import Database
from storage.migrate import migrate
from storage.tx import Tx, begin

BY = "cli:checkin"


async def checkin(call: Call) -> int:
    """Delegates by unit (import), an event as it stands (show), its tickets (tickets), what hangs on walls (print)."""
    settings, what = call.settings(), call.arguments.what
    campaign = load_named(settings.campaign, HERE / "campaigns")
    wanted = (
        read_delegates(table_rows(call.arguments.file, "checkin import dai-bieu.xlsx"), campaign)
        if what == "import"
        else None
    )
    if wanted is not None and wanted.faults:
        raise NotThere(*(Problem(Path(call.arguments.file).name, line) for line in listed(wanted.faults)))
    await migrate(settings.database)
    async with await Database.open(settings.database) as database, begin(database) as tx:
        now = await noted_now(tx)
        coming = await open_events(tx, campaign, now)
        event = await _event(tx, campaign, call.arguments.event, coming)
        if wanted is not None:
            sys.stdout.write(await _import(tx, campaign, event, wanted, call) + "\n")
        elif what == "show":
            sys.stdout.write(json.dumps(await _status(tx, campaign, event), ensure_ascii=False) + "\n")
        elif what == "tickets":
            await _tickets(tx, event, settings.server.public_url)
        else:
            point, tickets = await point_of(tx, campaign, event), await tx.checkin.tickets(event.id)
            opening = next((one for one in coming if one.key == event.opening), None)
            await write_papers(settings, campaign, event, point, opening, tickets, call.arguments.out)
    return 0


async def _event(tx: Tx, campaign: Campaign, key: str | None, coming: list[Opening]) -> Event:
    """The named event, or the next one; NotThere with those that there are."""
    known = {one.opening: one for one in await tx.checkin.events(campaign.id)}
    ahead = {one.key: one for one in coming}
    if key is None:
        key = next(iter(ahead), None) or next(reversed(known), None)
    if key in ahead:
        return await event_of(tx, campaign, ahead[key])
    if key in known:
        return known[key]
    names = ", ".join([*known, *ahead]) or "chưa có buổi nào; đặt capacity cho một điểm trong [[places]]"
    raise NotThere(Problem("--event", f"không có buổi «{key or ''}»; các buổi: {names}"))


async def _import(tx: Tx, campaign: Campaign, event: Event, wanted: Delegates, call: Call) -> str:
    """As many tickets per unit as the table says; running it again adds only what is missing."""
    now = await noted_now(tx)
    have = Counter(one.unit for one in await tx.checkin.tickets(event.id) if one.state != "cancelled")
    faults = [
        say.TABLE_FEWER.format(unit=row.unit, have=have[row.unit], want=row.count)
        for row in wanted.rows
        if have[row.unit] > row.count
    ]
    if faults:
        raise NotThere(*(Problem(Path(call.arguments.file).name, line) for line in faults))
    new = waiting = 0
    for row in wanted.rows:
        for _ in range(row.count - have[row.unit]):
            code = await new_code(tx, event.id)
            ticket = await tx.checkin.book(
                event.id, code, need=row.need, area=row.area, unit=row.unit, made_by=BY, at=now
            )
            new += 1
            waiting += ticket.state == "waiting"
    await tx.audit.add(BY, "delegates-imported", {"event": event.opening, "new": new}, now)
    total = sum(row.count for row in wanted.rows)
    told = say.TABLE_DONE.format(count=total, units=len(wanted.rows), name=event.name, new=new)
    return told + (f"\n{say.TABLE_WAITING.format(count=waiting)}" if waiting else "")


async def _status(tx: Tx, campaign: Campaign, event: Event) -> dict[str, object]:
    known = stations(await point_of(tx, campaign, event))
    found = status_of(await tx.checkin.tickets(event.id), await tx.checkin.steps(event.id), known)
    return {
        "event": event.opening,
        "name": event.name,
        "begins": event.begins.isoformat(),
        "expected": found.expected,
        "present": found.present,
        "walk_ins": found.walk_ins,
        "waiting": found.waiting,
        "repeated": await tx.checkin.repeats(event.id),
        "units": [{"unit": one.name, "expected": one.expected, "present": one.present} for one in found.units],
        "desks": [
            {"id": one.id, "count": one.count, "per_hour": round(one.per_hour, 1) if one.per_hour else None}
            for one in found.desks
        ],
        "done": dict(found.done),
    }


async def _tickets(tx: Tx, event: Event, public_url: str) -> None:
    """A CSV for mail merge: unit, serial, digits, what the code says."""
    out = csv.writer(sys.stdout)
    out.writerow(["Đơn vị", "Phiếu", "Mã đọc", "Mã QR"])
    for ticket in await tx.checkin.tickets(event.id):
        if ticket.state == "booked" and ticket.code is not None:
            out.writerow([ticket.unit, ticket.serial, ticket.code, ticket_link(public_url, event, ticket)])
