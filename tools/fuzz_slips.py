"""What one slip of the finger does to a clear report line: `python -m tools.fuzz_slips [--lines N] [--seed S]`.

Lines of two or three pairs, with digits or number words, over all campaigns; in one word a letter is left out,
doubled, swapped or hit beside, or a mark lost or moved. A line should be stored as it was meant, or asked about; told
is how many keep a figure that was not meant, or are stored without one of theirs. Some slips make another true word
(«bảy mươi a»), so that a few remain.
"""

from __future__ import annotations

import argparse
import random
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from bench.lines import CAMPAIGNS
from bot.clock import VIETNAM
from handlers.campaign import Campaign
from handlers.counts import Reading, read
from handlers.presets import load_named

_UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_ENDINGS = {1: "mốt", 4: "tư", 5: "lăm"}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_BESIDE = {"a": "sq", "h": "gj", "i": "uo", "m": "n", "o": "ip", "n": "mb", "b": "vn", "u": "iy", "t": "ry", "s": "ad",
           "c": "xv", "g": "fh", "k": "jl"}  # fmt: skip
_FORMS = ("bc {0}", "{0}", "báo cáo {0} ạ", "tối nay làm được {0}")


@dataclass(frozen=True, slots=True)
class Slip:
    """A line with one slip, and the figures that were meant."""

    campaign: Campaign
    at: datetime
    line: str
    meant: dict[str, int]

    def read(self) -> Reading:
        return read(self.line, self.campaign, sent_at=self.at)

    def wrong(self, found: Reading) -> bool:
        """A figure was kept that nobody meant, or the line was stored without one that was."""
        kept = dict(found.values)
        invented = any(self.meant.get(key) != value for key, value in kept.items())
        return invented or (found.decision == "store" and kept != self.meant)


def in_words(number: int) -> str:
    """A number from 0 to 99 as it is spoken."""
    tens, unit = divmod(number, 10)
    if not tens:
        return _UNITS[unit]
    if tens == 1:
        return "mười" if not unit else f"mười {'lăm' if unit == 5 else _UNITS[unit]}"
    return f"{_UNITS[tens]} mươi" + (f" {_ENDINGS.get(unit, _UNITS[unit])}" if unit else "")


def slips(lines: int, seed: int) -> Iterator[Slip]:
    """So many lines with a slip, whose like without it is stored as it was meant."""
    chance = random.Random(seed)
    campaigns = [load_named(name) for name in CAMPAIGNS]
    made = 0
    while made < lines:
        campaign = chance.choice(campaigns)
        at = datetime.combine(date.fromordinal(campaign.start.toordinal() + 5), time(20), VIETNAM)
        meant = {key: chance.randint(2, 99) for key in chance.sample(campaign.keys, min(len(campaign.keys), 3))}
        pairs = [_pair(campaign, key, number, chance) for key, number in meant.items()]
        form, parting = chance.choice(_FORMS), chance.choice((", ", "; ", " "))
        found = Slip(campaign, at, form.format(parting.join(pairs)), meant).read()
        if found.decision != "store" or dict(found.values) != meant:
            continue
        words = parting.join(pairs).split(" ")
        place = chance.randrange(len(words))
        slipped = slip(words[place], chance)
        if slipped != words[place]:
            words[place] = slipped
            made += 1
            yield Slip(campaign, at, form.format(" ".join(words)), meant)


def _pair(campaign: Campaign, key: str, number: int, chance: random.Random) -> str:
    indicator, group = campaign.indicator(key), campaign.group(key)
    label = chance.choice((indicator.short, indicator.label, *indicator.aliases))
    told = in_words(number) if chance.random() < 0.5 else str(number)
    return f"{label} {group.label} {told}" if group is not None else f"{label} {told}"


def slip(word: str, chance: random.Random) -> str:
    """The word with one slip; the same word where there is none to make, and where it is a number in digits."""
    if word.strip(",;").isdigit():
        return word
    at = chance.randrange(len(word))
    apart = unicodedata.normalize("NFD", word)
    marks = [place for place, ch in enumerate(apart) if unicodedata.combining(ch)]
    match chance.choice(("out", "swap", "twice", "unmarked", "tone", "beside")):
        case "out" if len(word) > 1:
            word = word[:at] + word[at + 1 :]
        case "swap":
            word = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        case "twice":
            word = word[: at + 1] + word[at:]
        case "unmarked" if marks:
            place = chance.choice(marks)
            word = apart[:place] + apart[place + 1 :]
        case "tone" if marks:
            place = chance.choice(marks)
            word = apart[:place] + chance.choice(_TONES) + apart[place + 1 :]
        case "beside" if word[at] in _BESIDE:
            word = word[:at] + chance.choice(_BESIDE[word[at]]) + word[at + 1 :]
        case _:
            pass
    return unicodedata.normalize("NFC", word)


def main() -> int:
    """Tell how many lines were stored, asked about and kept wrongly, with examples."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz_slips", description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shown", type=int, default=20, help="so many of the wrong ones")
    arguments = parser.parse_args()
    stored, wrong = 0, []
    for one in slips(arguments.lines, arguments.seed):
        found = one.read()
        stored += found.decision == "store"
        if one.wrong(found):
            wrong.append(f"{found.decision} {dict(found.values)} for {one.meant}: {one.line!r}")
    sys.stdout.write("\n".join(wrong[: arguments.shown]) + "\n" if wrong else "")
    sys.stdout.write(f"{arguments.lines} lines with a slip, {stored} stored, {len(wrong)} wrong\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
