"""`trolyso population`: the numbers of people by area and group, imported from the commune's own table."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.clock import SystemClock
from bot.config import Problem
from cli.look import NotThere, table
from cli.main import HERE, WHO, Call
from handlers.campaign import Campaign
from handlers.gathering import numbered
from handlers.phrases import population as say
from handlers.phrases import words
from handlers.presets import load_named
from handlers.summaries.population import NotATable, listed, read, rows_of
from storage.database import Database
from storage.migrate import migrate
from storage.numbers import Number
from storage.tx import begin, reading

LARGEST_FILE = 8 << 20


async def population(call: Call) -> int:
    """Show the numbers in force, or import them from an Excel or CSV file; 1 when a cell is wrong (nothing is kept)."""
    settings = call.settings()
    preset = load_named(settings.campaign, HERE / "campaigns")
    if call.arguments.what == "import":
        entries = _entries(call.arguments.file, preset)
    await migrate(settings.database)
    async with await Database.open(settings.database) as database:
        async with reading(database) as tx:
            before = await numbered(tx, preset)
        if call.arguments.what == "show":
            _show(before, as_json=call.arguments.json)
            return 0
        async with begin(database) as tx:
            now = SystemClock().now()
            await tx.numbers.put(preset.id, entries, now)
            await tx.audit.add(WHO, "population-imported", {"numbers": len(entries)}, now)
            after = await numbered(tx, preset)
    changes = list(_changes(before, after))
    count = len({entry.area for entry in entries})
    sys.stdout.write(
        say.DONE.format(
            count=len(entries), areas=count, leaves=len(preset.leaves), unit=preset.unit, campaign=preset.name
        )
        + "\n"
        + "".join(f"{line}\n" for line in changes)
    )
    return 0


def _entries(file: str | None, preset: Campaign) -> list[Number]:
    if file is None:
        raise NotThere(Problem("FILE", "xin ghi tên tệp, ví dụ: trolyso population import dan-so.xlsx"))
    path = Path(file)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NotThere(Problem(path.name, "tệp lớn quá 8 MB; xin giữ một bảng"))
        rows = rows_of(path.read_bytes(), path.name)
    except OSError:
        raise NotThere(Problem(file, "không đọc được tệp; xin xem lại tên và quyền đọc")) from None
    except NotATable as fault:
        raise NotThere(Problem(path.name, str(fault))) from None
    found = read(rows, preset)
    if found.faults:
        raise NotThere(*(Problem(path.name, line) for line in listed(found.faults)))
    return [Number(entry.area, entry.kind, entry.key, entry.value) for entry in found.entries]


def _changes(before: Campaign, after: Campaign) -> list[str]:
    lines = []
    for old, new in zip(before.leaves, after.leaves, strict=True):
        numbers = [(label, old.populations.get(id_), new.populations.get(id_)) for id_, label in _labels(after)]
        numbers += [
            (say.BEFORE.format(label=after.label(key)), old.baselines.get(key), new.baselines.get(key))
            for key in after.keys
        ]
        for label, was, is_ in numbers:
            if was != is_:
                blanks = {"area": new.full_name, "label": label, "old": _cell(was), "new": _cell(is_)}
                lines.append(say.CHANGED.format(**blanks))
    return lines


def _show(campaign: Campaign, *, as_json: bool) -> None:
    if as_json:
        for leaf in campaign.leaves:
            one = {"area": leaf.id, "populations": dict(leaf.populations), "baselines": dict(leaf.baselines)}
            sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
        return
    keys = [key for key in campaign.keys if any(key in leaf.baselines for leaf in campaign.leaves)]
    head = ["Đơn vị", *(label for _, label in _labels(campaign))]
    head += [say.BEFORE.format(label=campaign.label(key)) for key in keys]
    rows = [
        [leaf.full_name, *(_cell(leaf.populations.get(id_)) for id_, _ in _labels(campaign))]
        + [_cell(leaf.baselines.get(key)) for key in keys]
        for leaf in campaign.leaves
    ]
    sys.stdout.write("\n".join(table(head, rows)) + "\n")


def _labels(campaign: Campaign) -> list[tuple[str, str]]:
    return list(campaign.populations.items())


def _cell(value: int | None) -> str:
    return "–" if value is None else words.number(value)
