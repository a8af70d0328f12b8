"""The page of citizens who wait for a person, or are being helped: what «/viec» lists, with how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.text import shorten
from handlers.dashboard.look import Look, Page
from handlers.helping import may_help, place_in, title_of
from handlers.phrases import dashboard as say
from storage.cases import Case
from storage.people import Person

LONG = timedelta(minutes=10)
"""Whoever waits longer for a helper is shown in warning colours; as long as a helper may leave somebody waiting."""
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Open:
    """One open case, without anything that names the citizen."""

    number: int
    area: str
    about: str
    """The guide and step at which they got stuck; "" when they read none."""
    words: str
    """Masked."""
    device: str
    since: datetime
    state: str
    """The colour: none, part (a warning) or full."""
    told: str
    helper: str
    again: int
    """How often it was handed on or opened again."""


async def cases(look: Look) -> Page:
    """The open cases of the viewer's areas, who waits longest first."""
    found = await _open(look)
    helpers = {one.id: one for one in await look.tx.people.by_ids(sorted({c.helper for c in found if c.helper}))}
    rows = [_row(look, case, helpers) for case in sorted(found, key=lambda one: (one.state == "helped", one.opened_at))]
    waiting = sum(case.state != "helped" for case in found)
    values = {"rows": rows[:SHOWN], "more": max(len(rows) - SHOWN, 0), "waiting": waiting, "all": len(rows)}
    return Page("helping.html", "Bà con chờ giúp", values, "giup")


async def waiting(look: Look) -> int:
    """How many wait for a helper in the viewer's areas."""
    return sum(case.state != "helped" for case in await _open(look))


async def _open(look: Look) -> list[Case]:
    """What the viewer may help with; with `noi` only of those areas. One's own call is nobody's case on this page."""
    areas = {area.id for area in look.areas()} if look.query.get("noi") else None
    person = look.viewer.person
    return [
        case
        for case in await look.tx.cases.standing(look.campaign.id)
        if may_help(person, case, look.campaign) and case.citizen != person.id and (areas is None or case.area in areas)
    ]


def _row(look: Look, case: Case, helpers: dict[int, Person]) -> Open:
    guide, steps = place_in(look.tools.book, case)
    about = ""
    if guide is not None:
        at_step = 1 <= case.step <= len(steps)
        form = say.STUCK_AT_STEP if at_step else say.STUCK_IN_GUIDE
        about = form.format(title=guide.title, step=case.step, total=len(steps))
    helped, since = case.state == "helped", look.now - case.opened_at
    state = "full" if helped else "part" if since > LONG else "none"
    told = say.BEING_HELPED if helped else say.WAITS_FOR.format(long=_long(since))
    known = case.area and look.campaign.has_area(case.area)
    return Open(
        case.id,
        look.campaign.area(case.area).full_name if case.area and known else say.AREA_UNKNOWN,
        about,
        shorten(" ".join(case.words.split()), 160),
        case.device,
        case.claimed_at if helped and case.claimed_at else case.opened_at,
        state,
        told,
        title_of(helpers.get(case.helper or 0), look.campaign) if helped else "",
        case.turn - 1,
    )


def _long(span: timedelta) -> str:
    """«25 phút», «3 giờ», «2 ngày»."""
    minutes = max(int(span.total_seconds() // 60), 0)
    if minutes < 90:
        return f"{minutes} phút"
    return f"{minutes // 60} giờ" if minutes < 48 * 60 else f"{minutes // (24 * 60)} ngày"
