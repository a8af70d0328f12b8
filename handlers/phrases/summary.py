"""A period's figures in words: at most eight lines, for a chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from handlers.campaign import Area, Campaign, Period
from handlers.phrases import deadline as say
from handlers.phrases import words
from handlers.summaries.figures import Figures, Progress, Standing
from handlers.summaries.rates import Doubt, doubts
from handlers.summaries.source import is_span

LINES = 8
"""A summary has at most so many: more is not read in a chat."""
POSTED_LINES = 5
"""The same in a group."""
PART_OF = "{title} – {area}"
OVERVIEW = {"daily": "hôm nay", "monthly": "tháng", "phase": "giai đoạn", "final": "cả chiến dịch"}


def summary(campaign: Campaign, figures: Figures, area: Area | None = None) -> str:
    """Completeness, timeliness, totals and shares of a period."""
    return _lines(campaign, figures, say.SUMMARY_TITLE.format(period=words.period(campaign, figures.period)), area)


def posted(campaign: Campaign, figures: Figures, closed: datetime | None) -> str:
    """What the groups are shown of a period that an officer approved; doubts are the officers' own business."""
    title = say.SUMMARY_TITLE.format(period=words.period(campaign, figures.period))
    after = figures.period.end + timedelta(days=1)
    if closed is not None:
        title += say.POSTED_CLOSED.format(when=words.moment(closed))
        if after <= campaign.end:
            title += say.POSTED_AFTER.format(next=words.short_period(campaign.period_of(after)))
    return _lines(campaign, figures, title, None, room=POSTED_LINES, doubtful=False)


def overview(campaign: Campaign, figures: Figures, area: Area | None = None, *, kind: str = "") -> str:
    """The same of another stretch of days, in which several reports may have been owed."""
    first, last = figures.period.start, figures.period.end
    what = f"{OVERVIEW[kind]}, {words.span(first, last)}" if kind else words.span(first, last)
    return _lines(campaign, figures, say.OVERVIEW_TITLE.format(what=what), area)


def caption(campaign: Campaign, period: Period) -> str:
    """What is said with the picture."""
    if is_span(period):
        return say.CAPTION.format(period=words.span(period.start, period.end))
    return say.CAPTION.format(period=words.period(campaign, period))


def _lines(
    campaign: Campaign, figures: Figures, title: str, area: Area | None, *, room: int = LINES, doubtful: bool = True
) -> str:
    lines = [PART_OF.format(title=title, area=area.full_name) if area is not None else title]
    several = any(unit.duties > 1 for unit in figures.units)
    if figures.expected:
        lines.append(
            (say.COMPLETENESS_SEVERAL if several else say.COMPLETENESS).format(
                complete=figures.complete,
                expected=figures.expected,
                unit=campaign.unit,
                share=words.percent(figures.completeness),
                timely=figures.timely,
                timeliness=words.percent(figures.timeliness),
            )
        )
    else:
        lines.append(say.NOTHING_EXPECTED)
    if figures.missing and not several:
        lines.append(say.MISSING.format(missing=missing(figures.missing)))
    odd = doubts(campaign, figures) if doubtful else ()
    ends = [say.DOUBTFUL.format(count=len(odd), first=_first(campaign, odd[0]))] if odd else []
    shown = [progress for progress in main_progress(campaign, figures) if progress.period or progress.total]
    room -= len(lines) + len(ends)
    if len(shown) > room:
        rest = [f"{campaign.label(one.key)}: **{_value(campaign, one)}**" for one in shown[room - 1 :]]
        ends = [say.LINE_REST.format(rest="; ".join(rest)), *ends]
        shown = shown[: room - 1]
    body = [_progress(campaign, progress) for progress in shown] or [say.NO_COUNTS]
    return "\n".join([*lines, *body, *ends])


def main_progress(campaign: Campaign, figures: Figures) -> list[Progress]:
    """One line for each indicator, groups together: those with a target first, then the obligatory ones."""
    aimed = {target.indicator for target in campaign.targets}
    order = sorted(campaign.indicators, key=lambda one: (one.id not in aimed, not one.obligatory))
    return [figures.of(one.id) for one in order]


