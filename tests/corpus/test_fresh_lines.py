"""Lines written after the grammar, by leaders of other ages and places: judged as `test_report_lines` judges."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.test_report_lines import CAMPAIGNS, Line, Verdict, _line, _read, corpus, judge, table

FRESH = Path(__file__).with_name("fresh_lines.tsv")


@cache
def fresh() -> tuple[Line, ...]:
    """All fresh lines, in the order of the file."""
    with FRESH.open(encoding="utf-8", newline="") as file:
        return tuple(_line(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Line, Mapping[str, Any], Verdict]]:
    """Every fresh line with its reading by the command line and how the two compare."""
    batches: dict[tuple[str, str, bool], list[Line]] = defaultdict(list)
    for line in fresh():
        batches[line.campaign, line.at, line.form].append(line)
    file = tmp_path_factory.mktemp("fresh") / "lines.txt"
    return [(line, got, judge(line, got)) for key, lines in batches.items() for line, got in _read(file, key, lines)]


def test_no_fresh_line_is_stored_silently_wrong(judged: list[tuple[Line, Mapping[str, Any], Verdict]]) -> None:
    wrong = [line for line, _, verdict in judged if verdict.kind == "wrong"]
    assert not wrong, table(judged, "wrong")


def test_clear_fresh_lines_are_stored_without_a_question(
    judged: list[tuple[Line, Mapping[str, Any], Verdict]],
) -> None:
    clear = [verdict for line, _, verdict in judged if line.clear]
    understood = sum(verdict.kind == "right" for verdict in clear)
    assert understood >= 0.97 * len(clear), table(judged, "asked")


def test_fresh_lines_are_new_and_broad_enough_to_judge_by() -> None:
    lines = fresh()
    known = {(line.campaign, line.form, line.text) for line in corpus()}
    texts = {(line.campaign, line.form, line.text) for line in lines}
    assert len(texts) == len(lines) and not texts & known
    assert sum(line.clear for line in lines) >= 0.6 * len(lines)
    by_campaign = Counter(line.campaign for line in lines)
    assert all(by_campaign[campaign] >= 30 for campaign in CAMPAIGNS)
