"""Random counts of a campaign, for comparing one computation with another."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from bot.clock import VIETNAM
from handlers.campaign import Campaign
from storage.adjustments import Adjustment
from storage.reports import Count


def random_counts(campaign: Campaign, seed: int) -> list[Count]:
    """What may stand for some areas and days, ordered as the database gives it."""
    dice = random.Random(seed)
    found = []
    for area in sorted(area.id for area in campaign.leaves):
        for step in range(40):
            if dice.random() < 0.4:
                continue
            day = campaign.start + timedelta(days=step)
            sent = datetime.combine(day, datetime.min.time(), VIETNAM) + timedelta(hours=dice.randint(6, 23))
            keys = dice.sample(campaign.keys, dice.randint(1, len(campaign.keys)))
            found += [Count(area, day, key, dice.choice((0, 1, 7, 250)), 1, sent) for key in sorted(keys)]
    return found


def random_adjustments(campaign: Campaign, seed: int) -> list[Adjustment]:
    """Differences to earlier days, booked later, of flows."""
    dice = random.Random(seed + 1000)
    flows = [key for key, flow in campaign.flows.items() if flow]
    found = []
    for area in campaign.leaves:
        for _ in range(dice.randint(0, 3)):
            booked = campaign.start + timedelta(days=dice.randint(8, 39))
            about = booked - timedelta(days=8)
            found.append(Adjustment(area.id, dice.choice(flows), about, booked, dice.randint(-5, 9), 1, ""))
    return found
