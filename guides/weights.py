"""The trained weights of the ear: one row of small numbers per trait, added up as long integers."""

from __future__ import annotations

import json
import math
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

from guides.traits import Said, number, numbers_between, of_word

SHIPPED = Path(__file__).with_name("ear.bin")

TELLING_STEPS = 64
"""How finely it is kept how much a trait tells: in whole parts of one 64th, so that sums are exact in any order."""

_MAGIC = b"trolyso-ear-3\n"
_AT_ONCE = 250
"""Rows that fit a lane of 16 bits: each adds at most 255."""
_REMEMBERED = 4096
"""Words whose evidence is kept ready: people use few different ones."""


class WeightsError(Exception):
    """The weights file is missing, cut or of another version; `python tools/train_ear.py` writes it anew."""


class Evidence(NamedTuple):
    """Rows added up: their number, their sum, the sum of their even columns alone, and of the squares they tell."""

    rows: int
    whole: int
    even: int
    square: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What training left: per trait a row of one byte per intent (128 is nothing), and how much the trait tells.

    A row is read as one long number. The even bytes of many rows are added in lanes of 16 bits by one mask and one
    addition each; what the whole sum has beyond them are the odd bytes.
    """

    intents: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    traits: array[int]
    """The numbers of the traits that training met, rising; a trait's place is its row."""
    telling: array[int]
    """In steps of one 64th."""
    slab: bytes
    settings: Mapping[str, Any]
    """Thresholds and the digest of the text that was trained on."""
    _from: array[int] = field(init=False, repr=False, compare=False)
    """Where the traits begin whose number has these upper 16 bits."""
    _mask: int = field(init=False, repr=False, compare=False)
    _words: dict[str, Evidence] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        counts = [0] * 65_537
        for trait in self.traits:
            counts[(trait >> 16) + 1] += 1
        starts, total = array("I"), 0
        for count in counts:
            total += count
            starts.append(total)
        object.__setattr__(self, "_from", starts)
        object.__setattr__(self, "_mask", int.from_bytes(b"\xff\x00" * (self._width // 2), "little"))

    @property
    def _width(self) -> int:
        """Bytes of a row: one per intent, and one more where their number is odd."""
        return len(self.intents) + len(self.intents) % 2

    def scores(self, said: Said) -> list[float]:
        """The plain score of every intent for a question."""
        found = [self._of_word(word) for word in dict.fromkeys(said.words)]
        found += self.evidence(numbers_between(said))
        return self.added(found)

    def evidence(self, found: Iterable[int]) -> list[Evidence]:
        """The rows of these traits, added up by as many as fit; a trait that training did not meet adds nothing."""
        traits, starts, width, slab, telling = self.traits, self._from, self._width, self.slab, self.telling
        read, mask = int.from_bytes, self._mask
        parts: list[Evidence] = []
        rows = whole = even = square = 0
        for trait in found:
            upper = trait >> 16
            at, end = starts[upper], starts[upper + 1]
            while at < end and traits[at] != trait:
                at += 1
            if at == end:
                continue
            cells = read(slab[at * width : (at + 1) * width], "little")
            whole += cells
            even += cells & mask
            square += telling[at] * telling[at]
            rows += 1
            if rows == _AT_ONCE:
                parts.append(Evidence(rows, whole, even, square))
                rows = whole = even = square = 0
        if rows:
            parts.append(Evidence(rows, whole, even, square))
        return parts

    def added(self, found: Iterable[Evidence]) -> list[float]:
        """The plain score of every intent for all this evidence together."""
        lanes: list[tuple[int, int]] = []
        total = square = rows = whole = even = 0
        for part in found:
            if rows + part.rows > _AT_ONCE:
                lanes.append((even, (whole - even) >> 8))
                rows = whole = even = 0
            rows += part.rows
            whole += part.whole
            even += part.even
            square += part.square
            total += part.rows
        if not total:
            return list(self.bias)
        sums = [0] * self._width
        sums[::2] = self._lanes(even)
        sums[1::2] = self._lanes((whole - even) >> 8)
        for evens, odds in lanes:
            sums[::2] = map(add, sums[::2], self._lanes(evens))
            sums[1::2] = map(add, sums[1::2], self._lanes(odds))
        factor = self.scale * TELLING_STEPS / math.sqrt(square)
        nothing = 128 * total
        return [b + factor * (s - nothing) for s, b in zip(sums, self.bias, strict=False)]

    def _lanes(self, sums: int) -> array[int]:
        """The lanes of 16 bits of one long number."""
        lanes = array("H", sums.to_bytes(self._width, "little"))
        if sys.byteorder == "big":
            lanes.byteswap()
        return lanes

    def _of_word(self, word: str) -> Evidence:
        """What a word and its pieces say; remembered."""
        kept = self._words.get(word)
        if kept is None:
            parts = self.evidence(map(number, of_word(word)))
            kept = parts[0] if parts else Evidence(0, 0, 0, 0)
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            self._words[word] = kept
        return kept


def write(weights: Weights, path: Path) -> None:
    """Keep the weights: equal weights give equal bytes."""
    head = {
        "intents": weights.intents,
        "bias": [round(value, 5) for value in weights.bias],
        "scale": weights.scale,
        "rows": len(weights.traits),
        "settings": weights.settings,
    }
    body = b"".join((_little(weights.traits), _little(weights.telling), weights.slab))
    path.write_bytes(_MAGIC + zlib.compress(json.dumps(head, sort_keys=True).encode() + b"\n" + body, 9))


def read(path: Path = SHIPPED) -> Weights:
    """The weights of a file. Raises WeightsError when it is not one."""
    try:
        packed = path.read_bytes()
        if not packed.startswith(_MAGIC):
            raise WeightsError(f"{path.name} is not a weights file of this version")
        raw = zlib.decompress(memoryview(packed)[len(_MAGIC) :])
        end = raw.index(b"\n")
        head = json.loads(raw[:end])
        count, width = head["rows"], len(head["intents"])
        body = memoryview(raw)[end + 1 :]
        traits = _from_little("I", body[: 4 * count])
        telling = _from_little("H", body[4 * count : 6 * count])
        slab = bytes(body[6 * count :])
        if len(slab) != count * (width + width % 2):
            raise WeightsError(f"{path.name} is cut")
        return Weights(
            tuple(head["intents"]), tuple(head["bias"]), head["scale"], traits, telling, slab, head["settings"]
        )
    except (OSError, zlib.error, ValueError, KeyError, IndexError) as error:
        raise WeightsError(f"{path.name} cannot be read: {error}") from error


def _little(numbers: array[Any]) -> bytes:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def _from_little(code: str, data: bytes | memoryview) -> array[Any]:
    numbers = array(code)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
