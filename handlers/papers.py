"""What can be drawn for a shared link or a guide, with this campaign's words: file name → how to draw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.text import fold
from bot.types import File
from guides.book import Guide
from handlers import paper
from handlers.campaign import Campaign
from handlers.phrases import paper as say
from handlers.phrases import share
from handlers.tools import Tools
from storage.marks import Mark

PRINTERS = frozenset({"officer", "leader", "deputy", "helper", "teacher"})
"""Who makes kits and prints guides."""
PDF, PNG = "application/pdf", "image/png"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One file that can be made, and what it is called where it is saved."""

    function: Callable[..., bytes]
    words: tuple[Any, ...]
    saved_as: str
    mime: str

    async def drawn(self, tools: Tools, now: datetime) -> File:
        """The file, drawn now or earlier. Raises PressFailed."""
        path: Path = await tools.drawn.file(self.saved_as, now, self.function, *self.words)
        return File(str(path), self.saved_as, self.mime, photo=self.mime == PNG)


def link(tools: Tools, mark: str) -> str:
    """Where a mark or a guide opens in the web chat; empty when the world cannot reach it."""
    return f"{tools.public_url}/l/{mark}" if tools.public_url and tools.web_chat else ""


def of_mark(tools: Tools, mark: Mark) -> Mapping[str, Drawing]:
    """The kit of a class or area. Its posters and code need the public address."""
    where = link(tools, mark.id)
    for_class = mark.kind == "class"
    audience = share.audience(mark.kind, mark.label)
    place = tools.campaign.place
    poster = paper.Poster(
        commune=commune_of(tools.campaign),
        audience=audience,
        headline=say.HEADLINE,
        line=say.LINE_CLASS if for_class else say.LINE_AREA,
        link=where,
        shown_link=without_scheme(where),
        scan=say.SCAN_POSTER,
        help_head=say.HELP,
        help_lines=help_lines_of(tools.campaign),
        care=say.CARE,
    )
    name = _file_name(mark.label)
    found = {"card.png": Drawing(paper.card, (_card(tools, audience),), f"the-{name}.png", PNG)}
    if where:
        caption = f"{audience}\n{place.commune[:1].upper()}{place.commune[1:]}"
        found |= {
            "qr.png": Drawing(paper.qr_png, (where, caption), f"qr-{name}.png", PNG),
            "a4.pdf": Drawing(paper.poster, (poster, "a4"), f"to-dan-a4-{name}.pdf", PDF),
            "a6.pdf": Drawing(paper.poster, (poster, "a6"), f"to-dan-a6-{name}.pdf", PDF),
        }
    return found


def of_guide(tools: Tools, guide: Guide, today: date) -> Mapping[str, Drawing]:
    """A guide on paper, with a code where the world can reach us."""
    where = link(tools, guide.id)
    words = handout_of(
        guide,
        commune=commune_of(tools.campaign),
        link=where,
        help_lines=help_lines_of(tools.campaign),
        today=today,
    )
    found = {
        "card.png": Drawing(paper.card, (_card(tools, guide.title),), f"the-{guide.id}.png", PNG),
        "a4.pdf": Drawing(paper.handout, (words, "a4"), f"{guide.id}-a4.pdf", PDF),
        "a5.pdf": Drawing(paper.handout, (words, "a5"), f"{guide.id}-a5.pdf", PDF),
    }
    if where:
        found["qr.png"] = Drawing(paper.qr_png, (where, guide.title), f"qr-{guide.id}.png", PNG)
    return found


def handout_of(guide: Guide, *, commune: str, link: str, help_lines: tuple[str, ...], today: date) -> paper.Handout:
    """A filled guide with the words around it."""
    return paper.Handout(
        guide=guide,
        commune=commune,
        link=link,
        stale=guide.stale(today),
        help_lines=help_lines,
    )


def commune_of(campaign: Campaign) -> str:
    """«Xã Nhơn Trạch · tỉnh Đồng Nai»."""
    text = " · ".join(part for part in (campaign.place.commune, campaign.place.province) if part)
    return text[:1].upper() + text[1:]


def help_lines_of(campaign: Campaign) -> tuple[str, ...]:
    """Where a person helps, line by line; empty when the campaign names no desk."""
    place = campaign.place
    if not place.desk:
        return ()
    phone = say.PHONE.format(phone=place.phone) if place.phone else ""
    return tuple(line for line in (place.desk, place.desk_hours, phone) if line)


def without_scheme(where: str) -> str:
    """The address as one types it."""
    return where.removeprefix("https://").removeprefix("http://")


def _card(tools: Tools, audience: str) -> paper.Card:
    return paper.Card(commune_of(tools.campaign), audience, say.CARD_HEADLINE, say.CARD_LINE)


def _file_name(label: str) -> str:
    """«lop-5a1-truong-th-phu-dong»: plain letters, for every phone's disk."""
    kept = "".join(ch if ch.isascii() and ch.isalnum() else " " for ch in fold(label))
    return "-".join(kept.split())[:60] or "chia-se"
