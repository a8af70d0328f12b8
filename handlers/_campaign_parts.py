"""The parts of a campaign, each a plain value: areas, squads, indicators, targets, phases, posts and periods."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

Cadence = Literal["day", "week", "month"]
Kind = Literal["flow", "stock"]
Anchor = Literal["start", "remind", "deadline", "locks"]
Ranking = Literal["none", "leaves", "parents"]
OnHoliday = Literal["keep", "before", "after"]
Unapproved = Literal["hold", "plain"]

PLACEHOLDERS: Mapping[str, str] = {
    "period": "kỳ báo cáo, ví dụ «tuần 42 (13/10–19/10)»",
    "deadline": "hạn của kỳ, ví dụ «16:30 thứ bảy 18/10»",
    "reported": "số đơn vị đã báo cáo trong kỳ",
    "expected": "số đơn vị phải báo cáo",
    "missing": "tên các đơn vị chưa báo cáo",
    "unit": "từ gọi đơn vị, ví dụ «ấp»",
}
"""What a post's text may hold in braces, with its meaning; all of them belong to the period of the post's day."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the people that some indicators count apart, e.g. «đoàn viên»."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is counted. A flow adds up day by day; of a stock the newest figure replaces the older."""

    id: str
    label: str
    """As in a table: «Chữ ký số đã kích hoạt»."""
    short: str
    """As in a receipt: «chữ ký số»."""
    unit: str
    """What one of it is called: «người», «tài khoản», «hộ»."""
    kind: Kind = "flow"
    aliases: tuple[str, ...] = ()
    """How people write it, with marks; unmarked spellings follow by folding and need not be repeated."""
    groups: tuple[str, ...] = ()
    """Ids of the groups it is counted by; empty: one figure."""
    obligatory: bool = False
    part_of: str | None = None
    """A figure that can never exceed this other indicator's (signed dossiers of all dossiers)."""
    ratio_of: str | None = None
    """The population of which this figure is shown as a ratio where it has no target (absent of all eligible)."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its figures: «cks», or «kich-hoat/doan-vien» per group."""
        return tuple(f"{self.id}/{group}" for group in self.groups) or (self.id,)


@dataclass(frozen=True, slots=True)
class Area:
    """A place of the area tree; leaves are where squads work."""

    id: str
    name: str
    """Without its unit word: «Chợ»."""
    unit: str
    """The word for this level here: «ấp», «thôn», «khu phố», «xã»."""
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    populations: Mapping[str, int] = field(default_factory=dict)
    """People by population id («nguoi-lon», «can-bo» …); «ho» counts households."""
    baselines: Mapping[str, int] = field(default_factory=dict)
    """By key, what was there before the campaign began."""

    @property
    def full_name(self) -> str:
        """With its unit word: «ấp Chợ»."""
        return f"{self.unit} {self.name}"


@dataclass(frozen=True, slots=True)
class Squad:
    """A team that goes from door to door, and the leaf areas it answers for."""

    id: str
    name: str
    areas: tuple[str, ...]
    with_whom: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """How much of an indicator is wanted by a day: a share of a population, or an amount per leaf area."""

    indicator: str
    until: date
    group: str | None = None
    share: float | None = None
    population: str | None = None
    amount: int | None = None
    phase: str | None = None
    encouraged: bool = False
    leads: str = ""

    def wanted(self, populations: Mapping[str, int]) -> int | None:
        """The number to reach where these people live, rounded up; None where the population is not known."""
        if self.amount is not None:
            return self.amount
        people = populations.get(self.population or "")
        if people is None or self.share is None:
            return None
        return math.ceil(round(people * self.share, 6))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often squads report, until when, and when the officer's figures are closed.

    `weekday` 0 is Monday and counts for weeks; `monthday` for months. `days_after` moves the deadline behind the
    period's last day (a daily report may be due next morning) or behind the weekday.
    """

    every: Cadence
    at: time
    weekday: int = 5
    monthday: int = 20
    locks_after: timedelta = timedelta(days=2)
    remind_before: tuple[timedelta, ...] = (timedelta(hours=2),)
    window: timedelta = timedelta(minutes=90)
    """How late the deadline post may still be made in the group."""
    days_after: int = 0
    on_holiday: OnHoliday = "keep"
    """Where a deadline goes that falls on a public holiday."""
    deputy: timedelta | None = None
    """When, counted from the deadline, the deputy of a missing leader is told; None: reminded as the leader is."""
    officer: timedelta | None = None
    """When, counted from the deadline, the officers are told who is missing; None: not by an own message."""
    draft: timedelta | None = None
    """How long before the deadline officers get the draft of what will be said; zero: none is made. None: half an
    hour, but none where every day is reported."""
    unapproved: Unapproved = "plain"
    """What the groups hear at the deadline when no officer has approved the draft: the plain post, or nothing yet."""

    @property
    def drafted_before(self) -> timedelta:
        """The same with its default; zero: no draft."""
        if self.draft is not None:
            return self.draft
        return timedelta() if self.every == "day" else timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the campaign with its own name; both days belong to it."""

    id: str
    name: str
    start: date
    end: date
    rhythm: Rhythm | None = None
    """Its own rhythm, of another cadence than the campaign's; None: the campaign's."""


