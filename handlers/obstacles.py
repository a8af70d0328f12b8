"""«/vuongmac»: officers see what is in the way, give it an owner, answer and close it; leaders see their own.

Whoever told it hears what became of it in the chat in which they told it. Reporting one is the report feature's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.clock import VIETNAM
from bot.router import PassOn, Routes
from bot.shield import mask
from bot.text import fold, shorten
from bot.types import Address, Choice, Reply
from handlers.campaign import Campaign
from handlers.obstacle_list import Known, in_words, known
from handlers.phrases import common, words
from handlers.phrases import obstacles as say
from handlers.phrases import report as report_words
from handlers.reach import areas_of
from handlers.rights import OFFICERS, area_names, covered, manages
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("obstacle")

OPEN_FOR = timedelta(hours=2)
SHOWN = 15
OWN_SHOWN = 8
BUTTONS = 6
LONGEST_ANSWER, LONGEST_OWNER = 1000, 60
_DEEDS = {
    "tra loi": "answer",
    "xong": "solve",
    "da xong": "solve",
    "giai quyet": "solve",
    "da giai quyet": "solve",
    "giao": "owner",
    "mo lai": "again",
}
_ASKED = re.compile(r"(?:số |so |#)?(\d{1,9})\b[\s:.,-]*(.*)", re.DOTALL | re.IGNORECASE)


async def looked_up(ctx: Ctx, text: str) -> Reply | None:
    """What «/vuongmac» shows where it tells no obstacle; None: these words tell one."""
    if not text.strip():
        return await _list(ctx) if "officer" in ctx.person.roles else await _own(ctx)
    found = _ASKED.fullmatch(text.strip())
    if found is None or "officer" not in ctx.person.roles:
        return None
    number, rest = int(found[1]), found[2].strip()
    plain = f"{' '.join(fold(rest).replace(':', ' ').replace(',', ' ').split())} "
    deed = next((name for name in sorted(_DEEDS, key=len, reverse=True) if plain.startswith(f"{name} ")), "")
    if rest and not deed:
        return None  # «5 hộ chưa có điện thoại»
    one = await _get(ctx, number)
    if isinstance(one, Reply):
        return one
    more = rest.split(maxsplit=len(deed.split()))[len(deed.split()) :]
    return await _do(ctx, one, _DEEDS.get(deed, "open"), more[0].lstrip(":,. ") if more else "")


async def _do(ctx: Ctx, one: Known, deed: str, words_: str) -> Reply:
    """One of the deeds, with its words or asking for them."""
    if deed == "answer" and words_:
        return await _answer(ctx, one, words_)
    if deed == "owner" and words_:
        return await _own_it(ctx, one, words_)
    if deed in ("answer", "owner"):
        return await _ask(ctx, one, deed)
    if deed == "solve":
        return await _solve(ctx, one)
    if deed == "again":
        return await _again(ctx, one)
    return await _show(ctx, one)


# -- looking -----------------------------------------------------------------------------------------------------------


async def _list(ctx: Ctx) -> Reply:
    """The open ones of the officer's areas, by area; in a squad's group that squad's own."""
    campaign = ctx.tools.campaign
    areas = set(covered(ctx.person, campaign, OFFICERS))
    if not ctx.private and ctx.chat.purpose != "officers":
        squad = next((one for one in campaign.squads if one.id == ctx.chat.area), None)
        if squad is None or ctx.chat.purpose != "squad":
            return Reply(say.NOT_OPEN_HERE)
        areas &= set(squad.areas)
    found = [one for one in await known(ctx.tx, campaign, areas) if one.open]
    if not found:
        return Reply(say.LIST_NONE)
    names = await _names(ctx, found)
    lines = [say.LIST.format(count=len(found))]
    order = [leaf.id for leaf in campaign.leaves]
    found.sort(key=lambda one: (order.index(one.area) if one.area in order else len(order), one.number))
    before = None
    for one in found[:SHOWN]:
        if one.area != before:
            lines.append(say.AREA.format(area=_capital(_area(campaign, one))))
            before = one.area
        lines.append(
            say.LINE.format(
                number=one.number,
                day=f"{one.days[0]:%d/%m}",
                who=names.get(one.person, say.NAMELESS),
                times=_times(one),
                text=_short(one.text, 120),
                state=in_words(one),
            )
        )
    if len(found) > SHOWN:
        lines.append(say.MORE.format(count=len(found) - SHOWN))
    lines.append(say.HOW.format(number=found[0].number))
    choices = tuple(
        Choice(say.OPEN.format(number=one.number), f"obstacle:open:{one.number}") for one in found[:BUTTONS]
    )
    return Reply("\n".join(lines), choices=choices if ctx.private else ())


