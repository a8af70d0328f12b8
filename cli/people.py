"""`trolyso invite`, `trolyso group`: one-time codes; `trolyso people`: who has which duty."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from bot.clock import VIETNAM
from bot.config import Problem, SettingsError
from cli.main import HERE, WHO, Call
from cli.serve import noted_now
from handlers.campaign import Campaign
from handlers.codes import LIFE, PRACTICE
from handlers.codes import invite as make
from handlers.phrases import common
from handlers.presets import load_named
from handlers.rights import NEEDS_AREA, ROLES, WITHOUT_AREA, area_names, fits
from handlers.staff import end_duty, move_duty
from storage.database import Database
from storage.migrate import migrate
from storage.people import Duty, Held
from storage.tx import Tx, begin

PURPOSES = ("squad", "officers", "class")


async def invite(call: Call) -> int:
    """A one-time code that gives a person a duty."""
    role, area = call.arguments.role, call.arguments.area
    settings = call.settings()
    campaign = load_named(settings.campaign, HERE / "campaigns")
    problems = []
    if role not in ROLES:
        problems.append(Problem("--role", f"phải là một trong: {', '.join(ROLES)}"))
    ids = [place.id for place in campaign.areas]
    if area is not None and area not in ids:
        problems.append(Problem("--area", f"không có nơi này; các nơi có: {', '.join(ids)}"))
    if role in NEEDS_AREA and area is None:
        problems.append(Problem("--area", f"đội trưởng cần một nơi; các nơi có: {', '.join(ids)}"))
    if role in WITHOUT_AREA and area is not None:
        problems.append(Problem("--area", "việc này là cho cả chiến dịch; xin bỏ --area"))
    if call.arguments.practice and role not in NEEDS_AREA:
        problems.append(Problem("--practice", "chỉ dành cho đội trưởng, đội phó"))
    if problems:
        raise SettingsError(problems)
    practice = PRACTICE if call.arguments.practice else 0
    how = "Người nhận gõ mã này vào cửa sổ riêng với bot"
    what = {"role": role, "area": area, "practice": bool(practice)}
    return await _code(settings.database, role, area, how, ("invited", what), practice=practice)


async def group(call: Call) -> int:
    """A one-time code to be typed into a group, saying what the group is for."""
    purpose, squad = call.arguments.purpose, call.arguments.squad
    settings = call.settings()
    campaign = load_named(settings.campaign, HERE / "campaigns")
    ids = [one.id for one in campaign.squads]
    problems = []
    if purpose not in PURPOSES:
        problems.append(Problem("--purpose", f"phải là một trong: {', '.join(PURPOSES)}"))
    if purpose == "squad" and squad not in ids:
        problems.append(Problem("--squad", f"nhóm đội cần tên đội; các đội có: {', '.join(ids)}"))
    if problems:
        raise SettingsError(problems)
    area = squad if purpose == "squad" else None
    what = {"purpose": purpose, "area": area}
    return await _code(
        settings.database, f"group:{purpose}", area, "Gõ trong nhóm: /start ma-<mã>", ("group-code", what)
    )


async def _code(
    url: str, role: str, area: str | None, how: str, done: tuple[str, Mapping[str, Any]], *, practice: int = 0
) -> int:
    await migrate(url)
    async with await Database.open(url) as database, begin(database) as tx:
        now = await noted_now(tx)
        code = await make(tx, role, area, now, practice=practice)
        await tx.audit.add(WHO, *done, now)
    minutes = int(LIFE.total_seconds() // 60)
    sys.stdout.write(f"{code}\n")
    sys.stderr.write(f"{how}. Mã dùng một lần, trong {minutes} phút.\n")
    return 0


async def people(call: Call) -> int:
    """Who has which duty; one duty moved to another area, or ended."""
    settings, arguments = call.settings(), call.arguments
    campaign = load_named(settings.campaign, HERE / "campaigns")
    ids = [place.id for place in campaign.areas]
    problems = []
    if arguments.area is not None and arguments.area not in ids:
        problems.append(Problem("--area", f"không có nơi này; các nơi có: {', '.join(ids)}"))
    if arguments.what == "move" and arguments.area is None:
        problems.append(Problem("--area", f"chuyển sang nơi nào? Các nơi có: {', '.join(ids)}"))
    if arguments.what != "list" and arguments.duty is None:
        problems.append(Problem("DUTY", "xin ghi số của việc, xem ở «trolyso people list»"))
    if problems:
        raise SettingsError(problems)
    await migrate(settings.database)
    async with await Database.open(settings.database) as database, begin(database) as tx:
        if arguments.what == "list":
            sys.stdout.write(await _list(tx, campaign, arguments.area, as_json=arguments.json))
            return 0
        held = next((one for one in await tx.people.held() if one.id == arguments.duty), None)
        if held is None:
            raise SettingsError([Problem("DUTY", "không có việc mang số này; xem ở «trolyso people list»")])
        now = await noted_now(tx)
        if arguments.what == "remove":
            await end_duty(tx, held, WHO, now)
        elif held.area is None or not fits(campaign, Duty(held.role, arguments.area)):
            raise SettingsError([Problem("--area", "việc này là cho cả chiến dịch, không chuyển nơi được")])
        elif held.area != arguments.area:
            await move_duty(tx, held, arguments.area, WHO, now)
    return 0


async def _list(tx: Tx, campaign: Campaign, area: str | None, *, as_json: bool) -> str:
    within = {leaf.id for leaf in campaign.below(area)} if area is not None else None
    held = [one for one in await tx.people.held() if within is None or _below(campaign, one) <= within]
    known = {person.id: person for person in await tx.people.by_ids(sorted({one.person for one in held}))}
    lines = []
    for one in sorted(held, key=lambda one: (ROLES.index(one.role) if one.role in ROLES else 99, one.id)):
        person = known[one.person]
        if as_json:
            values = {"duty": one.id, "person": person.id, "name": person.name, "channel": person.channel}
            values |= {"role": one.role, "area": one.area, "since": one.since.isoformat()}
            lines.append(json.dumps(values, ensure_ascii=False))
        else:
            where = area_names(campaign, [one.area])
            role, since = common.ROLE_NAMES.get(one.role, one.role), one.since.astimezone(VIETNAM)
            lines.append(f"{one.id:>4}  {person.name or '–'} · {role} · {where} · {person.channel} · {since:%d/%m/%Y}")
    return "".join(f"{line}\n" for line in lines)


def _below(campaign: Campaign, held: Held) -> set[str]:
    """The reporting areas of a duty; of one for the whole campaign all of them."""
    if held.area is None or not campaign.has_area(held.area):
        return {leaf.id for leaf in campaign.leaves}
    return {leaf.id for leaf in campaign.below(held.area)}
