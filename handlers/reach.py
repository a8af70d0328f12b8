"""Whom we can write to: officers, squads' groups, classes – each as an address and whether it is private."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.text import fold
from bot.types import Address
from handlers.campaign import Area, Campaign
from storage.people import Person
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody or some group that can be written to."""

    address: Address
    private: bool
    area: str | None = None

    @property
    def place(self) -> tuple[str, str]:
        """As storage names a chat."""
        return self.address.channel, self.address.chat

    @property
    def name(self) -> str:
        """For keys: the channel and the chat."""
        return f"{self.address.channel}:{self.address.chat}"


async def officers(tx: Tx) -> list[Reader]:
    """The officers' groups and every officer who has written to us privately."""
    return [*await groups(tx, "officers"), *await privately(tx, "officer")]


async def groups(tx: Tx, purpose: str) -> list[Reader]:
    """The bound groups of one purpose («squad», «officers», «class»)."""
    return [Reader(Address(*chat.place), False, chat.area) for chat in await tx.chats.bound(purpose)]


async def privately(tx: Tx, *roles: str) -> list[Reader]:
    """The private chats of everybody in these roles who has not blocked us."""
    people = [(person, (person.channel, person.chat)) for person in await tx.people.in_role(*roles) if person.chat]
    chats = await tx.chats.of([place for _, place in people])
    return [
        Reader(Address(*place), True, next(iter(person.areas(*roles)), None))
        for person, place in people
        if place not in chats or not chats[place].gone
    ]


async def recipients(tx: Tx, kinds: tuple[str, ...]) -> list[Reader]:
    """The readers of a post: «squads», «officers», «classes», «leaders»; each once.

    Officers who have a group of their own read it there, and not a second time alone.
    """
    found: list[Reader] = []
    for kind in kinds:
        match kind:
            case "squads":
                readers = await groups(tx, "squad")
            case "classes":
                readers = await groups(tx, "class")
            case "leaders":
                readers = await privately(tx, "leader", "deputy")
            case _:
                readers = await groups(tx, "officers") or await privately(tx, "officer")
        found += readers
    return each_once(found)


def each_once(readers: Iterable[Reader]) -> list[Reader]:
    """The same readers, nobody twice."""
    return list({reader.name: reader for reader in readers}.values())


def areas_of(person: Person, campaign: Campaign, *roles: str) -> tuple[str, ...]:
    """The leaf areas for which somebody reports as leader or deputy (or in one of these roles)."""
    found: dict[str, None] = {}
    for area in person.areas(*(roles or ("leader", "deputy"))):
        if campaign.has_area(area):
            found.update(dict.fromkeys(leaf.id for leaf in campaign.below(area)))
    return tuple(found)


def named_area(campaign: Campaign, text: str) -> Area | None:
    """The leaf that these words name, alone or at their beginning; the longest name wins. None: no leaf."""
    return _named(campaign.leaves, text)


def named_place(campaign: Campaign, text: str) -> Area | None:
    """The same among all areas; of two of one name the leaf."""
    return _named((*campaign.leaves, *campaign.areas), text)


def _named(areas: Sequence[Area], text: str) -> Area | None:
    plain = f"{fold(text)} "
    found = [
        (len(name), area)
        for area in areas
        for name in {fold(one) for one in (area.name, area.full_name, area.id, *area.aliases)}
        if plain.startswith(f"{name} ")
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


async def responsible(tx: Tx, campaign: Campaign, area: str, *roles: str) -> list[Reader]:
    """Whoever reports for a leaf as leader or deputy (or in one of these roles) and may be written to privately."""
    wanted = roles or ("leader", "deputy")
    around = campaign.around(area)
    holders = await tx.people.in_role(*wanted, areas=around)
    people = [p for p in holders if p.chat and not set(around).isdisjoint(p.areas(*wanted))]
    chats = await tx.chats.of([(person.channel, person.chat or "") for person in people])
    return each_once(
        Reader(Address(person.channel, person.chat or ""), True, area)
        for person in people
        if not (known := chats.get((person.channel, person.chat or ""))) or not known.gone
    )


async def answering_for(tx: Tx, campaign: Campaign, area: str) -> list[Reader]:
    """Those who are responsible for a leaf; where none can be written to, its squad's groups."""
    squad = campaign.squad_of(area)
    found = await responsible(tx, campaign, area)
    return found or [r for r in await groups(tx, "squad") if squad is not None and r.area == squad.id]
