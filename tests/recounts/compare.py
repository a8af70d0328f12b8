"""Compare everything that the model shows of a history with the reckoning by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from handlers.counts import read
from handlers.phrases.summary import LINES, main_progress, overview, summary
from handlers.presets import load_named
from handlers.summaries.chart import chart_of
from handlers.summaries.figures import Figures, Progress
from handlers.summaries.ranking import compared, ranking
from handlers.summaries.rates import rate_of, whole_key
from handlers.summaries.source import Source, due_day
from handlers.summaries.tables import Percent, own_tables
from handlers.summaries.tree import tree
from tests.recounts.by_hand import ByHand, percent, spelled
from tests.recounts.made_up import History, made_up
from tests.recounts.shown import files, page, shown


@dataclass(frozen=True, slots=True)
class Count:
    area: str
    day: date
    key: str
    value: int
    first_sent_at: datetime


class Misread(AssertionError):
    """A line was read otherwise than meant."""


@lru_cache
def preset(name: str):  # type: ignore[no-untyped-def]
    return load_named(name)


def source_of(history: History) -> Source:
    """What the bot would have: each line read by its reader, kept as the record keeps it."""
    cells: dict[tuple[str, date, str], Count] = {}
    for message in history.messages:
        reading = read(message.text, history.campaign, sent_at=message.sent)
        if (
            reading.decision != "store"
            or reading.values != message.meant
            or (reading.operation == "add") != message.adds
        ):
            raise Misread(f"{message.text!r}: {reading}")
        for key, value in reading.values.items():
            cell = (message.area, reading.day or message.day, key)
            old = cells.get(cell)
            new = value + (old.value if old is not None and message.adds else 0)
            cells[cell] = Count(*cell, new, old.first_sent_at if old is not None else message.sent)
    campaign = history.campaign.with_numbers(history.people, history.before)
    return Source(campaign, list(cells.values()), history.today, history.booked, history.away)


def differences(name: str, seed: int, *, real_files: bool = False) -> list[str]:
    """All that differs; empty when every figure is right. `real_files` and a page are made and read back as well."""
    history = made_up(preset(name), seed)
    source, own = source_of(history), ByHand(history)
    period = source.campaign.period_of(history.today)
    wrong: list[str] = []

    def same(what: str, shown: object, meant: object) -> None:
        if shown != meant:
            wrong.append(f"{name}:{seed} {what}: {shown!r}, by hand {meant!r}")

    found = source.period(period)
    _figures(same, "period", found, own, period.start, period.end, own.owed(_leaves(own), [period]))
    first, last = history.span
    owing = [
        one for one in source.campaign.periods(source.campaign.start, history.today) if first <= due_day(one) <= last
    ]
    span = source.between(first, last)
    _figures(same, "span", span, own, first, last, own.owed(_leaves(own), owing))
    for branch in (one for root in tree(source.campaign, found) for one in root.walk()):
        leaves = [leaf for leaf in _leaves(own) if leaf in own.leaves(branch.area.id)]
        for key in source.campaign.keys:
            same(f"{branch.area.id} {key}", branch.figures.of(key).total, own.total(leaves, [key], period.end))
        same(f"{branch.area.id} owed", branch.figures.expected, own.owed(leaves, [period])[0])
    _rates(same, found, own)
    _ranking(same, source, found, own)
    _chart(same, source, found, own)
    shown(same, source, found, own)
    if real_files:
        files(same, source, found, history.now)
        page(same, source, found, own)
    for text, figures in ((summary(source.campaign, found), found), (overview(source.campaign, span), span)):
        _lines(same, text, source, figures, own)
    for table in own_tables(source, found):
        for row in table.rows:
            same(f"{table.id} width", len(row), len(table.headings))
            shares = [cell.value for cell in row if isinstance(cell, Percent) and cell.value is not None]
            same(f"{table.id} shares", [one for one in shares if one < 0 and not history.booked], [])
    return wrong


def _leaves(own: ByHand) -> list[str]:
    return [leaf.id for leaf in own.campaign.leaves]


def _figures(same, what, found: Figures, own: ByHand, first: date, last: date, owed) -> None:  # type: ignore[no-untyped-def]
    leaves = _leaves(own)
    for one in (*found.progress, *found.together):
        keys = [key for key in own.campaign.keys if key == one.key or key.startswith(f"{one.key}/")]
        same(f"{what} {one.key}", one.period, own.sum(leaves, keys, first, last))
        same(f"{what} {one.key} total", one.total, own.total(leaves, keys, last))
        same(f"{what} {one.key} wanted", one.wanted, own.wanted(one.key, leaves, last))
        reached = own.total(leaves, keys, last) + own.before(leaves, keys)
        same(f"{what} {one.key} share", one.share, reached / one.wanted if one.wanted else None)
        if one.until is not None:
            elapsed = own.elapsed(one.until, min(last, own.history.today))
            same(f"{what} {one.key} elapsed", one.elapsed, float(elapsed))
    same(f"{what} owed", (found.expected, found.complete, found.timely), owed)
    for rate in (found.completeness, found.timeliness):
        same(f"{what} rate", rate is None or 0 <= rate <= 1, True)
    for unit in found.units:
        mine = {key: own.value(unit.area.id, key, first, last) for key in own.campaign.keys}
        same(f"{what} {unit.area.id}", dict(unit.values), {k: v for k, v in mine.items() if v is not None})


def _rates(same, found: Figures, own: ByHand) -> None:  # type: ignore[no-untyped-def]
    leaves, period = _leaves(own), found.period
    for one in own.campaign.indicators:
        rate = rate_of(own.campaign, one.keys[0], found.units)
        if rate is None:
            continue
        same(f"{one.id} rate range", rate.value is None or 0 <= rate.value <= 1, True)
        if one.ratio_of:
            reached = own.total(leaves, list(one.keys), period.end) + own.before(leaves, list(one.keys))
            people = own.people_in(leaves, one.ratio_of)
            value = reached / people if people and 0 <= reached <= people else None
            same(f"{one.id} ratio", rate.value, value)
        elif one.part_of:
            whole = whole_key(own.campaign, one.keys[0])
            pairs = [[own.value(leaf, k, period.start, period.end) for k in (one.keys[0], whole)] for leaf in leaves]
            good = [(a, b) for a, b in pairs if a is not None and b is not None and 0 <= a <= b]
            parts, wholes = sum(a for a, _ in good), sum(b for _, b in good)
            same(f"{one.id} part", rate.value, parts / wholes if wholes else None)


def _ranking(same, source: Source, found: Figures, own: ByHand) -> None:  # type: ignore[no-untyped-def]
    key = compared(own.campaign)
    places = ranking(source, found)
    last = min(own.history.today, found.period.end, own.campaign.end)
    fair = []
    for place in places:
        leaves = sorted(own.leaves(place.area.id))
        keys = [k for k in own.campaign.keys if k == key or k.startswith(f"{key}/")]
        total = own.total(leaves, keys, found.period.end)
        targets = [own.target(k, last) for k in ([key] if own.target(key or "", last) else keys)]
        days = [own.person_days(place.area, t.population or "", last) for t in targets if t is not None]
        whole = sum(d for d in days if d is not None) if None not in days else None
        meant = total * 1000 / whole if whole else None
        same(f"fair {place.area.id}", place.fair, meant)
        fair.append(meant)
    known = [one for one in fair if one is not None]
    same("order", known, sorted(known, reverse=True))
    same("ranks", [p.rank for p in places], [None if f is None else 1 + sum(o > f for o in known) for f in fair])


def _chart(same, source: Source, found: Figures, own: ByHand) -> None:  # type: ignore[no-untyped-def]
    chart = chart_of(source, found, own.history.now)
    key = compared(own.campaign) or ""
    keys = [k for k in own.campaign.keys if k == key or k.startswith(f"{key}/")]
    areas = {area.full_name: area for area in own.campaign.ranked or own.campaign.leaves}
    same("bars", sorted(bar.name for bar in chart.bars), sorted(areas))
    for bar in chart.bars:
        leaves = sorted(own.leaves(areas[bar.name].id))
        reached = own.total(leaves, keys, found.period.end) + own.before(leaves, keys)
        wanted = own.wanted(key, leaves, found.period.end)
        same(f"bar {bar.name}", (bar.value, bar.share), (reached, reached / wanted if wanted else None))
        if wanted and reached >= 0:
            same(f"bar {bar.name} told", bar.told, f"{spelled(reached)}/{spelled(wanted)} · {percent(reached, wanted)}")
    periods = list(own.campaign.periods(own.campaign.start, own.history.today))
    trend = [own.sum(_leaves(own), keys, one.start, one.end) for one in periods[-12:]]
    same("trend", [value for _, value, _ in chart.trend], trend)
    same("trend told", [told for _, _, told in chart.trend], [spelled(value) for value in trend])
    for leaf, (_, states) in zip(own.campaign.leaves, chart.strip, strict=False):
        same(f"strip {leaf.id}", list(states), [_state(own, leaf.id, one) for one in periods[-9:]])


def _state(own: ByHand, area: str, period) -> str:  # type: ignore[no-untyped-def]
    complete, timely = own.report(area, period)
    if own.excused(area, period):
        return "excused"
    if complete:
        return "timely" if timely else "late"
    if own.history.now <= period.deadline:
        return "open"
    said = any(a == area and period.start <= day <= period.end for a, day, _ in own.cells)
    return "part" if said else "missing"


_NUMBERS = re.compile(r"\*\*(−?[\d.]+)\*\*(?:, luỹ kế (−?-?[\d.]+)(?:/([\d.]+) \(([^),]*(?:,\d)? %|–))?)?")


def _lines(same, text: str, source: Source, figures: Figures, own: ByHand) -> None:  # type: ignore[no-untyped-def]
    lines = text.split("\n")
    same("lines", len(lines) <= LINES, True)
    leaves, first, last = _leaves(own), figures.period.start, figures.period.end
    told: dict[str, re.Match[str]] = {}
    for line in lines:
        if line.startswith("• Khác – "):
            for pair in line.removeprefix("• Khác – ").split("; "):
                label, _, rest = pair.partition(": ")
                told[label.casefold()] = _NUMBERS.match(rest)  # type: ignore[assignment]
        elif line.startswith("• "):
            label, _, rest = line.removeprefix("• ").partition(": ")
            told[label.casefold()] = _NUMBERS.match(rest)  # type: ignore[assignment]
    for one in main_progress(source.campaign, figures):
        keys = [k for k in own.campaign.keys if k == one.key or k.startswith(f"{one.key}/")]
        value, total = own.sum(leaves, keys, first, last), own.total(leaves, keys, last)
        match = told.get(own.campaign.label(one.key).casefold())
        if match is None:
            same(f"line {one.key}", (value, total), (0, 0))
            continue
        stock = own.campaign.indicator(one.key).kind == "stock"
        same(f"line {one.key}", match[1], spelled(total if stock else value))
        _line(same, one, match, total + own.before(leaves, keys), own)


def _line(same, one: Progress, match: re.Match[str], reached: int, own: ByHand) -> None:  # type: ignore[no-untyped-def]
    if match[3] is not None:
        same(f"line {one.key} wanted", match[3], spelled(one.wanted or 0))
        if reached >= 0:
            same(f"line {one.key} share", match[4], percent(reached, one.wanted))
    if match[2] is not None and reached >= 0:
        same(f"line {one.key} total", match[2].replace(".", ""), str(reached if one.wanted else one.total))


__all__ = ["Misread", "differences", "source_of"]
