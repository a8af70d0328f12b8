"""`trolyso export`: a period's Excel, written report and picture as files in a folder."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path

from bot.clock import VIETNAM, SystemClock
from bot.config import Problem, SettingsError
from cli.look import choose
from cli.main import HERE, WHO, Call
from handlers.bundling import bundle_of
from handlers.presets import load_named
from handlers.summaries.bundle import Bundle
from handlers.summaries.documents import DRAWERS, file_name
from handlers.summaries.template import TemplateError
from storage.database import Database
from storage.migrate import migrate as bring_up_to_date
from storage.tx import begin, reading


async def export(call: Call) -> int:
    """Write the files that were asked for, or the written report and the Excel."""
    arguments = call.arguments
    settings = call.settings()
    campaign = load_named(settings.campaign, HERE / "campaigns").with_template(settings.report.template_path)
    if not arguments.out:
        raise SettingsError([Problem("--out", "xin ghi thư mục để các tệp, ví dụ --out bao-cao")])
    now = SystemClock().now()
    period, area = choose(campaign, arguments.period, arguments.area, now.astimezone(VIETNAM).date())
    await bring_up_to_date(settings.database)
    async with await Database.open(settings.database) as database, reading(database) as tx:
        made = await bundle_of(tx, campaign, period, now, campaign.below(area) if area is not None else None)
    wanted = [kind for kind in DRAWERS if getattr(arguments, kind)] or ["docx", "xlsx"]
    try:
        paths = await asyncio.to_thread(write, made, Path(arguments.out), wanted)
    except TemplateError as fault:
        raise SettingsError([Problem("report.template", problem) for problem in fault.problems]) from None
    sys.stdout.writelines(f"{path}\n" for path in paths)
    async with await Database.open(settings.database) as database, begin(database) as tx:
        await tx.audit.add(WHO, "exported", {"period": period.id, "area": area}, now)
    return 0


def write(made: Bundle, folder: Path, kinds: Iterable[str] = ("docx", "xlsx")) -> list[Path]:
    """The files of a bundle, put into the folder; returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for kind in kinds:
        path = folder / file_name(made, kind)
        path.write_bytes(DRAWERS[kind](made))
        found.append(path)
    return found
