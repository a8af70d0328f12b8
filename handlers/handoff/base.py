"""What the parts of the handoff share: its routes, who may help, and how cases and people are named."""

from __future__ import annotations

from datetime import timedelta

from bot.router import PassOn, Routes
from bot.text import fold
from bot.types import Address
from handlers.campaign import Campaign
from handlers.phrases import ask
from handlers.phrases import handoff as say
from handlers.tools import Ctx, Tools
from storage.people import Person
from storage.tx import Tx

routes: Routes[Tools] = Routes("handoff")

CASE = "case"
"""In a citizen's memory: the case that was opened here last."""
LAST = "last-case"
"""In a citizen's memory: the case that was over when they went on; it can be opened again."""
HELPING = "helping"
"""In a helper's memory: the case to which their words go."""
ANSWER_WITHIN = timedelta(minutes=10)
"""So long a helper may leave a citizen without a word; then reminded, and after as long again relieved."""
IDLE = timedelta(hours=24)
"""After so long without a word a case is closed."""
REOPEN_WITHIN = timedelta(days=14)
PER_DAY = 5
"""Cases that one citizen opens in a day; more is somebody trying it out."""


def line_key(case: int, line: int) -> str:
    """Under which a line is passed on, once for ever; the case can be read from it again."""
    return f"case:{case}:line:{line}"


def case_of_key(key: str | None) -> int | None:
    """The case to which a message of ours belongs, by its key; None: to none."""
    parts = (key or "").split(":")
    return int(parts[1]) if len(parts) > 2 and parts[0] == "case" and parts[1].isdecimal() else None


def number_of(argument: str) -> int:
    """The case named behind a command or in a payload; 0 for none."""
    first = argument.replace("#", " ").replace("số", " ").split()
    return int(first[-1]) if first and first[-1].isdecimal() and len(first[-1]) < 12 else 0


def address_of(person: Person) -> Address | None:
    """Where somebody can be written to privately."""
    return Address(person.channel, person.chat) if person.chat else None


async def person_of(tx: Tx, id_: int | None) -> Person | None:
    found = await tx.people.by_ids([id_]) if id_ is not None else []
    return found[0] if found else None


def name_of(person: Person | None) -> str:
    """A citizen as the helper reads it."""
    return person.name if person is not None and person.name else say.CITIZEN


def urgent(campaign: Campaign) -> str:
    """Where to go at once; empty when the campaign names no desk."""
    place = campaign.place
    if not place.desk:
        return ""
    hours = ask.HOURS.format(hours=place.desk_hours) if place.desk_hours else ""
    phone = ask.PHONE.format(phone=place.phone) if place.phone else ""
    return say.URGENT.format(desk=place.desk, hours=hours, phone=phone)


def remember(ctx: Ctx, key: str, case: int) -> None:
    """From now on words in this chat belong to that case."""
    ctx.conversation.start("handoff", "talk")
    ctx.conversation.keys = {}
    ctx.conversation.memory[key] = case


def forget(ctx: Ctx, key: str) -> None:
    """They belong to the bot again."""
    case = ctx.conversation.memory.pop(key, None)
    if key == CASE and case is not None:
        ctx.conversation.memory[LAST] = case
    if ctx.conversation.flow == "handoff":
        ctx.conversation.end()


def only_pressed(ctx: Ctx) -> None:
    """In a talk a typed «a» or «1» is a word to the other side, though a list of ours had such a mark: PassOn."""
    if ctx.incoming.choice is None and len(fold(ctx.incoming.text)) <= 2:
        raise PassOn
