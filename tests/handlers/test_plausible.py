"""Slips are asked about; ordinary days, also eager ones, are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

import pytest

from handlers.campaign import Area, Campaign
from handlers.plausible import Surroundings, odd, surroundings
from handlers.presets import load_named, names

DAY = date(2025, 10, 18)
WEEKS, SEEDS = 4, 12


@dataclass(frozen=True)
class Told:
    area: str
    day: date
    key: str
    value: int
    first_sent_at: datetime = datetime(2025, 10, 18, tzinfo=UTC)


def _earlier(*values: int) -> list[tuple[date, int]]:
    return [(DAY - timedelta(days=len(values) - at), value) for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("value", "around", "asks"),
    [
        (120, Surroundings(_earlier(12), households=85), True),  # the example of the task
        (120, Surroundings(_earlier(8, 12, 9), households=950), True),
        (50, Surroundings(_earlier(5, 4, 6)), True),
        (15, Surroundings(_earlier(1, 2, 1), households=85), False),  # small whatever came before
        (36, Surroundings(_earlier(12, 10, 11), households=300), False),  # an eager Saturday
        (60, Surroundings(_earlier(20, 10, 12), households=100), True),  # three times the best, and half of the village
        (60, Surroundings(_earlier(20, 10, 12), households=950), False),
        (60, Surroundings(_earlier(20, 10, 12), households=950, lacking=70), True),
        (30, Surroundings(_earlier(20), lacking=10), True),  # more than are left to reach
        (15, Surroundings(_earlier(20), lacking=10), False),  # the list of people is never that exact
        (90, Surroundings(households=85, people=85), True),
        (85, Surroundings(households=85, people=85), False),
        (60, Surroundings(households=200), False),  # the first day tells nothing yet
        (0, Surroundings(_earlier(30, 30, 30), households=85, lacking=0), False),
    ],
)
def test_a_figure_is_asked_about_only_where_it_does_not_fit(value: int, around: Surroundings, asks: bool) -> None:
    assert odd(value, around) is asks


def test_the_surroundings_are_the_hamlets_own() -> None:
    campaign = _campaign("nhon-trach-2025")
    leaf = campaign.leaves[0]
    counts = [
        Told(leaf.id, DAY - timedelta(days=40), "cks", 70),  # too long ago
        Told(leaf.id, DAY - timedelta(days=2), "cks", 12),
        Told(leaf.id, DAY - timedelta(days=1), "luot", 90),
        Told(campaign.leaves[1].id, DAY - timedelta(days=1), "cks", 500),
        Told(leaf.id, DAY, "cks", 5),
    ]

    around = surroundings(campaign, leaf, "cks", DAY, counts)

    assert around.earlier == [(DAY - timedelta(days=2), 12)]
    assert around.households == leaf.populations["ho"]
    assert around.lacking == leaf.populations["nguoi-lon"] - 82


@pytest.mark.parametrize("name", names())
def test_ordinary_weeks_are_hardly_ever_asked_about(name: str) -> None:
    days = [_asked(_campaign(name), Random(f"{name}-{seed}")) for seed in range(SEEDS)]
    figures, asked = sum(day[0] for day in days), sum(day[1] for day in days)

    assert figures > 3_000
    assert asked / figures <= 0.01, f"{asked} of {figures}"


@pytest.mark.parametrize("name", names())
def test_a_digit_too_many_is_mostly_asked_about(name: str) -> None:
    """Where the slip is worth asking about: forty and more, after a week of reports."""
    found, slips = 0, 0
    campaign = _campaign(name)
    for leaf in campaign.leaves[:4]:
        for key, told in _ordinary(campaign, leaf, Random(f"{name}-{leaf.id}")).items():
            if campaign.indicator(key).kind == "stock":
                continue
            for at in range(7, len(told)):
                wrong = told[at].value * 10
                if wrong > 40:
                    slips += 1
                    found += odd(wrong, surroundings(campaign, leaf, key, told[at].day, told[:at]))

    assert slips > 20
    assert found / slips >= 0.5, f"{found} of {slips}"


@cache
def _campaign(name: str) -> Campaign:
    return load_named(name)


def _asked(campaign: Campaign, random: Random) -> tuple[int, int]:
    figures = asked = 0
    for leaf in campaign.leaves:
        for key, told in _ordinary(campaign, leaf, random).items():
            for at, one in enumerate(told):
                figures += 1
                asked += odd(one.value, surroundings(campaign, leaf, key, one.day, told[:at]))
    return figures, asked


def _ordinary(campaign: Campaign, leaf: Area, random: Random) -> dict[str, list[Told]]:
    """Four weeks as people work: quiet days, better Saturdays and Sundays, nobody counted twice, some days silent."""
    return {key: list(_days(campaign, leaf, key, random)) for key in campaign.keys}


def _days(campaign: Campaign, leaf: Area, key: str, random: Random) -> Iterator[Told]:
    group = campaign.group(key)
    there = [n for population, n in leaf.populations.items() if population != "ho"] or [300]
    people = leaf.populations.get(group.id if group else "ho", max(there))
    usual = min(random.lognormvariate(1.3, 0.8), people / 30)
    held = random.randint(5, 30)
    left = people
    for step in range(7 * WEEKS):
        day = campaign.start + timedelta(days=step)
        if random.random() < 0.3:
            continue
        if campaign.indicator(key).kind == "stock":
            held = max(held + random.randint(-2, 3), 0)
            yield Told(leaf.id, day, key, held)
            continue
        busy = random.uniform(2, 3) if day.weekday() >= 5 else 1
        value = min(int(usual * busy * random.gammavariate(3, 1 / 3) + random.random()), left)
        left -= value
        yield Told(leaf.id, day, key, value)
