"""`trolyso places`: the support points as they stand, and their import from the commune's own table."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from bot.clock import VIETNAM
from bot.config import Problem
from cli.look import NotThere, table
from cli.main import HERE, Call
from cli.population import LARGEST_FILE
from cli.serve import noted_now
from handlers.campaign import Campaign
from handlers.phrases import places as say
from handlers.places.table import Points, read_table
from handlers.points.hours import Opening, Point, openings
from handlers.points.kept import to_json
from handlers.points.standing import AHEAD, keep, standing
from handlers.points.told import full_words, where_words
from handlers.presets import load_named
from handlers.summaries.population import NotATable, listed, rows_of
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin

BY = "cli:places"


async def places(call: Call) -> int:
    """Show the points with their next opening, or import them; 1 when a cell is wrong (nothing is kept)."""
    settings = call.settings()
    campaign = load_named(settings.campaign, HERE / "campaigns")
    rows = (
        table_rows(call.arguments.file, "places import lich-ho-tro.xlsx") if call.arguments.what == "import" else None
    )
    await migrate(settings.database)
    async with await Database.open(settings.database) as database, begin(database) as tx:
        now = await noted_now(tx)
        before = {point.id: point for point in await standing(tx, campaign)}
        today = now.astimezone(VIETNAM).date()
        if rows is None:
            coming = openings(before.values(), today, today + AHEAD, campaign.days_off)
            coming = [one for one in coming if one.ends > now]
            _show(campaign, list(before.values()), coming, as_json=call.arguments.json)
            return 0
        found = read_table(rows, campaign, today)
        if found.faults:
            raise NotThere(*(Problem(Path(call.arguments.file).name, line) for line in listed(found.faults)))
        lines = []
        for point in found.points:
            old = before.get(point.id)
            if old is not None:
                point = replace(point, changes=old.changes, sequence=old.sequence)
            if old is not None and to_json(point) == to_json(old):
                lines.append(say.TABLE_SAME.format(name=point.name, id=point.id))
                continue
            await keep(tx, campaign, point, now, BY)
            form = say.TABLE_CHANGED if old is not None else say.TABLE_NEW
            lines.append(form.format(name=point.name, id=point.id))
        await tx.audit.add(BY, "points-imported", {"points": [point.id for point in found.points]}, now)
    _told(campaign, found, lines)
    return 0


def _told(campaign: Campaign, found: Points, lines: list[str]) -> None:
    slots = sum(len(point.slots) for point in found.points)
    done = say.TABLE_DONE.format(count=len(found.points), slots=slots, campaign=campaign.name)
    sys.stdout.write("\n".join([done, *lines]) + "\n")


def table_rows(file: str | None, example: str) -> list[list[object]]:
    """The rows of a table file; NotThere with what is wrong and an example."""
    if file is None:
        raise NotThere(Problem("FILE", f"xin ghi tên tệp, ví dụ: trolyso {example}"))
    path = Path(file)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NotThere(Problem(path.name, "tệp lớn quá 8 MB; xin giữ một bảng"))
        return rows_of(path.read_bytes(), path.name)
    except OSError:
        raise NotThere(Problem(file, "không đọc được tệp; xin xem lại tên và quyền đọc")) from None
    except NotATable as fault:
        raise NotThere(Problem(path.name, str(fault))) from None


def _show(campaign: Campaign, points: list[Point], coming: list[Opening], *, as_json: bool) -> None:
    following = {one.point.id: one for one in reversed(coming)}
    if not as_json:
        rows = []
        for point in points:
            one = following.get(point.id)
            when = full_words(one, campaign, one.begins.date().min) if one else "–"
            rows.append((point.id, point.name, point.area or "–", when))
        head = ("Mã", "Tên điểm", campaign.unit[:1].upper() + campaign.unit[1:], "Sắp tới")
        sys.stdout.write("\n".join(table(head, rows)) + "\n")
        return
    for point in points:
        coming_here = [
            {
                "key": one.key,
                "begins": one.begins.isoformat(),
                "ends": one.ends.isoformat(),
                "where": where_words(one, campaign),
                "area": one.area,
                "moved": one.moved,
            }
            for one in coming
            if one.point.id == point.id
        ]
        plain = {"id": point.id, **to_json(point), "sequence": point.sequence, "openings": coming_here}
        sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
