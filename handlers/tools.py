"""What features work with, handed in by the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from bot.backups import Backups
from bot.clock import Clock
from bot.config import PrivacySettings
from bot.context import Context, Work
from bot.finding import Finding
from bot.mail import Mail
from bot.press import Press
from bot.types import Pace
from guides.book import Book
from guides.match import Answer, Ear
from handlers.campaign import Campaign
from handlers.paper.drawn import Drawn
from storage.backups.erasures import Journal
from storage.learning import LocalGuide


@dataclass(slots=True)
class Local:
    """The commune's own answers as this process last read them."""

    read_at: datetime | None = None
    live: tuple[LocalGuide, ...] = ()


Choose = Callable[[str, Sequence[str]], Awaitable[int | None]]
"""(masked question, titles of guides) → the place of the guide that answers it, from 0, or None."""


Inspect = Callable[[Mapping[str, Sequence[str]]], Awaitable[list[Finding]]]


@dataclass(slots=True)
class Tools:
    """The campaign, the guides, the ear, and the few ways to reach outside."""

    campaign: Campaign
    book: Book
    """Filled with the campaign's own words."""
    ear: Ear
    hear: Callable[[str, str | None], Answer]
    """(question, intent of the last guide) → what is meant. The newest questions are remembered: people repeat them."""
    clock: Clock
    deep_link: Callable[[str, str, bool], str | None] = lambda _channel, _payload, _group: None
    """(channel, payload, into a group) → a link that starts a chat with that payload, where the channel has such."""
    choose: Choose | None = None
    """Where a language model is set: it may choose among guides for a masked question."""
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    """How long what is kept."""
    erasures: Journal | None = None
    """Who was erased, for older copies of the database that are put back."""
    public_url: str = ""
    desk_url: str = ""
    """Where the dashboard is reached; "" when nobody could open it."""
    paces: Mapping[str, Pace] = field(default_factory=dict)
    """By channel entry: how fast, how much and to how many it may speak."""
    local: Local = field(default_factory=Local)
    web_chat: bool = False
    """Whether the web chat is on, so that links into it lead somewhere."""
    fleeting: frozenset[str] = frozenset()
    """Channels whose page may be closed for good: what is said there later may never be seen."""
    fetch: Callable[[str, str, int], Awaitable[bytes | None]] | None = None
    """(channel, the platform's id of a file, most bytes) → its content; None: it cannot be had."""
    passed_files: Path | None = None
    """Where pictures and voices lie that are being passed on."""
    mail: Mail | None = None
    """A mailbox over which technicians are woken too, where one is set."""
    inspect: Inspect | None = None
    """(groups by channel) → what would make a post fail."""
    free_disk: Callable[[], int] | None = None
    """Bytes left where the database lies."""
    drawn: Drawn = field(default_factory=lambda: Drawn(Path("data/files"), Press()))
    """Codes, posters and handouts, drawn once each."""
    backups: Backups | None = None
    """Where backups are made by themselves."""


REMEMBERED = 1024
"""Questions whose meaning is remembered."""


def remembering(ear: Ear) -> Callable[[str, str | None], Answer]:
    """The ear with a memory for the newest questions; it always says the same of the same words."""

    @lru_cache(REMEMBERED)
    def heard(question: str, previous: str | None) -> Answer:
        return ear.hear(question, previous=previous)

    return lambda question, previous: heard(question, previous if previous and ear.leans(question) else None)


Ctx = Context[Tools]
Job = Work[Tools]


def variables(campaign: Campaign) -> Mapping[str, str]:
    """What guides leave to the campaign's place."""
    place = campaign.place
    return {
        "don_vi": place.commune,
        "tinh": place.province,
        "diem_ho_tro": place.desk,
        "gio_lam_viec": place.desk_hours,
        "so_dien_thoai": place.phone,
        "app_tinh": place.province_app,
        "tong_dai_tinh": place.province_hotline,
    }
