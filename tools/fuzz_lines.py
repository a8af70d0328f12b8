"""What must hold for any report line, over many generated ones: `python -m tools.fuzz_lines [--lines N] [--seed S]`.

No number is stored that the message does not hold; the order of pairs, marks and case change no figure; the wording of
a receipt is read back as the same figures; nothing raises; 99 lines of 100 are read within 5 ms, and each within 50 ms.
Processor time is measured, so that a busy machine does not lengthen it.
"""

from __future__ import annotations

import argparse
import random
import re
import time
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from bench.lines import CAMPAIGNS, line
from bot.clock import VIETNAM
from handlers.campaign import Campaign
from handlers.counts import Reading, canonical, read
from handlers.counts.tokens import spell
from handlers.presets import load_named

_UNITS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7, "tam": 8,
          "chin": 9}  # fmt: skip
_NONE = ("khong", "ko", "hong", "hok", "chua", "zero", "chang", "k ", " no ", "0")
_SAID = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mot|bon|nam|sau|bay|tam|chin|muoi"
_BEHIND = re.compile(rf"(?i)(?<![^\W\d_])([^\W\d_]{{2,}})({_SAID})(?![^\W\d_])(?<=\w{{5}})")
_AHEAD = re.compile(rf"(?i)(?<![^\W\d_])({_SAID})([^\W\d_]{{2,}})(?![^\W\d_])(?<=\w{{5}})")
_PARTING = (", ", "; ", "\n")


def told(text: str) -> set[int]:
    """Every number that the digits and the number words of a line could stand for, found without the reader."""
    text = _AHEAD.sub(r"\1 \2", _BEHIND.sub(r"\1 \2", unicodedata.normalize("NFC", text)))  # «cksnăm», «nămcks»
    plain = "".join(ch if ch.isalnum() else " " for ch in spell(unicodedata.normalize("NFKC", text))[1])
    plain = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", plain)
    digits = "".join(ch if ch.isdigit() else " " for ch in plain).split()
    found = {int(run) for run in digits} | {int(left + right) for left, right in pairwise(digits)}
    words = plain.split()
    for start in range(len(words)):
        total, current = 0, None
        for word in words[start : start + 8]:
            if word in _UNITS:
                if current is not None and current % 10:
                    break
                current = (current or 0) + _UNITS[word]
            elif word in ("muoi", "chuc"):
                current = 10 if current is None else current * 10
            elif word in ("ham", "bam"):
                current = 20 if word == "ham" else 30
            elif word in ("tram", "nghin", "ngan"):
                total, current = total + (current or 1) * (100 if word == "tram" else 1000), 0
            elif word not in ("linh", "le"):
                break
            found |= {total + (current or 0), total + (current or 0) * 10}
    found |= {_UNITS[left] * 10 + _UNITS[right] for left, right in pairwise(words) if {left, right} <= set(_UNITS)}
    return found | {int(run) * size for run in digits for size in (10, 100, 1000)}


def invented(text: str, values: Mapping[str, int]) -> str | None:
    """A figure that the line does not hold; None where there is none."""
    for key, number in values.items():
        if number and number not in told(text):
            return f"{key} {number} is not in {text!r}"
        if not number and not any(word in spell(text)[1] for word in _NONE):
            return f"{key} is nought without a word of it in {text!r}"
    return None


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
        if found.decision != "store":
            return
        self.stored += 1
        for other in (text.upper(), text.lower(), spell(text)[1]):
            again = read(other, campaign, sent_at=at)
            if again.decision == "store" and dict(again.values) != dict(found.values):
                yield f"{dict(found.values)} by {text!r}, but {dict(again.values)} by {other!r}"
        if found.values:
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
