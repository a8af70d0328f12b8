"""The trained weights of the ear: one row of small numbers per trait, added up as long integers."""

from __future__ import annotations

import json
import math
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from operator import add
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("ear.bin")

_MAGIC = b"trolyso-ear-2\n"
_AT_ONCE = 250
"""Rows that fit a lane of 16 bits: each adds at most 255."""


class WeightsError(Exception):
    """The weights file is missing, cut or of another version; `python tools/train_ear.py` writes it anew."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What training left: per trait a row of one byte per intent (128 is nothing), and how much the trait tells."""

    intents: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    rows: Mapping[int, int]
    """The row of each trait that training met."""
    telling: array[float]
    slab: InitVar[bytes]
    settings: Mapping[str, Any]
    """Thresholds and the digest of the text that was trained on."""
    wide: bytes = field(init=False, repr=False)
    """The slab with 16 bits for each byte, so that rows can be added up as they stand."""

    def __post_init__(self, slab: bytes) -> None:
        wide = bytearray(2 * len(slab))
        wide[::2] = slab
        object.__setattr__(self, "wide", bytes(wide))

    def scores(self, found: Iterable[int]) -> list[float]:
        """The plain score of every intent for these traits."""
        known = [row for row in map(self.rows.get, found) if row is not None]
        if not known:
            return list(self.bias)
        width = len(self.intents)
        sums = self._sum(known, width)
        telling = self.telling
        length = math.sqrt(math.fsum(telling[row] * telling[row] for row in known))
        factor = self.scale / length
        nothing = 128 * len(known)
        return [b + factor * (s - nothing) for s, b in zip(sums, self.bias, strict=True)]

    def _sum(self, known: Sequence[int], width: int) -> list[int]:
        """Column sums of rows, many columns in one addition of long integers."""
        wide, read, size = self.wide, int.from_bytes, 2 * width
        sums = [0] * width
        for start in range(0, len(known), _AT_ONCE):
            cells = [read(wide[row * size : (row + 1) * size], "little") for row in known[start : start + _AT_ONCE]]
            columns = array("H", sum(cells).to_bytes(size, "little"))
            if sys.byteorder == "big":
                columns.byteswap()
            sums = list(map(add, sums, columns))
        return sums


def write(weights: Weights, path: Path) -> None:
    """Keep the weights: equal weights give equal bytes."""
    head = {
        "intents": weights.intents,
        "bias": [round(value, 5) for value in weights.bias],
        "scale": weights.scale,
        "rows": len(weights.telling),
        "settings": weights.settings,
    }
    met = sorted(weights.rows, key=weights.rows.__getitem__)
    body = b"".join(
        (
            _little(array("I", met)),
            _little(array("f", weights.telling)),
            weights.wide[::2],
        )
    )
    path.write_bytes(_MAGIC + zlib.compress(json.dumps(head, sort_keys=True).encode() + b"\n" + body, 9))


def read(path: Path = SHIPPED) -> Weights:
    """The weights of a file. Raises WeightsError when it is not one."""
    try:
        packed = path.read_bytes()
        if not packed.startswith(_MAGIC):
            raise WeightsError(f"{path.name} is not a weights file of this version")
        raw = zlib.decompress(packed[len(_MAGIC) :])
        end = raw.index(b"\n")
        head = json.loads(raw[:end])
        count, width = head["rows"], len(head["intents"])
        at = end + 1
        met = _from_little("I", raw[at : at + 4 * count])
        at += 4 * count
        telling = _from_little("f", raw[at : at + 4 * count])
        slab = raw[at + 4 * count :]
        if len(slab) != count * width:
            raise WeightsError(f"{path.name} is cut")
        rows = {trait: row for row, trait in enumerate(met)}
    except (OSError, zlib.error, ValueError, KeyError, IndexError) as error:
        raise WeightsError(f"{path.name} cannot be read: {error}") from error
    return Weights(tuple(head["intents"]), tuple(head["bias"]), head["scale"], rows, telling, slab, head["settings"])


def _little(numbers: array[Any]) -> bytes:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def _from_little(code: str, data: bytes) -> array[Any]:
    numbers = array(code, data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
