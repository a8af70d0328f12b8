"""The kit: the message to forward at once, then, as a task, the code and the posters."""

from __future__ import annotations

import logging

from bot.press import PressFailed
from bot.text import units
from bot.types import Address, Reply
from handlers.papers import link, of_mark
from handlers.phrases import share as say
from handlers.tools import Ctx, Job, Tools
from storage.marks import Mark

log = logging.getLogger("trolyso.share")

ATTEMPTS = 3
"""After so many failures we say so; until then the task is simply tried again."""


def give(ctx: Ctx, mark: Mark) -> list[Reply]:
    """The message to forward now; its pictures and posters follow, once for this request."""
    here = ctx.incoming.address
    ctx.later("share-kit", key=f"share-kit:{mark.id}:{ctx.row}", mark=mark.id, channel=here.channel, chat=here.chat)
    return [Reply(say.READY.format(label=mark.label)), Reply(message(ctx.tools, mark))]


def message(tools: Tools, mark: Mark) -> str:
    """What is forwarded into the group, within the length that every messenger shows whole. Plain: no bold."""
    place = tools.campaign.place
    commune = place.commune[:1].upper() + place.commune[1:]
    form = say.FORWARD_CLASS if mark.kind == "class" else say.FORWARD_AREA
    hours = f", {place.desk_hours}" if place.desk_hours else ""
    desks = [say.FORWARD_DESK.format(desk=place.desk, hours=h) for h in (hours, "")] if place.desk else []
    texts = [
        form.format(label=mark.label, commune=commune, link=link(tools, mark.id), desk=desk) for desk in (*desks, "")
    ]
    return next((text for text in texts if units(text) <= say.LONGEST_MESSAGE), texts[-1])


async def send_kit(work: Job) -> None:
    """Draw the code and the posters and send them to who asked; as links where their channel takes no files."""
    to = Address(work.row.values["channel"], work.row.values["chat"])
    async with work.reading() as tx:
        mark = await tx.marks.get(work.tools.campaign.id, work.row.values["mark"])
    if mark is None or to.channel not in work.capabilities:
        return
    can = work.capabilities[to.channel]
    drawings = of_mark(work.tools, mark)
    texts = {"qr.png": say.QR, "a6.pdf": say.POSTER_A6, "a4.pdf": say.POSTER_A4}
    shown = [name for name in texts if name in drawings and (can.photo if name.endswith(".png") else can.file)]
    try:
        # The card too: a messenger that shows the link soon does not wait for a picture that is not drawn yet.
        files = {name: await drawings[name].drawn(work.tools, work.now) for name in (*shown, "card.png")}
    except PressFailed:
        if work.row.attempts < ATTEMPTS:
            raise
        log.exception("no kit", extra={"action": "kit-failed", "mark": mark.id})
        async with work.begin() as desk:
            desk.tell(to, Reply(say.NOT_DRAWN.format(label=mark.label)), key=f"{work.row.key}:failed")
        return
    async with work.begin() as desk:
        for name in shown:
            text = texts[name].format(label=mark.label)
            desk.tell(to, Reply(text, file=files[name]), key=f"{work.row.key}:{name}")
        linked = [name for name in texts if name not in shown and name in drawings]
        if linked:
            base = link(work.tools, mark.id)
            lines = [say.LINK_LINE.format(what=say.LINK_NAMES[name], link=f"{base}/{name}") for name in linked]
            desk.tell(to, Reply(say.LINKS.format(lines="\n".join(lines))), key=f"{work.row.key}:links")
