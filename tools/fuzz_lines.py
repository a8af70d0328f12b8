"""What must hold for any report line, over many generated ones: `python -m tools.fuzz_lines [--lines N] [--seed S]`.

No number is stored that the message does not hold; the order of pairs, marks and case change no figure; the wording of
a receipt is read back as the same figures; nothing raises; 99 lines of 100 are read within 5 ms, and each within 50 ms.
Processor time is measured, so that a busy machine does not lengthen it.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import time
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bench.lines import CAMPAIGNS, line
from bot.clock import VIETNAM
from handlers.campaign import Campaign
from handlers.counts import Reading, canonical, read
from handlers.counts.tokens import spell
from handlers.presets import load_named

_UNITS = {"một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7,
          "bẩy": 7, "tám": 8, "chín": 9}  # fmt: skip
_SIZES = {"mươi": 10, "mười": 10, "chục": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000}
_OTHERS = ("hăm", "băm", "linh", "lẻ")
_NONE = ("khong", "ko", "kg", "hong", "hok", "hem", "chua", "zero", "chang", "cha", "no")
_SAID = (
    "hăm|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|mười|mươi|chục|trăm|mot|bon|nam|sau|bay|tam|chin|muoi|chuc|tram"
)
_BEHIND = re.compile(rf"(?i)(?<![^\W\d_])([^\W\d_]{{2,}})({_SAID})(?![^\W\d_])(?<=\w{{4}})")
_AHEAD = re.compile(rf"(?i)(?<![^\W\d_])(?!bank)({_SAID})([^\W\d_]{{2,}})(?![^\W\d_])(?<=\w{{4}})")
"""«bank» begins like «ba» and is one word."""
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_WHOLE = re.compile(rf"{_GROUPED.pattern}(?![.,]?\d)|\d+")
_TIED = re.compile(r"\d+(?:(?:[.,/–—-]|[hg])\d+)+|\d+(?:[.,]\d+)?\s?%|(?<!\d)0\d{8,}(?!\d)")
"""Ranges, days, hours with «h», shares, telephones: their digits stand for no count («1.200» does)."""
_SPACED = re.compile(r"(?<![\d.,])(\d{1,3}) (\d{3})(?!\d)")
_SIZED = re.compile(r"(\d+) ?(chục|chuc|trăm|tram|nghìn|nghin|ngàn|ngan)(?!\w)")
_PARTING = (", ", "; ", "\n")
_NUMERALS = {spelling: word for word in (*_UNITS, *_SIZES, *_OTHERS) for spelling in spell(word)}
"""Every word of numbers, with its marks and without, and which one it is."""


def told(text: str) -> set[int]:
    """Every count that the digits and the number words of a line could stand for, found without the reader."""
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).replace("🔟", "10"))
    text = text.lower()
    parted = re.sub(rf"(?i)({_SAID})ạ(?!\w)", r"\1 ạ", text)
    behind = _BEHIND.sub(r"\1 \2", parted)  # «cksnăm»
    ahead = _AHEAD.sub(r"\1 \2", parted)  # «nămcks»; «mộtthăm hộ» is no «mộtt hăm»
    both = _AHEAD.sub(r"\1 \2", behind)
    found = {int(left + right) for left, right in _SPACED.findall(text)}
    found |= {int(run) * _SIZES[_NUMERALS[size]] for run, size in _SIZED.findall(text)}
    counts = _TIED.sub(lambda tied: tied.group() if _GROUPED.fullmatch(tied.group()) else " ", text)
    found |= {int(re.sub("[.,]", "", run)) for run in _WHOLE.findall(counts)}
    return found.union(*(_spoken(way) for way in {text, behind, ahead, both}))


def _spoken(text: str) -> set[int]:
    """The numbers that are told in words."""
    found: set[int] = set()
    words = [spell(word)[0] for word in re.findall(r"[^\W\d_]+|\n|\S", text)]
    for start in range(len(words)):
        for end in range(start + 1, min(start + 9, len(words) + 1)):
            if words[end - 1] not in _NUMERALS:
                break
            if _apart(words, start) and _apart(words, end):
                found |= _thousands([_NUMERALS[word] for word in words[start:end]])
    return found


def _apart(words: list[str], at: int) -> bool:
    """A number may begin or end here: not «hai | mươi», «trăm | linh», «mươi | ba»."""
    if 0 < at < len(words) and words[at - 1].isdigit() and _NUMERALS.get(words[at]) in _SIZES:
        return words[at] not in ("chục", "trăm", "nghìn", "ngàn")  # «2 chục»
    if at in (0, len(words)) or words[at] not in _NUMERALS or words[at - 1] not in _NUMERALS:
        return True
    before, after = _NUMERALS[words[at - 1]], _NUMERALS[words[at]]
    if after != words[at] or before != words[at - 1] or _consulting(words, at):
        return True  # «nam», «lam», «tu» without marks may be other words
    paired = before in _UNITS and after in _UNITS and after not in ("mốt", "lăm", "nhăm", "tư")
    return paired or after == "mười" or words[at : at + 2] == ["ba", "con"]


def _consulting(words: list[str], at: int) -> bool:
    """«tư vấn», and «tư vấnbác» with the blank behind it missing."""
    return words[at] == "tư" and at + 1 < len(words) and words[at + 1].startswith("vấn")


def _thousands(words: list[str]) -> set[int]:
    at = next((i for i, word in enumerate(words) if _SIZES.get(word) == 1000), None)
    if at is None:
        return _hundreds(words)
    heads = _hundreds(words[:at]) if at else {1}
    rest = words[at + 1 :]
    tails = {0} if not rest else {_UNITS[rest[0]] * 100} if len(rest) == 1 and rest[0] in _UNITS else _hundreds(rest)
    if len(rest) == 2 and rest[0] in ("linh", "lẻ"):
        tails = _tens(rest[1:])
    return {head * 1000 + tail for head in heads for tail in tails}


def _hundreds(words: list[str]) -> set[int]:
    if "trăm" not in words:
        return _tens(words)
    at = words.index("trăm")
    heads = _tens(words[:at]) if at else {1}
    rest = words[at + 1 :]
    if not rest:
        tails = {0}
    elif rest[0] in ("linh", "lẻ"):
        tails = _tens(rest[1:])
    else:
        tails = {_UNITS[rest[0]] * 10} if len(rest) == 1 and rest[0] in _UNITS else _tens(rest)
    return {head * 100 + tail for head in heads if head < 10 for tail in tails}


def _tens(words: list[str]) -> set[int]:
    sizes = [_SIZES.get(word) == 10 for word in words]
    units = [_UNITS.get(word) for word in words]
    match len(words), units, sizes:
        case 1, [int(unit)], _:
            return {unit}
        case 1, _, [True]:
            return {10}
        case 2, [None, int(unit)], [True, _]:
            return {10 + unit}
        case 2, [int(tens), None], [_, True]:
            return {tens * 10}
        case 2, [int(tens), int(unit)], _:
            return {tens * 10 + unit}
        case 2, [None, int(unit)], _ if words[0] in ("hăm", "băm"):
            return {(20 if words[0] == "hăm" else 30) + unit}
        case 3, [int(tens), None, int(unit)], [_, True, _]:
            return {tens * 10 + unit}
        case _:
            return set()


def invented(text: str, values: Mapping[str, int]) -> str | None:
    """A figure that the line does not hold; None where there is none."""
    for key, number in values.items():
        if number and number not in told(text):
            return f"{key} {number} is not in {text!r}"
        if not number and not _denies(text):
            return f"{key} is nought without a word of it in {text!r}"
    return None


def _denies(text: str) -> bool:
    """A nought stands in the line by itself, or a word of none, perhaps glued to another."""
    pieces = re.findall(r"[^\W\d_]+|\d+", spell(unicodedata.normalize("NFKC", text))[1])
    return any(
        (piece.isdigit() and not int(piece))
        or piece == "k"
        or any(piece == none or (len(none) > 2 and piece.startswith(none)) or piece.endswith(none) for none in _NONE)
        for piece in pieces
    )


class Fuzz:
    """Generates lines over all campaigns and keeps what is broken."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.campaigns = [load_named(name) for name in CAMPAIGNS]
        self.sent = [
            datetime(c.start.year, c.start.month, c.start.day, 20, tzinfo=VIETNAM) + timedelta(days=5)
            for c in self.campaigns
        ]
        self.names = [
            [name for i in campaign.indicators for name in (i.short, i.label, *i.aliases)]
            + [name for group in campaign.groups for name in (group.label, *group.aliases)]
            for campaign in self.campaigns
        ]
        self.times: list[float] = []
        self.stored = 0

    def run(self, lines: int) -> Iterator[str]:
        """What is broken among so many generated lines."""
        for campaign, at in zip(self.campaigns, self.sent, strict=True):
            read("bc 5", campaign, sent_at=at)  # compiles the words once, as at the start of the bot
        gc.collect()
        gc.freeze()  # what stays is not walked again, as in the bot
        for number in range(lines):
            index = number % len(self.campaigns)
            campaign, at = self.campaigns[index], self.sent[index]
            text = line(campaign, self.names[index], self.chance)
            try:
                yield from self._one(text, campaign, at)
                if number % 4 == 0:
                    yield from self._pairs(campaign, at)
            except Exception as error:
                yield f"{type(error).__name__}: {error} by {text!r}"

    def _one(self, text: str, campaign: Campaign, at: datetime) -> Iterator[str]:
        begun = time.process_time()
        found = read(text, campaign, sent_at=at)
        self.times.append((time.process_time() - begun) * 1000)
        if (wrong := invented(text, found.values)) is not None:
            yield wrong
        composed = read(unicodedata.normalize("NFD", text), campaign, sent_at=at)
        if _told(composed) != _told(found):
            yield f"composed differently: {text!r}"
        if found.decision not in ("store", "ask") or not (found.values or found.decision == "store"):
            return
        self.stored += found.decision == "store"
        for other in (text.upper(), text.lower(), spell(text)[1]):
            again = read(other, campaign, sent_at=at)
            if not _agree(found, again):
                yield f"{_told(found)} by {text!r}, but {_told(again)} by {other!r}"
        if found.decision == "store" and found.values:
            yield from self._identity(dict(found.values), campaign, at)

    def _identity(self, values: dict[str, int], campaign: Campaign, at: datetime) -> Iterator[str]:
        wording = canonical(values, campaign, sure=True)
        again = read(wording, campaign, sent_at=at)
        if (again.decision, dict(again.values)) != ("store", values):
            yield f"{values} is not read back from {wording!r}"

    def _pairs(self, campaign: Campaign, at: datetime) -> Iterator[str]:
        """The same pairs in two orders."""
        keys = self.chance.sample(campaign.keys, k=min(len(campaign.keys), self.chance.randint(1, 5)))
        pieces = [canonical({key: self.chance.randint(0, 40)}, campaign).removeprefix("bc ") for key in keys]
        mixed = list(pieces)
        self.chance.shuffle(mixed)
        parting = self.chance.choice(_PARTING)
        one, other = (read("bc " + parting.join(row), campaign, sent_at=at) for row in (pieces, mixed))
        if (one.decision, dict(one.values)) != (other.decision, dict(other.values)):
            yield f"order matters: {pieces!r}"


def _agree(one: Reading, other: Reading) -> bool:
    """No figure differs; what only one of them stores at once, the other asks about."""
    if one.decision == other.decision == "store":
        return (one.operation, dict(one.values)) == (other.operation, dict(other.values))
    if {one.decision, other.decision} <= {"store", "ask"}:
        return all(other.values[key] == number for key, number in one.values.items() if key in other.values)
    return True


def _told(reading: Reading) -> tuple[str, dict[str, int]]:
    return reading.decision, dict(reading.values)


def main() -> int:
    """Print what is broken and the times; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz_lines", description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    fuzz = Fuzz(arguments.seed)
    broken = 0
    for finding in fuzz.run(arguments.lines):
        broken += 1
        if broken <= 20:
            print(finding[:600])
    times = sorted(fuzz.times)
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    print(f"{len(times)} lines, {fuzz.stored} stored, {broken} broken promises")
    print(f"p50 {p50:.2f} ms, p99 {p99:.2f} ms, slowest {times[-1]:.1f} ms")
    return 1 if broken or p99 > 5 or times[-1] > 50 else 0


if __name__ == "__main__":
    raise SystemExit(main())
