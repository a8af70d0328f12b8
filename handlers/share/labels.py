"""What somebody typed as a class's name → a label that may stand on a poster, or the reason why not."""

from __future__ import annotations

import re
import unicodedata

from bot.text import fold, nfc, units

LONGEST = 60
PUNCTUATION = frozenset(" .,-–/()&'+:")
_PUPIL = re.compile(r"\b(hoc sinh|hs|(me|ba|bo|cha|phu huynh) (be|chau|em|con)|ho va ten|ho ten)\b")
_NUMBER = re.compile(r"\d{5,}")


class Unfit(Exception):
    """Not a class's name; `reason` is «long», «empty» or «pupil»."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_label(text: str) -> str:
    """The name on one line, free of markup and of letters that no Vietnamese name has. Raises Unfit."""
    plain = "".join(ch if _fit(ch) else " " for ch in nfc(text[:4000]))
    label = " ".join(plain.split()).strip(" .,-–/&'+:")
    if not any(ch.isalnum() for ch in label):
        raise Unfit("empty")
    if units(label) > LONGEST:
        raise Unfit("long")
    if _PUPIL.search(fold(label)) or _NUMBER.search(label):
        raise Unfit("pupil")
    return _as_written(label)


def _fit(ch: str) -> bool:
    if ch.isascii():
        return ch.isalnum() or ch in PUNCTUATION
    return ch in PUNCTUATION or (unicodedata.category(ch)[0] == "L" and "LATIN" in unicodedata.name(ch, ""))


def _as_written(label: str) -> str:
    """«Lớp 5A1 …» is written small within a sentence; a bare «5A1» gets its word."""
    first = label.split()[0]
    if fold(first) in ("lop", "truong", "khoi", "nhom"):
        return label[0].lower() + label[1:]
    return f"lớp {label}" if first[0].isdigit() else label
