"""`trolyso guides print`: handouts as PDF files in a folder."""

from __future__ import annotations

import asyncio
import difflib
import sys
from pathlib import Path

from bot.clock import VIETNAM, SystemClock
from bot.config import Problem, SettingsError
from cli.main import HERE, Call
from guides.book import Book, Guide
from handlers import paper
from handlers.papers import commune_of, handout_of, help_lines_of
from handlers.presets import load_named
from handlers.tools import variables


async def print_guides(call: Call) -> int:
    """Each named guide, or all of them, as one PDF in `--out`."""
    settings = call.settings()
    campaign = load_named(settings.campaign, HERE / "campaigns")
    book = Book.load(HERE / "guides" / "content")
    chosen = _chosen(book, call.arguments.ids)
    if not call.arguments.out:
        raise SettingsError([Problem("--out", "xin ghi thư mục để các tệp PDF, ví dụ --out ban-in")])
    folder = Path(call.arguments.out)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    web = any(entry.on and entry.platform == "web" for entry in settings.channels)
    address = settings.server.public_url if web else ""
    if not address:
        sys.stderr.write("Chưa có server.public_url (hoặc trang trò chuyện tắt) nên bản in không có mã QR.\n")
    today = SystemClock().now().astimezone(VIETNAM).date()
    for guide in chosen:
        words = handout_of(
            guide.fill(variables(campaign)),
            commune=commune_of(campaign),
            link=f"{address}/l/{guide.id}" if address else "",
            help_lines=help_lines_of(campaign),
            today=today,
        )
        path = folder / f"{guide.id}-{call.arguments.format}.pdf"
        made = paper.handout(words, call.arguments.format)
        await asyncio.to_thread(path.write_bytes, made)
        sys.stdout.write(f"{path}\n")
    return 0


def _chosen(book: Book, ids: list[str]) -> list[Guide]:
    problems = []
    for id_ in ids:
        if id_ not in book.guides:
            near = difflib.get_close_matches(id_, list(book.guides), n=3, cutoff=0.4)
            problems.append(Problem(id_, f"không có bài này{'; gần nhất: ' + ', '.join(near) if near else ''}"))
    if problems:
        raise SettingsError(problems)
    return [book.guides[id_] for id_ in dict.fromkeys(ids)] or list(book.guides.values())
