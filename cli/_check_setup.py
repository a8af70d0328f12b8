"""The part of `trolyso check` that tells what each channel entry can and cannot do, with a way out of each «không»."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.config import ChannelSettings, Settings
from bot.platforms import PLATFORMS, Groups, Platform, Reach, limited
from bot.quota import month_of
from bot.types import Capabilities, Pace
from cli._check_storage import sqlite_file
from handlers.phrases import setup as say
from handlers.phrases import words
from handlers.quota import forecast
from storage.database import Database
from storage.tallies import Tally
from storage.tx import reading


@dataclass(frozen=True, slots=True)
class Probed:
    """What the platform itself said of this entry; None: it was not asked."""

    joins_groups: bool | None = None
    hears_all: bool | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """What the database knows of this entry."""

    tally: Tally
    people: int
    groups: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the table: the question's key, yes or no or neither, in words, and the way out."""

    key: str
    can: bool | None
    text: str
    way_out: str = ""

    def line(self) -> str:
        mark = {True: say.YES, False: say.NO, None: ""}[self.can]
        return f"{say.QUESTIONS[self.key]:<26}{', '.join(filter(None, (mark, self.text)))}"


def capabilities_of(entry: ChannelSettings, public_url: str) -> Capabilities:
    """What that entry's channel can show."""
    match entry.platform:
        case "telegram":
            from bot.channels.telegram import Telegram

            return Telegram.capabilities
        case "zalo-bot":
            from bot.channels.zalo_bot import ZaloBot

            shown = bool(public_url)  # it fetches pictures and files from us
            return replace(ZaloBot.capabilities, photo=shown, file=shown)
        case "zalo-oa":
            from bot.channels.zalo_oa import FREE_WINDOW, ZaloOA

            window = FREE_WINDOW if entry.free_only else ZaloOA.capabilities.window
            return replace(ZaloOA.capabilities, window=window)
        case "web":
            from bot.channels.web import WebChannel

            return WebChannel.capabilities
    from bot.channels.console import ConsoleChannel

    return ConsoleChannel.capabilities


def facts(
    entry: ChannelSettings, public_url: str, now: datetime, *, probed: Probed | None = None, used: Used | None = None
) -> list[Fact]:
    """What that entry can and cannot do, as far as can be said."""
    rules = PLATFORMS[entry.platform]
    can = capabilities_of(entry, public_url)
    pace = limited(Pace(per_second=1), entry.platform, entry.quota)
    return [
        _groups(entry, rules, probed or Probed(), used),
        _buttons(can),
        _files(entry, can, public_url),
        _first(rules, can),
        _people(pace, used),
        _messages(entry, rules, pace, used, now),
    ]


def _groups(entry: ChannelSettings, rules: Platform, probed: Probed, used: Used | None) -> Fact:
    if probed.joins_groups is False:
        way = say.GROUPS_BOTFATHER if entry.platform == "telegram" else say.GROUPS_LINK
        return Fact("groups", False, say.GROUPS_REFUSED, way)
    if rules.groups is Groups.NONE:
        own = say.GROUPS_OWN if entry.group_messages else ""
        return Fact("groups", False, own, say.GROUPS_LINK_OR_BOT)
    if rules.groups is Groups.MENTIONS:
        heard = say.GROUPS_NAMED
    else:
        heard = {True: say.GROUPS_ALL, False: say.GROUPS_NAMED, None: say.GROUPS_OPEN}[probed.hears_all]
    if rules.group_limit is None:
        return Fact("groups", True, heard)
    limit = say.GROUPS_AT_MOST.format(limit=rules.group_limit)
    now = say.GROUPS_ARE.format(groups=used.groups) if used else ""
    return Fact("groups", True, ", ".join(filter(None, (limit, now, heard))), say.GROUPS_MORE)


def _buttons(can: Capabilities) -> Fact:
    if not can.button_limit:
        return Fact("buttons", False, "", say.BUTTONS_NONE)
    text = say.BUTTONS.format(count=can.button_limit)
    return Fact("buttons", True, text if can.group_buttons else f"{text}, {say.BUTTONS_NOT_IN_GROUPS}")


