"""What a helper is shown of a case: where the citizen is stuck, on which phone, in which words, and a ready answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.shield import mask
from bot.text import shorten
from handlers.campaign import Campaign
from handlers.helping import place_in, title_of
from handlers.phrases import ask
from handlers.phrases import handoff as say
from handlers.tools import Tools
from storage.cases import Case, CaseLine
from storage.people import Person

DEVICES = (
    ("iPhone", r"\biphone|\bipad\b|\bios\b|\bai phôn|\bip ?\d{1,2}\b"),
    ("Samsung", r"\bsamsung|\bsam sung|\bgalaxy\b"),
    ("Oppo", r"\boppo\b|\bốp pô"),
    ("Vivo", r"\bvivo\b"),
    ("Xiaomi", r"\bxiaomi\b|\bredmi\b|\bpoco\b"),
    ("Realme", r"\brealme\b"),
    ("Nokia", r"\bnokia\b"),
    ("Android", r"\bandroid\b|\bandroi\b"),
)
SHOWN = 40
"""Lines of a talk that the next helper reads."""


def device_of(*texts: str) -> str:
    """The kind of phone that somebody named; empty when they named none."""
    joined = " ".join(texts).casefold()
    return next((name for name, pattern in DEVICES if re.search(pattern, joined)), "")


def about(case: Case, tools: Tools, lines: Sequence[CaseLine] = ()) -> str:
    """Hamlet, step, phone and words, a line each; nothing that names the citizen."""
    guide, steps = place_in(tools.book, case)
    area = tools.campaign.area(case.area).full_name if case.area and tools.campaign.has_area(case.area) else ""
    shown = [say.WHERE.format(area=area) if area else say.WHERE_UNKNOWN]
    if guide is not None and 1 <= case.step <= len(steps):
        text = shorten(steps[case.step - 1].text, 200)
        shown.append(say.AT_STEP.format(title=guide.title, step=case.step, total=len(steps), text=text))
    elif guide is not None:
        shown.append(say.AT_GUIDE.format(title=guide.title))
    device = case.device or device_of(*(line.text for line in lines if line.side == "citizen"))
    if device:
        shown.append(say.DEVICE.format(device=device))
    if case.words:
        shown.append(say.WORDS.format(words=shorten(case.words, 400)))
    return "\n".join(shown)


def gist(case: Case, tools: Tools) -> str:
    """A case in half a line."""
    guide, _ = place_in(tools.book, case)
    if case.words:
        return shorten(" ".join(case.words.split()), 60)
    if guide is not None:
        return guide.title
    return tools.campaign.area(case.area).full_name if case.area else say.WHERE_UNKNOWN


def question(case: Case, tools: Tools) -> str:
    """What the citizen wanted to know, for those who learn from it."""
    guide, _ = place_in(tools.book, case)
    if case.words or guide is None:
        return case.words
    if case.step:
        return say.AT_STEP_TITLE.format(step=case.step, title=guide.title)
    return say.AT_GUIDE_TITLE.format(title=guide.title)


def ready_answer(case: Case, tools: Tools) -> str:
    """An answer to send with one tap: the step with its usual faults, or what the guides say to the words."""
    guide, steps = place_in(tools.book, case)
    if guide is not None and 1 <= case.step <= len(steps):
        step = steps[case.step - 1]
        lines = [say.READY_INTRO, step.text]
        if step.sees:
            lines.append(ask.SEES.format(sees=step.sees))
        lines += [ask.TROUBLE.format(fault=fault, remedy=remedy) for fault, remedy in step.troubles]
        return "\n".join(lines)
    if case.words:
        heard = tools.hear(case.words, None)
        found = tools.book.for_intent(heard.ranked[0].intent) if heard.decision == "answer" and heard.ranked else None
        guide = found[0] if found else guide
    return f"{say.READY_INTRO}\n{guide.summary}" if guide is not None else ""


def said(lines: list[CaseLine], campaign: Campaign, people: dict[int, Person]) -> str:
    """The talk so far, its newest lines."""
    shown = []
    for line in lines[-SHOWN:]:
        who = say.CITIZEN if line.side == "citizen" else title_of(people.get(line.person), campaign)
        shown.append(say.LINE_OF.format(who=who, text=with_files(line)))
    return "\n".join(shown)


def with_files(line: CaseLine) -> str:
    """A line's words with what was sent along, named."""
    names = {"photo": say.PHOTO, "voice": say.VOICE}
    return " ".join([*([line.text] if line.text else []), *(names.get(kind, say.FILE) for kind, _ in line.files)])


def kept_words(text: str) -> str:
    """Words as they may stand in a case."""
    return mask(text).text[:600]
