"""«/bangdieukhien»: the one-time link into the dashboard, and the reminder that an officer sends from it."""

from __future__ import annotations

from bot.router import Routes
from bot.types import Reply
from handlers.books import closed
from handlers.dashboard.entrance import LINK_LIFE, make_link
from handlers.dashboard.viewer import WHO, viewer_of
from handlers.officer import figures_of
from handlers.phrases import dashboard as say
from handlers.phrases import deadline, summary, words
from handlers.reach import answering_for
from handlers.tools import Ctx, Job, Tools

routes: Routes[Tools] = Routes("dashboard")


@routes.command(
    "bangdieukhien",
    "bảng điều khiển",
    "dashboard",
    summary="Mở bảng điều khiển trên trình duyệt",
    roles=WHO,
    where="private",
)
async def link(ctx: Ctx) -> Reply:
    """A link into the dashboard that lets this person in once, within ten minutes."""
    if not ctx.tools.desk_url:
        return Reply(say.NO_ADDRESS)
    if viewer_of(ctx.person, ctx.tools.campaign) is None:
        return Reply(say.NO_AREAS)
    token = await make_link(ctx.tx, ctx.person.id, ctx.now)
    minutes = int(LINK_LIFE.total_seconds() // 60)
    return Reply(say.LINK.format(link=f"{ctx.tools.desk_url}/bangdieukhien/vao/{token}", minutes=minutes))


async def remind_one(work: Job) -> None:
    """An officer pressed «Nhắc»: whoever answers for the area hears it, unless the report came meanwhile."""
    campaign = work.tools.campaign
    period = campaign.period(work.row.values["period"])
    async with work.begin() as desk:
        figures = await figures_of(desk.tx, work.tools, period)
        unit = next((u for u in figures.units if u.area.id == work.row.values["area"]), None)
        if unit is None or unit.complete or unit.excused or await closed(desk.tx, campaign, period, work.now):
            return
        still = summary.still(campaign, unit) if unit.reported else ""
        text = say.REMIND if work.now < period.deadline else say.REMIND_LATE
        told = text.format(
            deadline=words.moment(period.deadline),
            period=words.period(campaign, period),
            area=unit.area.full_name,
            still=deadline.REMIND_STILL.format(labels=still) if still else "",
            example=words.example(campaign),
        )
        for reader in await answering_for(desk.tx, campaign, unit.area.id):
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply(told), private=reader.private, bulk=True, key=key, duty=True)
