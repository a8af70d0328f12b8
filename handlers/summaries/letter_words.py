"""What a written report says of a period: sentences and rows, before anything is laid out. Pure."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from functools import cached_property

from bot.clock import VIETNAM
from handlers.campaign import Letterhead
from handlers.phrases import letter as say
from handlers.phrases import sheet, words
from handlers.summaries.bundle import Bundle
from handlers.summaries.columns import in_order, in_period, in_total
from handlers.summaries.figures import Progress, Standing
from handlers.summaries.ranking import ranking
from handlers.summaries.rates import Doubt

MOST_AIMED = 8
"""Targets told one by one; all stand in the table."""
MOST = 12
"""Doubts and obstacles told one by one; the others are in the Excel."""
_UNITS = ("thị xã", "thị trấn", "thành phố", "đặc khu", "phường", "quận", "huyện", "xã")
SLACK = 0.02
PARTS = ("troubles", "assessment", "next", "proposals")
"""The parts that an officer may word, in their order: those behind the table."""


class Words:
    """The words of one report."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle, self.campaign, self.figures = bundle, bundle.campaign, bundle.figures
        self.letterhead: Letterhead = self.campaign.letterhead
        self.made_at: datetime = bundle.made_at

    # -- around it ----------------------------------------------------------------------------------------------------

    @cached_property
    def issuer_lines(self) -> tuple[str, ...]:
        return self.letterhead.issuer or (say.COMMITTEE, self.campaign.place.commune)

    @property
    def issuer(self) -> str:
        """«Ủy ban nhân dân xã Nhơn Trạch»."""
        return " ".join(self.issuer_lines)

    @property
    def title(self) -> str:
        return f"{capital(say.KIND.lower())} {self.period}"

    @property
    def abstract(self) -> str:
        return say.ABSTRACT.format(campaign=self.letterhead.about or self.campaign.name, period=self.period)

    @property
    def unit(self) -> str:
        """«khu phố/thôn»."""
        return self.campaign.unit.replace(" / ", "/")

    @cached_property
    def period(self) -> str:
        """«tuần 42 (từ ngày 13/10/2025 đến ngày 19/10/2025)»."""
        period = self.figures.period
        first, last = f"{period.start:%d/%m/%Y}", f"{period.end:%d/%m/%Y}"
        if period.start == period.end:
            return say.DAY.format(first=first)
        if "-W" in period.id:
            return say.WEEK.format(number=int(period.id.partition("-W")[2]), first=first, last=last)
        if ".." in period.id:
            return say.SPAN.format(first=first, last=last)
        return say.MONTH.format(number=period.end.month, first=first, last=last)

    @property
    def dated(self) -> str:
        return say.DATE.format(place=place_name(self.campaign.place.commune), **_spelled(self.made_at))

    @cached_property
    def recipients(self) -> tuple[str, ...]:
        office = self.campaign.place.office
        archive = f", {_initials(office)}" if office else ""
        level = next((one for one in _UNITS if self.issuer_lines[-1].lower().startswith(f"{one} ")), "")
        party = say.PARTY.get(level, say.PARTY_DEFAULT)
        return self.letterhead.recipients or tuple(
            one.format(office=archive, party=party) for one in say.RECIPIENTS_DEFAULT
        )

    @property
    def opening(self) -> str:
        return say.OPENING.format(plan=self.campaign.plan, issuer=self.issuer, period=self.period)

    @property
    def closing(self) -> str:
        return say.CLOSING.format(issuer=self.issuer, period=self.period)

    @property
    def appendix_title(self) -> str:
        return say.APPENDIX_TITLE.format(unit=self.unit, period=self.period)

    @property
    def appendix_of(self) -> str:
        return say.APPENDIX_OF.format(symbol=self.letterhead.symbol, issuer=self.issuer, **_spelled(self.made_at))

    # -- sections -----------------------------------------------------------------------------------------------------

    @property
    def before_table(self) -> list[tuple[str, list[str]]]:
        return [(say.GENERAL, self._general())]

    @property
    def after_table(self) -> list[tuple[str, list[str]]]:
        free = self.bundle.free
        return [
            (say.TROUBLES, _lines(free.get("troubles")) or self._troubles()),
            (say.ASSESSMENT, _lines(free.get("assessment")) or self._assessment()),
            (say.NEXT, _lines(free.get("next")) or self._next()),
            (say.PROPOSALS, _lines(free.get("proposals")) or self._proposals()),
        ]

    def _general(self) -> list[str]:
        found, campaign = self.figures, self.campaign
        lines = [say.NOBODY_EXPECTED.format(unit=self.unit)]
        if found.expected:
            lines = [
                say.REPORTED.format(
                    complete=found.complete,
                    expected=found.expected,
                    unit=self.unit,
                    share=percent(found.completeness),
                    timely=found.timely,
                    timeliness=percent(found.timeliness),
                )
            ]
        who = self._reporters()
        local = self.made_at.astimezone(VIETNAM)
        when = say.MOMENT.format(hour=f"{local:%H}", minute=f"{local:%M}", day=f"{local:%d/%m/%Y}")
        lines.append(say.SOURCE.format(who=who, moment=when))
        names = words.listed(area.full_name for area in found.missing)
        lines.append(say.GAPS.format(names=names) if names else say.NO_GAPS)
        doubts = self.bundle.doubts
        lines.append(say.DOUBTS if doubts else say.NO_DOUBTS)
        lines += [self._doubt(one) for one in doubts[:MOST]]
        if len(doubts) > MOST:
            lines.append(say.MORE_DOUBTS.format(count=len(doubts) - MOST))
        elif doubts:
            lines[-1] = lines[-1][:-1] + "."
        if resting := [unit.area.full_name for unit in found.units if unit.excused]:
            lines.append(say.EXCUSED.format(unit=self.unit, names=words.listed(resting)))
        adjusted = {key: delta for key, delta in found.adjusted.items() if delta and key in campaign.flows}
        if adjusted:
            changes = "; ".join(f"{campaign.label(key)} {_signed(delta)}" for key, delta in adjusted.items())
            lines.append(say.ADJUSTED.format(changes=changes))
        return lines

    def _doubt(self, one: Doubt) -> str:
        campaign = self.campaign
        if not one.of:
            why = say.DOUBT_NEGATIVE
        elif one.of in campaign.flows:
            why = say.DOUBT_PART.format(whole=campaign.label(one.of), limit=words.number(one.limit))
        else:
            people = campaign.populations.get(one.of, one.of)
            why = say.DOUBT_PEOPLE.format(people=people, limit=words.number(one.limit))
        return say.DOUBT.format(
            area=capital(one.area.full_name),
            label=campaign.label(one.key),
            value=_signed(one.value, plus=False),
            why=why,
        )

    @property
    def compared(self) -> list[str]:
        """The obligatory figures against the period before."""
        before, found = self.bundle.before, []
        for one in self._whole():
            indicator = self.campaign.indicator(one.key)
            if not indicator.obligatory:
                continue
            label, value = indicator.label, words.number(one.period)
            if indicator.kind == "stock":
                found.append(say.STANDS.format(label=label, value=words.number(one.total), unit=indicator.unit))
                continue
            by = one.period - before.of(one.key).period if before else None
            change = (
                say.FIRST
                if by is None
                else say.MORE.format(by=words.number(by))
                if by > 0
                else say.LESS.format(by=words.number(-by))
                if by < 0
                else say.SAME
            )
            found.append(say.COMPARED.format(label=label, value=value, unit=indicator.unit, change=change))
        return found

    def _whole(self) -> list[Progress]:
        """One progress for each indicator, all groups together."""
        return [self.figures.of(one.id) for one in self.campaign.indicators]

    @property
    def results(self) -> list[tuple[str, ...]]:
        """The rows of the table: each indicator, and below it its groups."""
        rows = []
        for number, indicator in enumerate(self.campaign.indicators, start=1):
            stock = indicator.kind == "stock"
            name = say.STANDING.format(label=indicator.label) if stock else indicator.label
            rows.append(self._result(str(number), name, self.figures.of(indicator.id)))
            for group, key in zip(indicator.groups, indicator.keys, strict=False):
                label = self.campaign.group(key)
                rows.append(self._result("", f"- {label.label if label else group}", self.figures.of(key)))
        return rows

    def _result(self, number: str, label: str, one: Progress) -> tuple[str, ...]:
        wanted = say.NO_VALUE if one.wanted is None else words.number(one.wanted)
        unit = self.campaign.indicator(one.key).unit
        figures = (in_period(self.campaign, self.figures, one.key), in_total(self.campaign, self.figures, one.key))
        told = (say.NO_VALUE if value is None else _signed(value, plus=False) for value in figures)
        return number, label, unit, wanted, *told, percent(one.share)

    @property
    def note(self) -> str:
        """What the table's columns and dashes mean."""
        stocks = any(one.kind == "stock" for one in self.campaign.indicators)
        return say.NOTE + (say.STANDING_NOTE if stocks else "")

    def _troubles(self) -> list[str]:
        told = self.bundle.obstacles
        lines = []
        for one in told[:MOST]:
            area = self.campaign.area(one.area).full_name if self.campaign.has_area(one.area) else one.area
            text = " ".join(one.text.split()).rstrip(".;, ")
            answer = " ".join(one.answer.split()).rstrip(".;, ")
            state = say.TROUBLE_STATES[one.state].format(answer=answer, owner=one.owner)
            if one.state == "handling" and one.owner:
                state = say.TROUBLE_OWNED.format(owner=one.owner)
            elif one.state == "solved" and answer:
                state = say.TROUBLE_SOLVED.format(answer=answer)
            day = one.said_at.astimezone(VIETNAM).date()
            if day < self.figures.period.start:
                text += say.TROUBLE_SINCE.format(day=f"{day:%d/%m/%Y}")
            lines.append(say.TROUBLE.format(area=capital(area), text=text, state=state))
        if len(told) > MOST:
            lines.append(say.MORE_TROUBLES.format(count=len(told) - MOST))
        return lines or [say.NO_TROUBLES]

    def _assessment(self) -> list[str]:
        lines = []
        for one in self._aimed():
            if one.share is None or one.elapsed is None or one.until is None or one.pace is None:
                continue
            parts = [
                say.PACE_PART.format(group=group.label, share=percent(part.share))
                for part in self._parts(one)
                if (group := self.campaign.group(part.key)) is not None
            ]
            verdict = say.AHEAD if one.pace > 1 + SLACK else say.BEHIND if one.pace < 1 - SLACK else say.ON_TIME
            lines.append(
                say.PACE.format(
                    label=self.campaign.label(one.key, short=False),
                    share=percent(one.share),
                    until=f"{one.until:%d/%m/%Y}",
                    elapsed=percent(one.elapsed),
                    verdict=verdict,
                )
                + (say.PACE_PARTS.format(parts="; ".join(parts)) if parts else "")
            )
        ranked = self._ranked()
        if best := ranked[: min(3, len(ranked) // 2)]:  # no more than the better half is «cao»
            lines.append(say.BEST.format(names=words.listed(best)))
        return lines or [say.NO_ASSESSMENT]

    def _reporters(self) -> str:
        """Who told these figures: «5 tổ, đội», «4/5 tổ, đội» where one was silent."""
        squads = [
            found for one in self.campaign.squads if (found := self.figures.within(self.campaign, set(one.areas))).units
        ]
        told = sum(any(unit.reported for unit in found.units) for found in squads)
        if not told:
            return say.REPORTERS
        return say.SQUADS.format(count=told if told == len(squads) else f"{told}/{len(squads)}")

    def _next(self) -> list[str]:
        lines = []
        today = self.figures.as_of
        for one in self._aimed():
            if one.wanted is None or one.until is None or one.reached >= one.wanted or one.until <= today:
                continue
            left = one.wanted - one.reached
            unit = self.campaign.indicator(one.key).unit
            daily = -(-left // (one.until - today).days)
            lines.append(
                say.REACH.format(
                    label=self.campaign.label(one.key, short=False),
                    left=words.number(left),
                    unit=unit,
                    until=f"{one.until:%d/%m/%Y}",
                    daily=words.number(daily),
                )
            )
        if self.figures.missing:
            lines.append(say.URGE.format(names=words.listed(area.full_name for area in self.figures.missing)))
        ranked = self._ranked()
        if len(ranked) > 4:
            lines.append(say.SUPPORT.format(names=words.listed(ranked[-2:])))
        if self.bundle.doubts:
            lines.append(say.CHECK)
        return [*lines, say.CONTINUE.format(plan=self.campaign.plan)]

    def _proposals(self) -> list[str]:
        waiting = any(one.state not in ("answered", "solved") for one in self.bundle.obstacles)
        return [say.PROPOSE if waiting else say.NO_PROPOSALS]

    def _aimed(self) -> list[Progress]:
        """What has a target: an indicator before its groups, without those that are told along with it."""
        aimed = [one for one in in_order(self.campaign, self.figures) if one.wanted]
        along = {part.key for one in aimed for part in self._parts(one)}
        return [one for one in aimed if one.key not in along][:MOST_AIMED]

    def _parts(self, one: Progress) -> list[Progress]:
        """The groups of an indicator, where each has a target of the same day as the whole."""
        indicator = self.campaign.indicator(one.key)
        if one.key != indicator.id or not indicator.groups:
            return []
        parts = [self.figures.of(key) for key in indicator.keys]
        return parts if all(part.wanted and part.until == one.until for part in parts) else []

    def _ranked(self) -> list[str]:
        """The compared units that counted something, the best first."""
        places = ranking(self.bundle.source, self.figures)
        return [place.area.full_name for place in places if place.rank is not None and place.progress.total > 0]

    def state(self, unit: Standing) -> str:
        if unit.excused:
            return sheet.STATES["excused"]
        if unit.complete:
            return sheet.STATES["timely" if unit.timely else "late"]
        return sheet.STATES["part" if unit.reported else "missing"]


def percent(share: float | None) -> str:
    """«37,5%», «–» when there is none; one digit, never rounded up to a target that is not reached."""
    return say.NO_VALUE if share is None else f"{words.points(share)}%"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def place_name(commune: str) -> str:
    """«Nhơn Trạch» of «xã Nhơn Trạch»."""
    for unit in _UNITS:
        if commune.lower().startswith(f"{unit} "):
            return commune[len(unit) + 1 :]
    return commune


def _spelled(moment: datetime) -> dict[str, str]:
    """Day and month as offices write them: «08», «02», but «12»."""
    day: date = moment.astimezone(VIETNAM).date()
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return {"day": f"{day.day:02d}", "month": month, "year": str(day.year)}


def _initials(office: str) -> str:
    """«VHXH» of «Phòng Văn hóa – Xã hội»: the short name of who drafted it."""
    spelled = office.removeprefix("Phòng ").replace("–", " ").replace("-", " ").split()
    return "".join(word if word.isdigit() else _bare(word[:1]) for word in spelled)


def _bare(letter: str) -> str:
    """A capital without its tone: «Á» stands in no abbreviation."""
    return letter.upper() if letter in "đĐ" else unicodedata.normalize("NFD", letter)[:1].upper()


def _signed(value: int, *, plus: bool = True) -> str:
    sign = "−" if value < 0 else "+" if plus else ""
    return f"{sign}{words.number(abs(value))}"


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
