"""«/xuat»: a period's Excel and written report, drawn by a task and sent to the officer who asked."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.clock import VIETNAM
from bot.press import PressFailed
from bot.router import Routes
from bot.text import fold
from bot.types import Address, File, Reply
from handlers.bundling import bundle_of
from handlers.campaign import Campaign, Period
from handlers.phrases import export as say
from handlers.phrases import summary, words
from handlers.summaries import letter, sheet
from handlers.summaries.bundle import Bundle
from handlers.tools import Ctx, Job, Tools

log = logging.getLogger("trolyso.export")

routes: Routes[Tools] = Routes("export")

ATTEMPTS = 3
KINDS = {"word": "docx", "docx": "docx", "doc": "docx", "excel": "xlsx", "xlsx": "xlsx", "bang tinh": "xlsx"}
MIMES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DRAWERS = {"docx": letter.draw, "xlsx": sheet.draw}


@routes.command(
    "xuat", "xuất", "xuất báo cáo", "xuất file", summary="Tệp Word, Excel của kỳ", roles=["officer"], where="private"
)
async def export(ctx: Ctx) -> Reply:
    """The files of a period: «/xuat», «/xuat word», «/xuat tuần trước excel», «/xuat 2025-W42»."""
    campaign = ctx.tools.campaign
    wanted, kinds = _kinds(fold(ctx.text))
    running = campaign.period_of(
        min(max(ctx.now.astimezone(VIETNAM).date(), campaign.start), campaign.end),
    )
    period = _period(campaign, running, wanted)
    if period is None:
        return Reply(say.NOT_A_PERIOD.format(text=ctx.text.strip()[:40], example=running.id))
    here = ctx.incoming.address
    ctx.later(
        "export",
        key=f"export:{ctx.row}",
        period=period.id,
        kinds=kinds,
        channel=here.channel,
        chat=here.chat,
    )
    return Reply(say.MAKING.format(what=_what(kinds), period=words.period(campaign, period)))


async def send_files(work: Job) -> None:
    """Read in one transaction, draw in another process, send; each file with what is missing or doubtful in it."""
    values, campaign = work.row.values, work.tools.campaign
    to, kinds = Address(values["channel"], values["chat"]), values["kinds"]
    if to.channel not in work.capabilities:
        return
    period = campaign.period(values["period"])
    name = words.period(campaign, period)
    replies: list[Reply] = []
    if not work.capabilities[to.channel].file:
        replies = [Reply(say.NO_FILES.format(id=period.id))]
    else:
        async with work.reading() as tx:
            made = await bundle_of(tx, campaign, period, work.now)
        try:
            for kind in kinds:
                words_ = say.DONE[kind].format(period=name) + ("" if replies else caveats(made))
                replies.append(Reply(words_, file=await drawn(work, made, kind)))
        except PressFailed:
            if work.row.attempts < ATTEMPTS:
                raise
            log.exception("no files", extra={"action": "export-failed", "period": period.id})
            replies = [Reply(say.FAILED.format(what=_what(kinds), period=name))]
    async with work.begin() as desk:
        for number, reply in enumerate(replies):
            desk.tell(to, reply, private=True, key=f"{work.row.key}:{number}")


async def drawn(work: Job, made: Bundle, kind: str) -> File:
    """One file of the bundle, drawn in a process of its own. Raises PressFailed."""
    name = f"bao-cao-{made.campaign.id}-{made.figures.period.id}.{kind}"
    path = await work.tools.drawn.file(name, work.now, DRAWERS[kind], made)
    return File(str(path), name, MIMES[kind])


def caveats(made: Bundle) -> str:
    """What is missing and what is doubtful, so that nobody passes the files on without knowing."""
    told = ""
    if made.figures.missing:
        told += say.GAPS.format(missing=summary.missing(made.figures.missing))
    if made.doubts:
        told += say.DOUBTS.format(count=len(made.doubts))
    return told


def _kinds(wanted: str) -> tuple[str, list[str]]:
    """The words without the kinds, and the kinds: both where none is named."""
    found: list[str] = []
    rest = f" {wanted} "
    for name, kind in KINDS.items():
        if f" {name} " in rest:
            rest = rest.replace(f" {name} ", " ")
            found.append(kind)
    return " ".join(rest.split()), list(dict.fromkeys(found)) or ["docx", "xlsx"]


def _period(campaign: Campaign, running: Period, wanted: str) -> Period | None:
    match wanted:
        case "" | "tuan" | "tuan nay" | "thang" | "thang nay" | "ky nay" | "hom nay":
            return running
        case "tuan truoc" | "thang truoc" | "ky truoc" | "hom qua":
            return campaign.period_of(max(running.start - timedelta(days=1), campaign.start))
        case _:
            try:
                period = campaign.period(wanted.upper())
            except ValueError:
                return None
            return period if period.end >= campaign.start and period.start <= campaign.end else None


def _what(kinds: list[str]) -> str:
    return say.BOTH if len(kinds) > 1 else say.KINDS[kinds[0]]
