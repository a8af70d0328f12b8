"""Lines written after the grammar, by leaders of other ages and places: judged as `test_report_lines` judges."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.test_report_lines import CAMPAIGNS, Line, Verdict, _line, _read, corpus, evenings, judge

FRESH = sorted(Path(__file__).parent.glob("fresh_lines*.tsv"))
"""The batches in the order in which they were written; each was read blind at first (docs/reading-lines.md)."""
KNOWN = Path(__file__).with_name("known_failures.txt")
WRONG, ASKED = 0, 10
"""No more lines than these may ever be listed as stored wrongly, or as asked about though they are clear."""


@cache
def fresh() -> tuple[Line, ...]:
    """All fresh lines, in the order of the files."""
    found: list[Line] = []
    for batch in FRESH:
        with batch.open(encoding="utf-8", newline="") as file:
            found.extend(_line(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(found)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Line, Mapping[str, Any], Verdict]]:
    """Every fresh line with its reading by the command line and how the two compare."""
    file = tmp_path_factory.mktemp("fresh") / "lines.txt"
    return [(line, got, judge(line, got)) for lines in evenings(fresh()) for line, got in _read(file, lines)]


Known = tuple[str, str, str, str]
"""How it is misread (wrong, asked, other), its class, the campaign, the line."""


def known() -> set[Known]:
    """The lines that are still misread."""
    rows = (row.split("\t") for row in KNOWN.read_text("utf-8").splitlines() if row and not row.startswith("#"))
    return {(kind, class_, campaign, text) for kind, class_, campaign, text in rows}


def test_exactly_the_known_lines_are_misread(judged: list[tuple[Line, Mapping[str, Any], Verdict]]) -> None:
    found = {(verdict.kind, line.campaign, line.text) for line, _, verdict in judged if verdict.kind != "right"}
    listed = {(kind, campaign, text) for kind, _, campaign, text in known()}
    new, mended = sorted(found - listed), sorted(listed - found)
    assert not new, "newly misread, mend them:\n" + "\n".join(map(str, new))
    assert not mended, f"mended, take them out of {KNOWN.name}:\n" + "\n".join(map(str, mended))


def test_the_list_of_misread_lines_only_gets_shorter() -> None:
    kinds = Counter(kind for kind, *_ in known())
    assert kinds["wrong"] <= WRONG and kinds["asked"] <= ASKED, kinds


def test_fresh_lines_are_new_and_broad_enough_to_judge_by() -> None:
    lines = fresh()
    known = {(line.campaign, line.form, line.text) for line in corpus()}
    texts = {(line.campaign, line.form, line.text) for line in lines}
    assert len(texts) == len(lines) and not texts & known
    assert sum(line.clear for line in lines) >= 0.6 * len(lines)
    by_campaign = Counter(line.campaign for line in lines)
    assert all(by_campaign[campaign] >= 30 for campaign in CAMPAIGNS)
