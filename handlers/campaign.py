"""What a campaign is: its areas, squads, indicators, targets, periods and posts. Pure values; `presets` reads them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from bot.clock import VIETNAM
from bot.text import fold
from handlers._campaign_help import LADDER, HelpStep, Opening
from handlers._campaign_parts import (
    PLACEHOLDERS,
    Anchor,
    Area,
    Cadence,
    Exemption,
    Group,
    Indicator,
    Kind,
    Letterhead,
    Period,
    Phase,
    Place,
    Post,
    Ranking,
    Recipients,
    Rhythm,
    Squad,
    Target,
    Term,
)
from handlers.lunar import lunar
from handlers.points.hours import Point

__all__ = [
    "PLACEHOLDERS",
    "Anchor",
    "Area",
    "Cadence",
    "Campaign",
    "Exemption",
    "Group",
    "HelpStep",
    "Indicator",
    "Kind",
    "Letterhead",
    "Opening",
    "Period",
    "Phase",
    "Place",
    "Post",
    "Ranking",
    "Recipients",
    "Rhythm",
    "Squad",
    "Target",
    "Term",
]


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
    letterhead: Letterhead = field(default_factory=Letterhead)
    practice_reports: int = 0
    """So many first reports of a new leader are practice and count nowhere."""
    exemptions: tuple[Exemption, ...] = ()
    terms: tuple[Term, ...] = ()
    """School terms; none: every day counts as one."""
    days_off: frozenset[date] = frozenset()
    """Public holidays."""
    helpers: tuple[HelpStep, ...] = LADDER
    """Who helps a citizen that is stuck: the first is asked first."""
    points: tuple[Point, ...] = ()
    """Where somebody sits who helps, as the preset has it; what was changed since stands in the database."""
    examples: tuple[str, ...] = ()
    """Where the preset holds example values that the plan does not give, in words for `trolyso check`."""

    @cached_property
    def _areas(self) -> Mapping[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def _children(self) -> Mapping[str | None, Sequence[Area]]:
        found: dict[str | None, list[Area]] = {}
        for area in self.areas:
            found.setdefault(area.parent, []).append(area)
        return found

    @cached_property
    def _squads(self) -> Mapping[str, Squad]:
        return {area: squad for squad in reversed(self.squads) for area in squad.areas}

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
    def leaf_names(self) -> tuple[tuple[str, Area], ...]:
        """What people call the leaves in running words, folded, with the leaf: the longest names first."""
        names = [
            (fold(name), leaf)
            for leaf in self.leaves
            for name in (leaf.full_name, leaf.id.replace("-", " "), *leaf.aliases)
        ]
        return tuple(sorted(names, key=lambda one: len(one[0]), reverse=True))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys of all figures, in the order of the preset."""
        return tuple(key for indicator in self.indicators for key in indicator.keys)

    @cached_property
    def flows(self) -> Mapping[str, bool]:
        """By key, whether its counts add up."""
        return {key: one.kind == "flow" for one in self.indicators for key in one.keys}

    def with_template(self, path: str) -> Campaign:
        """The same campaign whose written report follows that Word file; "" leaves our layout."""
        if not path:
            return self
        return dataclasses.replace(self, letterhead=dataclasses.replace(self.letterhead, template=path))

    def with_numbers(
        self, populations: Mapping[str, Mapping[str, int]], baselines: Mapping[str, Mapping[str, int]]
    ) -> Campaign:
        """The same campaign with these numbers, by area, over those of the preset."""
        if not populations and not baselines:
            return self
        areas = tuple(
            dataclasses.replace(
                area,
                populations={**area.populations, **populations.get(area.id, {})},
                baselines={**area.baselines, **baselines.get(area.id, {})},
            )
            for area in self.areas
        )
        return dataclasses.replace(self, areas=areas)

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
        children = self._children.get(id_, ())
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

    def around(self, id_: str | None) -> tuple[str, ...]:
        """An area and all that it lies in, from the inside; nothing for none."""
        found: list[str] = []
        while id_ is not None and self.has_area(id_) and id_ not in found:
            found.append(id_)
            id_ = self.area(id_).parent
        return tuple(found)

    def squad_of(self, area: str) -> Squad | None:
        return self._squads.get(area)

    def populations_of(self, areas: Iterable[Area]) -> dict[str, int]:
        """People by population over these leaves; a population is left out where one of them does not know it."""
        total: dict[str, int] = {}
        listed = list(areas)
        for population in {p for area in listed for p in area.populations}:
            if all(population in area.populations for area in listed):
                total[population] = sum(area.populations[population] for area in listed)
        return total

    # -- posts --------------------------------------------------------------------------------------------------------

    def anchored(self, anchor: Anchor) -> tuple[Post, ...]:
        """The posts that belong to that moment of every period."""
        return tuple(post for post in self.posts if post.anchor == anchor)

    def posts_between(self, since: datetime, until: datetime) -> list[tuple[datetime, Post]]:
        """What is to be said from `since` up to, but not at, `until`, with its moment, in the order of time."""
        found = [(moment, post) for post in self.posts for moment in self._moments(post, since, until)]
        return sorted(found, key=lambda one: one[0])

    def _moments(self, post: Post, since: datetime, until: datetime) -> Iterator[datetime]:
        for moment in self._anchored_moments(post, since, until) if post.anchor else self.dated(post, since, until):
            if since <= moment < until and not self._exempt(post, moment.astimezone(VIETNAM).date()):
                yield moment

    def dated(self, post: Post, since: datetime, until: datetime) -> Iterator[datetime]:
        """The moments of a post that has days and an hour, from the day of `since` to the day of `until`.

        Days named in `on` may lie outside the campaign (a final report); what returns regularly stays within, and
        keeps to holidays and school terms.
        """
        if post.at is None:
            return
        if post.on:
            yield from (datetime.combine(day, post.at, VIETNAM) for day in post.on)
            return
        day = max(self.start, since.astimezone(VIETNAM).date())
        last = min(self.end, until.astimezone(VIETNAM).date())
        while day <= last:
            if self._regular(post, day):
                yield datetime.combine(day, post.at, VIETNAM)
            day += timedelta(days=1)

    def _regular(self, post: Post, day: date) -> bool:
        wanted = day.weekday() in post.weekdays or day.day == post.monthday
        if not wanted and not (post.lunar and lunar(day).day in post.lunar):
            return False
        if not post.holidays and day in self.days_off:
            return False
        return post.to != ("classes",) or self.school_on(day)

    def school_on(self, day: date) -> bool:
        """Whether classes may be written to: within a term and on no holiday; always where no terms are given."""
        return not self.terms or (day not in self.days_off and any(t.start <= day <= t.end for t in self.terms))

    def exempt(self, day: date) -> bool:
        """Whether everything that returns regularly falls out on that day."""
        return any(one.day == day and not one.posts and one.move_to is None for one in self.exemptions)

    def _exempt(self, post: Post, day: date) -> bool:
        named = any(one.day == day and post.id in one.posts for one in self.exemptions)
        return named or (not post.on and post.anchor is None and self.exempt(day))

    def _anchored_moments(self, post: Post, since: datetime, until: datetime) -> Iterator[datetime]:
        reach = timedelta(days=45)  # longer than any period with its reminders, locks and offsets
        for period in self.periods((since - reach).date(), (until + reach).date()):
            match post.anchor:
                case "start":
                    yield datetime.combine(period.start, time(), VIETNAM) + post.offset
                case "remind":
                    for before in self.rhythm_on(period.start).remind_before:
                        yield period.deadline - before + post.offset
                case "deadline":
                    yield period.deadline + post.offset
                case "locks":
                    yield period.locks + post.offset

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
        usual = datetime.combine(due, rhythm.at, VIETNAM)
        deadline = datetime.combine(self._moved(due, start, rhythm), rhythm.at, VIETNAM)
        return Period(id_, start, end, deadline, deadline + rhythm.locks_after, usual if deadline != usual else None)

    def _moved(self, due: date, start: date, rhythm: Rhythm) -> date:
        """The day of a deadline: its own, or where an exception or the rule for holidays puts it."""
        for one in self.exemptions:
            if one.day == due and one.move_to is not None:
                return one.move_to
        if rhythm.on_holiday == "keep" or due not in self.days_off:
            return due
        if rhythm.on_holiday == "before":
            earlier = due
            while earlier in self.days_off and earlier >= start:
                earlier -= timedelta(days=1)
            if earlier >= start:
                return earlier
        while due in self.days_off:
            due += timedelta(days=1)
        return due

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
            near = (self.period_of(first + timedelta(days=step)) for step in range(length))
            found = next((period for period in near if period.id == id_), None)
        except (ValueError, OverflowError):
            found = None
        if found is None:
            raise ValueError(id_)
        return found

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
