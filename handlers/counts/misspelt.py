"""How far a typed word is from a label: letters that are wrong, missing, too many, or in each other's place."""

from __future__ import annotations

LONG_ENOUGH = 4
"""Of a shorter word too little is left to know it by."""


def meant_by(typed: str, meant: str) -> bool:
    """Whether a word that is none («luto», «vnedi») is this label with two letters in each other's place."""
    return typed[0] == meant[0] and sorted(typed) == sorted(meant) and distance(typed, meant, 1) == 1


def distance(a: str, b: str, limit: int) -> int:
    """Edits (change, drop, add, swap of neighbours) from a to b; limit + 1 when more."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, right in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return row[-1]
