"""The last look before figures are stored: a label of the campaign that was told, and of which nothing is stored.

Rules that take out what counts nothing (parts, people who wait, what was meant for another day) may take the figure of
a label along: «chữ ký số là 7 đồng chí, trong đó 2 đồng chí trên 60 tuổi». Lines that are stored hardly ever name a
label in vain, other than such words of every story as «nhà» and «hỗ trợ».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers.counts.lexicon import Entry, Lexicon
from handlers.counts.tokens import Token, Words

_IN_VAIN = Words("chưa, hẹn, từ chối, nợ, tích hợp, vào, trên, app, lỗi, không chịu, ko chịu, khó")
"""Before a label: it was not done, or is named as a thing («5 người chưa có cks», «tích hợp VNeID»)."""
_NEAR = 4


def unheard(body: tuple[Token, ...], lexicon: Lexicon, values: Mapping[str, int]) -> str | None:
    """The first indicator that these words name, no words of every story, and of which the figures tell nothing."""
    known = {key.partition("/")[0] for key in values}
    for at, entry in _labels(body, lexicon):
        if known.isdisjoint(entry.ids) and not _IN_VAIN.within(body, max(0, at - _NEAR), at):
            return entry.ids[0]
    return None


def _labels(body: tuple[Token, ...], lexicon: Lexicon) -> Iterator[tuple[int, Entry]]:
    at = 0
    while at < len(body):
        found = lexicon.longest(body, at)
        if found is not None and found[0].sort == "indicator" and not (found[0].soft and len(found[0].parts) < 3):
            yield at, found[0]
        at += found[1] if found is not None else 1