async def _own(ctx: Ctx) -> Reply:
    """What a leader's areas have told, the newest first, with what became of it – and how to tell another."""
    campaign = ctx.tools.campaign
    found = await known(ctx.tx, campaign, areas_of(ctx.person, campaign))
    if not found:
        return Reply(f"{say.OWN_NONE} {report_words.WHICH_OBSTACLE}")
    lines = [say.OWN]
    for one in sorted(found, key=lambda one: (not one.open, -one.number))[:OWN_SHOWN]:
        text = _short(one.text, 160)
        lines.append(say.OWN_LINE.format(number=one.number, day=f"{one.days[0]:%d/%m}", text=text, state=in_words(one)))
        if one.answer:
            lines.append(say.OWN_ANSWER.format(answer=_short(one.answer, 300)))
    return Reply("\n".join([*lines, report_words.WHICH_OBSTACLE]))


async def _show(ctx: Ctx, one: Known, head: str = "") -> Reply:
    names = await _names(ctx, [one])
    text = say.ONE.format(
        number=one.number,
        area=_area(ctx.tools.campaign, one),
        day=f"{one.sent_at.astimezone(VIETNAM):%H:%M %d/%m}",
        text=one.text,
        who=names.get(one.person, say.NAMELESS),
        times=_times(one),
        state=in_words(one),
    )
    if one.answer:
        text += "\n" + say.ONE_ANSWER.format(answer=one.answer)
    deeds = [(say.ANSWER, "answer"), (say.OWNER, "owner"), (say.SOLVE, "solve")]
    shown = deeds if one.open else [(say.ANSWER, "answer"), (say.AGAIN, "again")]
    choices = tuple(Choice(label, f"obstacle:{deed}:{one.number}") for label, deed in shown)
    return Reply(f"{head}\n{text}" if head else text, choices=choices)


# -- doing -------------------------------------------------------------------------------------------------------------


@routes.choice("open", roles=OFFICERS)
async def opened(ctx: Ctx) -> Reply:
    """One in full."""
    return await _chosen(ctx, "open")


@routes.choice("solve", roles=OFFICERS)
async def solved(ctx: Ctx) -> Reply:
    """It is solved."""
    return await _chosen(ctx, "solve")


@routes.choice("again", roles=OFFICERS)
async def opened_again(ctx: Ctx) -> Reply:
    """It is not, after all."""
    return await _chosen(ctx, "again")


@routes.choice("answer", roles=OFFICERS)
async def to_be_answered(ctx: Ctx) -> Reply:
    """Ask for the answer."""
    return await _chosen(ctx, "answer")


@routes.choice("owner", roles=OFFICERS)
async def to_be_owned(ctx: Ctx) -> Reply:
    """Ask who sees to it."""
    return await _chosen(ctx, "owner")


async def _chosen(ctx: Ctx, deed: str) -> Reply:
    """One of the buttons under an obstacle."""
    one = await _get(ctx, _number(ctx.argument))
    return one if isinstance(one, Reply) else await _do(ctx, one, deed, "")


@routes.choice("left", roles=OFFICERS)
async def left_open(ctx: Ctx) -> Reply:
    """It was answered, and is not solved."""
    one = await _get(ctx, _number(ctx.argument))
    return one if isinstance(one, Reply) else Reply(say.LEFT_OPEN.format(number=one.number))


