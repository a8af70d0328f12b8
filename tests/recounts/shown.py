"""Compare what files, dashboard and `trolyso figures` show of a history with the reckoning by hand: cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from fractions import Fraction
from functools import cache
from html import unescape
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
from docx.oxml.ns import qn

from bot.clock import VIETNAM
from cli.look import figures_json
from handlers.dashboard.dress import Dress
from handlers.dashboard.numbers import board, cumulated, keys_of
from handlers.dashboard.pages import Scope
from handlers.phrases import sheet as say
from handlers.summaries import letter, letter_tables, sheet
from handlers.summaries._book import Book
from handlers.summaries.bundle import Bundle, bundle
from handlers.summaries.figures import Figures
from handlers.summaries.letter_words import Words
from handlers.summaries.ranking import compared
from handlers.summaries.source import Source
from handlers.summaries.tables import own_tables, squads_table
from tests.recounts import own as by_preset
from tests.recounts.by_hand import ByHand, percent, spelled

Same = Callable[[str, object, object], None]


def shown(same: Same, source: Source, found: Figures, own: ByHand) -> None:
    """Everything that is laid out from the figures of a period."""
    made = bundle_of(source, found, own.history.now)
    pages = written(made)
    _excel(same, pages, made, own)
    _word(same, made, own)
    _json(same, figures_json(source.campaign, found), own, found)
    _dashboard(same, source, found, own)


def bundle_of(source: Source, found: Figures, now: datetime) -> Bundle:
    return bundle(source.campaign, found, source.counts, now, adjustments=source.adjustments, excuses=source.excuses)  # type: ignore[arg-type]


# -- the Excel -------------------------------------------------------------------------------------------------------


class Page:
    """One sheet that only remembers what was written into it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[tuple[int, int], Any] = {}

    def write_string(self, row: int, column: int, value: str, _look: object = None) -> None:
        self.cells[row, column] = value

    write_number = write_datetime = write_string  # type: ignore[assignment]

    def write_blank(self, row: int, column: int, _value: object, _look: object = None) -> None:
        self.cells.pop((row, column), None)

    def row(self, at: int) -> tuple[Any, ...]:
        """The cells of a row, as far as the sheet is wide."""
        return tuple(self.cells.get((at, column)) for column in range(self.wide))

    @property
    def wide(self) -> int:
        return max((column for _, column in self.cells), default=-1) + 1

    @property
    def high(self) -> int:
        return max((row for row, _ in self.cells), default=-1) + 1

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_args, **_kwargs: None


class Series:
    """A chart that remembers the cells that it shows."""

    def __init__(self, kept: list[dict[str, Any]]) -> None:
        self._kept = kept

    def add_series(self, series: dict[str, Any]) -> None:
        self._kept.append(series)

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_args, **_kwargs: None


