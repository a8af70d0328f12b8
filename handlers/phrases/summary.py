"""A period's figures in words: at most eight lines or so, for a chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from handlers.campaign import Area, Campaign, Period
from handlers.phrases import deadline as say
from handlers.phrases import words
from handlers.summaries.figures import Figures, Progress, Standing


def summary(campaign: Campaign, figures: Figures) -> str:
    """Completeness, timeliness, totals and shares of a period."""
    lines = [
        say.SUMMARY_TITLE.format(period=words.period(campaign, figures.period)),
        say.COMPLETENESS.format(
            complete=figures.complete,
            expected=figures.expected,
            unit=campaign.unit,
            share=words.percent(figures.completeness),
            timely=figures.timely,
            timeliness=words.percent(figures.timeliness),
        ),
    ]
    if figures.missing:
        lines.append(say.MISSING.format(missing=missing(figures.missing)))
    shown = [_progress(campaign, progress) for progress in figures.progress if progress.period or progress.total]
    return "\n".join([*lines, *(shown or [say.NO_COUNTS])])


def _progress(campaign: Campaign, progress: Progress) -> str:
    label = campaign.label(progress.key)
    label = label[:1].upper() + label[1:]
    if campaign.indicator(progress.key).kind == "stock":
        return say.LINE_STOCK.format(label=label, value=words.number(progress.total))
    line = say.LINE.format(label=label, value=words.number(progress.period))
    if progress.wanted:
        line += say.LINE_TOTAL.format(total=words.number(progress.total))
        line += say.LINE_SHARE.format(wanted=words.number(progress.wanted), share=words.percent(progress.share))
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
