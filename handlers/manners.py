"""What people and groups want to hear unasked: «dừng», «batlai», and a group's ceiling of messages a week."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize

from bot.router import PassOn, Routes
from bot.text import fold
from bot.types import ANONYMOUS, Address, Choice, Reply
from handlers.phrases import common
from handlers.phrases import rules as say
from handlers.posting import week_of
from handlers.reach import privately
from handlers.rights import area_names, manages
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("manners")

DUTIES = frozenset({"leader", "deputy"})
KEEPERS = frozenset({"officer", "leader", "deputy", "teacher"})
"""Who may speak for a group; and who posts as the group itself, which only its admins can."""
MOST = 50


@routes.command(
    "stop",
    "dừng",
    "ngừng",
    "tc",
    "từ chối",
    "huỷ đăng ký",
    "hủy nhận tin",
    "dừng nhận tin",
    "đừng nhắn nữa",
    "unsubscribe",
)
async def stop(ctx: Ctx) -> Reply:
    """No more messages that nobody asked for, at once; a form that is open is closed first."""
    if not _meant(ctx):
        raise PassOn
    if ctx.private and ctx.conversation.flow and fold(ctx.incoming.text) in ("dung", "ngung"):
        ctx.conversation.end()
        return Reply(common.STOPPED)
    return await mute(ctx)


async def mute(ctx: Ctx) -> Reply:
    """The chat asked not to hear what it did not ask for."""
    if not ctx.private and not _addressed(ctx):
        raise PassOn
    if not ctx.private and not _may_speak(ctx):
        return Reply(say.NOT_YOU)
    place = ctx.chat.place
    wish = await ctx.tx.manners.get(place)
    await ctx.tx.manners.keep(place, replace(wish, muted=True), ctx.now)
    if not ctx.private:
        await ctx.tx.outbox.cancel_bulk(*place, "muted", ctx.now)
        return Reply(say.GROUP_MUTED)
    if ctx.person.roles & DUTIES and not wish.duty_muted:
        await _ask_officers(ctx)
        return Reply(say.DUTY_KEPT)
    await ctx.tx.outbox.cancel_bulk(*place, "muted", ctx.now)
    return Reply(say.MUTED_ALREADY if wish.muted else say.MUTED)


async def _ask_officers(ctx: Ctx) -> None:
    choices = (Choice(say.DUTY_OFF, f"manners:off:{ctx.person.id}"),)
    text = say.DUTY_ASKED.format(name=ctx.person.name or ctx.person.author)
    for reader in await privately(ctx.tx, "officer"):
        key = f"duty-off:{ctx.person.id}:{ctx.now:%Y-%m-%d}:{reader.name}"
        ctx.tell(reader.address, Reply(text, choices=choices), key=key)


@routes.choice("off", roles=["officer"])
async def duty_off(ctx: Ctx) -> Reply:
    """An officer turns the reminders of a duty off."""
    known = int(ctx.argument) if ctx.argument.isdecimal() and len(ctx.argument) < 12 else 0
    person = next(iter(await ctx.tx.people.by_ids([known])), None) if known else None
    if person is None or person.chat is None:
        return Reply(common.STALE)
    campaign = ctx.tools.campaign
    theirs = [duty.area for duty in person.duties if duty.role in DUTIES]
    if not all(manages(ctx.person, campaign, area) for area in theirs):
        return Reply(common.NOT_YOUR_AREA.format(area=area_names(campaign, theirs)))
    place = (person.channel, person.chat)
    wish = await ctx.tx.manners.get(place)
    await ctx.tx.manners.keep(place, replace(wish, muted=True, duty_muted=True), ctx.now)
    await ctx.tx.outbox.cancel_bulk(*place, "muted", ctx.now)
    who = f"{ctx.person.channel}:{ctx.person.author}"
    await ctx.tx.audit.add(who, "duty-reminders-off", {"person": person.id}, ctx.now)
    if not wish.duty_muted:
        ctx.tell(Address(*place), Reply(say.DUTY_TOLD))
    return Reply(say.DUTY_DONE.format(name=person.name or person.author))


@routes.command("batlai", "bật lại", "bật lại tin", "nhận lại", "nhận lại tin")
async def return_(ctx: Ctx) -> Reply:
    """Hear everything again."""
    if not ctx.private and not _addressed(ctx):
        raise PassOn
    if not ctx.private and not _may_speak(ctx):
        return Reply(say.NOT_YOU)
    wish = await ctx.tx.manners.get(ctx.chat.place)
    if not wish.muted and not wish.duty_muted:
        return Reply(say.UNMUTED_ALREADY)
    await ctx.tx.manners.keep(ctx.chat.place, replace(wish, muted=False, duty_muted=False), ctx.now)
    return Reply(say.UNMUTED if ctx.private else say.GROUP_UNMUTED)


@routes.command("mucnhac", "mức nhắc", "mức tin", where="group")
async def ceiling(ctx: Ctx) -> Reply:
    """How many unasked messages a week this group takes: «/mucnhac 5», «/mucnhac bỏ»."""
    if not _may_speak(ctx):
        return Reply(say.NOT_YOU)
    wish = await ctx.tx.manners.get(ctx.chat.place)
    wanted = fold(ctx.text)
    if not wanted:
        heard = await ctx.tx.manners.heard(ctx.chat.place, week_of(ctx.now))
        text = say.NO_CEILING if wish.ceiling is None else say.CEILING
        return Reply(text.format(ceiling=wish.ceiling, heard=heard))
    if wanted in ("bo", "thoi", "khong gioi han", "khong"):
        await ctx.tx.manners.keep(ctx.chat.place, replace(wish, ceiling=None), ctx.now)
        return Reply(say.CEILING_GONE)
    number = wanted.split()[0]
    if not number.isdecimal() or len(number) > 3 or int(number) > MOST:
        return Reply(say.CEILING_HOW)
    await ctx.tx.manners.keep(ctx.chat.place, replace(wish, ceiling=int(number)), ctx.now)
    return Reply(say.CEILING_SET.format(ceiling=int(number)))


def _meant(ctx: Ctx) -> bool:
    """«dừng», which is neither «đúng» nor «đừng»; without marks only where no question is open."""
    word = normalize("NFC", ctx.incoming.text).casefold().strip(" .,!")
    return fold(word) != "dung" or word == "dừng" or (word == "dung" and not ctx.conversation.flow)


def _addressed(ctx: Ctx) -> bool:
    return ctx.incoming.mentioned or ctx.incoming.text.startswith("/")


def _may_speak(ctx: Ctx) -> bool:
    return bool(ctx.person.roles & KEEPERS) or ctx.incoming.author == ANONYMOUS
