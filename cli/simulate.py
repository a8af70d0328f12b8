"""`trolyso simulate`: a whole campaign through the real core on a virtual clock, checked against an own account."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.config import Problem
from cli.look import NotThere, figures_json, figures_text, read_figures
from cli.main import HERE, Call
from cli.simulation.play import Day, Play
from cli.simulation.playing import playing
from cli.simulation.stage import Heard
from handlers.gathering import source_of
from handlers.phrases import summary, words
from handlers.presets import load_named
from handlers.summaries.tables import as_text, own_tables
from storage.tx import reading

SHOWN = 12
"""How many lines that were not understood at once are shown."""


async def simulate(call: Call) -> int:
    """Play a whole campaign through the real core on a virtual clock; 1 when anything differs from what was meant."""
    arguments = call.arguments
    if arguments.days < 1:
        raise NotThere(Problem("--days", "phải từ 1 ngày trở lên, ví dụ 30"))
    name = arguments.campaign or call.settings().campaign
    campaign = load_named(name, HERE / "campaigns")
    days = min(arguments.days, (campaign.end - campaign.start).days + 1)
    async with playing(campaign, arguments.seed, call.build) as play:
        await play.run(days)
        printed = await _figures(play)
        texts = await _texts(play)
        final = await _final(play, days)
    wrong = [*play.differences, *play.troupe.oddities]
    if arguments.json:
        result = {"campaign": name, "days": days, "seed": arguments.seed, "differences": wrong, "periods": printed}
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        return 1 if wrong else 0
    sys.stdout.write("\n".join(_transcript(play)) + "\n")
    for text in texts:
        sys.stdout.write(f"\n{text}")
    sys.stdout.write(f"\n{final}")
    sys.stdout.write("\n".join(_verdict(play, wrong)) + "\n")
    return 1 if wrong else 0


async def _figures(play: Play) -> list[dict[str, Any]]:
    """Every period as it would be printed, after comparing all of it with the ledger."""
    campaign = play.campaign
    async with reading(play.stage.app.database) as tx:
        printed = [figures_json(campaign, await read_figures(tx, campaign, period)) for period in play.periods()]
        leaves = [leaf.id for leaf in campaign.leaves]
        counts = await tx.reports.between(campaign.id, leaves, campaign.start, campaign.end)
    play.compare({(c.area, c.day, c.key): (c.value, c.first_sent_at) for c in counts}, printed)
    return printed


async def _texts(play: Play) -> list[str]:
    """The figures of each period to read; those of the whole campaign stand in the last one's «luỹ kế»."""
    async with reading(play.stage.app.database) as tx:
        return [figures_text(play.campaign, await read_figures(tx, play.campaign, p)) for p in play.periods()]


async def _final(play: Play, days: int) -> str:
    """The final report as text: the campaign's eight lines and its own tables, over all the days that were played."""
    campaign = play.campaign
    last = campaign.start + timedelta(days=days - 1)
    async with reading(play.stage.app.database) as tx:
        source = await source_of(tx, campaign, last)
    figures = source.between(campaign.start, last)
    told = summary.overview(source.campaign, figures, kind="final").replace("**", "")
    tables = "\n\n".join(as_text(table) for table in own_tables(source, figures))
    return f"{'═' * 72}\n{campaign.name}\n{told}\n\n{tables}\n"


def _transcript(play: Play) -> Iterable[str]:
    yield f"{play.campaign.name} – diễn lại từ {play.campaign.start:%d/%m/%Y}, {len(play.leaders)} đội trưởng"
    for day in play.days:
        yield f"\n── {words.WEEKDAYS[day.day.weekday()]} {day.day:%d/%m/%Y} " + "─" * 60
        yield from _posts(play, day)
        if day.counted:
            yield "       (" + ", ".join(f"{what}: {count}" for what, count in sorted(day.counted.items())) + ")"


def _posts(play: Play, day: Day) -> Iterable[str]:
    """What was posted unasked: the same words in several chats are told once, private ones by an example."""
    together: dict[tuple[datetime, str], list[Heard]] = {}
    for heard in day.posts:
        private = heard.chat.startswith("p-") and "đội trưởng" in play.names.get(heard.chat, "")
        words_ = heard.text.split("\n")[0][:12] if private else heard.text
        together.setdefault((heard.at, words_), []).append(heard)
    for (at, _), posts in together.items():
        names = [play.names.get(post.chat, post.chat) for post in posts]
        shown = names if len(names) <= 7 else [*names[:6], f"và {len(names) - 6} nơi nữa"]
        yield f"{at:%H:%M}  → {', '.join(shown)}"
        yield from (f"       {row}" for row in posts[0].text.split("\n"))
        if len({post.text for post in posts}) > 1:
            yield f"       (và {len(posts) - 1} tin tương tự)"


def _verdict(play: Play, wrong: list[str]) -> Iterable[str]:
    asked = play.troupe.asked_back
    if asked:
        yield f"\nBot hỏi lại {len(asked)} dòng:"
        yield from (f"  «{line}» → «{answer}»".replace("\n", " / ") for line, answer in asked[:SHOWN])
    said = len(play.stage.channel.said)
    yield f"\n{play.stage.updates} tin gửi tới, {play.stage.again} tin gửi lặp, {said} tin bot nói."
    if wrong:
        yield f"KHÁC {len(wrong)} chỗ so với điều người gửi muốn nói:"
        yield from (f"  ✗ {one}" for one in wrong)
    else:
        yield f"✓ {len(play.ledger.cells())} con số tính lại độc lập từ các tin đã gửi: khớp hết."