@routes.choice("squad", roles=OFFICERS)
async def chosen_owner(ctx: Ctx) -> Reply:
    """A squad, or the commune, as its owner."""
    number, _, at = ctx.argument.partition(".")
    one = await _get(ctx, _number(number))
    if isinstance(one, Reply):
        return one
    owners = _owners(ctx.tools.campaign, one)
    if not at.isdecimal() or int(at) >= len(owners):
        return Reply(common.STALE)
    ctx.conversation.end()
    return await _own_it(ctx, one, owners[int(at)])


async def _ask(ctx: Ctx, one: Known, deed: str) -> Reply:
    ctx.conversation.start("obstacle", deed, until=ctx.now + OPEN_FOR, number=one.number)
    if deed == "answer":
        return Reply(say.ASK_ANSWER.format(area=_area(ctx.tools.campaign, one), text=_short(one.text, 200)))
    choices = [
        Choice(name, f"obstacle:squad:{one.number}.{at}") for at, name in enumerate(_owners(ctx.tools.campaign, one))
    ]
    return Reply(say.ASK_OWNER, choices=tuple(choices))


@routes.step("answer")
@routes.step("owner")
async def typed(ctx: Ctx) -> Reply:
    """The answer, or the owner's name."""
    text, deed = ctx.text.strip(), ctx.conversation.step
    if "officer" not in ctx.person.roles:
        ctx.conversation.end()
        return Reply(common.STALE)
    if not any(map(str.isalnum, text)):
        raise PassOn
    one = await _get(ctx, int(ctx.conversation.answers["number"]))
    if isinstance(one, Reply):
        ctx.conversation.end()
        return one
    if deed == "answer" and len(text) > LONGEST_ANSWER:
        return Reply(say.LONG_ANSWER.format(limit=words.number(LONGEST_ANSWER)))
    if deed == "owner" and len(text) > LONGEST_OWNER:
        return Reply(say.LONG_OWNER.format(limit=LONGEST_OWNER))
    ctx.conversation.end()
    return await _do(ctx, one, deed, text)


@routes.text(rank=6, roles=OFFICERS)
async def replied(ctx: Ctx) -> Reply:
    """A reply to the message that told of an obstacle answers it."""
    update = ctx.incoming
    if not update.reply_to or not any(map(str.isalnum, ctx.text)):
        raise PassOn
    sent = await ctx.tx.outbox.sent_as(*update.address, update.reply_to)
    key = (sent[1] if sent is not None else None) or ""
    prefix = f"{ctx.tools.campaign.id}:obstacle:"
    if not key.startswith(prefix):
        raise PassOn
    one = await _get(ctx, _number(key.removeprefix(prefix).split(":")[0]))
    if isinstance(one, Reply):
        return one
    if len(ctx.text) > LONGEST_ANSWER:
        return Reply(say.LONG_ANSWER.format(limit=words.number(LONGEST_ANSWER)))
    return await _answer(ctx, one, ctx.text.strip())


async def _answer(ctx: Ctx, one: Known, text: str) -> Reply:
    """It goes to whoever told it, where they told it; whether it is solved is asked."""
    campaign = ctx.tools.campaign
    answer = mask(text).text[:LONGEST_ANSWER]
    state = "handling" if one.state == "new" else one.state
    await _keep(ctx, one, "obstacle-answered", state=state, owner=one.owner, answer=answer)
    who = ctx.person.name or say.OFFICER
    told = say.TOLD_ANSWER.format(
        who=who, number=one.number, area=_area(campaign, one), text=_short(one.text, 200), answer=answer
    )
    reached = await _tell(ctx, one, told)
    done = Choice(say.SOLVE, f"obstacle:solve:{one.number}"), Choice(say.STILL_OPEN, f"obstacle:left:{one.number}")
    text = (say.ANSWER_SENT if reached else say.ANSWER_UNSENT).format(area=_area(campaign, one))
    return Reply(text, choices=done if one.open else ())


