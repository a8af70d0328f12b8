"""What leaders do on a day: report, correct, take back, repeat, forget, come late, talk about other things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from bot.clock import VIETNAM
from cli.simulation import checks
from cli.simulation.ledger import Cell, Ledger
from cli.simulation.stage import Chat, Heard
from cli.simulation.troupe import Troupe
from cli.simulation.writing import OBSTACLES, TALK, Hand
from handlers.campaign import Area, Campaign, Period
from handlers.counts import canonical

RECEIPT = "Biên nhận"
CLASH = "thay hay cộng thêm"
_ASKED = re.compile(r"Có bao nhiêu \*\*(.+?)\*\*")


@dataclass
class Leader:
    """One squad leader with a private window and one into the squad's group."""

    area: Area
    private: Chat
    group: Chat | None
    hand: Hand
    troupe: Troupe
    ledger: Ledger
    random: Random
    habits: dict[str, str] = field(default_factory=dict)

    @property
    def campaign(self) -> Campaign:
        return self.ledger.campaign

    # -- when ----------------------------------------------------------------------------------------------------------

    def hours(self, day: date) -> list[tuple[datetime, str]]:
        """What this leader does on that day, and when."""
        random, period = self.random, self.campaign.period_of(day)
        every = self.campaign.rhythm_on(day).every
        habit = self._habit(period)
        found: list[tuple[datetime, str]] = []
        due = period.deadline.astimezone(VIETNAM)
        if random.random() < 0.3 and self._empty(day - timedelta(days=1)):
            found.append((_at(day, time(7, 35), random, 80), "yesterday"))
        if habit == "regular" and random.random() < {"day": 0.95, "week": 0.5, "month": 0.3}[every]:
            last = min(due - timedelta(minutes=5), _at(day, time(17, 30))) if every == "day" else _at(day, time(17, 30))
            first = _at(day, time(8, 30))
            found.append((first + random.random() * (last - first), "report"))
        elif habit == "late" and due.date() == day:
            found.append((due + timedelta(minutes=random.randint(5, 55)), "report"))
        if self.group is not None and random.random() < 0.2:
            found.append((_at(day, time(9), random, 500), "talk"))
        return found

    def _habit(self, period: Period) -> str:
        chosen = self.random.choices(("regular", "late", "silent"), (70, 17, 13))[0]
        return self.habits.setdefault(period.id, chosen)

    def _empty(self, day: date) -> bool:
        return self.campaign.start <= day and not self.ledger.held((self.area.id, day))

    # -- what ----------------------------------------------------------------------------------------------------------

    async def talk(self) -> None:
        """Words among people: the bot has nothing to say to them."""
        assert self.group is not None
        answers = await self.troupe.says(self.group, self.random.choice(TALK))
        if answers:
            self.troupe.odd(f"chen vào chuyện riêng của nhóm: «{answers[0].text[:80]}»")

    async def yesterday(self) -> None:
        """What was forgotten the day before: named exactly, or as people say it, and confirmed."""
        day = self.troupe.now.date() - timedelta(days=1)
        cell = (self.area.id, day)
        if self.ledger.held(cell):
            return
        meant = self.hand.figures()
        self.troupe.count("hôm trước")
        if self.random.random() < 0.5:
            await self._certain(cell, meant, canonical(meant, self.campaign, day=day), self.private)
            return
        at = self.troupe.now
        answers = await self.troupe.says(self.private, self.hand.line(meant, day="hôm qua"))
        yes = next((b for heard in answers for b in heard.buttons if b.label.startswith("Đúng, ghi cho")), None)
        if yes is None:
            await self._again(cell, meant, canonical(meant, self.campaign, day=day), answers, self.private)
            return
        await self.troupe.stage.wait(1)
        done = await self.troupe.presses(self.private, yes.payload)
        await self._note(cell, meant, at, done, self.private)

    async def report(self) -> None:
        """One day's figures, and what people then do with them."""
        cell = (self.area.id, self.troupe.now.date())
        if self.random.random() < 0.06 and not self.ledger.held(cell):
            await self._form(cell)
            return
        chat = self.group if self.group is not None and self.random.random() < 0.5 else self.private
        meant = self.hand.figures()
        before = self.ledger.held(cell)
        at_once = False
        if not any(key in before for key in meant):
            at_once = await self._first(cell, meant, chat)
        else:
            await self._repeated(cell, meant, chat)
        await self._afterwards(cell, meant, before, chat, at_once=at_once)

    async def _first(self, cell: Cell, meant: Mapping[str, int], chat: Chat) -> bool:
        """The first line of a day; True when it was understood as it stood."""
        line = self.hand.line(meant)
        if self.random.random() < 0.1:
            line += f". Vướng: {self.random.choice(OBSTACLES)}"
        late = timedelta(minutes=self.random.randint(5, 40)) if self.random.random() < 0.05 else timedelta()
        at = self.troupe.now - late  # the platform hands it over later than it was sent
        answers = await self.troupe.says(chat, line, sent_at=at)
        self.troupe.count("báo cáo")
        stored = checks.receipt(_told(answers), self.campaign)
        if self._wrong(_told(answers), meant):
            await self._misread(cell, meant, chat, answers)
            return False
        self.ledger.put(cell, stored, at)
        if stored != meant or any(heard.buttons for heard in answers):
            await self._again(cell, meant, self._certainly(cell, meant), answers, chat)
            return False
        return True

    async def _misread(self, cell: Cell, meant: Mapping[str, int], chat: Chat, answers: list[Heard]) -> None:
        """The receipt holds figures that nobody meant: take it back and say it as the bot itself would."""
        self.troupe.odd(f"hiểu sai «{self.troupe.last}»: «{_first(answers)}», ý là {dict(meant)}")
        await self.troupe.says(chat, "huỷ")
        at = self.troupe.now
        await self._note(cell, meant, at, await self.troupe.says(chat, canonical(meant, self.campaign)), chat)

    async def _afterwards(
        self, cell: Cell, meant: Mapping[str, int], before: Mapping[str, int], chat: Chat, *, at_once: bool
    ) -> None:
        """Sometimes a correction, an addition, an undo, an edit, or the same once more."""
        await self.troupe.stage.wait(self.random.randint(1, 6))
        match self.random.choices(("nothing", "correct", "undo", "add", "twice"), (55, 17, 8, 10, 10))[0]:
            case "correct":
                key = self.random.choice(list(meant))
                held = self.ledger.held(cell).get(key, 0)
                value = {key: max(held + self.random.choice((-1, 1, 2)), 0)} if not self._part(key) else {key: held}
                self.troupe.count("sửa")
                await self._certain(cell, value, f"sửa {self.hand.name(key)} {value[key]}", chat)
            case "undo" if at_once:
                self.troupe.count("bỏ")
                answers = await self.troupe.says(chat, self.random.choice(("huỷ", "hủy", "/huy", "huy")))
                if any("đã bỏ biên nhận" in heard.text for heard in answers):
                    self.ledger.restore(cell, before, meant)
                else:
                    self.troupe.odd(f"không bỏ được: «{_first(answers)}»")
            case "add":
                flows = [key for key in meant if self.campaign.indicator(key).kind == "flow"]
                if flows:
                    key = self.random.choice(flows)
                    more = {key: self.random.randint(1, 4)}
                    self.troupe.count("thêm")
                    answers = await self.troupe.says(chat, canonical(more, self.campaign, operation="add"))
                    if any(RECEIPT in heard.text for heard in answers):
                        self.ledger.add(cell, more, self.troupe.now)
                    else:
                        self.troupe.odd(f"không cộng thêm được: «{_first(answers)}»")
            case "twice":
                await self._repeated(cell, self.hand.figures(), chat)

    async def _repeated(self, cell: Cell, meant: Mapping[str, int], chat: Chat) -> None:
        """Figures for a day that has some already: the bot asks, the leader says which."""
        held = self.ledger.held(cell)
        clash = {key for key in meant if key in held and self.campaign.indicator(key).kind == "flow"}
        self.troupe.count("gửi lại")
        at = self.troupe.now
        answers = await self.troupe.says(chat, canonical(meant, self.campaign))
        if not clash:
            await self._note(cell, meant, at, answers, chat)
            return
        if not any(CLASH in heard.text for heard in answers):
            self.troupe.odd(f"gửi hai lần mà không hỏi thay hay cộng: «{_first(answers)}»")
            return
        self.ledger.put(cell, {key: value for key, value in meant.items() if key not in clash}, at)
        await self.troupe.stage.wait(1)
        asked = {key: meant[key] for key in clash}
        word = self.random.choice(("thay", "cộng thêm", "giữ nguyên", "Thay", "cong them"))
        answers = await self.troupe.says(chat, word)
        if not answers:
            self.troupe.odd(f"trả lời «{word}» mà bot im lặng")
        if word.lower() == "thay":
            self.ledger.put(cell, asked, at)
        elif word != "giữ nguyên":
            self.ledger.add(cell, asked, at)

    async def _form(self, cell: Cell) -> None:
        """«báo cáo» alone: question by question."""
        self.troupe.count("hỏi từng mục")
        meant = self.hand.figures()
        labels = {self.campaign.label(key, short=False): key for key in self.campaign.keys}
        at = self.troupe.now
        answers = await self.troupe.says(self.private, self.random.choice(("báo cáo", "/baocao", "bc")))
        for _ in self.campaign.keys:
            asked = _ASKED.search(answers[-1].text if answers else "")
            if asked is None:
                self.troupe.odd(f"đang hỏi từng mục thì nói: «{_first(answers)}»")
                return
            value = meant.get(labels[asked[1]])
            answers = await self.troupe.says(self.private, "bỏ qua" if value is None else str(value))
        await self._note(cell, meant, at, answers, self.private)

    # -- being understood ----------------------------------------------------------------------------------------------

    async def _certain(self, cell: Cell, meant: Mapping[str, int], line: str, chat: Chat) -> None:
        """A correction, or figures for a named day; said again as the bot does when it is not understood."""
        at = self.troupe.now
        answers = await self.troupe.says(chat, line)
        if RECEIPT in _told(answers) and not any(heard.buttons for heard in answers):
            self.ledger.put(cell, meant, at)
            return
        await self._again(cell, meant, self._certainly(cell, meant), answers, chat)

    async def _again(self, cell: Cell, meant: Mapping[str, int], line: str, answers: list[Heard], chat: Chat) -> None:
        """The bot asked or refused: say it as its examples do."""
        self.troupe.misunderstood(self.troupe.last, _first(answers))
        await self.troupe.stage.wait(1)
        at = self.troupe.now
        answers = await self.troupe.says(chat, line)
        told = _told(answers)
        if RECEIPT in told and not self._wrong(told, meant):
            self.ledger.put(cell, meant, at)
        else:
            self.troupe.odd(f"không có biên nhận đúng cho «{self.troupe.last}»: «{_first(answers)}»")

    async def _note(self, cell: Cell, meant: Mapping[str, int], at: datetime, answers: list[Heard], chat: Chat) -> None:
        """Read the receipt as a careful person does; what it lacks is said again."""
        told = _told(answers)
        stored = checks.receipt(told, self.campaign)
        if RECEIPT not in told:
            self.troupe.odd(f"không có biên nhận cho «{self.troupe.last}»: «{_first(answers)}»")
        elif self._wrong(told, meant):
            self.troupe.odd(f"hiểu sai «{self.troupe.last}»: «{_first(answers)}», ý là {dict(meant)}")
            self.ledger.put(cell, stored, at)  # told once; not again by everything that follows
        elif stored and stored != meant:
            self.ledger.put(cell, stored, at)
            left = {key: value for key, value in meant.items() if key not in stored}
            await self._again(cell, left, self._certainly(cell, left), answers, chat)
        else:
            self.ledger.put(cell, meant, at)

    def _wrong(self, told: str, meant: Mapping[str, int]) -> bool:
        """Whether a receipt holds a figure that was not meant."""
        return any(meant.get(key) != value for key, value in checks.receipt(told, self.campaign).items())

    def _certainly(self, cell: Cell, meant: Mapping[str, int]) -> str:
        """A line as the bot's own examples are: for another day it says so."""
        if cell[1] != self.troupe.now.date():
            return canonical(meant, self.campaign, day=cell[1])
        return canonical(meant, self.campaign, operation="correct")

    def _part(self, key: str) -> bool:
        """Whether the figure is a part of another, or has parts: a correction must not break that."""
        id_ = self.campaign.indicator(key).id
        return any(i.part_of and id_ in (i.id, i.part_of) for i in self.campaign.indicators)


def _at(day: date, hour: time, random: Random | None = None, minutes: int = 0) -> datetime:
    later = timedelta(minutes=random.random() * minutes) if random is not None else timedelta()
    return datetime.combine(day, hour, VIETNAM) + later


def _told(answers: list[Heard]) -> str:
    return "\n".join(heard.text for heard in answers)


def _first(answers: list[Heard]) -> str:
    return answers[0].text.replace("\n", " ")[:160] if answers else "(im lặng)"