def _value(campaign: Campaign, progress: Progress) -> str:
    stock = campaign.indicator(progress.key).kind == "stock"
    return words.number(progress.total if stock else progress.period).replace("-", "−")


def _first(campaign: Campaign, doubt: Doubt) -> str:
    return f"{doubt.area.full_name}, {campaign.label(doubt.key)}"


def _progress(campaign: Campaign, progress: Progress) -> str:
    label = campaign.label(progress.key)
    label = label[:1].upper() + label[1:]
    value = _value(campaign, progress)
    if campaign.indicator(progress.key).kind == "stock":
        return say.LINE_STOCK.format(label=label, value=value)
    line = say.LINE.format(label=label, value=value)
    if progress.wanted:
        line += say.LINE_TOTAL.format(total=words.number(progress.reached))
        share = words.percent(progress.share)
        line += (say.LINE_EXCEEDED if progress.exceeded else say.LINE_SHARE).format(
            wanted=words.number(progress.wanted), share=share
        )
    elif progress.total != progress.period:
        line += say.LINE_TOTAL.format(total=words.number(progress.total))
    return line


def of_day(campaign: Campaign, day: date, sums: Mapping[str, int], reported: int, *, today: date) -> str:
    """One day's figures over all areas."""
    title = words.day(day, today=today)
    lines = [
        say.SUMMARY_TODAY.format(day=title),
        say.TODAY_UNITS.format(reported=reported, expected=len(campaign.leaves), unit=campaign.unit),
    ]
    lines += [
        say.LINE.format(label=campaign.label(key)[:1].upper() + campaign.label(key)[1:], value=words.number(sums[key]))
        for key in campaign.keys
        if key in sums
    ]
    return "\n".join(lines if sums else [*lines, say.NO_COUNTS])


def who_is_missing(campaign: Campaign, figures: Figures) -> str:
    """The units without a complete report, their squads, and what each still owes."""
    if not figures.missing:
        return say.ALL_IN
    lines = [
        say.WHO_MISSING.format(
            period=words.period(campaign, figures.period),
            count=len(figures.missing),
            expected=figures.expected,
            unit=campaign.unit,
            deadline=words.moment(figures.period.deadline),
        )
    ]
    for unit in figures.units:
        if not unit.complete and not unit.excused:
            squad = campaign.squad_of(unit.area.id)
            owed = still(campaign, unit)
            lines.append(
                say.MISSING_LINE.format(
                    area=unit.area.full_name,
                    squad=f" ({squad.name})" if squad else "",
                    still=f" – còn thiếu {owed}" if unit.reported and owed else "",
                )
            )
    return "\n".join(lines)


def still(campaign: Campaign, unit: Standing) -> str:
    """The obligatory figures that a unit has not reported in the period."""
    return ", ".join(
        indicator.short
        for indicator in campaign.indicators
        if indicator.obligatory and not any(key in unit.told for key in indicator.keys)
    )


def missing(areas: Iterable[Area]) -> str:
    """«ấp Chợ, ấp Trầu và 3 nơi nữa»."""
    names = [area.full_name for area in areas]
    if not names:
        return say.NOBODY
    if len(names) > 8:
        return ", ".join(names[:7]) + f" và {len(names) - 7} nơi nữa"
    return words.listed(names)


def blanks(campaign: Campaign, figures: Figures) -> dict[str, object]:
    """What a post's placeholders stand for."""
    return {
        "period": words.period(campaign, figures.period),
        "deadline": words.moment(figures.period.deadline),
        "reported": figures.complete,
        "expected": figures.expected,
        "missing": missing(figures.missing),
        "unit": campaign.unit,
    }


def by_area(campaign: Campaign, figures: Figures, keys: Sequence[str]) -> str:
    """Each unit's figures of the period, one line a unit."""
    lines = []
    for unit in figures.units:
        counted = {key: unit.values[key] for key in keys if key in unit.values}
        lines.append(
            say.AREA_LINE.format(area=unit.area.full_name, value=words.values(campaign, counted) or say.NO_COUNTS)
        )
    return "\n".join(lines)


def period_name(campaign: Campaign, period: Period) -> str:
    return words.period(campaign, period)
