"""The Excel's raw rows and obstacles, against every message of a week as it was typed: no line of the model is used.

PLAYED=5 plays so many seeds of each preset instead of one of Nhơn Trạch.
"""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from typing import Any

import pytest

from bot.clock import VIETNAM
from handlers.presets import names
from tests.recounts.played import Played, played

SEEDS = int(os.environ.get("PLAYED", "0"))
DAYS = {"nhon-trach-2025": 10, "ngok-bay-2025": 55, "quang-ngoc-2026": 17}
CASES = [(name, seed) for name in names() for seed in range(1, SEEDS + 1)] or [("nhon-trach-2025", 1)]
STATES = {"new": "mới nêu", "handling": "đang xử lý", "answered": "đã trả lời", "solved": "đã xong"}


@pytest.mark.parametrize(("preset", "seed"), CASES)
async def test_raw_rows_and_obstacles_follow_from_the_messages(preset: str, seed: int) -> None:
    week = await played(preset, seed, DAYS.get(preset, 8))

    rows = week.sheets["Báo cáo gốc"]
    assert rows, "a week without a report shows nothing"
    assert [one for row in rows for one in unheard(week, row)] == []
    assert any("đã hỏi lại, đáp: " in (row[11] or "") for row in rows), "somebody always says «hôm qua»"
    assert stands(week, rows) == {cell: value for cell, value in week.meant.items() if cell[1] in week.period}
    assert told(week.sheets["Vướng mắc"]) == obstacles(week)


def unheard(week: Played, row: tuple[Any, ...]) -> list[str]:
    """A row that nobody typed: its words, its author and its moment must be those of one message.

    What was asked question by question has no line of its own: it is told as the bot would write it.
    """
    _, _, _, _, _, who, sent, stored, text, *_ = row
    near = [
        (at, message.text.removeprefix("/baocao "))
        for at, message, _ in week.messages
        if message.author_name == who and abs((plain(message.sent_at) - sent).total_seconds()) <= 1
    ]
    form = any(said in ("báo cáo", "/baocao", "bc") for _, said in near)
    same = [at for at, said in near if " ".join(said.split()) == " ".join((text or "").split()) or form]
    return [] if any(plain(at) <= stored for at in same) else [f"{row}: nobody typed it"]


def stands(week: Played, rows: list[tuple[Any, ...]]) -> dict[tuple[str, date, str], int]:
    """What the versions add up to, one after the other; each must begin where the one before it ended."""
    areas = {capital(leaf.full_name): leaf.id for leaf in week.campaign.leaves}
    labels = {week.campaign.label(key): key for key in week.campaign.keys}
    now: dict[tuple[str, date, str], int] = {}
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    for row in rows:
        for label, before, after in re.findall(r"([^:;]+): (–|[\d.]+) → (–|[\d.]+)", row[4] or ""):
            cell = areas[row[1]], row[2].date(), labels[label.strip()]
            assert now.get(cell) == number(before), (row, cell)
            now.pop(cell, None)
            if after != "–":
                now[cell] = int(after.replace(".", ""))
    return now


def told(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The sheet's obstacles without their numbers; none where the sheet says that there is none."""
    return sorted(row[1:] for row in rows if isinstance(row[0], int))


def obstacles(week: Played) -> list[tuple[Any, ...]]:
    """What stood in the way, from what leaders and the officer typed, in the order of time."""
    places = {f"u-{leaf.id}": leaf for leaf in week.campaign.leaves}
    known: list[dict[str, Any]] = []
    for _, message, answers in week.messages:
        leaf = places.get(message.author)
        if leaf is not None and ". Vướng: " in message.text and "Biên nhận" in " ".join(answers):
            _tell(known, leaf.id, message.text.partition(". Vướng: ")[2], message, answers)
        elif leaf is not None and any("đã bỏ biên nhận" in one for one in answers):
            gone = {int(found) for one in answers for found in re.findall(r"đã bỏ biên nhận (?:số )?\**(\d+)", one)}
            for one in known:
                one["told"] = [each for each in one["told"] if each[0] not in gone]
        elif deed := re.fullmatch(r"/vuongmac (\d+) (trả lời|giao|xong)\s*(.*)", message.text):
            _deal(known, int(deed[1]), deed[2], deed[3])
    found = []
    for one in known:
        if not one["told"]:
            continue
        days = [day for _, day, _ in one["told"]]
        if any(day in week.period for day in days) or (one["state"] != "solved" and days[0] < week.period.start):
            area = capital(week.campaign.area(one["area"]).full_name)
            shown = STATES["answered" if one["answer"] and one["state"] != "solved" else one["state"]]
            found.append((area, plain(one["told"][0][2]), one["text"], shown, one["answer"], one["owner"]))
    return sorted(found)


def _tell(known: list[dict[str, Any]], area: str, text: str, message: Any, answers: tuple[str, ...]) -> None:
    receipt = int(next(found[1] for one in answers if (found := re.search(r"Biên nhận \**(?:số )?\**(\d+)", one))))
    day = message.sent_at.astimezone(VIETNAM).date()
    for one in known:
        if one["told"] and (one["area"], one["text"]) == (area, text) and one["state"] != "solved":
            one["told"].append((receipt, day, message.sent_at))
            return
    told_ = [(receipt, day, message.sent_at)]
    known.append({"area": area, "text": text, "told": told_, "state": "new", "answer": None, "owner": None})


def _deal(known: list[dict[str, Any]], number_: int, deed: str, words: str) -> None:
    for one in known:
        if number_ in [receipt for receipt, _, _ in one["told"]][:1]:
            if deed == "xong":
                one["state"] = "solved"
                continue
            one["state"] = "handling"
            one["answer" if deed == "trả lời" else "owner"] = words


def plain(moment: datetime) -> datetime:
    return moment.astimezone(VIETNAM).replace(tzinfo=None, microsecond=0)


def number(text: str) -> int | None:
    return None if text == "–" else int(text.replace(".", ""))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