class Recorder:
    """A workbook that is never saved."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.series: list[dict[str, Any]] = []

    def add_format(self, _look: object) -> None:
        return None

    def add_worksheet(self, name: str) -> Page:
        return self.pages.setdefault(name, Page(name))

    def add_chart(self, _kind: object) -> Series:
        return Series(self.series)


def written(made: Bundle) -> Recorder:
    """What `sheet.draw` writes, by the same functions."""
    recorder = Recorder()
    book = Book(recorder, made)
    for fill in sheet.SHEETS:
        fill(book)
    return recorder


def _excel(same: Same, book: Recorder, made: Bundle, own: ByHand) -> None:
    period, leaves = made.figures.period, _leaves(own)
    first, last = period.start, period.end
    page = book.pages[say.SUMMARY]
    expected, complete, timely = own.owed(leaves, [period])
    same("xlsx owed", [page.cells.get((at, 3)) for at in (5, 6, 7)], [expected, complete, timely])
    shares = [complete / expected, timely / expected] if expected else [None, None]
    same("xlsx rates", [page.cells.get((at, 4)) for at in (6, 7)], shares)
    earlier = made.before.period if made.before is not None else None
    ordered = [key for one in own.campaign.indicators for key in (one.id, *(one.keys if one.groups else ()))]
    for at, key in enumerate(ordered, start=10):
        keys = _below(own, key)
        total, before, wanted = (
            own.total(leaves, keys, last),
            own.before(leaves, keys),
            own.wanted(key, leaves, last),
        )
        meant = (
            wanted,
            _counted(own, keys, earlier.start, earlier.end) if earlier else None,
            _counted(own, keys, first, last),
            before or None,
            own.heard(leaves, keys, own.campaign.start, last),
            (total + before) / wanted if wanted else None,
        )
        same(f"xlsx summary {key}", page.row(at)[3:9], meant)
        pace = None
        target = own.target(key, last) or next((t for k in keys if (t := own.target(k, last))), None)
        if target is not None and wanted and wanted > before:
            elapsed = own.elapsed(target.until, min(last, own.history.today))
            pace = Fraction(total, wanted - before) / elapsed if elapsed else None
        told = page.cells.get((at, 9))
        same(f"xlsx pace {key}", told is None, pace is None)
        if told is not None and pace is not None:
            same(f"xlsx pace {key}", abs(told - pace) < 1e-9, True)
    units, grouped = book.pages[say.UNITS], _grouped(own)
    for at, leaf in enumerate(leaves, start=1):
        each = [
            value
            for key in own.campaign.keys
            for value in (own.value(leaf, key, first, last), own.value(leaf, key, own.campaign.start, last))
        ]
        for keys in grouped:
            since = own.campaign.start
            each += [_counted(own, keys, first, last, [leaf]), own.heard([leaf], keys, since, last)]
        same(f"xlsx unit {leaf}", list(units.row(at)[3:]), each)
        state = _state(own, leaf, period)
        same(f"xlsx state {leaf}", units.cells[at, 2], state)
    sums = [
        value
        for keys in [*([key] for key in own.campaign.keys), *grouped]
        for value in (_counted(own, keys, first, last), own.heard(leaves, keys, own.campaign.start, last))
    ]
    same("xlsx sums", list(units.row(len(leaves) + 1)[3:]), sums)
    _days(same, book.pages[say.DAYS], own, last)
    _keys(same, book.pages[say.KEYS], own, first, last)
    _missing(same, book.pages[say.MISSING], own, period)
    _compared(same, book, own, period)
    _people(same, book, own)
    _charts(same, book)
    _own(same, book, made, own)


def _own(same: Same, book: Recorder, made: Bundle, own: ByHand) -> None:
    """The campaign's own tables: the model's, the workbook's and the document's."""
    period = made.figures.period
    duty = [key for one in own.campaign.indicators if one.obligatory for key in one.keys]
    drawn = [cells_of(xml)[1:] for xml in letter_tables.own(made, 247) if xml.startswith("<w:tbl")]
    for table in own_tables(made.source, made.figures):
        rows = by_preset.rows_of(table, own, period, by_preset.told_keys(own, period))
        by_preset.compare(same, table, rows)
        if table.id in say.OWN:
            by_preset.in_cells(same, table, book.pages[say.OWN[table.id]], rows)
        if table.id == "squads":
            table = squads_table(own.campaign, made.figures, duty)
            rows = by_preset.rows_of(table, own, period, duty)
        if table.id != "hamlets":
            by_preset.on_paper(same, table, drawn.pop(0), rows)
    same("docx own tables", drawn, [])


def _counted(own: ByHand, keys: list[str], first: date, last: date, leaves: list[str] | None = None) -> int | None:
    """What was told for these days; what stands is not added up over days."""
    stock = own.kind[keys[0]] == "stock"
    return None if stock else own.heard(_leaves(own) if leaves is None else leaves, keys, first, last)


def _grouped(own: ByHand) -> list[list[str]]:
    """All groups of the indicator that is compared, where it has any."""
    key = compared(own.campaign)
    return [_below(own, key)] if key is not None and key not in own.campaign.keys else []


def _compared(same: Same, book: Recorder, own: ByHand, period: Any) -> None:
    page = book.pages.get(say.RANKING)
    if page is None:
        return
    key = compared(own.campaign) or ""
    areas = {_capital(area.full_name): area for area in own.campaign.areas}
    ratios = [one for one in own.campaign.indicators if one.ratio_of]
    for at in range(1, page.high):
        if page.cells.get((at, 1)) not in areas:
            continue  # the note below
        leaves, keys = sorted(own.leaves(areas[page.cells[at, 1]].id)), _below(own, key)
        total, wanted = own.heard(leaves, keys, own.campaign.start, period.end), own.wanted(key, leaves, period.end)
        share = own.reached_share(leaves, keys, period.end, wanted)
        meant = (own.heard(leaves, keys, period.start, period.end), total, wanted, share)
        same(f"xlsx compared {page.cells[at, 1]}", page.row(at)[2:6], meant)
        told = [page.cells.get((at, column)) for column in range(6, 7 + len(ratios))]
        rates = [by_preset.ratio(own, leaves, one, period.end) for one in ratios]
        same(f"xlsx rates {page.cells[at, 1]}", told, [by_preset.fair(own, areas[page.cells[at, 1]], period), *rates])


def _people(same: Same, book: Recorder, own: ByHand) -> None:
    page = book.pages.get(say.PEOPLE)
    if page is None:
        return
    known = [p for p in own.campaign.populations if any(own.people(leaf, p) is not None for leaf in _leaves(own))]
    for at, leaf in enumerate(_leaves(own), start=1):
        same(f"xlsx people {leaf}", list(page.row(at)[2:]), [own.people(leaf, one) for one in known])
    sums = [own.people_in(_leaves(own), one) for one in known]
    same("xlsx people", list(page.row(len(_leaves(own)) + 1)[2:]), sums)


def _days(same: Same, page: Page, own: ByHand, last: date) -> None:
    meant: dict[date, dict[str, int]] = {}
    for (_, day, key), value in own.cells.items():
        if day <= last:
            meant.setdefault(day, {})[key] = meant.get(day, {}).get(key, 0) + value
    for one in own.history.booked:
        if one.booked <= last:
            meant.setdefault(one.booked, {})[one.key] = meant.get(one.booked, {}).get(one.key, 0) + one.delta
    rows = {page.cells[at, 0]: page.row(at)[1:] for at in range(1, page.high)}
    for values in meant.values():
        for keys in _grouped(own):
            told = [values[key] for key in keys if key in values]
            values |= {"together": sum(told)} if told else {}
    columns = [*own.campaign.keys, *("together" for _ in _grouped(own))]
    wide = {day: tuple(values.get(key) for key in columns) for day, values in meant.items()}
    same("xlsx days", rows, wide)


def _keys(same: Same, page: Page, own: ByHand, first: date, last: date) -> None:
    at = 0
    for leaf in _leaves(own):
        for key in own.campaign.keys:
            at += 1
            value, total = own.value(leaf, key, first, last), own.value(leaf, key, own.campaign.start, last)
            moved = [
                b.delta for b in own.history.booked if (b.area, b.key) == (leaf, key) and first <= b.booked <= last
            ]
            before = own.before([leaf], [key])
            wanted = own.wanted(key, [leaf], last)
            share = ((total or 0) + before) / wanted if wanted else None
            meant = (value, sum(moved) if moved else None, before or None, total, wanted, share)
            same(f"xlsx key {leaf} {key}", tuple(page.cells.get((at, column)) for column in range(4, 10)), meant)


def _missing(same: Same, page: Page, own: ByHand, period: Any) -> None:
    rows: dict[str, tuple[Any, ...]] = {}
    at = 1
    while (at, 0) in page.cells and page.cells[at, 0] not in (say.DOUBTS_TITLE, say.NONE_MISSING):
        rows[page.cells[at, 0]] = (page.cells.get((at, 2)), page.cells.get((at, 3)))
        at += 1
    meant: dict[str, tuple[Any, ...]] = {}
    for leaf in own.campaign.leaves:
        excused, (complete, _) = own.excused(leaf.id, period), own.report(leaf.id, period)
        if complete and not excused:
            continue
        said = {key for a, day, key in own.cells if a == leaf.id and period.start <= day <= period.end}
        owed = [o.short for o in own.campaign.indicators if o.obligatory and not excused and not said & set(o.keys)]
        meant[_capital(leaf.full_name)] = (_state(own, leaf.id, period), ", ".join(owed) or None)
    same("xlsx missing", rows, meant)


def _charts(same: Same, book: Recorder) -> None:
    """Each chart shows one cell with a number, or none, for each cell with a name."""
    for series in book.series:
        for what in ("categories", "values"):
            name, top, column, bottom, to = series[what]
            cells = [book.pages[name].cells.get((row, column)) for row in range(top, bottom + 1)]
            kind = (str, date) if what == "categories" else (int, float, type(None))
            same(f"xlsx chart {what}", column == to and all(isinstance(cell, kind) for cell in cells), True)
        same("xlsx chart rows", series["categories"][1], series["values"][1])
        same("xlsx chart ends", series["categories"][3], series["values"][3])


def _state(own: ByHand, leaf: str, period: Any) -> str:
    complete, timely = own.report(leaf, period)
    if own.excused(leaf, period):
        return say.STATES["excused"]
    if complete:
        return say.STATES["timely" if timely else "late"]
    first, last = period.start, period.end
    heard = any(a == leaf and first <= day <= last for a, day, _ in own.cells)
    return say.STATES["part" if heard else "missing"]


# -- the Word --------------------------------------------------------------------------------------------------------


def tenths(part: int, whole: int | None) -> str:
    """«37,5%», as documents have it."""
    return percent(part, whole).replace(" ", "")


def cells_of(xml: Any) -> list[list[str]]:
    """The rows of a table."""
    table = ElementTree.fromstring(xml) if isinstance(xml, str) else xml
    return [
        ["".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
        for row in table.iter(qn("w:tr"))
    ]


def _word(same: Same, made: Bundle, own: ByHand) -> None:
    said, leaves, period = Words(made), _leaves(own), made.figures.period
    first, last = period.start, period.end
    rows = cells_of(letter_tables.results(said, 165))[1:]
    keys = [key for one in own.campaign.indicators for key in (one.id, *(one.keys if one.groups else ()))]
    same("docx rows", len(rows), len(keys))
    for row, key in zip(rows, keys, strict=False):
        below = _below(own, key)
        total, wanted = own.total(leaves, below, last), own.wanted(key, leaves, last)
        reached = total + own.before(leaves, below)
        figures = (wanted, _counted(own, below, first, last), own.heard(leaves, below, own.campaign.start, last))
        meant = ["–" if one is None else spelled(one) for one in figures]
        same(f"docx {key}", row[3:6], meant)
        if reached >= 0:
            same(f"docx share {key}", row[6], tenths(reached, wanted))
    tables = letter_tables.units(made, said, letter_tables.parts(made), 247)[1::2]
    shown_keys = letter_tables.parts(made)
    for number, xml in enumerate(tables):
        total, abreast = number >= len(shown_keys), shown_keys[number % len(shown_keys)]
        since = own.campaign.start if total else first
        *each, sums = cells_of(xml)[1:]
        for leaf, row in zip(leaves, each, strict=True):
            values = [own.value(leaf, key, since, last) for key in abreast]
            same(f"docx unit {leaf}", row[-len(abreast) :], ["–" if v is None else _plain(v) for v in values])
        told = [(own.heard(leaves, [k], since, last) if total else _counted(own, [k], since, last)) for k in abreast]
        same("docx sums", sums[-len(abreast) :], ["–" if value is None else _plain(value) for value in told])
    _general(same, said, own, period)


def _general(same: Same, said: Words, own: ByHand, period: Any) -> None:
    leaves = _leaves(own)
    expected, complete, timely = own.owed(leaves, [period])
    lines = said.before_table[0][1]
    numbers = re.findall(r"(\d+)/(\d+) .*\(đạt ([\d,]+%)\), trong đó (\d+) .*\(đạt ([\d,]+%)\)", lines[0])
    meant = (str(complete), str(expected), tenths(complete, expected), str(timely), tenths(timely, expected))
    same("docx owed", numbers, [meant] if expected else [])
    owing = {
        leaf.full_name
        for leaf in own.campaign.leaves
        if not own.excused(leaf.id, period) and not own.report(leaf.id, period)[0]
    }
    gaps = next(line for line in lines if line.startswith("3. "))
    named = gaps.removeprefix("3. Số liệu còn thiếu: ").partition(". Kết quả")[0]
    same("docx gaps", set(re.split(", | và ", named)) if owing else named, owing or "không có.")
    earlier = said.bundle.before.period if said.bundle.before is not None else None
    for one, line in zip([i for i in own.campaign.indicators if i.obligatory], said.compared, strict=True):
        value = own.sum(leaves, list(one.keys), period.start, period.end)
        if one.kind == "stock":
            same(
                f"docx stands {one.id}",
                f"hiện có {_plain(own.total(leaves, list(one.keys), period.end))} " in line,
                True,
            )
            continue
        same(f"docx compared {one.id}", f"trong kỳ {_plain(value)} " in line, True)
        if earlier is not None:
            by = value - own.sum(leaves, list(one.keys), earlier.start, earlier.end)
            change = f"tăng {_plain(by)} so" if by > 0 else f"giảm {_plain(-by)} so" if by < 0 else "bằng kỳ trước"
            same(f"docx change {one.id}", change in line, True)


def _plain(value: int) -> str:
    """As tables of units and sentences say it."""
    return spelled(value).replace("−", "-")


# -- `trolyso figures` and the dashboard -----------------------------------------------------------------------------


def _json(same: Same, told: dict[str, Any], own: ByHand, found: Figures) -> None:
    period, leaves = found.period, _leaves(own)
    first, last = period.start, period.end
    expected, complete, timely = own.owed(leaves, [period])
    same("json owed", [told[one] for one in ("expected", "complete", "timely")], [expected, complete, timely])
    rates = [complete / expected, timely / expected] if expected else [None, None]
    same("json rates", [told["completeness"], told["timeliness"]], rates)
    for one in (*told["indicators"], *told["together"]):
        keys, key = _below(own, one["key"]), one["key"]
        total, before, wanted = own.total(leaves, keys, last), own.before(leaves, keys), own.wanted(key, leaves, last)
        shown_ = [one[name] for name in ("period", "total", "baseline", "wanted", "share")]
        share = (total + before) / wanted if wanted else None
        same(f"json {key}", shown_, [own.sum(leaves, keys, first, last), total, before, wanted, share])
    for one in told["areas"]:
        leaf = one["id"]
        values = {k: v for k in own.campaign.keys if (v := own.value(leaf, k, first, last)) is not None}
        totals = {k: v for k in own.campaign.keys if (v := own.value(leaf, k, own.campaign.start, last)) is not None}
        same(f"json {leaf}", (one["values"], one["totals"]), (values, totals))
        same(f"json {leaf} excused", one["excused"], own.excused(leaf, period))
        same(f"json {leaf} report", (one["complete"], one["timely"]), own.report(leaf, period))


def _dashboard(same: Same, source: Source, found: Figures, own: ByHand) -> None:
    period, leaves = found.period, _leaves(own)
    page = board(source, found, "", kind="ky", curve=True)
    main = list(keys_of(source.campaign, page.main))
    for row in page.rows:
        leaf = row.area.id
        said = [own.value(leaf, key, period.start, period.end) for key in main]
        heard = [value for value in said if value is not None]
        same(f"desk {leaf}", row.shown, sum(heard) if heard else None)
        values = {k: v for k in own.campaign.keys if (v := own.value(leaf, k, period.start, period.end)) is not None}
        same(f"desk {leaf} values", dict(row.values), values)
    line = cumulated(source, page.main, source.campaign.start, min(period.end, source.today))
    before = own.before(leaves, main)
    for at in {len(line) - 1, len(line) // 2, max(len(line) - 3, 0)}:
        day = date.fromordinal(source.campaign.start.toordinal() + at)
        same(f"desk trend {day}", line[at], own.total(leaves, main, day))
    assert page.trend is not None
    same("desk trend end", page.trend.total, own.total(leaves, main, min(period.end, source.today)) + before)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _leaves(own: ByHand) -> list[str]:
    return [leaf.id for leaf in own.campaign.leaves]


def _below(own: ByHand, key: str) -> list[str]:
    return [one for one in own.campaign.keys if one == key or one.startswith(f"{key}/")]


@cache
def _dress() -> Dress:
    return Dress()


def page(same: Same, source: Source, found: Figures, own: ByHand) -> None:
    """The dashboard's page of a period as it is sent: its cards, targets and table."""
    period, leaves = found.period, _leaves(own)
    first, last = period.start, period.end
    viewer = SimpleNamespace(officer=True, person=SimpleNamespace(name="Chị Hoa"))
    values = {
        "board": board(source, found, "", kind="ky", curve=True),
        "scope": Scope(period, "kỳ", "values", first),
        "title": "Kỳ báo cáo", "here": "ky", "kind": "ky", "viewer": viewer, "campaign": source.campaign,
        "csrf": "", "notice": "", "now": own.history.now, "today": source.today, "path": "/ky", "query": {},
        "before": None, "after": None, "parents": [], "chosen": "", "deadline": "", "overdue": False, "waiting": 0,
    }  # fmt: skip
    html = _dress().render("figures.html", values)

    def told(name: str) -> str:
        return unescape((re.search(rf'data-figure="{name}">(.*?)<', html) or ["", "none"])[1])

    expected, complete, timely = own.owed(leaves, [period])
    same("page owed", (told("complete"), told("timely")), (str(complete), str(timely)))
    shares = (percent(complete, expected or None), percent(timely, expected or None))
    same("page rates", (told("completeness"), told("timeliness")), shares)
    for key, item in re.findall(r'<li data-key="([^"]+)">(.*?)</li>', html, re.DOTALL):
        below, wanted = _below(own, key), own.wanted(key, leaves, last)
        reached = own.total(leaves, below, last) + own.before(leaves, below)
        parts = {name: _words(text) for name, text in re.findall(r"<b data-(\w+)>(.*?)</b>", item)}
        if wanted and reached >= 0 and own.kind[below[0]] == "flow":
            meant = {"total": spelled(reached), "wanted": spelled(wanted), "share": percent(reached, wanted)}
            same(f"page {key}", parts, meant)
    shown_cells = {
        (area, key): _words(cell)
        for area, row in re.findall(r'<tr data-area="([^"]+)">(.*?)</tr>', html, re.DOTALL)
        for key, cell in re.findall(r'data-key="([^"]+)">(.*?)</td>', row, re.DOTALL)
    }
    sums = {key: own.heard(leaves, [key], first, last) for key in own.campaign.keys}
    meant_cells = {("*", key): "–" if value is None else _plain(value) for key, value in sums.items()}
    for leaf in leaves:
        each = {key: own.value(leaf, key, first, last) for key in own.campaign.keys}
        meant_cells |= {(leaf, key): "–" if value is None else _plain(value) for key, value in each.items()}
    same("page cells", shown_cells, meant_cells)


