"""Words whose last letter was held down: «kích hoạttt», «kíchh», «nhaaa»."""

from __future__ import annotations

import re

from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import spell

_WORD = re.compile(r"[^\W\d_]{4,20}")
_PARTICLES = frozenset(("nha", "nhe", "nhen", "nghe", "nghen", "hen"))
_NEVER_DOUBLE = frozenset("thncgm")
"""Final letters that no word of Vietnamese has twice."""


def unstretched(text: str, lexicon: Lexicon) -> str:
    """The text with such words as they were meant, where that is a word that is known; all others stay."""
    return _WORD.sub(lambda found: _short(found.group(), lexicon), text)


def _short(word: str, lexicon: Lexicon) -> str:
    low, plain = spell(word)
    if len(plain) != len(word) or plain[-1] != plain[-2] or low in lexicon.spelt or plain in lexicon.entries:
        return word
    held = len(plain) - len(plain.rstrip(plain[-1]))
    if held == 2 and plain[-1] not in _NEVER_DOUBLE:
        return word
    once = low[: len(low) - held + 1]
    if held > 2 and spell(once)[1] in _PARTICLES:
        return "nhé"
    return once if once in lexicon.spelt or spell(once)[1] in lexicon.plain_label_words else word