async def _own_it(ctx: Ctx, one: Known, owner: str) -> Reply:
    """Somebody sees to it; whoever told it hears who."""
    owner = mask(" ".join(owner.split())).text[:LONGEST_OWNER]
    if (one.state, one.owner) == ("handling", owner):
        return Reply(say.SAME.format(number=one.number, state=in_words(one)))
    await _keep(ctx, one, "obstacle-changed", state="handling", owner=owner, answer=one.answer)
    area = _area(ctx.tools.campaign, one)
    await _tell(ctx, one, say.TOLD_OWNER.format(number=one.number, area=area, text=_short(one.text, 200), owner=owner))
    return Reply(say.OWNER_SET.format(owner=owner, number=one.number, area=area))


async def _solve(ctx: Ctx, one: Known) -> Reply:
    if not one.open:
        return Reply(say.SAME.format(number=one.number, state=in_words(one)))
    await _keep(ctx, one, "obstacle-changed", state="solved", owner=one.owner, answer=one.answer)
    area = _area(ctx.tools.campaign, one)
    await _tell(ctx, one, say.TOLD_SOLVED.format(number=one.number, area=area, text=_short(one.text, 200)))
    return Reply(say.SOLVED.format(number=one.number, area=area))


async def _again(ctx: Ctx, one: Known) -> Reply:
    if one.open:
        return Reply(say.SAME.format(number=one.number, state=in_words(one)))
    state = "handling" if one.owner or one.answer else "new"
    await _keep(ctx, one, "obstacle-changed", state=state, owner=one.owner, answer=one.answer)
    again = await _get(ctx, one.number)
    return again if isinstance(again, Reply) else await _show(ctx, again, say.REOPENED.format(number=one.number))


async def _keep(ctx: Ctx, one: Known, action: str, *, state: str, owner: str, answer: str) -> None:
    await ctx.tx.obstacles.put(one.number, state=state, owner=owner, answer=answer, person=ctx.person.id, at=ctx.now)
    who = f"{ctx.person.channel}:{ctx.person.author}"
    what = {"obstacle": one.number, "area": one.area, "state": state, "owner": owner}
    await ctx.tx.audit.add(who, action, what, ctx.now)


async def _tell(ctx: Ctx, one: Known, text: str) -> bool:
    """To the chat in which it was told; False when that cannot be reached. Nothing where it is this very chat."""
    place = await ctx.tx.obstacles.place(one.number)
    if place is None:
        return False
    channel, chat, private = place
    if (channel, chat) == tuple(ctx.incoming.address):
        return True
    chats = await ctx.tx.chats.of([(channel, chat)])
    if (found := chats.get((channel, chat))) is not None and found.gone:
        return False
    key = f"{ctx.tools.campaign.id}:obstacle-told:{one.number}:{ctx.row}"
    return ctx.tell(Address(channel, chat), Reply(text), private=private, key=key)


async def _get(ctx: Ctx, number: int) -> Known | Reply:
    """That obstacle, or why it cannot be had."""
    one = next((one for one in await known(ctx.tx, ctx.tools.campaign) if number in one.numbers), None)
    if one is None:
        return Reply(say.UNKNOWN.format(number=number))
    if not manages(ctx.person, ctx.tools.campaign, one.area):
        return Reply(common.NOT_YOUR_AREA.format(area=area_names(ctx.tools.campaign, [one.area])))
    return one


async def _names(ctx: Ctx, found: Sequence[Known]) -> dict[int, str]:
    people = await ctx.tx.people.by_ids(sorted({one.person for one in found}))
    return {person.id: person.name for person in people if person.name}


def _owners(campaign: Campaign, one: Known) -> list[str]:
    """Who may be given it with one tap: the squad of its area first, the commune, the other squads."""
    own = campaign.squad_of(one.area)
    others = [squad.name for squad in campaign.squads if squad is not own]
    return [*([own.name] if own is not None else []), say.COMMUNE, *others][:BUTTONS]


def _area(campaign: Campaign, one: Known) -> str:
    return campaign.area(one.area).full_name if campaign.has_area(one.area) else one.area


def _times(one: Known) -> str:
    return say.TIMES.format(count=len(one.days)) if len(one.days) > 1 else ""


def _short(text: str, limit: int) -> str:
    return shorten(" ".join(text.split()), limit)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
