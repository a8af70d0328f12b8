"""The demo: a bot with nothing configured, a week of counts already in, four phones and a clock that can be moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels import console
from bot.channels.console import ConsoleChannel
from bot.channels.web_pass import PassBook, Visitor, room
from bot.clock import VIETNAM, MovableClock
from bot.config import ChannelSettings, ServerSettings, Settings
from bot.types import Address, Incoming
from cli.main import Build
from handlers.demo import DemoPages
from handlers.phrases import words
from storage.tx import begin

START = datetime(2025, 10, 18, 15, 20, tzinfo=VIETNAM)
CAMPAIGN = "nhon-trach-2025"
WEB = "web"
TERMINAL = ".venv/bin/trolyso demo --terminal"

CITIZEN = Visitor("p-demo-citizen", "demo-citizen", "Bác Năm", "Trợ lý số")
OFFICER = Visitor("p-demo-officer", "demo-officer", "Chị Lan", "Trợ lý số")
SQUAD = room("doi-1", "demo-leader-1", "Anh Tư", "Nhóm Đội 1 – ấp Chợ")
CLASS = room("lop-5a", "demo-parent", "Mẹ bé An", "Nhóm phụ huynh lớp 5A")

WEEK: Mapping[str, tuple[str, ...]] = {
    "ap-cho": ("cks 12 vneid 9 lượt 31", "cks 9 vneid 14 lượt 28 dvc 6", "cks 15 vneid 11 lượt 40 hộ 22"),
    "ap-trau": ("cks 7 vneid 8 lượt 20", "cks 11 vneid 6 lượt 25 ngân hàng 4"),
    "ap-my-khoan": ("cks 10 vneid 12 lượt 33", "cks 6 vneid 9 lượt 18", "cks 13 vneid 10 lượt 36 vssid 5"),
    "ap-phuoc-my": ("cks 8 vneid 7 lượt 22 hộ 15",),
}
"""What the squads reported on Tuesday, Thursday and Friday; ấp Bến Sắn is silent, so that somebody is missing."""
DAYS_BEFORE = (4, 2, 1)


async def build_demo(
    build: Build,
    *,
    folder: Path,
    port: int,
    start: datetime | None,
    secret: bytes,
    terminal: bool,
) -> tuple[Any, Callable[[Any], str]]:
    """The demo's bot, seeded, and the words to show once it has started."""
    clock = MovableClock(start or START)
    passes = PassBook(secret)
    settings = Settings(
        database=f"sqlite:///{folder / 'demo.sqlite3'}",
        campaign=CAMPAIGN,
        server=ServerSettings(port=port, public_url=f"http://127.0.0.1:{port}" if port else ""),
        channels=(ChannelSettings(WEB, "web"),),
    )
    signed = {
        key: passes.sign(who)
        for key, who in {"citizen": CITIZEN, "class": CLASS, "squad": SQUAD, "officer": OFFICER}.items()
    }
    found: dict[str, Any] = {}

    async def state() -> Mapping[str, Any]:
        return await _state(found["app"], clock)

    pages = DemoPages(clock, state, signed, terminal=TERMINAL)
    extra = [ConsoleChannel("terminal", clock, console.typed, console.shown)] if terminal else []
    app = found["app"] = await build(settings, clock, passes=passes, routes=pages.routes(), more=extra)
    await _seed(app, clock)

    def told(running: Any) -> str:
        if terminal:
            return "Trợ lý số trong cửa sổ này. Gõ câu hỏi rồi nhấn Enter; Ctrl+D để thôi."
        return (
            f"Trợ lý số – chạy thử. Mở trang bốn điện thoại: http://127.0.0.1:{running.server.port}/\n"
            f"Trò chuyện ngay trong cửa sổ lệnh: {TERMINAL}\n"
            "Nhấn Ctrl+C để dừng."
        )

    return app, told


async def _state(app: Any, clock: MovableClock) -> Mapping[str, Any]:
    """The campaign's name and what will be said next."""
    names = {
        "preflight": "Tự kiểm tra trước hạn",
        "remind": "Nhắc nơi chưa báo cáo",
        "deputy": "Nhắc đội phó",
        "officer": "Báo cán bộ nơi còn thiếu",
        "draft": "Bản nháp gửi cán bộ",
        "deadline": "Tin đến hạn",
        "summary": "Tổng hợp gửi cán bộ",
        "post": "Tin của chiến dịch",
        "rule": "Lời nhắc đã đặt",
    }
    now = clock.now()
    async with begin(app.database) as tx:
        coming = await tx.tasks.between(now, now + timedelta(days=8))
    events = [
        {"at": row.due_at.astimezone(VIETNAM).isoformat(), "label": names[row.name]}
        for row in coming
        if row.state == "planned" and row.name in names
    ]
    campaign = app.tools.campaign
    return {"campaign": f"{campaign.name} – {campaign.place.commune}", "events": events[:4]}


async def _seed(app: Any, clock: MovableClock) -> None:
    """Bind the four phones and let the squads' week come in through the front door. Harmless when done already."""
    async with begin(app.database) as tx:
        if await tx.notes.get("demo-seeded"):
            return
    await app.scheduler.plan()
    now = clock.now()
    await app.receiver.accept([_said(CITIZEN, "/start", now, "hello-1")])
    leaders = {
        area: Visitor(f"p-demo-{area}", f"demo-{area}", f"Đội trưởng {area}") for area in WEEK if area != "ap-cho"
    }
    leaders["ap-cho"] = SQUAD
    async with begin(app.database) as tx:
        everybody = (*leaders.values(), OFFICER)
        await tx.people.meet(
            {(WEB, who.author): (who.name, who.chat if who.private else None) for who in everybody}, now
        )
        await tx.chats.meet({(WEB, SQUAD.chat): False}, now)
        people = await tx.people.of([(WEB, who.author) for who in (*leaders.values(), OFFICER)])
        for area, who in leaders.items():
            await tx.people.give(people[WEB, who.author].id, "leader", area, now)
        await tx.people.give(people[WEB, OFFICER.author].id, "officer", None, now)
        await tx.chats.meet({(WEB, CLASS.chat): False}, now)
        await tx.chats.bind((WEB, SQUAD.chat), "squad", "doi-1")
        await tx.chats.bind((WEB, CLASS.chat), "class", None)
    for area, lines in WEEK.items():
        for line, before in zip(lines, DAYS_BEFORE, strict=False):
            at = (now - timedelta(days=before)).replace(hour=20, minute=5)
            private = Visitor(f"p-demo-{area}", leaders[area].author, leaders[area].name)
            await app.receiver.accept([_said(private, f"bc {line}", at, f"week-{area}-{before}")])
    await app.receiver.settle()
    await app.receiver.accept(
        [
            _said(CLASS, "", now, "hello-3", kind="joined"),
            _said(SQUAD, "/tonghop", now, "hello-4"),
            _said(OFFICER, "/start", now, "hello-5"),
        ]
    )
    await app.receiver.settle()
    async with begin(app.database) as tx:
        await tx.notes.put("demo-seeded", words.moment(now))


def _said(who: Visitor, text: str, at: datetime, event: str, **more: Any) -> Incoming:
    return Incoming(
        address=Address(WEB, who.chat),
        author=who.author,
        author_name=who.name,
        private=who.private,
        event_id=f"demo:{event}",
        sent_at=at,
        text=text,
        mentioned=not who.private,
        **more,
    )
