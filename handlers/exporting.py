"""«/xuat»: a period's Excel, written report and picture, drawn by a task and sent to the officer who asked."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.clock import VIETNAM
from bot.press import PressFailed
from bot.router import Routes
from bot.text import fold
from bot.types import Address, Reply
from handlers.campaign import Campaign, Period
from handlers.drawing import Finished, drawn, in_our_layout
from handlers.phrases import export as say
from handlers.phrases import summary, words
from handlers.presswork import Files
from handlers.tools import Ctx, Job, Tools

log = logging.getLogger("trolyso.export")

routes: Routes[Tools] = Routes("export")

ATTEMPTS = 3
KINDS = {
    **dict.fromkeys(("word", "docx", "doc"), "docx"),
    **dict.fromkeys(("bang tinh", "excel", "xlsx"), "xlsx"),
    **dict.fromkeys(("bieu do", "anh", "hinh", "png"), "png"),
}


@routes.command(
    "xuat", "xuất", "xuất báo cáo", "xuất file", summary="Tệp Word, Excel của kỳ", roles=["officer"], where="private"
)
async def export(ctx: Ctx) -> Reply:
    """The files of a period: «/xuat», «/xuat word», «/xuat tuần trước excel», «/xuat 2025-W42 biểu đồ»."""
    campaign = ctx.tools.campaign
    wanted, kinds = _kinds(fold(ctx.text))
    running = campaign.period_of(
        min(max(ctx.now.astimezone(VIETNAM).date(), campaign.start), campaign.end),
    )
    period = _period(campaign, running, wanted)
    if period is None:
        return Reply(say.NOT_A_PERIOD.format(text=ctx.text.strip()[:40], example=running.id))
    here = ctx.incoming.address
    who = f"{ctx.person.channel}:{ctx.person.author}"
    await ctx.tx.audit.add(who, "exported", {"period": period.id, "kinds": list(kinds)}, ctx.now)
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
    """Have them made in another process, send; each file with what is missing or doubtful in it."""
    values, campaign = work.row.values, work.tools.campaign
    to, kinds = Address(values["channel"], values["chat"]), values["kinds"]
    if to.channel not in work.capabilities:
        return
    period = campaign.period(values["period"])
    name = words.period(campaign, period)
    able = work.capabilities[to.channel]
    shown = [kind for kind in kinds if (able.photo if kind == "png" else able.file)]
    replies = [Reply(say.NO_FILES.format(id=period.id))] if len(shown) < len(kinds) else []
    if shown:
        order = Files(database=work.database.url, campaign=campaign, period=period, now=work.now, kinds=tuple(shown))
        try:
            made = await drawn(work.tools, order, work.now)
        except PressFailed:
            if work.row.attempts < ATTEMPTS:
                raise
            log.exception("no files", extra={"action": "export-failed", "period": period.id})
            replies.append(Reply(say.FAILED.format(what=_what(shown), period=name)))
        else:
            told = [say.DONE[kind].format(period=name) for kind in shown]
            told = [
                text + (say.OUR_LAYOUT if in_our_layout(file) else "")
                for text, file in zip(told, made.files, strict=True)
            ]
            told[0] += caveats(made)
            replies += [Reply(text, file=file) for text, file in zip(told, made.files, strict=True)]
    async with work.begin() as desk:
        for number, reply in enumerate(replies):
            desk.tell(to, reply, private=True, key=f"{work.row.key}:{number}")


def caveats(made: Finished) -> str:
    """What is missing and what is doubtful, so that nobody passes the files on without knowing."""
    told = ""
    if made.missing:
        told += say.GAPS.format(missing=summary.missing(made.missing))
    if made.doubts:
        told += say.DOUBTS.format(count=made.doubts)
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
    return say.AND.join(say.KINDS[kind] for kind in kinds)
