"""The tables that only some presets ask for – comparison, groups and phases, parts, criteria, squads – by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from handlers.summaries.ranking import compared
from handlers.summaries.tables import Decimal, Percent, Table
from tests.recounts.by_hand import ByHand, percent, spelled

Same = Callable[[str, object, object], None]
Rows = list[dict[int, Any]]
"""By column what must stand there; None where nothing does. Columns of words alone are left out."""


def rows_of(table: Table, own: ByHand, period: Any, keys: Sequence[str] = ()) -> Rows:
    """What the table's columns of figures must hold; `keys` are those of a table of squads."""
    match table.id:
        case "ranking":
            return _ranking(table, own, period)
        case "groups":
            return _groups(own, period)
        case "parts":
            return _parts(own, period, [table.headings[1], table.headings[2]])
        case "criteria":
            return _criteria(own, period)
        case "squads":
            return _squads(table, own, period, keys)
    return _hamlets(own, period, keys)


def compare(same: Same, table: Table, rows: Rows) -> None:
    """The model's table against the rows by hand."""
    same(f"{table.id} rows", len(table.rows), len(rows))
    for at, (row, meant) in enumerate(zip(table.rows, rows, strict=False)):
        told = {column: _bare(row[column]) for column in meant}
        same(f"{table.id} row {at}", _rounded(told), _rounded(meant))


def on_paper(same: Same, table: Table, cells: Sequence[Sequence[str]], rows: Rows) -> None:
    """The document's cells against the rows by hand, figure by figure as an office writes it."""
    same(f"docx {table.id} rows", len(cells), len(rows))
    for at, (line, meant) in enumerate(zip(cells, rows, strict=False)):
        for column, value in meant.items():
            cell = table.rows[at][column]
            if value is None:
                written = "–" if not (table.sums and at == len(rows) - 1) else ""
            elif isinstance(cell, Percent):
                share = Fraction(value).limit_denominator(10**9)
                if share < 0:
                    continue
                written = percent(share.numerator, share.denominator).replace(" ", "")
            elif isinstance(cell, Decimal):
                written = f"{value:.1f}".replace(".", ",")
            else:
                written = spelled(value)
            same(f"docx {table.id} {at}:{column}", line[column], written)


def in_cells(same: Same, table: Table, page: Any, rows: Rows) -> None:
    """The workbook's cells against the rows by hand."""
    for at, meant in enumerate(rows, start=1):
        told = {column: page.cells.get((at, column)) for column in meant}
        same(f"xlsx {table.id} {at}", _rounded(told), _rounded(meant))


def ratio(own: ByHand, leaves: list[str], indicator: Any, last: date) -> float | None:
    """What stands of an indicator, in a hundred of the people that it is measured by."""
    reached = own.total(leaves, list(indicator.keys), last) + own.before(leaves, list(indicator.keys))
    people = own.people_in(leaves, indicator.ratio_of)
    return reached / people if people and 0 <= reached <= people else None


def fair(own: ByHand, area: Any, period: Any) -> float | None:
    """Counted per thousand people and duty day, each leaf with its own people and days."""
    key = compared(own.campaign) or ""
    last = min(own.history.today, period.end, own.campaign.end)
    leaves, keys = sorted(own.leaves(area.id)), _below(own, key)
    targets = [own.target(k, last) for k in ([key] if own.target(key, last) else keys)]
    days = [own.person_days(area, t.population or "", last) for t in targets if t is not None]
    whole = sum(d for d in days if d is not None) if None not in days else None
    return own.total(leaves, keys, period.end) * 1000 / whole if whole else None


def _ranking(table: Table, own: ByHand, period: Any) -> Rows:
    key = compared(own.campaign) or ""
    areas = {area.full_name: area for area in own.campaign.areas}
    ratios = [one for one in own.campaign.indicators if one.ratio_of]
    rates = {one.id: fair(own, one, period) for one in own.campaign.ranked}
    rows: Rows = []
    for row in table.rows:  # their order is compared by the ranks
        area = areas[str(row[1])]
        leaves, keys, mine = sorted(own.leaves(area.id)), _below(own, key), rates[area.id]
        total, wanted = own.heard(leaves, keys, own.campaign.start, period.end), own.wanted(key, leaves, period.end)
        share = own.reached_share(leaves, keys, period.end, wanted)
        rank = None if mine is None else 1 + sum(one is not None and one > mine for one in rates.values())
        values = [rank, None, own.heard(leaves, keys, period.start, period.end), total, wanted, share, mine]
        values += [ratio(own, leaves, one, period.end) for one in ratios]
        rows.append({at: value for at, value in enumerate(values) if at != 1})
    return rows


