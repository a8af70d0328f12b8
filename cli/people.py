"""`trolyso invite` and `trolyso group`: one-time codes."""

from __future__ import annotations

import sys

from bot.config import Problem, SettingsError
from cli.main import HERE, Call
from cli.serve import noted_now
from handlers.codes import LIFE, PRACTICE
from handlers.codes import invite as make
from handlers.presets import load_named
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin

ROLES = ("leader", "deputy", "officer", "teacher", "technician")
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
    if role in ("leader", "deputy") and area is None:
        problems.append(Problem("--area", f"đội trưởng cần một nơi; các nơi có: {', '.join(ids)}"))
    if call.arguments.practice and role not in ("leader", "deputy"):
        problems.append(Problem("--practice", "chỉ dành cho đội trưởng, đội phó"))
    if problems:
        raise SettingsError(problems)
    practice = PRACTICE if call.arguments.practice else 0
    how = "Người nhận gõ mã này vào cửa sổ riêng với bot"
    return await _code(settings.database, role, area, how, practice=practice)


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
    return await _code(settings.database, f"group:{purpose}", area, "Gõ trong nhóm: /start ma-<mã>")


async def _code(url: str, role: str, area: str | None, how: str, *, practice: int = 0) -> int:
    await migrate(url)
    async with await Database.open(url) as database, begin(database) as tx:
        code = await make(tx, role, area, await noted_now(tx), practice=practice)
    minutes = int(LIFE.total_seconds() // 60)
    sys.stdout.write(f"{code}\n")
    sys.stderr.write(f"{how}. Mã dùng một lần, trong {minutes} phút.\n")
    return 0
