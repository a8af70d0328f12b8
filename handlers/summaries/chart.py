"""What the picture under a summary shows: every value and word of it, from the model. Pure; the paper draws it."""

from __future__ import annotations

from datetime import datetime

from bot.clock import VIETNAM
from handlers.campaign import Campaign
from handlers.paper import Bar, Chart, State
from handlers.phrases import chart as say
from handlers.phrases import words
from handlers.summaries.figures import Figures, Progress, Standing
from handlers.summaries.ranking import compared
from handlers.summaries.source import Source, Step
from handlers.summaries.tables import period_words
from handlers.summaries.tree import Branch, branches

BARS, COLUMNS, SIGNS = 16, 12, 9
"""So many hamlets, columns of the trend and signs of the strip are readable on a phone."""


def chart_of(source: Source, figures: Figures, now: datetime) -> Chart:
    """The picture of these days: the main indicator per area, its trend, and the reports of the last periods."""
    campaign = source.campaign
    key = compared(campaign) or campaign.keys[0]
    one = figures.of(key)
    shown = bars_of(campaign, figures, key)
    steps = [step for step in source.steps if step.period.start <= figures.period.end]
    leaves = [unit.area.id for unit in figures.units]
    last = steps[-SIGNS:]
    owed = [
        step.units[id_]
        for step in last
        for id_ in leaves
        if state_of(step, step.units[id_], now) not in ("open", "excused")
    ]
    expected, complete = sum(unit.duties for unit in owed), sum(unit.completed for unit in owed)
    kept = {
        "complete": complete,
        "expected": expected,
        "share": words.percent(complete / expected if expected else None),
    }
    places = campaign.ranked or campaign.leaves
    units = {area.unit for area in places}
    every = campaign.rhythm_on(min(figures.as_of, campaign.end)).every
    return Chart(
        title=say.TITLE.format(place=_capital(_place(campaign, figures)), label=campaign.label(key)),
        subtitle=say.SUBTITLE.format(period=_capital(period_words(campaign, figures.period)), told=_told(one)),
        bars_title=(say.BARS if one.wanted else say.BARS_PLAIN).format(
            unit=units.pop() if len(units) == 1 else say.PLACES
        ),
        bars=shown[:BARS],
        more=say.MORE.format(count=len(shown) - BARS) if len(shown) > BARS else "",
        elapsed=one.elapsed if one.wanted else None,
        elapsed_told=say.ELAPSED.format(share=words.percent(one.elapsed), until=f"{one.until:%d/%m/%Y}")
        if one.until is not None and one.wanted
        else "",
        keys=(say.IN_TIME, say.BEHIND),
        trend_title=f"{say.TREND[every]}: {campaign.label(key)}",
        trend=trend_of(campaign, steps[-COLUMNS:], key, leaves),
        strip_title=say.STRIP.format(**kept) if expected else say.STRIP_NONE,
        strip_heads=tuple(say.short_period(step.period.id, step.period.end) for step in last),
        strip=tuple(
            (campaign.area(id_).full_name, tuple(state_of(step, step.units[id_], now) for step in last))
            for id_ in leaves[:BARS]
        ),
        legend=_legend([state_of(step, step.units[id_], now) for step in last for id_ in leaves[:BARS]]),
        foot=say.FOOT.format(moment=words.moment(now.astimezone(VIETNAM)), start=f"{campaign.start:%d/%m/%Y}"),
    )


def bars_of(campaign: Campaign, figures: Figures, key: str) -> tuple[Bar, ...]:
    """The areas that are compared, or the leaves; the furthest on its way to the target first."""
    present = {unit.area.id for unit in figures.units}
    areas = tuple(
        area
        for area in campaign.ranked or campaign.leaves
        if any(leaf.id in present for leaf in campaign.below(area.id))
    )
    found = [(branch, branch.figures.of(key)) for branch in branches(campaign, figures, areas)]
    found.sort(key=lambda pair: (-(pair[1].share or 0), -pair[1].total))
    return tuple(_bar(branch, one) for branch, one in found)


def _bar(branch: Branch, one: Progress) -> Bar:
    told = say.BAR if one.wanted else say.BAR_PLAIN
    blanks = {"total": _number(one.reached), "wanted": _number(one.wanted or 0), "share": words.percent(one.share)}
    behind = one.pace is not None and one.pace < 1 and (one.share or 0) < 1
    return Bar(branch.area.full_name, one.share, one.reached, told.format(**blanks), behind)


def trend_of(campaign: Campaign, steps: list[Step], key: str, leaves: list[str]) -> tuple[tuple[str, int, str], ...]:
    """Period by period what these leaves counted; of a stock what stood at its end."""
    indicator = campaign.indicator(key)
    keys = indicator.keys if key == indicator.id else (key,)
    found = []
    for step in steps:
        units = [step.units[id_] for id_ in leaves]
        of = [unit.values if indicator.kind == "flow" else unit.totals for unit in units]
        value = sum(values.get(one, 0) for values in of for one in keys)
        found.append((say.short_period(step.period.id, step.period.end), value, _number(value)))
    return tuple(found)


def state_of(step: Step, unit: Standing, now: datetime) -> State:
    """How a unit's report of a period stands at that moment."""
    if unit.excused:
        return "excused"
    if unit.complete:
        return "timely" if unit.timely else "late"
    if now <= step.period.deadline:
        return "open"
    return "part" if unit.reported else "missing"


def _told(one: Progress) -> str:
    blanks = {"total": _number(one.reached), "wanted": _number(one.wanted or 0), "share": words.percent(one.share)}
    form = say.OVER_TARGET if one.exceeded else say.WITH_TARGET if one.wanted else say.WITHOUT_TARGET
    return form.format(**blanks)


def _place(campaign: Campaign, figures: Figures) -> str:
    if len(figures.units) == 1 and len(campaign.leaves) > 1:
        return figures.units[0].area.full_name
    return campaign.place.commune


def _legend(present: list[State]) -> tuple[tuple[State, str], ...]:
    states: tuple[State, ...] = ("timely", "late", "part", "missing", "excused", "open")
    return tuple((state, say.STATES[state]) for state in states if state in present)


def _number(value: int) -> str:
    return words.number(value).replace("-", "−")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
