"""«cks,5 vneid;7 lượt..9»: commas and the like typed in the place of the blank between a label and its figure."""

from __future__ import annotations

import re

from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import Token, tokenise

_DIGIT = re.compile("[0-9]")


def opened(text: str, lexicon: Lexicon) -> str:
    """The text with blanks for such commas, where every figure of it stands behind one; else as it is."""
    first = _DIGIT.search(text)
    if first is None or text[max(0, first.start() - 1)] not in ",;.":
        return text
    tokens = tokenise(text)
    figures = [at for at, token in enumerate(tokens) if token.kind == "digits"]
    if not figures or not all(_glued(tokens, at) and _label_ends(tokens, at - 1, lexicon) for at in figures):
        return text
    letters = list(text)
    for at in figures:
        letters[tokens[at - 1].start : tokens[at - 1].end] = " " * len(tokens[at - 1].text)
    return "".join(letters)


def _glued(tokens: tuple[Token, ...], at: int) -> bool:
    return at > 1 and tokens[at - 1].text in (",", ";", "..") and not tokens[at - 1].spaced and not tokens[at].spaced


def _label_ends(tokens: tuple[Token, ...], end: int, lexicon: Lexicon) -> bool:
    """A label of the campaign ends directly before this token."""
    for start in range(max(0, end - 6), end):
        entry = lexicon.longest(tokens, start)
        if entry is not None and entry[0].sort == "indicator" and start + entry[1] == end:
            return True
    return False