def _groups(own: ByHand, period: Any) -> Rows:
    leaves, rows = _leaves(own), Rows()
    grouped = {one.id for one in own.campaign.indicators if one.groups}
    starts = {phase.id: phase.start for phase in own.campaign.phases}
    for target in own.campaign.targets:
        if target.group is None and target.indicator not in grouped:
            continue
        if target.phase is not None and starts.get(target.phase, date.min) > period.end:
            continue
        keys = [f"{target.indicator}/{target.group}"] if target.group else _below(own, target.indicator)
        last = max(min(target.until, period.end), own.campaign.start)
        total, wanted = own.total(leaves, keys, last), _wanted(own, target, leaves)
        share = (total + own.before(leaves, keys)) / wanted if wanted else None
        goal = float(target.share) if target.share is not None else None
        rows.append({3: goal, 4: own.sum(leaves, keys, period.start, period.end), 5: total, 6: wanted, 7: share})
    return rows


def _parts(own: ByHand, period: Any, heads: list[str]) -> Rows:
    leaves, rows = _leaves(own), Rows()
    labels = {own.campaign.label(key).casefold(): key for key in own.campaign.keys}
    part, whole = (labels[head.casefold()] for head in heads)
    for one in own.campaign.periods(own.campaign.start, own.history.today):
        if one.start > period.end:
            break
        pairs = [[own.value(leaf, key, one.start, one.end) for key in (part, whole)] for leaf in leaves]
        good = [(a, b) for a, b in pairs if a is not None and b is not None and 0 <= a <= b]
        parts, wholes = sum(a for a, _ in good), sum(b for _, b in good)
        told = bool(good) and wholes > 0
        share = parts / wholes if told else None
        rows.append({1: parts if told else None, 2: wholes if good else None, 3: share})
    return rows


def _criteria(own: ByHand, period: Any) -> Rows:
    leaves, rows = _leaves(own), Rows()
    last = min(own.history.today, period.end)
    for key in dict.fromkeys(f"{t.indicator}/{t.group}" if t.group else t.indicator for t in own.campaign.targets):
        keys, target = _below(own, key), own.target(key, period.end)
        assert target is not None
        total, wanted = own.total(leaves, keys, period.end), own.wanted(key, leaves, period.end)
        share = (total + own.before(leaves, keys)) / wanted if wanted else None
        counted = own.sum(leaves, keys, period.start, period.end)
        rows.append({4: counted, 5: total, 6: wanted, 7: share, 8: float(own.elapsed(target.until, last))})
    return rows


def _squads(table: Table, own: ByHand, period: Any, keys: Sequence[str]) -> Rows:
    first = len(table.headings) - len(keys)
    areas = [list(squad.areas) for squad in own.campaign.squads]
    return [_heard(own, period, keys, leaves, first) for leaves in (*areas, _leaves(own))]


def _hamlets(own: ByHand, period: Any, keys: Sequence[str]) -> Rows:
    return [_heard(own, period, keys, leaves, 2) for leaves in (*([one] for one in _leaves(own)), _leaves(own))]


def _heard(own: ByHand, period: Any, keys: Sequence[str], leaves: list[str], first: int) -> dict[int, Any]:
    return {first + at: own.heard(leaves, [key], period.start, period.end) for at, key in enumerate(keys)}


def told_keys(own: ByHand, period: Any) -> list[str]:
    """The keys that have a column: the obligatory ones, and whatever somebody told."""
    duty = {key for one in own.campaign.indicators if one.obligatory for key in one.keys}
    told = {key for key in own.campaign.keys if own.heard(_leaves(own), [key], period.start, period.end) is not None}
    return [key for key in own.campaign.keys if key in duty | told]


def _wanted(own: ByHand, target: Any, leaves: list[str]) -> int | None:
    if target.amount is not None:
        return int(target.amount) * len(leaves)
    people = own.people_in(leaves, target.population or "")
    return None if people is None else ceil(Fraction(str(target.share)) * people)


def _bare(cell: Any) -> Any:
    return cell.value if isinstance(cell, Percent | Decimal) else cell


def _rounded(row: dict[int, Any]) -> dict[int, Any]:
    return {at: round(value, 9) if isinstance(value, float) else value for at, value in row.items()}


def _leaves(own: ByHand) -> list[str]:
    return [leaf.id for leaf in own.campaign.leaves]


def _below(own: ByHand, key: str) -> list[str]:
    return [one for one in own.campaign.keys if one == key or one.startswith(f"{key}/")]
