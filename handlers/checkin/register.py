"""«/dangky»: need and hamlet, a ticket with four digits and a code; waiting list, cancelling, for a neighbour too."""

from __future__ import annotations

from datetime import date, timedelta

from bot.router import PassOn
from bot.text import fold
from bot.types import Address, Choice, Reply
from handlers.campaign import Campaign
from handlers.checkin.base import event_of, new_code, open_events, routes, ticket_link
from handlers.homes import remember_home, told_home
from handlers.phrases import checkin as say
from handlers.phrases.common import STALE
from handlers.points.hours import Opening
from handlers.points.told import when_words, where_words
from handlers.reach import named_area
from handlers.tools import Ctx
from storage.checkin import Event, Ticket

OPEN_FOR = timedelta(minutes=30)
NEEDS = 5
FOR_OTHERS = 10
HELPERS = frozenset({"officer", "vice", "leader", "deputy", "helper"})
FOR_OTHERS_AS_HELPER = 200
ABSOLUTE = date.min


@routes.command(
    "dangky", "đăng ký nhanh", "đăng ký tham dự", "đăng ký lễ ra quân", "đăng ký chỗ", summary="Đăng ký nhanh một buổi"
)
async def register(ctx: Ctx) -> Reply:
    """A place at the next event, for oneself."""
    return await _begin(ctx, other=False)


@routes.command("dangkyho", "đăng ký hộ", "đăng ký giúp", "đăng ký cho người khác", takes_line=True)
async def register_other(ctx: Ctx) -> Reply:
    """A place for a neighbour without a phone."""
    return await _begin(ctx, other=True)


async def _begin(ctx: Ctx, *, other: bool) -> Reply:
    if not ctx.private:
        return Reply(say.PRIVATELY)
    found = await open_events(ctx.tx, ctx.tools.campaign, ctx.now)
    if not found:
        return Reply(say.NOTHING_OPEN)
    ctx.conversation.start("checkin", "event", until=ctx.now + OPEN_FOR, other=other)
    if len(found) == 1:
        return await _event(ctx, found[0])
    today = ctx.now.date()
    choices = tuple(
        Choice(f"{one.point.name}, {when_words(one, today)}"[:60], f"checkin:event:{one.key}") for one in found[:6]
    )
    return Reply(say.WHICH_EVENT, choices=choices)


@routes.choice("event")
async def chosen_event(ctx: Ctx) -> Reply:
    """One of several."""
    found = {one.key: one for one in await open_events(ctx.tx, ctx.tools.campaign, ctx.now)}
    if ctx.argument not in found or not ctx.private:
        return Reply(STALE)
    if ctx.conversation.flow != "checkin":
        ctx.conversation.start("checkin", "event", until=ctx.now + OPEN_FOR, other=False)
    return await _event(ctx, found[ctx.argument])


async def _event(ctx: Ctx, opening: Opening) -> Reply:
    event = await event_of(ctx.tx, ctx.tools.campaign, opening)
    mine = [
        one
        for one in await ctx.tx.checkin.mine(ctx.tools.campaign.id, ctx.chat.place, ctx.now)
        if one.event == event.id
    ]
    if not ctx.conversation.answers.get("other"):
        own = next((one for one in mine if not one.made_by.endswith(":ho")), None)
        if own is not None:
            ctx.conversation.end()
            return Reply(say.HAVE_ONE.format(serial=own.serial, code=own.code), choices=(_cancel(own),))
    elif len(mine) >= (FOR_OTHERS_AS_HELPER if ctx.person.roles & HELPERS else FOR_OTHERS):
        ctx.conversation.end()
        return Reply(say.TOO_MANY.format(most=len(mine)))
    ctx.conversation.advance("need", opening=opening.key)
    return Reply(say.WHICH_NEED.format(name=event.name, when=when_words(opening, ctx.now.date())), choices=_needs(ctx))


def needs(campaign: Campaign) -> list[str]:
    """What people come for, in the campaign's own words."""
    ordered = sorted(campaign.indicators, key=lambda one: not one.obligatory)
    people = [one.short for one in ordered if one.kind == "flow" and one.unit in ("người", "tài khoản")]
    return [*people[:NEEDS], say.OTHER_NEED]


def _needs(ctx: Ctx) -> tuple[Choice, ...]:
    return tuple(Choice(need, f"checkin:need:{at}") for at, need in enumerate(needs(ctx.tools.campaign)))


@routes.choice("need")
async def chosen_need(ctx: Ctx) -> Reply:
    """What is to be done there."""
    talk, known = ctx.conversation, needs(ctx.tools.campaign)
    if (talk.flow, talk.step) != ("checkin", "need") or not ctx.argument.isdecimal() or int(ctx.argument) >= len(known):
        return Reply(STALE)
    talk.advance("area", need=known[int(ctx.argument)])
    campaign, home = ctx.tools.campaign, told_home(ctx)
    if home is not None and not talk.answers.get("other"):
        return await _book(ctx, home or None)
    choices = [Choice(leaf.full_name, f"checkin:area:{leaf.id}") for leaf in campaign.leaves[:12]]
    choices.append(Choice(say.ELSEWHERE, "checkin:area"))
    who = say.NEIGHBOUR if talk.answers.get("other") else say.YOU
    return Reply(say.WHICH_AREA.format(who=who, unit=campaign.unit), choices=tuple(choices))


@routes.step("need")
@routes.step("event")
async def typed_need(ctx: Ctx) -> Reply:
    """Other words than the offered ones: a question, most often."""
    raise PassOn


