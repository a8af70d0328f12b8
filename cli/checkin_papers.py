"""`trolyso checkin print`: posters for the desks, one for registering, and labels for delegates' tickets."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.config import Problem, Settings, SettingsError
from cli.main import HERE
from guides.book import Book
from handlers import paper
from handlers.campaign import Campaign
from handlers.checkin.base import ticket_link
from handlers.paper import labels
from handlers.papers import commune_of, help_lines_of, without_scheme
from handlers.phrases import checkin as say
from handlers.phrases import paper as paper_say
from handlers.places.telling import ABSOLUTE
from handlers.points.hours import Opening, Point
from handlers.points.told import bring_words, when_words, where_words
from storage.checkin import Event, Ticket


async def write_papers(
    settings: Settings,
    campaign: Campaign,
    event: Event,
    point: Point | None,
    opening: Opening | None,
    tickets: Sequence[Ticket],
    out: str | None,
) -> None:
    """The PDF files into a folder, which is made when it is not there; their paths, one a line."""
    address = settings.server.public_url
    problems = []
    if not out:
        problems.append(Problem("--out", "xin ghi thư mục để các tệp PDF, ví dụ --out ban-in"))
    if not address:
        problems.append(Problem("server.public_url", "cần địa chỉ công khai để in mã QR, ví dụ https://troly.xa.vn"))
    if problems or not out:
        raise SettingsError(problems)
    folder = Path(out)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    for name, poster in _posters(campaign, event, point, opening, address):
        await _write(folder / f"{name}-a4.pdf", paper.poster(poster, "a4"))
    given = [one for one in tickets if one.state == "booked" and one.code is not None and one.channel is None]
    if given:
        await _write(folder / "phieu-dai-bieu-a4.pdf", labels.draw([_label(event, one, address) for one in given]))


def _posters(
    campaign: Campaign, event: Event, point: Point | None, opening: Opening | None, address: str
) -> Iterator[tuple[str, paper.Poster]]:
    def poster(audience: str, headline: str, line: str, link: str) -> paper.Poster:
        return paper.Poster(
            commune=commune_of(campaign),
            audience=audience,
            headline=headline,
            line=line,
            link=link,
            shown_link=without_scheme(link),
            scan=paper_say.SCAN_POSTER,
            help_head=paper_say.HELP,
            help_lines=help_lines_of(campaign),
            care=paper_say.CARE,
        )

    register = poster(event.name, say.POSTER_REGISTER, say.POSTER_REGISTER_LINE, f"{address}/dangky")
    if opening is not None:
        register = replace(register, help_head=say.POSTER_WHEN, help_lines=_when_and_where(campaign, opening))
    yield "dang-ky", register
    known = Book.load(HERE / "guides" / "content").guides
    for desk in point.desks if point is not None else ():
        if desk.guide in known:
            yield (
                f"ban-{desk.id}",
                poster(desk.name, known[desk.guide].title, say.POSTER_DESK, f"{address}/l/{desk.guide}"),
            )


def _when_and_where(campaign: Campaign, opening: Opening) -> tuple[str, ...]:
    """What somebody who stands before the poster must know to come."""
    lines = (when_words(opening, ABSOLUTE), where_words(opening, campaign), bring_words(opening.point))
    return tuple(line[:1].upper() + line[1:] for line in lines)


def _label(event: Event, ticket: Ticket, address: str) -> paper.Label:
    head = say.LABEL.format(serial=ticket.serial)
    return paper.Label(head, ticket.code or "", ticket.unit or event.name, ticket_link(address, event, ticket))


async def _write(path: Path, made: bytes) -> None:
    await asyncio.to_thread(path.write_bytes, made)
    sys.stdout.write(f"{path}\n")
