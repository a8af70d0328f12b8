"""What an officer does from the dashboard: remind, make and cancel codes, end duties. Each is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.post import QUIET_FROM, QUIET_UNTIL
from handlers.codes import LIFE, invite
from handlers.dashboard.look import Forbidden, Look, NotFound
from handlers.dashboard.reminding import remind
from handlers.dashboard.viewer import Viewer
from handlers.gathering import figures_in
from handlers.phrases import common
from handlers.phrases import dashboard as say
from handlers.reach import answering_for
from handlers.rights import WITHOUT_AREA, area_names, fits
from handlers.tools import Tools
from storage.people import Duty
from storage.tx import Tx

NOTICES = {
    "reminded": say.REMINDED,
    "night": say.REMINDED_NIGHT,
    "soon": say.TOO_SOON,
    "nobody": say.NOBODY,
    "in": say.ALREADY_IN,
    "all": say.REMINDED_ALL,
    "none": say.REMINDED_NONE,
    "cancelled": say.CODE_REMOVED,
    "gone": say.CODE_GONE,
    "ended": say.DUTY_ENDED,
    "yourself": say.NOT_YOURSELF,
    "wrong": say.WRONG_DUTY,
    "drawing": say.STILL_DRAWING,
    "not-drawn": say.NOT_DRAWN,
}


@dataclass(frozen=True, slots=True)
class Done:
    """Where to go after an act, and what to say there: a notice by name and what it is about, never free text."""

    path: str
    notice: str
    about: str = ""


async def remind_areas(look: Look, form: Mapping[str, str]) -> Done:
    """Remind the area `noi`, or with «*» everybody of the viewer's who is missing."""
    look.officer_only()
    campaign, which = look.campaign, look.period()
    wanted = form.get("noi", "")
    areas = look.viewer.leaves if wanted == "*" else look.below(wanted)
    found = await figures_in(look.tx, campaign, which, areas, today=look.today)
    missing = found.missing
    if wanted != "*" and not missing:
        return Done("thieu", "in", wanted)
    told = []
    for area in missing:
        if not await answering_for(look.tx, campaign, area.id):
            if wanted != "*":
                return Done("thieu", "nobody", wanted)
            continue
        if await remind(look.tx, campaign, which, area.id, look.viewer.who, look.now):
            told.append(area)
    if wanted == "*":
        return Done("thieu", "all" if told else "none", str(len(told)))
    if not told:
        return Done("thieu", "soon", wanted)
    return Done("thieu", "night" if _is_night(look.now) else "reminded", wanted)


def _is_night(now: datetime) -> bool:
    return now.time() >= QUIET_FROM or now.time() < QUIET_UNTIL


async def make_code(look: Look, form: Mapping[str, str]) -> dict[str, Any] | Done:
    """A new code; it is shown once, on the page that answers."""
    look.officer_only()
    role, area = form.get("viec", ""), form.get("noi", "") or None
    if role in WITHOUT_AREA:
        area = None
    if not fits(look.campaign, Duty(role, area)):
        return Done("nguoi", "wrong")
    if not look.viewer.gives(look.campaign, Duty(role, area)):
        raise Forbidden
    code = await invite(look.tx, role, area, look.now)
    await look.tx.audit.add(look.viewer.who, "invited", {"role": role, "area": area}, look.now)
    return {
        "code": code,
        "role": common.ROLE_NAMES[role],
        "area": area_names(look.campaign, [area]) if area else "",
        "minutes": int(LIFE.total_seconds() // 60),
    }


async def cancel_code(look: Look, form: Mapping[str, str]) -> Done:
    """A code that was made works no more."""
    look.officer_only()
    number = _number(form, "ma")
    found = next((i for i in await look.tx.people.open_invites(look.now) if i.id == number), None)
    if found is None:
        return Done("nguoi", "gone")
    if not look.viewer.manages(look.campaign, found.area):
        raise Forbidden
    await look.tx.people.cancel_invite(found.id, look.now)
    await look.tx.audit.add(look.viewer.who, "invite-cancelled", {"role": found.role, "area": found.area}, look.now)
    return Done("nguoi", "cancelled")


async def end_duty(look: Look, form: Mapping[str, str]) -> Done:
    """Somebody is no longer what they were; their open sessions see nothing more from the next request on."""
    look.officer_only()
    role = form.get("viec", "")
    person = next(iter(await look.tx.people.by_ids([_number(form, "nguoi")])), None)
    if person is None or role not in {duty.role for duty in person.duties}:
        return Done("nguoi", "wrong")
    if person.id == look.viewer.person.id:
        return Done("nguoi", "yourself")
    areas = [duty.area for duty in person.duties if duty.role == role]
    if not all(look.viewer.gives(look.campaign, Duty(role, area)) for area in areas):
        raise Forbidden
    await look.tx.people.take(person.id, role, look.now)
    what = {"role": role, "area": areas[0] if areas else None, "person": person.id}
    await look.tx.audit.add(look.viewer.who, "duty-ended", what, look.now)
    return Done("nguoi", "ended", f"{person.id}.{role}")


async def notice(tx: Tx, tools: Tools, viewer: Viewer, name: str, about: str) -> str:
    """The sentence of a notice; "" when there is none of that name. What it is about is looked up, never repeated."""
    sentence = NOTICES.get(name, "")
    if not sentence:
        return ""
    campaign = tools.campaign
    if name == "all":
        return sentence.format(count=int(about), areas=campaign.unit) if about.isdecimal() and len(about) < 6 else ""
    if name == "ended":
        id_, _, role = about.partition(".")
        known = await tx.people.by_ids([int(id_)]) if id_.isdecimal() and len(id_) < 12 else []
        if not known or role not in common.ROLE_NAMES:
            return ""
        return sentence.format(name=known[0].name, role=common.ROLE_NAMES[role])
    if "{area}" in sentence:
        if not campaign.has_area(about) or not viewer.sees(about):
            return ""
        area = campaign.area(about).full_name
        return sentence.format(area=area[:1].upper() + area[1:] if sentence.startswith("{area}") else area)
    return sentence


def _number(form: Mapping[str, str], name: str) -> int:
    text = form.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise NotFound
    return int(text)
