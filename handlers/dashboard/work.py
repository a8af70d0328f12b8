"""The pages about work to do: who is missing, what is in the way, what people ask, what is planned, who is who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.text import shorten
from handlers import learning
from handlers.campaign import Area
from handlers.dashboard.files import LIFE, OFFICERS_ONLY
from handlers.dashboard.look import Look, Page
from handlers.dashboard.reminding import last_reminded, open_from
from handlers.dashboard.sources import obstacles as obstacles_of
from handlers.gathering import figures_in
from handlers.local import is_local
from handlers.phrases import common, summary, words
from handlers.phrases import dashboard as say
from handlers.phrases.rules import STATES, TITLES
from handlers.reach import areas_of
from handlers.rights import ROLES, SIMPLE, area_names
from handlers.week import upcoming
from storage.people import Duty, Person

AHEAD = timedelta(days=7)
BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Missing:
    """An area without a complete report."""

    area: Area
    squad: str
    owed: str
    people: str
    reminded_at: datetime | None
    open: bool
    """Whether it may be reminded now."""


async def missing(look: Look) -> Page:
    """Who has not reported completely, with a button for each."""
    which, areas = look.period(), look.areas()
    found = await figures_in(look.tx, look.campaign, which, areas, today=look.today)
    leaders = await look.tx.people.in_role("leader", "deputy")
    rows = []
    for unit in found.units:
        if unit.complete or unit.excused:
            continue
        squad = look.campaign.squad_of(unit.area.id)
        last = await last_reminded(look.tx, look.campaign, unit.area.id)
        rows.append(
            Missing(
                unit.area,
                squad.name if squad else "",
                summary.still(look.campaign, unit) if unit.reported else "",
                words.listed(p.name for p in leaders if unit.area.id in areas_of(p, look.campaign)),
                last,
                look.now >= open_from(last),
            )
        )
    values = {
        "rows": rows,
        "figures": found,
        "period": which,
        "name": words.period(look.campaign, which),
        "deadline": words.moment(which.deadline),
        "overdue": look.now > which.deadline,
    }
    return Page("missing.html", "Còn thiếu", values, "thieu")


async def obstacles(look: Look) -> Page:
    """What leaders reported as being in the way."""
    since = look.day("tu", look.campaign.start)
    found = await obstacles_of(look.tx, look.campaign, [a.id for a in look.areas()], since, look.campaign.end)
    return Page("obstacles.html", "Vướng mắc", {"found": found[:200], "more": max(len(found) - 200, 0)}, "vuong-mac")


async def questions(look: Look) -> Page:
    """What people asked in vain, and where guides lose them, over the last four weeks."""
    look.officer_only()
    book, since = look.tools.book, look.now - timedelta(weeks=4)
    groups = learning.grouped(await look.tx.questions.unanswered(since, limit=1000))
    drops = learning.drops(book, await look.tx.readers.walks(since, look.now - learning.RESTED))
    thumbs = await look.tx.readers.thumbs(since)
    values = {
        "groups": [
            (" ".join(shorten(g.text, 160).split()), g.people, max(a.asked_at for a in g.asked)) for g in groups
        ],
        "drops": drops[:15],
        "thumbs": sorted(
            ((book.guides[id_].title, up, down) for id_, (up, down) in thumbs.items() if id_ in book.guides),
            key=lambda one: (-one[2], one[0]),
        )[:15],
        "local": [guide for guide in book.guides.values() if is_local(guide)],
    }
    return Page("questions.html", "Câu hỏi của bà con", values, "cau-hoi")


async def posts(look: Look) -> Page:
    """What the clock will say in the coming week, and what it said since yesterday."""
    look.officer_only()
    rows = [
        {
            "at": one.row.due_at,
            "kind": TITLES[one.row.name],
            "groups": sum(not reader.private for reader in one.readers),
            "people": sum(reader.private for reader in one.readers),
            "full": one.full,
            "text": one.said.text if one.said else "",
            "state": STATES[one.state].lstrip(", ") or "sẽ gửi",
        }
        for one in await upcoming(look.tx, look.campaign, look.now - BACK, look.now + AHEAD)
        if one.said is not None or one.row.state != "planned"
    ]
    return Page("posts.html", "Tin đã hẹn", {"rows": rows, "now": look.now}, "lich")


@dataclass(frozen=True, slots=True)
class Held:
    """A duty of somebody, and whether the viewer may end it."""

    person: Person
    role: str
    role_name: str
    area: str
    may_end: bool


async def people(look: Look) -> Page:
    """Who has which duty, the codes that still work, and a form for a new one."""
    look.officer_only()
    return await people_page(look, code=None)


async def people_page(look: Look, *, code: dict[str, Any] | None) -> Page:
    """The same page; with the code that was just made."""
    campaign, viewer = look.campaign, look.viewer
    held = []
    for person in await look.tx.people.in_role(*ROLES):
        for role in dict.fromkeys(duty.role for duty in person.duties):
            areas = [duty.area for duty in person.duties if duty.role == role]
            if not viewer.whole and not any(area and viewer.manages(campaign, area) for area in areas):
                continue
            may = all(viewer.gives(campaign, Duty(role, area)) for area in areas) and person.id != viewer.person.id
            held.append(Held(person, role, common.ROLE_NAMES.get(role, role), area_names(campaign, areas), may))
    invites = [
        (i, common.ROLE_NAMES.get(i.role, i.role.removeprefix("group:")), area_names(campaign, [i.area]))
        for i in await look.tx.people.open_invites(look.now)
        if viewer.manages(campaign, i.area) and (viewer.whole or i.area)
    ]
    values = {
        "held": sorted(held, key=lambda one: (ROLES.index(one.role), one.area, one.person.name)),
        "invites": invites,
        "roles": [
            (role, common.ROLE_NAMES[role])
            for role in sorted(ROLES, key=lambda one: one not in SIMPLE)
            if viewer.gives(campaign, Duty(role, None)) or role in SIMPLE
        ],
        "areas": [area for area in campaign.areas if viewer.manages(campaign, area.id)],
        "code": code,
        "groups": len(await look.tx.chats.bound()),
        "whole": viewer.whole,
    }
    return Page("people.html", "Người và mã mời", values, "nguoi")


async def downloads(look: Look) -> Page:
    """Files to take along."""
    periods = list(look.campaign.periods(look.campaign.start, look.today))[-30:]
    values = {
        "periods": [(p, words.period(look.campaign, p)) for p in reversed(periods)],
        "chosen": look.period(),
        "areas": _choices(look),
        "kinds": [(k, name) for k, name in say.FILES.items() if look.viewer.officer or k not in OFFICERS_ONLY],
        "minutes": int(LIFE.total_seconds() // 60),
    }
    return Page("downloads.html", "Tải về", values, "tai-ve")


def _choices(look: Look) -> list[Area]:
    """The areas of the viewer's for which a file can be made apart; none where there is but one."""
    whole = [area for area in look.campaign.areas if all(look.viewer.sees(a.id) for a in look.campaign.below(area.id))]
    return whole if len(look.viewer.leaves) > 1 else []