@dataclass(frozen=True, slots=True)
class Post:
    """Something the bot says by itself.

    `to`: «squads», «officers», «classes», «leaders». `addressee` is the office that a plan names («Công an»); its
    post goes to the officers. When: exactly one of `on` (days), `weekdays`, `monthday`, `lunar`, with the hour `at`; or
    `anchor`, a moment of each reporting period moved by `offset`: its «start» (midnight), «remind» (each of the
    rhythm's `remind_before`), «deadline» or «locks». Those posts are the words of the rhythm's own moments, not
    further moments. With `approval` an officer releases it first.
    """

    id: str
    text: str
    to: tuple[str, ...]
    at: time | None = None
    on: tuple[date, ...] = ()
    weekdays: tuple[int, ...] = ()
    monthday: int | None = None
    addressee: str = ""
    approval: bool = False
    anchor: Anchor | None = None
    offset: timedelta = timedelta()
    lunar: tuple[int, ...] = ()
    """Days of the lunar month: 1 is «mùng một», 15 «rằm»."""
    holidays: bool = True
    """Whether it is said on public holidays, too (days named in `on` always are)."""
    unapproved: Unapproved = "hold"
    """At the hour without an officer's word: kept back and told, or said in its `plain` words."""
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period: its id («2025-W42», «2025-10-18», «2025-12»), its days, and its deadline."""

    id: str
    start: date
    end: date
    deadline: datetime
    locks: datetime
    usual: datetime | None = None
    """Where the deadline would be if a holiday or an exception had not moved it; None: it was not moved."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def days(self) -> Iterator[date]:
        day = self.start
        while day <= self.end:
            yield day
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A day of the campaign on which things are otherwise: posts fall out, a deadline goes to another day."""

    day: date
    note: str
    posts: tuple[str, ...] = ()
    """Ids of the posts that fall out; none: all that return regularly, and the reminders."""
    move_to: date | None = None
    """Where a deadline goes that falls on this day; None: it stays."""


@dataclass(frozen=True, slots=True)
class Term:
    """Days on which there is school: outside them classes hear nothing that returns regularly."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who receives what: each a choice of «squads», «officers», «leaders», «classes»."""

    summary: tuple[str, ...] = ("officers",)
    """The figures of a closed period."""
    daily: tuple[str, ...] = ()
    """The evening's digest, where periods are longer than a day; nobody: none is said."""
    ranking: tuple[str, ...] = ("officers",)
    monthly: tuple[str, ...] = ("officers",)
    final: tuple[str, ...] = ("officers",)
    obstacle: tuple[str, ...] = ("officers",)
    """Something in the way, as soon as it is reported."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands around the written report; what is left empty follows from the campaign's place."""

    issuer: tuple[str, ...] = ()
    """The issuing body, line by line: «Ủy ban nhân dân», «xã Nhơn Trạch»."""
    superior: tuple[str, ...] = ()
    """The body above it, where it has one on paper."""
    symbol: str = "BC-UBND"
    signer: tuple[str, ...] = ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch")
    signer_name: str = ""
    """Who signs; without it the place stays empty."""
    recipients: tuple[str, ...] = ()
    """Without the dash; the last one is the archive: «Lưu: VT, VHXH»."""
    about: str = ""
    """What the report is about, where the campaign's name alone does not say it: «phong trào “…”»."""
    template: str = ""
    """Where the commune's own Word template lies; the operator says so, not the preset."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who runs the campaign and how its people reach a person; everything that differs by province."""

    commune: str
    province: str
    office: str = ""
    """Who receives the reports: «Phòng Văn hóa – Xã hội»."""
    desk: str = ""
    """Where citizens get help: «Trung tâm Phục vụ hành chính công xã»."""
    desk_hours: str = ""
    phone: str = ""
    province_app: str = ""
    province_hotline: str = ""
