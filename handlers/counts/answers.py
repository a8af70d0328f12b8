"""Make the Reading: stored figures, a question with its choices, or a refusal with a line to copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.text import shorten
from handlers.campaign import Campaign
from handlers.counts.bounds import implausible
from handlers.counts.doubts import Doubt, Verdict
from handlers.counts.labels import canonical, key_in_words
from handlers.counts.lexicon import lexicon_of
from handlers.counts.outcome import Operation, Option, Reading
from handlers.counts.questions import ask, day_in_words, refuse
from handlers.counts.tokens import spell

_WHOLE = ("two-readings", "goal", "cumulative", "day-unclear")
"""Doubts about the line as a whole: its figures may be offered as they were read."""
_SURE = ("implausible", "part-exceeds")


class Answers:
    """Words the outcome of one line."""

    def __init__(self, campaign: Campaign, sent: date) -> None:
        self.campaign, self.sent = campaign, sent
        self.obstacle = ""

    def undone(self) -> Reading:
        return Reading("store", operation="undo")

    def stored(self, values: Mapping[str, int], operation: Operation, area: str | None, day: date) -> Reading:
        return Reading("store", self._ordered(values), operation, area, day, obstacle=self.obstacle)

    def refused(self, reason: str, *, day: date | None = None, values: Mapping[str, int] | None = None) -> Reading:
        """A refusal with a corrected line to copy: the line's own figures where it has some."""
        example = canonical(values, self.campaign) if values else self._example()
        question = refuse(reason, example=example, day=day_in_words(day) if day else "")
        return Reading("error", day=day, question=question, reason=reason, obstacle=self.obstacle)

    def asked(
        self,
        doubt: Doubt,
        values: Mapping[str, int],
        operation: Operation,
        area: str | None,
        day: date | None,
        verdict: Verdict,
    ) -> Reading:
        """One question about the first doubt, with the readings as choices where there are any."""
        about = f" «{self._short(doubt.keys[0])}»" if len(doubt.keys) == 1 else ""
        options = tuple(self._options(doubt, operation, area, day, verdict, kept=values))
        single = doubt.reason == "two-readings" and len(options) < 2
        lone = doubt.reason == "bare-number" and bool(values) and len(doubt.numbers) == 1
        typed = str(doubt.numbers[0]) if lone else shorten(doubt.typed, 30)
        question = ask(
            "one-reading" if single else "bare-beside" if lone else doubt.reason,
            about=about,
            typed=typed,
            example=self._example(),
            day=day_in_words(day) if day else "",
            today=f"{self.sent:%d/%m/%Y}",
        )
        return Reading(
            "ask", self._ordered(values), operation, area, day, question, doubt.reason, options, self.obstacle
        )

    def two_areas(self, parts: Iterable[Reading]) -> Reading:
        """A choice for each place whose part is clear by itself."""
        options: list[Option] = []
        for part in parts:
            if part.decision == "store" and part.area is not None and part.values:
                name = self.campaign.area(part.area).full_name
                line = canonical(part.values, self.campaign, area=part.area, operation=part.operation)
                options.append(Option(shorten(f"{name}: {self._figures(part.values)}", 40), line))
        return Reading(
            "ask",
            question=ask("two-areas"),
            reason="two-areas",
            day=self.sent,
            options=tuple(options),
            obstacle=self.obstacle,
        )

    def _options(
        self,
        doubt: Doubt,
        operation: Operation,
        area: str | None,
        day: date | None,
        verdict: Verdict,
        *,
        kept: Mapping[str, int],
    ) -> Iterable[Option]:
        other = day if day is not None and day != self.sent else None
        clear = dict(verdict.values)
        if doubt.reason == "other-day":
            if clear and day is not None and len(verdict.doubts) == 0:
                yield self._option(clear, operation, area, f"Đúng, ghi cho {day_in_words(day)}", day=day)
                yield self._option(clear, operation, area, f"Không, ghi cho hôm nay {self.sent:%d/%m}")
            return
        if doubt.reason == "unknown-area":
            if clear:
                yield self._option(clear, operation, None, "Ghi cho nơi của tôi", day=other)
            return
        if doubt.readings:
            for reading in doubt.readings:
                yield self._option(reading, operation, area, self._figures(reading), day=other)
            return
        if doubt.reason in _SURE:
            wanted = {key: clear[key] for key in doubt.keys if key in clear}
            if wanted:
                yield self._option(wanted, operation, area, f"Đúng, {self._figures(wanted)}", day=other, sure=True)
            return
        if doubt.all and not doubt.keys and doubt.reason in _WHOLE:
            if not clear or verdict.doubts:
                return
            when = f"Hôm nay {self.sent:%d/%m}: " if doubt.reason == "day-unclear" else ""
            yield self._option(clear, operation, area, when + self._figures(clear), day=other)
            return
        for keys, number in self._readings(doubt, kept):
            figures = dict.fromkeys(keys, number)
            yield self._option(figures, operation, area, self._figures(figures), day=other)

    def _readings(self, doubt: Doubt, kept: Mapping[str, int]) -> Iterable[tuple[tuple[str, ...], int]]:
        """Figures that the doubtful words could mean; empty where no number may be offered."""
        numbers = doubt.numbers[:4]
        if doubt.reason == "unknown-label" and numbers:
            near = lexicon_of(self.campaign).nearest(spell(doubt.typed.replace(" ", ""))[1])
            keys = [key for key in self.campaign.keys if near and key.partition("/")[0] == near]
            yield from (((key,), numbers[0]) for key in keys[:5])
        elif doubt.reason == "group-needed" and len(doubt.keys) == 1 and numbers:
            yield from (((key,), numbers[0]) for key in self.campaign.indicator(doubt.keys[0]).keys)
        elif doubt.reason in ("two-numbers", "approximate", "negated", "cumulative", "goal", "two-readings"):
            usable = [key for key in doubt.keys if key in self.campaign.keys]
            if len(usable) <= 2:
                yield from (((key,), number) for key in usable for number in numbers)
        elif doubt.reason == "bare-number":
            simple = [i for i in self.campaign.indicators if not i.groups and i.id not in kept]
            offered = [i.id for i in simple if i.obligatory] or [i.id for i in simple][: len(kept)]
            if len(numbers) == 1:
                yield from (((key,), numbers[0]) for key in offered)

    def _option(
        self,
        values: Mapping[str, int],
        operation: Operation,
        area: str | None,
        label: str,
        *,
        day: date | None = None,
        sure: bool = False,
    ) -> Option:
        sure = sure or bool(implausible(values, self.campaign, area))  # he sees the figure that he chooses
        line = canonical(values, self.campaign, day=day, area=area, operation=operation, sure=sure)
        return Option(shorten(label, 40), line)

    def _ordered(self, values: Mapping[str, int]) -> dict[str, int]:
        return {key: values[key] for key in self.campaign.keys if key in values}

    def _figures(self, values: Mapping[str, int]) -> str:
        return ", ".join(f"{self._short(key)} {number}" for key, number in self._ordered(values).items())

    def _short(self, key: str) -> str:
        return self.campaign.label(key) if key in self.campaign.keys else self.campaign.indicator(key).short

    def _example(self) -> str:
        keys = [key for i in self.campaign.indicators if i.obligatory for key in i.keys[:2]] or list(self.campaign.keys)
        figures = ", ".join(
            f"{key_in_words(key, self.campaign)}: {n}" for key, n in zip(keys[:2], (5, 12), strict=False)
        )
        return f"bc {figures}"
