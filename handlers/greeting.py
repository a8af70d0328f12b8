"""The first words, the menu, and where a person can be met: shared by the features that greet."""

from __future__ import annotations

from bot.types import Choice, Reply
from handlers.phrases import ask, common
from handlers.phrases.words import example
from handlers.tools import Ctx, Tools


def greeting(ctx: Ctx) -> Reply:
    """The first words, by the person's role."""
    name = ctx.person.name or "bác"
    roles = ctx.person.roles
    if roles & {"leader", "deputy"}:
        role = "leader" if "leader" in roles else "deputy"
        areas = [ctx.tools.campaign.area(area).full_name for area in ctx.person.areas("leader", "deputy")]
        text = common.WELCOME_LEADER.format(
            name=name,
            role=common.ROLE_NAMES[role],
            area=f" {', '.join(areas)}" if areas else "",
            example=example_line(ctx),
        )
        return Reply(text)
    if "officer" in roles:
        return Reply(common.WELCOME_OFFICER.format(name=name))
    if "helper" in roles:
        return Reply(common.WELCOME_HELPER.format(name=name))
    if "teacher" in roles:
        return Reply(common.WELCOME_TEACHER.format(name=ctx.person.name or "thầy/cô"))
    place = ctx.tools.campaign.place
    return Reply(common.WELCOME.format(commune=place.commune), choices=menu_choices(ctx.tools))


def group_greeting(ctx: Ctx) -> Reply:
    """How to call us; who may say what the group is for, until that is known."""
    return Reply(common.WELCOME_BOUND_GROUP if ctx.chat.purpose else common.WELCOME_GROUP)


def example_line(ctx: Ctx) -> str:
    """A report line to copy, with this campaign's obligatory figures."""
    return example(ctx.tools.campaign)


def menu_choices(tools: Tools) -> tuple[Choice, ...]:
    """The menu's items that the book has."""
    return tuple(Choice(label, f"guide:open:{guide}") for label, guide in ask.MENU_ITEMS if guide in tools.book.guides)


def contact(tools: Tools) -> str:
    """Where a person can be met, as one line; empty when the campaign names no desk."""
    place = tools.campaign.place
    if not place.desk:
        return ""
    hours = ask.HOURS.format(hours=place.desk_hours) if place.desk_hours else ""
    phone = ask.PHONE.format(phone=place.phone) if place.phone else ""
    return ask.CONTACT.format(desk=place.desk, hours=hours, phone=phone)
