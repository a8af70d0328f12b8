"""What a campaign is: its areas, squads, indicators, targets, periods and posts. Pure values; `presets` reads them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Literal

from bot.clock import VIETNAM

Cadence = Literal["day", "week", "month"]
Kind = Literal["flow", "stock"]
Anchor = Literal["start", "remind", "deadline", "locks"]
Ranking = Literal["none", "leaves", "parents"]

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
    post goes to the officers. When: exactly one of `on` (days), `weekdays`, `monthday`, with the hour `at`; or
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


@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period: its id («2025-W42», «2025-10-18», «2025-12»), its days, and its deadline."""

    id: str
    start: date
    end: date
    deadline: datetime
    locks: datetime

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def days(self) -> Iterator[date]:
        day = self.start
        while day <= self.end:
            yield day
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who receives what: each a choice of «squads», «officers», «leaders», «classes»."""

    summary: tuple[str, ...] = ("officers",)
    """The figures of a closed period."""
    ranking: tuple[str, ...] = ("officers",)
    monthly: tuple[str, ...] = ("officers",)
    final: tuple[str, ...] = ("officers",)
    obstacle: tuple[str, ...] = ("officers",)
    """Something in the way, as soon as it is reported."""


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


@dataclass(frozen=True)
class Campaign:
    """A whole campaign, checked: every id that is named exists, every leaf area has at most one squad."""

    id: str
    name: str
    plan: str
    start: date
    end: date
    place: Place
    unit: str
    areas: tuple[Area, ...]
    squads: tuple[Squad, ...]
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...]
    phases: tuple[Phase, ...]
    rhythm: Rhythm
    posts: tuple[Post, ...] = ()
    populations: Mapping[str, str] = field(default_factory=dict)
    """Population ids with their labels."""
    final_report: datetime | None = None
    monthly_report_day: int | None = None
    """The day of the month on which a month's figures are compiled beside the periods' own; None: never."""
    ranking: Ranking = "none"
    """Whether units are compared, and which: the leaves, or the areas right above them."""
    recipients: Recipients = field(default_factory=Recipients)
    examples: tuple[str, ...] = ()
    """Where the preset holds example values that the plan does not give, in words for `trolyso check`."""

    @cached_property
    def _areas(self) -> Mapping[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def _indicators(self) -> Mapping[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def _groups(self) -> Mapping[str, Group]:
        return {group.id: group for group in self.groups}

    @cached_property
    def leaves(self) -> tuple[Area, ...]:
        """The areas that report: those without areas below them."""
        parents = {area.parent for area in self.areas}
        return tuple(area for area in self.areas if area.id not in parents)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys of all figures, in the order of the preset."""
        return tuple(key for indicator in self.indicators for key in indicator.keys)

    def area(self, id_: str) -> Area:
        """The area, or KeyError."""
        return self._areas[id_]

    def has_area(self, id_: str) -> bool:
        return id_ in self._areas

    def indicator(self, key: str) -> Indicator:
        """The indicator of a key («kich-hoat/doan-vien» → kich-hoat), or KeyError."""
        return self._indicators[key.partition("/")[0]]

    def group(self, key: str) -> Group | None:
        """The group of a key, or None where the indicator is not counted by group."""
        id_ = key.partition("/")[2]
        return self._groups[id_] if id_ else None

    def label(self, key: str, *, short: bool = True) -> str:
        """A key in words: «kích hoạt – đoàn viên»."""
        indicator, group = self.indicator(key), self.group(key)
        name = indicator.short if short else indicator.label
        return f"{name} – {group.label}" if group else name

    def below(self, id_: str) -> tuple[Area, ...]:
        """The leaves at or below an area."""
        area = self.area(id_)
        children = [child for child in self.areas if child.parent == id_]
        if not children:
            return (area,)
        return tuple(leaf for child in children for leaf in self.below(child.id))

    @cached_property
    def ranked(self) -> tuple[Area, ...]:
        """The areas that are compared with each other, in the order of the preset; empty: no ranking."""
        match self.ranking:
            case "leaves":
                return self.leaves
            case "parents":
                parents = {leaf.parent for leaf in self.leaves}
                return tuple(area for area in self.areas if area.id in parents)
            case "none":
                return ()

    def anchored(self, anchor: Anchor) -> tuple[Post, ...]:
        """The posts that belong to that moment of every period."""
        return tuple(post for post in self.posts if post.anchor == anchor)

    def squad_of(self, area: str) -> Squad | None:
        return next((squad for squad in self.squads if area in squad.areas), None)

    def populations_of(self, areas: Iterable[Area]) -> dict[str, int]:
        """People by population over these leaves; a population is left out where one of them does not know it."""
        total: dict[str, int] = {}
        listed = list(areas)
        for population in {p for area in listed for p in area.populations}:
            if all(population in area.populations for area in listed):
                total[population] = sum(area.populations[population] for area in listed)
        return total

    # -- periods ------------------------------------------------------------------------------------------------------

    def rhythm_on(self, day: date) -> Rhythm:
        """The rhythm in force that day: the phase's own, or the campaign's."""
        own = (phase.rhythm for phase in self.phases if phase.start <= day <= phase.end and phase.rhythm)
        return next(own, self.rhythm)

    def period_of(self, day: date) -> Period:
        """The reporting period to which a day's figures belong. It ends early where another rhythm begins."""
        rhythm = self.rhythm_on(day)
        match rhythm.every:
            case "day":
                start = end = due = day
                id_ = day.isoformat()
            case "week":
                start = day - timedelta(days=day.weekday())
                end = start + timedelta(days=6)
                due = start + timedelta(days=rhythm.weekday)
                year, week, _ = day.isocalendar()
                id_ = f"{year}-W{week:02d}"
            case "month":
                start, end = _month(day, rhythm.monthday)
                due = end
                id_ = f"{end:%Y-%m}"
        while self.rhythm_on(start) is not rhythm:
            start += timedelta(days=1)
        while self.rhythm_on(end) is not rhythm:
            end -= timedelta(days=1)
        due = max(due, start) + timedelta(days=rhythm.days_after)
        deadline = datetime.combine(due, rhythm.at, VIETNAM)
        return Period(id_, start, end, deadline, deadline + rhythm.locks_after)

    def period(self, id_: str) -> Period:
        """The period of that id; ValueError when it is no period of this campaign's rhythm."""
        try:
            if "-W" in id_:
                year, _, week = id_.partition("-W")
                first, length = date.fromisocalendar(int(year), int(week), 1), 7
            elif len(id_) == len("2025-12"):
                first, length = date.fromisoformat(f"{id_}-28") - timedelta(days=59), 60
            else:
                first, length = date.fromisoformat(id_), 1
        except ValueError:
            raise ValueError(id_) from None
        for step in range(length):
            period = self.period_of(first + timedelta(days=step))
            if period.id == id_:
                return period
        raise ValueError(id_)

    def periods(self, since: date | None = None, until: date | None = None) -> Iterator[Period]:
        """The campaign's periods from the one that holds `since` to the one that holds `until`."""
        day, last = max(since or self.start, self.start), min(until or self.end, self.end)
        while day <= last:
            period = self.period_of(day)
            yield period
            day = period.end + timedelta(days=1)


def _month(day: date, closes: int) -> tuple[date, date]:
    """The month of figures that closes on that day of the month: from the day after the last closing to this one."""
    if day.day <= closes:
        end = day.replace(day=closes)
        before = (day.replace(day=1) - timedelta(days=1)).replace(day=closes)
        return before + timedelta(days=1), end
    start = day.replace(day=closes) + timedelta(days=1)
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=closes)
    return start, following