def _words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


# -- the files themselves --------------------------------------------------------------------------------------------


def files(same: Same, source: Source, found: Figures, now: datetime) -> None:
    """The real workbook and document hold the very cells that were compared."""
    made = bundle_of(source, found, now)
    pages = written(made).pages
    book = openpyxl.load_workbook(BytesIO(sheet.draw(made)))
    same("file sheets", book.sheetnames, list(pages))
    for name, page in pages.items():
        kept = {
            (row - 1, column - 1): _kept(cell.value)
            for (row, column), cell in book[name]._cells.items()
            if cell.value is not None
        }
        same(f"file {name}", kept, {place: _kept(value) for place, value in page.cells.items() if value != ""})
    document = docx.Document(BytesIO(letter.draw(made)))
    tables = [cells_of(one._tbl) for one in document.tables]
    said = Words(made)
    keys = letter_tables.parts(made)
    drawn = [letter_tables.results(said, 165), *letter_tables.units(made, said, keys, 165)[1::2]]
    drawn += [xml for xml in letter_tables.own(made, 165) if xml.startswith("<w:tbl")]
    same("file tables", [one for one in tables if len(one[0]) > 2], [cells_of(xml) for xml in drawn])


def _kept(value: Any) -> Any:
    """As a workbook keeps it: moments without zone, days as their first moment, sixteen digits at most."""
    if isinstance(value, datetime):
        return (value.astimezone(VIETNAM) if value.tzinfo else value).replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    return float(f"{value:.12g}") if isinstance(value, float) else value
