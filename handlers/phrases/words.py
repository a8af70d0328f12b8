"""Numbers, days and lists as people say them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.clock import VIETNAM
from handlers.campaign import Campaign, Period

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def day(when: date, *, today: date | None = None) -> str:
    """«hôm nay (thứ Bảy 18/10)», «hôm qua (…)», «thứ Sáu 17/10»."""
    plain = f"{WEEKDAYS[when.weekday()]} {when:%d/%m}"
    if today == when:
        return f"hôm nay ({plain})"
    if today == when + timedelta(days=1):
        return f"hôm qua ({plain})"
    return plain


def moment(when: datetime) -> str:
    """«16:30 thứ Bảy 18/10»."""
    local = when.astimezone(VIETNAM)
    return f"{local:%H:%M} {day(local.date())}"


def number(value: int) -> str:
    """«1.250»."""
    return f"{value:,}".replace(",", ".")


HAIR = 1e-7
"""55 of 1.250 is 4,4 %, though the machine's number is a hair below; no share of people comes as near as this."""


def percent(share: float | None) -> str:
    """«37 %», «3,4 %», «–» when there is none: one digit, rounded, as the written report has it.

    Never rounded up to a target that is not reached.
    """
    return "–" if share is None else f"{points(share)} %"


def points(share: float) -> str:
    """«37», «3,4», «−2»: a share in percent points, the same in chat, picture, page and document."""
    tenths = math.floor(share * 1000 + 0.5 + HAIR)
    if share < 1:
        tenths = min(tenths, 999)
    told = f"{abs(tenths) // 10},{abs(tenths) % 10}".removesuffix(",0")
    return f"−{told}" if tenths < 0 else told


def listed(names: Iterable[str]) -> str:
    """«ấp Chợ, ấp Trầu và ấp Mỹ Khoan»."""
    names = list(names)
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " và " + names[-1]


def period(campaign: Campaign, which: Period) -> str:
    """«tuần 42 (13/10–19/10)», «ngày 18/10», «tháng 12 (21/11–20/12)»."""
    span = f"{which.start:%d/%m}–{which.end:%d/%m}"
    if which.start == which.end:
        return f"ngày {which.start:%d/%m}"
    if "-W" in which.id:
        return f"tuần {int(which.id.partition('-W')[2])} ({span})"
    return f"tháng {which.end.month} ({span})"


def short_period(which: Period) -> str:
    """«tuần 43», «ngày 18/10», «tháng 12»."""
    if which.start == which.end:
        return f"ngày {which.start:%d/%m}"
    if "-W" in which.id:
        return f"tuần {int(which.id.partition('-W')[2])}"
    return f"tháng {which.end.month}"


def span(first: date, last: date) -> str:
    """«từ 13/10 đến 18/10», «ngày 18/10»; with years where they differ."""
    if first == last:
        return f"ngày {first:%d/%m}"
    if first.year != last.year:
        return f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
    return f"từ {first:%d/%m} đến {last:%d/%m}"


def values(campaign: Campaign, counted: dict[str, int]) -> str:
    """«chữ ký số: 5, VNeID mức 2: 12», in the order of the campaign."""
    return ", ".join(f"{campaign.label(key)}: {number(counted[key])}" for key in campaign.keys if key in counted)


def example(campaign: Campaign) -> str:
    """A report line to copy: «báo cáo cks 5 vneid 12 lượt 30»."""
    wanted = [indicator for indicator in campaign.indicators if indicator.obligatory] or list(campaign.indicators[:2])
    pairs = []
    for indicator, amount in zip(wanted, (5, 12, 30, 8, 3), strict=False):
        name = indicator.aliases[0] if indicator.aliases else indicator.id
        group = f" {campaign.group(indicator.keys[0]).label}" if campaign.group(indicator.keys[0]) else ""  # type: ignore[union-attr]
        pairs.append(f"{name}{group} {amount}")
    return "báo cáo " + " ".join(pairs)
