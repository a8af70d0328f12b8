"""Measure the ear on labelled questions: `python tools/measure_ear.py FILE` with the columns of intents' tables.

The table has the columns question, intent, alternatives (ids with commas) and style. The figures: first choice right,
within the first three, wrong guide among the answered, out of scope recognised, in scope refused; by style too.
A column `looked` with «yes» marks questions whose faults were looked at while the ear was made; `--unlooked` leaves
them out.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from guides.book import Book
from guides.match import OUT_OF_SCOPE, SMALL_TALK, Answer, Ear
from guides.weights import SHIPPED
from tools.ear_texts import CONTENT


@dataclass(frozen=True, slots=True)
class Asked:
    """A labelled question. The first of `right` is the best intent, the others are good too."""

    question: str
    right: tuple[str, ...]
    style: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a set of questions was heard; shares are of what each name says."""

    asked: int
    first: float
    three: float
    answered: float
    wrong_guide: float
    clarified: float
    outside_recognised: float
    inside_refused: float

    def __str__(self) -> str:
        return (
            f"{self.asked:5d} | first {self.first:6.1%} | three {self.three:6.1%} | answered {self.answered:6.1%}"
            f" | wrong {self.wrong_guide:5.1%} | clarified {self.clarified:6.1%}"
            f" | outside known {self.outside_recognised:6.1%} | inside refused {self.inside_refused:5.1%}"
        )


def read(path: Path, *, unlooked: bool = False) -> list[Asked]:
    """The labelled questions of a table with tabs: all, or only those whose faults nobody looked at."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Asked(
            row["question"].replace("\\n", "\n"),
            (row["intent"], *(a.strip() for a in (row.get("alternatives") or "").split(",") if a.strip())),
            row.get("style") or "",
        )
        for row in rows
        if not (unlooked and row.get("looked") == "yes")
    ]


def figures(heard: Sequence[tuple[Asked, Answer]], guides: dict[str, str]) -> Figures:
    """The shares. A guide is right when one of the right intents is answered by it."""

    def share(part: int, whole: int) -> float:
        return part / whole if whole else 0.0

    def same(intent: str, asked: Asked) -> bool:
        mine = guides.get(intent, intent)
        return any(intent == right or mine == guides.get(right, right) for right in asked.right)

    answered = [pair for pair in heard if pair[1].decision == "answer"]
    outside = [pair for pair in heard if pair[0].right[0] == OUT_OF_SCOPE and len(pair[0].right) == 1]
    inside = [pair for pair in heard if OUT_OF_SCOPE not in pair[0].right and pair[0].right[0] not in SMALL_TALK]
    return Figures(
        asked=len(heard),
        first=share(sum(answer.ranked[0].intent in asked.right for asked, answer in heard), len(heard)),
        three=share(
            sum(any(hit.intent in asked.right for hit in answer.ranked[:3]) for asked, answer in heard), len(heard)
        ),
        answered=share(len(answered), len(heard)),
        wrong_guide=share(sum(not same(answer.ranked[0].intent, asked) for asked, answer in answered), len(answered)),
        clarified=share(sum(answer.decision == "clarify" for _, answer in heard), len(heard)),
        outside_recognised=share(sum(answer.decision == "none" for _, answer in outside), len(outside)),
        inside_refused=share(sum(answer.decision == "none" for _, answer in inside), len(inside)),
    )


def report(table: Path, weights: Path = SHIPPED, *, faults: bool = False, unlooked: bool = False) -> str:
    """The figures of a table in lines: all, then by style, then time; with the questions heard wrong when asked for."""
    book = Book.load(CONTENT)
    ear = Ear.load(book, weights)
    asked = read(table, unlooked=unlooked)
    took: list[float] = []
    heard: list[tuple[Asked, Answer]] = []
    for one in asked:
        began = time.perf_counter()
        heard.append((one, ear.hear(one.question)))
        took.append(time.perf_counter() - began)
    took.sort()
    guides = dict(book.intents)
    lines = [f"{'all':12s} {figures(heard, guides)}"]
    for style in sorted({one.style for one in asked}):
        lines.append(f"{style:12s} {figures([pair for pair in heard if pair[0].style == style], guides)}")
    lines.append(
        f"per question: median {took[len(took) // 2] * 1e3:.2f} ms, p99 {took[len(took) * 99 // 100] * 1e3:.2f} ms"
    )
    if faults:
        for one, answer in heard:
            outside = one.right == (OUT_OF_SCOPE,) and answer.decision != "none"
            refused = OUT_OF_SCOPE not in one.right and answer.decision == "none"
            if answer.ranked[0].intent not in one.right or outside or refused:
                hits = " ".join(f"{hit.intent}={hit.score:.2f}" for hit in answer.ranked[:4])
                lines.append(
                    f"{answer.decision:7s} {one.question[:150]!r}\n        wants {','.join(one.right)}; heard {hits}"
                )
    return "\n".join(lines)


def main() -> int:
    """Print the figures of each table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="+", type=Path)
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--faults", action="store_true", help="also print what was heard wrong")
    parser.add_argument("--unlooked", action="store_true", help="leave out questions whose faults were looked at")
    options = parser.parse_args()
    for table in options.tables:
        told = report(table, options.weights, faults=options.faults, unlooked=options.unlooked)
        print(f"{table.name}\n{told}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
