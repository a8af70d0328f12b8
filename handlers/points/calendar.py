"""The schedule as an iCalendar feed (RFC 5545), for the calendar of any phone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from handlers.campaign import Campaign
from handlers.phrases import places as say
from handlers.points.hours import Opening
from handlers.points.told import bring_words, where_words

LONGEST_LINE = 75
"""Octets of a line, without its end."""
REFRESH = "PT1H"


def feed(campaign: Campaign, found: Sequence[Opening], now: datetime, *, page: str = "", host: str = "") -> str:
    """All openings as events; one that was called off stays, cancelled, so that calendars take it back."""
    name = say.FEED_NAME.format(commune=campaign.place.commune)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tro ly so//Lich ho tro//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    for opening in found:
        lines += _event(campaign, opening, now, page, host)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold_line(line)}\r\n" for line in lines)


def _event(campaign: Campaign, opening: Opening, now: datetime, page: str, host: str) -> Iterable[str]:
    point = opening.point
    about = [bring_words(point), point.who, point.phone, point.map]
    summary = say.FEED_CANCELLED.format(name=point.name) if opening.closed else point.name
    yield "BEGIN:VEVENT"
    yield f"UID:{opening.key.replace(':', '-')}@{host or campaign.id}"
    yield f"DTSTAMP:{_moment(now)}"
    yield f"DTSTART:{_moment(opening.begins)}"
    yield f"DTEND:{_moment(max(opening.ends, opening.begins + timedelta(minutes=1)))}"
    yield f"SEQUENCE:{point.sequence}"
    yield f"SUMMARY:{_text(summary)}"
    yield f"LOCATION:{_text(where_words(opening, campaign))}"
    yield f"DESCRIPTION:{_text(chr(10).join(part for part in about if part))}"
    if page:
        yield f"URL:{page}"
    yield f"STATUS:{'CANCELLED' if opening.closed else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Escaped as the standard wants; no control characters."""
    words = re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", words.replace("\r\n", "\n"))
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def fold_line(line: str) -> str:
    """Cut into pieces of at most 75 octets, never within a letter."""
    pieces: list[str] = []
    piece, size = "", 0
    for ch in line:
        width = len(ch.encode())
        if size + width > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + ch, size + width
    return "\r\n".join([*pieces, piece])