async def audit(look: Look) -> Page:
    """Who did what that others rely on."""
    look.officer_only()
    before = look.query.get("truoc", "")
    newer = int(before) if before.isdecimal() and len(before) < 10 else 2**31 - 1
    lines = await look.tx.audit.newest(limit=51, before=newer)
    authors = {(line.who.partition(":")[0], line.who.partition(":")[2]) for line in lines}
    known = await look.tx.people.of(sorted(authors))
    about = {line.what["person"] for line in lines if isinstance(line.what.get("person"), int)}
    named = {person.id: person.name for person in await look.tx.people.by_ids(sorted(about))}
    rows = []
    for line in lines[:50]:
        if not look.viewer.whole and not _concerns(look, line.what.get("area"), line.who):
            continue
        channel, _, author = line.who.partition(":")
        person = known.get((channel, author))
        rows.append(
            {
                "at": line.at,
                "who": person.name if person and person.name else say.NOBODY_NAMED.get(channel, channel),
                "action": say.DONE.get(line.action, line.action),
                "what": _details(look, line.what, named),
            }
        )
    older = lines[49].id if len(lines) > 50 else None
    return Page("audit.html", "Nhật ký", {"rows": rows, "older": older}, "nhat-ky")


def _concerns(look: Look, area: Any, who: str) -> bool:
    return who == look.viewer.who or (isinstance(area, str) and look.viewer.manages(look.campaign, area))


def _details(look: Look, what: Any, named: dict[int, str]) -> str:
    """The parts of an audit line that a person can read."""
    told = []
    if (role := what.get("role")) is not None:
        told.append(common.ROLE_NAMES.get(role, str(role)))
    if isinstance(area := what.get("area"), str):
        told.append(area_names(look.campaign, [area]))
    if isinstance(person := what.get("person"), int) and named.get(person):
        told.append(named[person])
    for name in ("title", "label", "period"):
        if isinstance(value := what.get(name), str):
            told.append(shorten(value, 80))
    return " · ".join(told)