@routes.step("area")
async def typed_area(ctx: Ctx) -> Reply:
    """The hamlet's name, typed."""
    leaf = named_area(ctx.tools.campaign, ctx.text)
    if leaf is None and fold(ctx.text) not in (fold(say.ELSEWHERE), "ngoai xa", "noi khac"):
        raise PassOn
    return await _book(ctx, leaf.id if leaf else None)


@routes.choice("area")
async def chosen_area(ctx: Ctx) -> Reply:
    """The hamlet, or elsewhere."""
    leaves = {leaf.id for leaf in ctx.tools.campaign.leaves}
    if ctx.argument and ctx.argument not in leaves:
        return Reply(STALE)
    return await _book(ctx, ctx.argument or None)


async def _book(ctx: Ctx, area: str | None) -> Reply:
    talk, campaign = ctx.conversation, ctx.tools.campaign
    if (talk.flow, talk.step) != ("checkin", "area"):
        return Reply(STALE)
    answers = dict(talk.answers)
    talk.end()
    opening = {one.key: one for one in await open_events(ctx.tx, campaign, ctx.now)}.get(answers["opening"])
    if opening is None:
        return Reply(say.NOTHING_OPEN)
    event = await event_of(ctx.tx, campaign, opening)
    other = bool(answers.get("other"))
    if not other:
        remember_home(ctx, area)
    ticket = await ctx.tx.checkin.book(
        event.id,
        await new_code(ctx.tx, event.id),
        need=answers["need"],
        area=area,
        place=ctx.chat.place,
        made_by="chat:ho" if other else "chat",
        at=ctx.now,
    )
    ctx.voice.acknowledges = True
    ctx.later(
        "ticket-code", key=f"ticket-code:{event.id}:{ticket.serial}", event=event.id, serial=ticket.serial,
        channel=ctx.incoming.address.channel, chat=ctx.incoming.address.chat,
    )  # fmt: skip
    return Reply(await told(ctx, event, opening, ticket, other=other), choices=(_cancel(ticket),))


async def told(ctx: Ctx, event: Event, opening: Opening, ticket: Ticket, *, other: bool) -> str:
    """The ticket in words."""
    campaign = ctx.tools.campaign
    if ticket.state == "waiting":
        turn = await ctx.tx.checkin.turn(event.id, ticket.serial)
        return say.WAITING.format(capacity=event.capacity, serial=ticket.serial, turn=turn, code=ticket.code)
    form = say.BOOKED_FOR if other else say.BOOKED
    return form.format(
        serial=ticket.serial,
        name=event.name,
        when=when_words(opening, ABSOLUTE),
        where=where_words(opening, campaign),
        code=ticket.code,
        need=ticket.need,
        area=campaign.area(ticket.area).full_name if ticket.area else say.ELSEWHERE.lower(),
    )


@routes.command("phieu", "phiếu của tôi", "phiếu đăng ký", "mã của tôi")
async def tickets(ctx: Ctx) -> Reply:
    """The tickets of this chat, each to be cancelled."""
    if not ctx.private:
        return Reply(say.PRIVATELY)
    campaign = ctx.tools.campaign
    lines, choices = [], []
    for ticket in (await ctx.tx.checkin.mine(campaign.id, ctx.chat.place, ctx.now))[:8]:
        event = await ctx.tx.checkin.event_by_id(ticket.event)
        if event is None:
            continue
        when = f"{event.begins.astimezone(ctx.now.tzinfo):%H:%M %d/%m}"
        state = say.STATE_WAITING if ticket.state == "waiting" else ""
        line = say.TICKET_LINE.format(serial=ticket.serial, code=ticket.code, name=event.name, when=when, state=state)
        link = ticket_link(ctx.tools.public_url, event, ticket)
        lines.append(f"{line}\n  {link}" if link else line)
        choices.append(_cancel(ticket))
    if not lines:
        return Reply(say.NO_TICKETS)
    return Reply("\n".join([say.TICKETS, *lines]), choices=tuple(choices))


def _cancel(ticket: Ticket) -> Choice:
    return Choice(say.CANCEL.format(serial=ticket.serial), f"checkin:cancel:{ticket.event}.{ticket.serial}")


@routes.choice("cancel")
async def cancel(ctx: Ctx) -> Reply:
    """Give the place back; the first who waits gets it and hears so at once."""
    event_text, _, serial_text = ctx.argument.partition(".")
    mine = {(t.event, t.serial): t for t in await ctx.tx.checkin.mine(ctx.tools.campaign.id, ctx.chat.place, ctx.now)}
    key = (int(event_text), int(serial_text)) if event_text.isdecimal() and serial_text.isdecimal() else (0, 0)
    if key not in mine or not ctx.private:
        return Reply(STALE)
    moved = await ctx.tx.checkin.cancel(*key, ctx.now)
    event = await ctx.tx.checkin.event_by_id(key[0])
    if moved is not None and event is not None and moved.channel and moved.chat:
        opening = {one.key: one for one in await open_events(ctx.tx, ctx.tools.campaign, ctx.now)}.get(event.opening)
        if opening is not None:
            text = say.PROMOTED.format(
                serial=moved.serial,
                name=event.name,
                when=when_words(opening, ABSOLUTE),
                where=where_words(opening, ctx.tools.campaign),
                code=moved.code,
            )
            ctx.tell(Address(moved.channel, moved.chat), Reply(text), key=f"promoted:{event.id}:{moved.serial}")
    return Reply(say.CANCELLED.format(serial=key[1]))
