"""What the leaders meant, added up by hand: it shares no line of code with the bot's own figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

DEADLINE = datetime.fromisoformat("2025-10-18T16:30:00+07:00")
OBLIGATORY = ("cks", "vneid2", "luot")
AREAS = ("ap-cho", "ap-trau", "ap-my-khoan", "ap-phuoc-my", "ap-ben-san")
NAMES = {
    "Chữ ký số": "cks",
    "VNeID mức 2": "vneid2",
    "Lượt hướng dẫn": "luot",
    "Hộ": "ho",
    "Tài khoản ngân hàng": "ngan-hang",
    "Tài khoản dịch vụ công": "dvc",
}
ADULTS = 9750
KEYS = ("cks", "vneid2", "luot", "dvc", "ngan-hang", "vssid", "suc-khoe", "dong-nai-s", "tmdt", "ho")
"""As a summary orders them: with a target, obligatory, the others."""


@dataclass(frozen=True, slots=True)
class Meant:
    """One thing that a leader meant: so many more of something in an area on a day; less where they corrected."""

    area: str
    day: int
    key: str
    more: int
    said: datetime


class Truth:
    """All that was meant."""

    def __init__(self) -> None:
        self.meant: list[Meant] = []

    def say(self, area: str, day: int, said: datetime | str, **more: int) -> None:
        """`day` of October 2025; keys with «_» for «-»."""
        moment = datetime.fromisoformat(said) if isinstance(said, str) else said
        self.meant += [Meant(area, day, key.replace("_", "-"), value, moment) for key, value in more.items()]

    def totals(self) -> dict[str, int]:
        sums: dict[str, int] = {}
        for one in self.meant:
            sums[one.key] = sums.get(one.key, 0) + one.more
        return sums

    def of(self, area: str) -> dict[str, int]:
        sums: dict[str, int] = {}
        for one in self.meant:
            if one.area == area:
                sums[one.key] = sums.get(one.key, 0) + one.more
        return sums

    def complete(self) -> list[str]:
        return [area for area in AREAS if set(OBLIGATORY) <= self.of(area).keys()]

    def timely(self) -> list[str]:
        found = []
        for area in AREAS:
            known = {one.key for one in self.meant if one.area == area and one.said <= DEADLINE}
            if set(OBLIGATORY) <= known:
                found.append(area)
        return found


def spelled(number: int) -> str:
    """«4.875»."""
    digits = str(number)
    return re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", digits)


def expected_summary(truth: Truth, *, missing: bool) -> set[str]:
    """The lines of figures that the officers' summary must have; the target is half of all adults.

    Eight lines in all: what has no room of its own stands together in the last one.
    """
    lines, told = set(), []
    for name, key in NAMES.items():
        total = truth.totals().get(key)
        if total is None:
            continue
        line = f"• {name}: {spelled(total)}"
        if key == "cks":
            tenths = (2_000 * total // (ADULTS // 2) + 1) // 2  # rounded
            share = f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)
            assert tenths < 100
            line += f", luỹ kế {spelled(total)}/{spelled(ADULTS // 2)} ({share} %)"
        told.append((KEYS.index(key), line))
    told.sort()
    room = 5 if missing else 6
    if len(told) > room:
        rest = [line.removeprefix("• ") for _, line in told[room - 1 :]]
        told = told[: room - 1]
        lines.add("• Khác – " + "; ".join(rest_of(line) for line in rest))
    lines |= {line for _, line in told}
    complete, timely = len(truth.complete()), len(truth.timely())
    lines.add(f"Đủ báo cáo: {complete}/5 ấp ({complete * 20} %); đúng hạn: {timely}/5 ({timely * 20} %).")
    return lines


def rest_of(line: str) -> str:
    """Within a sentence a name begins small, unless it is a proper one."""
    return line if line[1:2].isupper() else line[:1].lower() + line[1:]
