"""Rates that are told beside figures: «14 hộ, mỗi hộ 1 người mức 2, tổng mức 2 là 14»."""

from __future__ import annotations

from handlers.counts.clauses import Clauses
from handlers.counts.tokens import Words

_EVERY = Words("mỗi, mỗi hộ, mỗi nhà, bình quân, trung bình, tính ra mỗi")


def set_rates_aside(line: Clauses) -> None:
    """Explain a rate of what has its figures in other clauses; where it has none, nothing is touched."""
    for clause in line.all:
        if not line.says(_EVERY, clause.start) or "number" not in line.sorts(clause.inner):
            continue
        own = {line.atoms[i].ids for i in clause.inner if line.atoms[i].sort == "label"}
        others = {
            line.atoms[i].ids
            for other in line.all
            if other is not clause and line.paired(other.inner)
            for i in other.inner
            if line.atoms[i].sort == "label"
        }
        if own and own <= others:
            line.hide(clause.inner)
