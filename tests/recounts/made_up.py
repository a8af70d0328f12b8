"""A random history of one campaign: raw messages as people write them, and what else happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from bot.clock import VIETNAM
from handlers.campaign import Campaign

SMALL, ANY = (0, 1, 2, 5, 9), (0, 1, 2, 5, 13, 40, 290)
"""Figures that nobody finds odd: of a group, of everybody."""


@dataclass(frozen=True)
class Message:
    """A leader's line, and what it means."""

    area: str
    day: date
    sent: datetime
    text: str
    adds: bool
    meant: dict[str, int]


@dataclass(frozen=True)
class Booked:
    """A difference to a locked period."""

    area: str
    booked: date
    key: str
    delta: int


@dataclass(frozen=True)
class Away:
    area: str
    since: date
    until: date


@dataclass
class History:
    """Everything that happened up to `today`."""

    campaign: Campaign
    today: date
    now: datetime
    messages: list[Message]
    booked: list[Booked]
    away: list[Away]
    people: dict[str, dict[str, int]] = field(default_factory=dict)
    before: dict[str, dict[str, int]] = field(default_factory=dict)
    span: tuple[date, date] = (date.min, date.max)


def made_up(campaign: Campaign, seed: int) -> History:
    """The same for the same seed."""
    random = Random(f"{campaign.id}:{seed}")
    length = (campaign.end - campaign.start).days
    first = random.randrange(max(length - 40, 1))
    today = campaign.start + timedelta(days=min(first + random.randrange(1, 40), length))
    start = max(campaign.start + timedelta(days=first) - timedelta(days=random.choice((0, 0, 30))), campaign.start)
    areas = random.sample([leaf.id for leaf in campaign.leaves], random.randint(1, 4))
    days = [start + timedelta(days=n) for n in range((today - start).days + 1)]
    messages = [
        _message(campaign, random, random.choice(areas), random.choice(days)) for _ in range(random.randint(0, 8))
    ]
    messages.sort(key=lambda one: one.sent)
    flows = [key for key in campaign.keys if campaign.indicator(key).kind == "flow"]
    history = History(
        campaign, today, datetime.combine(today, time(random.randrange(24), 30), VIETNAM), messages, [], []
    )
    for _ in range(random.choice((0, 0, 1, 3))):
        booked = Booked(random.choice(areas), random.choice(days), random.choice(flows), random.randint(-5, 9))
        history.booked.append(booked)
    for _ in range(random.choice((0, 0, 1, 2))):
        since = random.choice(days)
        area = random.choice([*areas, random.choice(campaign.areas).id])
        history.away.append(Away(area, since, since + timedelta(days=random.choice((0, 2, 6, 9, 40)))))
    if random.random() < 0.3:
        area = random.choice(areas)
        populations = {one: random.choice((0, 1, 7, 900)) for one in campaign.populations}
        history.people[area] = {one: random.choice((populations[one], 51)) for one in populations}
        history.before[area] = {random.choice(flows): random.randint(0, 30)}
    ends = sorted((random.choice(days), random.choice(days)))
    history.span = (ends[0], ends[1])
    return history


def _message(campaign: Campaign, random: Random, area: str, day: date) -> Message:
    sent = datetime.combine(
        day, time(random.choice((8, 12, 16, 16, 19, 21, 22)), random.choice((0, 29, 30, 31))), VIETNAM
    )
    obligatory = [key for one in campaign.indicators if one.obligatory for key in one.keys[:1]]
    keys = random.sample(campaign.keys, random.randint(1, min(4, len(campaign.keys))))
    if random.random() < 0.6:
        keys = list(dict.fromkeys([*obligatory, *keys]))
    flows = all(campaign.indicator(key).kind == "flow" for key in keys)
    adds = flows and random.random() < 0.25
    meant = {key: random.choice(SMALL if campaign.group(key) else ANY) for key in keys}
    for key in keys:
        whole = campaign.indicator(key).part_of
        if whole in meant and meant[whole] < meant[key]:
            meant[key], meant[whole] = meant[whole], meant[key]  # in one line the bot would ask about it
    pairs = []
    for key, value in meant.items():
        group = campaign.group(key)
        pairs.append(f"{campaign.indicator(key).short}{' ' + group.label if group else ''} {value}")
    return Message(area, day, sent, f"bc {'thêm ' if adds else ''}" + ", ".join(pairs), adds, meant)