def _files(entry: ChannelSettings, can: Capabilities, public_url: str) -> Fact:
    if not can.file:
        return Fact("files", False, "", say.FILES_NEED_ADDRESS)
    return Fact("files", True, say.FILES_LINKED if entry.platform == "zalo-bot" else say.FILES)


def _first(rules: Platform, can: Capabilities) -> Fact:
    if rules.reach is Reach.OPEN_PAGE:
        return Fact("first", None, say.FIRST_PAGE, say.FIRST_CALL)
    if can.window is None:
        return Fact("first", None, say.FIRST_ALWAYS, say.FIRST_STRANGERS)
    days = can.window // timedelta(days=1)
    text = say.FIRST_FREE if days <= 2 else say.FIRST_WINDOW.format(days=days)
    return Fact("first", None, text, say.FIRST_LATER)


def _people(pace: Pace, used: Used | None) -> Fact:
    if pace.users is None:
        return Fact("people", None, say.UNLIMITED)
    now = say.PEOPLE_ARE.format(users=used.people) if used else ""
    text = ", ".join(filter(None, (say.PEOPLE_AT_MOST.format(limit=pace.users), now)))
    return Fact("people", None, text, say.PEOPLE_MORE)


def _messages(entry: ChannelSettings, rules: Platform, pace: Pace, used: Used | None, now: datetime) -> Fact:
    total = used.tally.total if used else 0
    if pace.per_month is None:
        now_ = say.MESSAGES_USED.format(used=words.number(total)) if used else ""
        by_package = rules.reach is Reach.WINDOW and not entry.free_only
        free = say.MESSAGES_FREE if entry.free_only else say.UNLIMITED
        text = say.MESSAGES_BY_PACKAGE if by_package else free
        return Fact("messages", None, ", ".join(filter(None, (text, now_))), say.MESSAGES_WATCH if by_package else "")
    ahead = forecast(total, pace.per_month, now)
    now_ = say.MESSAGES_ARE.format(used=words.number(total), forecast=ahead) if used else ""
    text = ", ".join(filter(None, (say.MESSAGES.format(limit=words.number(pace.per_month)), now_)))
    return Fact("messages", None, text, say.MESSAGES_MORE.format(stop=words.percent(pace.bulk_until)))


async def usage(settings: Settings, now: datetime) -> dict[str, Used]:
    """What the database knows of each entry; nothing when it cannot be asked (the section of the database says why).
    A file that is not there is not made by looking."""
    file = sqlite_file(settings.database)
    if file is not None and not file.exists():
        return {}
    try:
        async with await Database.open(settings.database) as database, reading(database) as tx:
            carried = await tx.tallies.of_month(month_of(now))
            return {
                entry.name: Used(
                    carried.get(entry.name, Tally()),
                    await tx.people.count(entry.name),
                    await tx.chats.groups(entry.name),
                )
                for entry in settings.channels
            }
    except Exception:
        return {}


def table(
    entries: Iterable[ChannelSettings],
    public_url: str,
    now: datetime,
    *,
    probed: Mapping[str, Probed] | None = None,
    used: Mapping[str, Used] | None = None,
) -> dict[str, list[Fact]]:
    """The facts of every entry, by its name."""
    return {
        entry.name: facts(
            entry, public_url, now, probed=(probed or {}).get(entry.name), used=(used or {}).get(entry.name)
        )
        for entry in entries
        if entry.platform != "console"
    }


def lines(entries: Sequence[ChannelSettings], told: Mapping[str, Sequence[Fact]]) -> Iterator[str]:
    """The table as it is printed."""
    yield f"\n{say.TITLE}"
    for entry in entries:
        if entry.name not in told:
            continue
        title = PLATFORMS[entry.platform].title
        yield f"\n  {entry.name} ({title if entry.on else say.OFF.format(title=title)})"
        for fact in told[entry.name]:
            yield f"    {fact.line()}"
            if fact.way_out:
                yield f"    {'':<26}{say.WAY_OUT.format(text=fact.way_out)}"


def as_json(told: Mapping[str, Sequence[Fact]]) -> dict[str, list[dict[str, Any]]]:
    """The table for programs."""
    return {name: [asdict(fact) for fact in found] for name, found in told.items()}
