"""What each platform lets anybody do on it, whatever our code can: facts of their rules, not of our channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from bot.types import Pace


class Groups(Enum):
    """What a bot may do in groups that others made."""

    OPEN = "it can be added and may hear everything"
    MENTIONS = "it can be added and hears only who names it or answers it"
    NONE = "it cannot be in groups"


class Reach(Enum):
    """Whom it may write to without being asked at that moment. Nobody anywhere may be written to who never came."""

    ALWAYS = "whoever wrote once, at any time"
    WINDOW = "whoever wrote lately"
    OPEN_PAGE = "whoever looks at the page again"


@dataclass(frozen=True, slots=True)
class Platform:
    """One product of one company."""

    title: str
    groups: Groups
    reach: Reach
    per_month: int | None = None
    """Messages a month, in both directions: whether the platform counts those that come in is not documented."""
    users: int | None = None
    group_limit: int | None = None


PLATFORMS: Mapping[str, Platform] = {
    "telegram": Platform("Telegram", Groups.OPEN, Reach.ALWAYS),
    "zalo-bot": Platform("Zalo Bot", Groups.MENTIONS, Reach.ALWAYS, per_month=3000, users=50, group_limit=3),
    "zalo-oa": Platform("Zalo Official Account", Groups.NONE, Reach.WINDOW),
    "web": Platform("Trang trò chuyện", Groups.NONE, Reach.OPEN_PAGE),
    "console": Platform("Dòng lệnh", Groups.NONE, Reach.OPEN_PAGE),
}


def limited(pace: Pace, platform: str, quota: int | None) -> Pace:
    """The channel's pace with the platform's limits; `quota` are the operator's messages a month, 0 for none."""
    rules = PLATFORMS[platform]
    per_month = rules.per_month if quota is None else quota or None
    return replace(pace, per_month=per_month, users=rules.users, groups=rules.group_limit)
