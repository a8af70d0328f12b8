"""Dialogs that read the same on a channel with buttons and on one with lists to answer."""

from __future__ import annotations

import re
from datetime import date

from bot.text import fold
from storage.reports import Report
from storage.tx import begin
from tests.support.house import House, Phone


async def picks(phone: Phone, label: str) -> list[str]:
    """Press the newest button whose label begins so – or answer the list with its mark, in a group with its words."""
    newest = next(part for to, part in reversed(phone.channel.said) if to.chat == phone.chat)
    if newest.buttons:
        return await phone.presses(label)
    for mark, shown in re.findall(r"^(\w+)\. (.+)$", newest.text, re.MULTILINE):
        if fold(shown).startswith(fold(label)):
            return await phone.says(mark)
    for shown in re.findall(r"«([^»]+)»", newest.text):
        if fold(shown).startswith(fold(label)):
            return await phone.says(shown)
    raise AssertionError(f"{label!r} is not offered in {newest.text!r}")


def labels(phone: Phone) -> list[str]:
    """What may be picked from the newest words."""
    newest = next(part for to, part in reversed(phone.channel.said) if to.chat == phone.chat)
    return [b.label for b in newest.buttons] or re.findall(r"^\w+\. (.+)$", newest.text, re.MULTILINE)


async def dialog(phone: Phone, *turns: tuple[str, str]) -> None:
    """Say the left, hear exactly one answer that holds the right; «[label]» picks a choice."""
    for said, heard in turns:
        answers = await (picks(phone, said[1:-1]) if said.startswith("[") else phone.says(said))
        assert len(answers) == 1, f"{said!r} was answered {len(answers)} times: {answers}"
        assert heard in answers[0], f"{said!r} was answered {answers[0]!r}, without {heard!r}"


async def standing(house: House, area: str = "ap-cho", day: str = "2025-10-18") -> dict[str, int]:
    """The figures that stand for an area and day."""
    when = date.fromisoformat(day)
    async with begin(house.app.database) as tx:
        counts = await tx.reports.between(house.app.tools.campaign.id, [area], when, when)
    return {count.key: count.value for count in counts}


async def record(house: House) -> list[Report]:
    """Every version that was written."""
    async with begin(house.app.database) as tx:
        return await tx.reports.all(house.app.tools.campaign.id)


def said_to(house: House, chat: str) -> list[str]:
    """Everything that was ever said in a chat."""
    return [part.text for to, part in house.channel.said if to.chat == chat]
