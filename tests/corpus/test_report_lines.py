"""Every line of the corpus through `trolyso read-report`: nothing silently wrong, clear lines without a question."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from cli.main import run
from handlers.counts import read
from handlers.counts.tokens import spell
from handlers.presets import load_named

CORPUS = Path(__file__).with_name("report_lines.tsv")
CAMPAIGNS = ("nhon-trach-2025", "bim-son-2023", "chien-dich-30-ngay-dem-2023", "ngok-bay-2025", "quang-ngoc-2026")


@dataclass(frozen=True, slots=True)
class Line:
    """One message and what its writer meant; an empty alternative in `areas` is «no hamlet named»."""

    campaign: str
    style: str
    at: str
    form: bool
    text: str
    decisions: tuple[str, ...]
    values: Mapping[str, int]
    areas: tuple[str, ...]
    day: str
    operation: str

    @property
    def clear(self) -> bool:
        """Whether a question about it would be one too many."""
        return self.decisions == ("store",)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one reading compares: `kind` is right, wrong (stored, and not what was meant), asked, or other."""

    kind: str
    note: str = ""


def judge(line: Line, got: Mapping[str, Any]) -> Verdict:
    """Compare a reading with what was meant. Anything stored unlike the meaning is wrong, also beside a question."""
    decision, values = got["decision"], got["values"]
    if decision == "store":
        if "store" not in line.decisions:
            return Verdict("wrong", f"stored where {'|'.join(line.decisions)} was due")
        if values != line.values:
            return Verdict("wrong", "other values")
        if line.operation != "undo":
            if (got["area"] or "") not in line.areas:
                return Verdict("wrong", "another hamlet")
            if got["date"] != line.day:
                return Verdict("wrong", "another day")
        if (got["operation"] in ("add", "undo") or line.operation in ("add", "undo")) and got[
            "operation"
        ] != line.operation:
            return Verdict("wrong", f"taken as {got['operation']}, meant {line.operation or 'set'}")
        return Verdict("right")
    if any(line.values.get(key) != value for key, value in values.items()):
        return Verdict("wrong", f"kept beside «{decision}» what is not meant")
    if decision in line.decisions:
        return Verdict("right")
    return Verdict("asked" if line.clear else "other", f"{decision} instead of {'|'.join(line.decisions)}")


@cache
def corpus() -> tuple[Line, ...]:
    """All lines, in the order of the file."""
    with CORPUS.open(encoding="utf-8", newline="") as file:
        return tuple(_line(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _line(row: Mapping[str, str]) -> Line:
    return Line(
        campaign=row["campaign"],
        style=row["style"],
        at=row["at"],
        form=row["form"] == "1",
        text=row["line"],
        decisions=tuple(row["decision"].split("|")),
        values=json.loads(row["values"]),
        areas=tuple("" if area == "-" else area for area in row["area"].split("|")),
        day=row["date"] or row["at"][:10],
        operation=row["operation"],
    )


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Line, Mapping[str, Any], Verdict]]:
    """Every line with its reading by the command line and how the two compare."""
    file = tmp_path_factory.mktemp("corpus") / "lines.txt"
    return [(line, got, judge(line, got)) for lines in evenings(corpus()) for line, got in _read(file, lines)]


def evenings(lines: Iterable[Line]) -> Iterable[Sequence[Line]]:
    """The lines by campaign, day and form: a command for each moment would take ten times as long."""
    batches: dict[tuple[str, str, bool], list[Line]] = defaultdict(list)
    for line in lines:
        batches[line.campaign, line.at[:10], line.form].append(line)
    return batches.values()


def _read(file: Path, lines: Sequence[Line]) -> Iterator[tuple[Line, Mapping[str, Any]]]:
    campaign, at, form = lines[0].campaign, lines[0].at, lines[0].form
    file.write_text("".join(f"{line.text}\n" for line in lines), encoding="utf-8")
    printed = io.StringIO()
    with redirect_stdout(printed), patch("handlers.presets.load_named", _loaded):
        command = ["read-report", "--campaign", campaign, "--batch", str(file), "--at", at]
        assert run([*command, "--form"] if form else command, _no_bot) == 0
    answers = [json.loads(answer) for answer in printed.getvalue().splitlines()]
    return zip(lines, answers, strict=True)


_loaded = cache(load_named)
"""Hundreds of evenings are read; the five presets stay what they are."""


async def _no_bot(*_: object, **__: object) -> None:
    raise AssertionError("reading a line needs no bot")


