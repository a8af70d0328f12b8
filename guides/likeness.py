"""Which questions ask the same: grouped by the words they share, the same way every time, without training."""

from __future__ import annotations

from collections.abc import Sequence

from guides.fold import words
from guides.traits import EMPTY

ALIKE = 0.6
"""The share of common words from which two questions are one."""

_ASKING = (
    "lam sao the nao duoc khong cho hoi o dau bao nhieu gi xin giup tui toi em chau bac con minh a ah da thua nhe voi"
    " cho can muon biet may lau phai co bi thi ra vao ban dum nua vay ha hay hoac"
)
_FILLERS = EMPTY | frozenset(_ASKING.split())


def topic(text: str) -> frozenset[str]:
    """The words that say what a question is about; of a question made of small words only, all of them."""
    plain = words(text)
    return frozenset(word for word in plain if word not in _FILLERS) or frozenset(plain)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0, nothing in common, to 1, the same words."""
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def groups(texts: Sequence[str]) -> list[list[int]]:
    """The places of the texts, those that ask the same together; both in the order in which they came.

    A text joins the group whose first text it is likest to. Texts without any word are left out.
    """
    found: list[tuple[frozenset[str], list[int]]] = []
    known: dict[frozenset[str], list[int]] = {}
    for at, text in enumerate(texts):
        about = topic(text)
        if not about:
            continue
        members = known.get(about)
        if members is None:
            best = max(((likeness(about, first), group) for first, group in found), default=None, key=lambda p: p[0])
            if best is not None and best[0] >= ALIKE:
                members = best[1]
            else:
                members = []
                found.append((about, members))
            known[about] = members
        members.append(at)
    return [members for _, members in found]
