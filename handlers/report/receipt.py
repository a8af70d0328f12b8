"""The receipt: in words what was understood, what it adds up to, and its number."""

from __future__ import annotations

from datetime import date

from handlers.campaign import Area, Campaign
from handlers.gathering import gathered
from handlers.phrases import report as say
from handlers.phrases import words
from handlers.tools import Ctx
from storage.reports import Report


async def receipt(ctx: Ctx, area: Area, done: Report, today: date) -> str:
    """What one version wrote, the day's and the period's totals of the area, the share of the target."""
    campaign = ctx.tools.campaign
    period = campaign.period_of(done.day)
    seen = await gathered(ctx.tx, campaign, period, [area])
    counts = seen.counts
    lines = [_headline(campaign, area, done, today)]
    if done.confirmed is not None and done.confirmed.get("why") == "implausible":
        lines.append(say.CONFIRMED)
    of_day = {count.key: count.value for count in counts if count.day == done.day}
    if of_day:
        lines.append(say.DAY_TOTAL.format(values=words.values(campaign, of_day)))
    figure = seen.figures
    unit = figure.units[0]
    concerned = {key: unit.values[key] for key in unit.values if key in done.values}
    if concerned and period.start != period.end:
        lines.append(
            say.PERIOD_TOTAL.format(period=words.period(campaign, period), values=words.values(campaign, concerned))
        )
    for progress in figure.progress:
        if progress.key in done.values and progress.wanted:
            lines.append(
                say.SHARE.format(
                    label=_capital(campaign.label(progress.key)),
                    total=words.number(progress.total),
                    wanted=words.number(progress.wanted),
                    share=words.percent(progress.share),
                )
            )
    still = [
        indicator.short
        for indicator in campaign.indicators
        if indicator.obligatory and not any(key in unit.told for key in indicator.keys)
    ]
    if still and done.operation != "undo":
        lines.append(say.STILL.format(labels=", ".join(still)))
    if done.operation != "undo":
        lines.append(say.MEND.format(example=mend_example(campaign, done)))
    return "\n".join(lines)


def _headline(campaign: Campaign, area: Area, done: Report, today: date) -> str:
    place = {"number": done.id, "area": area.full_name, "day": words.day(done.day, today=today)}
    after = {key: value for key, value in done.after.items() if value is not None}
    changed = {key: old for key, old in done.before.items() if old is not None and old != done.after[key]}
    if done.operation == "undo":
        return say.UNDONE.format(
            number=done.id,
            old=done.replaces,
            area=place["area"],
            day=place["day"],
            values=words.values(campaign, after) or say.NOTHING,
        )
    if done.operation == "add":
        return say.ADDED.format(**place, values=words.values(campaign, dict(done.values)))
    if done.replaces is not None or changed:
        return say.CORRECTED.format(**place, changes=changes(campaign, done))
    return say.RECEIPT.format(**place, values=words.values(campaign, after))


def changes(campaign: Campaign, done: Report) -> str:
    """«chữ ký số: 5 → 6, VNeID mức 2: chưa có → 12»; what stayed as it was is left out, unless all did."""
    moved = {key for key in done.values if done.before[key] != done.after[key]} or set(done.values)
    return ", ".join(
        say.CHANGE.format(
            label=campaign.label(key),
            old=say.NOTHING if done.before[key] is None else words.number(done.before[key] or 0),
            new=say.NOTHING if done.after[key] is None else words.number(done.after[key] or 0),
        )
        for key in campaign.keys
        if key in moved
    )


def mend_example(campaign: Campaign, done: Report | None = None) -> str:
    """A correction to copy, about a figure that was just given: «cks 6»."""
    key = next(iter(done.values), campaign.keys[0]) if done is not None else campaign.keys[0]
    indicator, group = campaign.indicator(key), campaign.group(key)
    name = indicator.aliases[0] if indicator.aliases else indicator.short
    value = (done.after.get(key) or 0) + 1 if done is not None else 6
    return f"{name} {group.label} {value}" if group else f"{name} {value}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