def table(judged: Sequence[tuple[Line, Mapping[str, Any], Verdict]], kind: str) -> str:
    """The counts by style, then the lines of one kind, for a person who must mend them."""
    styles: dict[str, Counter[str]] = defaultdict(Counter)
    for line, _, verdict in judged:
        for style in (line.style, "all"):
            styles[style].update(["lines", verdict.kind, *(["clear"] if line.clear else [])])
    columns = ("lines", "clear", "wrong", "asked", "other")
    rows = [f"{'style':<16}" + "".join(f"{column:>7}" for column in columns)]
    for style, counts in sorted(styles.items(), key=lambda item: item[0] == "all"):
        rows.append(f"{style:<16}" + "".join(f"{counts[column]:>7}" for column in columns))
    for line, got, verdict in judged:
        if verdict.kind == kind:
            meant = f"{'|'.join(line.decisions)} {json.dumps(line.values)}"
            rows.append(
                f"{line.campaign} {line.at} form={line.form:d} «{line.text}»\n    {verdict.note}; meant {meant}"
            )
            rows.append(f"    got {got['decision']} {json.dumps(got['values'])} {got['reason'] or ''}")
    return "\n" + "\n".join(rows)


def test_no_line_is_stored_silently_wrong(judged: list[tuple[Line, Mapping[str, Any], Verdict]]) -> None:
    wrong = [line for line, _, verdict in judged if verdict.kind == "wrong"]
    assert not wrong, table(judged, "wrong")


def test_clear_lines_are_stored_without_a_question(judged: list[tuple[Line, Mapping[str, Any], Verdict]]) -> None:
    clear = [verdict for line, _, verdict in judged if line.clear]
    understood = sum(verdict.kind == "right" for verdict in clear)
    assert understood >= 0.97 * len(clear), table(judged, "asked")


def test_no_line_is_stored_otherwise_without_its_marks_or_in_capitals() -> None:
    stored = asked = 0
    for line in corpus():
        found = _stored(line, line.text)
        if found is None:
            continue
        for other in {spell(line.text)[1], line.text.upper().replace("\\N", "\\n"), line.text.lower()} - {line.text}:
            again = _stored(line, other)
            stored, asked = stored + 1, asked + (again is None)
            assert again in (found, None), f"{found} by {line.text!r}, but {again} by {other!r}"
    assert asked <= 0.02 * stored, f"{asked} of {stored} are asked about"


_campaign = cache(load_named)


def _stored(line: Line, text: str) -> tuple[dict[str, int], str | None, date | None] | None:
    """The figures, the hamlet and the day that are stored; None where something is asked."""
    sent = datetime.fromisoformat(line.at)
    found = read(text.replace("\\n", "\n"), _campaign(line.campaign), sent_at=sent, form=line.form)
    return (dict(found.values), found.area, found.day) if found.decision == "store" else None


def test_only_the_day_of_a_line_counts_and_not_its_hour() -> None:
    for line in corpus()[::20]:
        hours = [replace(line, at=f"{line.at[:10]}T{hour}+07:00") for hour in ("00:00:00", "12:30:00", "23:59:59")]
        found = [_stored(sent, line.text) for sent in (line, *hours)]
        assert found == [found[0]] * 4, line


def test_the_corpus_is_broad_enough_to_judge_by() -> None:
    lines = corpus()
    assert len(lines) >= 1000
    assert len({(line.campaign, line.form, line.text) for line in lines}) == len(lines)
    assert sum(line.clear for line in lines) >= 0.6 * len(lines)
    by_campaign, by_style = Counter(line.campaign for line in lines), Counter(line.style for line in lines)
    assert all(by_campaign[campaign] >= 120 for campaign in CAMPAIGNS)
    assert len(by_style) >= 12 and min(by_style.values()) >= 60


@pytest.mark.parametrize(
    ("got", "kind"),
    [
        ({"decision": "store", "values": {"cks": 5}, "area": None, "date": "2025-10-18", "operation": "set"}, "right"),
        ({"decision": "store", "values": {"cks": 6}, "area": None, "date": "2025-10-18", "operation": "set"}, "wrong"),
        ({"decision": "store", "values": {}, "area": None, "date": "2025-10-18", "operation": "set"}, "wrong"),
        (
            {"decision": "store", "values": {"cks": 5}, "area": "ap-cho", "date": "2025-10-18", "operation": "set"},
            "wrong",
        ),
        ({"decision": "store", "values": {"cks": 5}, "area": None, "date": "2025-10-17", "operation": "set"}, "wrong"),
        ({"decision": "store", "values": {"cks": 5}, "area": None, "date": "2025-10-18", "operation": "add"}, "wrong"),
        ({"decision": "ask", "values": {"luot": 5}, "area": None, "date": "2025-10-18", "operation": "set"}, "wrong"),
        ({"decision": "ask", "values": {}, "area": None, "date": None, "operation": "set"}, "asked"),
        ({"decision": "chat", "values": {}, "area": None, "date": None, "operation": "set"}, "asked"),
    ],
)
def test_the_judge_tells_wrong_from_asked(got: dict[str, Any], kind: str) -> None:
    meant = Line(
        "nhon-trach-2025",
        "",
        "2025-10-18T16:00:00+07:00",
        False,
        "bc cks 5",
        ("store",),
        {"cks": 5},
        ("",),
        "2025-10-18",
        "",
    )
    assert judge(meant, got).kind == kind
