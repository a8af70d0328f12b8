"""The play: who takes part, and what happens from the day before the campaign to its n-th day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from bot.clock import VIETNAM
from cli.simulation import checks
from cli.simulation.leaders import Leader
from cli.simulation.ledger import Ledger
from cli.simulation.office import Office
from cli.simulation.stage import Chat, Heard, Stage
from cli.simulation.troupe import Troupe
from cli.simulation.writing import AT_CLASS, QUESTIONS, Hand
from handlers.campaign import Campaign, Period
from handlers.deadlines import SUMMARY_AFTER

NAMES = ("Hoa", "Ba", "Tư", "Lan", "Hùng", "Sáu", "Mai", "Tám", "Dung", "Năm", "Thảo", "Út", "Bình", "Cúc")
OFFICE, CLASS = "g-can-bo", "g-lop-5a"
CITIZENS = 12

Action = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Day:
    """What a day held: what the bot posted by itself, and how often people did what."""

    day: date
    posts: tuple[Heard, ...]
    counted: dict[str, int]


@dataclass
class Play:
    """One campaign, from binding to the last day."""

    stage: Stage
    campaign: Campaign
    random: Random
    differences: list[str] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Chats by the name under which the transcript tells them."""

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.campaign)
        self.troupe = Troupe(self.stage, self.random)
        self.leaders: list[Leader] = []
        self.stage.listener = self._hear
        self.officer = Chat("u-can-bo", "Cô Hạnh", "p-can-bo")
        self.office = Office(self.stage, self.officer, self.troupe, Random(f"{self.campaign.id} office"))
        self.names |= {OFFICE: "nhóm cán bộ", CLASS: "nhóm lớp 5A", self.officer.chat: "riêng: cán bộ"}

    async def run(self, days: int) -> None:
        """Bind on the day before, then day by day."""
        await self.stage.plan()
        await self._bind()
        await self.stage.until(datetime.combine(self.campaign.start - timedelta(days=1), time(23, 59), VIETNAM))
        self._close(self.campaign.start - timedelta(days=1))
        for number in range(days):
            await self._day(self.campaign.start + timedelta(days=number))

    # -- the first day -------------------------------------------------------------------------------------------------

    async def _bind(self) -> None:
        """The officer and every leader type a one-time code; the officer says in each group what it is for."""
        await self._redeem(self.officer, "officer", None)
        for squad in self.campaign.squads:
            self.names[f"g-{squad.id}"] = f"nhóm {squad.name}"
            await self._bind_group(f"g-{squad.id}", squad.name)
        await self._bind_group(OFFICE, "cán bộ")
        await self._bind_group(CLASS, "lớp 5A")
        for number, leaf in enumerate(self.campaign.leaves):
            name = f"{'Chị' if number % 2 else 'Anh'} {NAMES[number % len(NAMES)]}"
            chat = Chat(f"u-{leaf.id}", name, f"p-{leaf.id}")
            self.names[chat.chat] = f"riêng: đội trưởng {leaf.full_name}"
            own = self.campaign.squad_of(leaf.id)
            group = Chat(chat.author, name, f"g-{own.id}", private=False) if own else None
            random = Random(self.random.random())
            hand = Hand(self.campaign, leaf, random)
            self.leaders.append(Leader(leaf, chat, group, hand, self.troupe, self.ledger, random))
            await self._redeem(chat, "leader", leaf.id)

    async def _redeem(self, chat: Chat, role: str, area: str | None) -> None:
        await self.stage.wait(2)
        code = await self.stage.code(role, area)
        typed = self.random.choice((code, code.lower(), code.replace("-", " "), f"/start ma-{code}"))
        answers = await self.troupe.says(chat, typed)
        if not any("Đã nhận mã" in heard.text for heard in answers):
            self.troupe.odd(f"mã mời không nhận: {answers}")
        again = await self.troupe.says(Chat("u-ke-la", "Người lạ", "p-ke-la"), code)
        if not any("đã có người dùng" in heard.text for heard in again):
            self.troupe.odd("mã mời dùng được hai lần")

    async def _bind_group(self, chat: str, what: str) -> None:
        await self.stage.wait(1)
        window = Chat(self.officer.author, self.officer.name, chat, private=False)
        answers = await self.troupe.says(window, f"/nhom {what}", mentioned=True)
        if not any("Đã nối" in heard.text for heard in answers):
            self.troupe.odd(f"nhóm «{what}» không nối được: {answers}")

    # -- each day ------------------------------------------------------------------------------------------------------

    async def _day(self, day: date) -> None:
        await self.stage.until(datetime.combine(day, time(), VIETNAM))
        await self.stage.plan()
        for at, action in sorted(self._programme(day), key=lambda one: one[0]):
            await self.stage.until(max(at, self.stage.clock.now()))
            await action()
        await self.stage.until(datetime.combine(day, time(23, 59), VIETNAM))
        await self.troupe.flush()
        self._close(day)

    def _programme(self, day: date) -> list[tuple[datetime, Action]]:
        found: list[tuple[datetime, Action]] = []
        for leader in self.leaders:
            deeds: dict[str, Action] = {"report": leader.report, "yesterday": leader.yesterday, "talk": leader.talk}
            found += [(at, deeds[deed]) for at, deed in leader.hours(day)]
        found += [(self._hour(day, 8, 21), self._citizen) for _ in range(self.random.randint(2, 5))]
        if self.random.random() < 0.4:
            found.append((self._hour(day, 18, 20), self._parent))
        found.append((datetime.combine(day, time(17, 20), VIETNAM), self.office.obstacles))
        found += [(self._hour(day, 10, 21), self._look_up) for _ in range(self.random.randint(1, 2))]
        return found

    def _hour(self, day: date, first: int, last: int) -> datetime:
        return datetime.combine(day, time(first), VIETNAM) + timedelta(hours=self.random.random() * (last - first))

    async def _citizen(self) -> None:
        """A citizen asks, and perhaps presses what is offered."""
        number = self.random.randrange(CITIZENS)
        chat = Chat(f"u-dan-{number}", f"Bác {NAMES[number]}", f"p-dan-{number}")
        self.troupe.count("câu hỏi")
        answers = await self.troupe.says(chat, self.random.choice(QUESTIONS))
        for _ in range(self.random.randrange(3)):
            buttons = [button for heard in answers for button in heard.buttons]
            if not buttons:
                break
            answers = await self.troupe.presses(chat, buttons[0].payload)
        if not answers:
            self.troupe.odd(f"không trả lời người dân: «{self.troupe.last}»")

    async def _parent(self) -> None:
        """In the class group: only what is said to the bot is answered."""
        chat = Chat("u-me-an", "Mẹ bé An", CLASS, private=False)
        mentioned = self.random.random() < 0.5
        answers = await self.troupe.says(chat, self.random.choice(AT_CLASS), mentioned=mentioned)
        if bool(answers) != mentioned:
            self.troupe.odd(f"nhóm lớp, {'gọi' if mentioned else 'không gọi'} bot: {len(answers)} câu trả lời")

    async def _look_up(self) -> None:
        """The officer looks up figures, which must be the ledger's of this minute."""
        word = self.random.choice(("/homnay", "hôm nay", "/thieu", "/tonghop", "tổng hợp"))
        answers = await self.troupe.says(self.officer, word)
        today = self.troupe.now.date()
        running = self._running(today)
        self.troupe.count("cán bộ tra")
        text = answers[0].text if len(answers) == 1 else ""
        if word in ("/homnay", "hôm nay"):
            self._differ(word, checks.of_day(text, self.ledger, today))
        elif word == "/thieu":
            own = self.ledger.figures(running, [leaf.id for leaf in self.campaign.leaves])["missing"]
            named = [leaf.id for leaf in self.campaign.leaves if f"• {leaf.full_name}" in text]
            exact = text.count("\n• ") == len(own) and set(own) <= set(named)
            self._differ(word, [] if exact else [f"bot nói {text!r}, tính lại {own}"])
        else:
            self._differ(word, checks.summary(text, self.ledger, running))

    def _running(self, day: date) -> Period:
        return self.campaign.period_of(min(max(day, self.campaign.start), self.campaign.end))

    # -- listening -----------------------------------------------------------------------------------------------------

    def _hear(self, heard: Heard) -> None:
        """Check what was just posted against what was meant up to now."""
        if heard.chat == OFFICE and "Số liệu" in heard.text:
            period = next((p for p in self.campaign.periods() if p.deadline + SUMMARY_AFTER == heard.at), None)
            wrong = checks.summary(heard.text, self.ledger, period) if period else ["tổng hợp sai giờ"]
            self._differ("tổng hợp", wrong)
        elif heard.at.time() > time(7):  # what waited for the morning tells of the evening before
            self._differ("tin tự gửi", checks.standing(heard.text, self.ledger, self._running(heard.at.date())))

    def _differ(self, where: str, wrong: list[str]) -> None:
        self.differences += [f"{self.troupe.now:%d/%m %H:%M} – {where}: {one}" for one in wrong]

    def _close(self, day: date) -> None:
        self.days.append(Day(day, tuple(self.stage.posted), dict(self.troupe.counted)))
        self.stage.posted.clear()
        self.troupe.counted.clear()

    # -- the end -------------------------------------------------------------------------------------------------------

    def periods(self) -> list[Period]:
        """The periods that the play has touched."""
        last = min(self.stage.clock.now().date(), self.campaign.end)
        return list(self.campaign.periods(self.campaign.start, last))

    def compare(self, kept: dict[Any, Any], printed: list[dict[str, Any]]) -> None:
        """The database's figures and the printed ones against the ledger, and that every post was made once."""
        said = [heard for day in self.days for heard in day.posts]
        squads = [f"g-{squad.id}" for squad in self.campaign.squads]
        self._differ("tin tự gửi", checks.posts(said, self.campaign, squads, OFFICE, self.stage.clock.now()))
        self._differ("số đã ghi", checks.cells(kept, self.ledger))
        leaves = [leaf.id for leaf in self.campaign.leaves]
        for period, figures in zip(self.periods(), printed, strict=True):
            self._differ(f"kỳ {period.id}", checks.figures(figures, self.ledger.figures(period, leaves)))
