"""What people type in the ledger test: seeded, in the simplest words, one order per chat."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tests.support.telegram import USERNAME
from tests.torture.preset import AREAS, LABELS, START, STOCKS

ALONE, IN_GROUPS, SHARED, SHARERS, CITIZENS, GROUPS = 32, 12, 4, 3, 40, 4
"""Leaders with a place and a private chat of their own; leaders who write in their squad's group; places shared by
several who only ever add; how many share one; people who ask; squads' groups."""

QUESTIONS = (
    "quên mật khẩu vneid",
    "làm chữ ký số ở đâu",
    "không nhận được mã otp",
    "đổi điện thoại mới thì vneid làm sao",
    "định danh mức 2 cần giấy tờ gì",
    "chữ ký số để làm gì",
    "cách đăng nhập cổng dịch vụ công",
    "có người gọi điện bảo cài ứng dụng lạ",
    "hôm nay trời đẹp quá",
    "menu",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with a phone. `area` is empty for a citizen; `group` is 0 for who writes privately."""

    user: int
    name: str
    area: str = ""
    group: int = 0
    adds_only: bool = False

    @property
    def chat(self) -> int:
        return self.group or self.user


class Line(NamedTuple):
    """Something to say."""

    actor: Actor
    text: str


def group_id(number: int) -> int:
    return -1_000_000_000 - number


def cast() -> list[Actor]:
    """Everybody, always the same."""
    areas = iter(AREAS)
    actors = [Actor(1000 + n, f"Đội trưởng {n}", next(areas)) for n in range(ALONE)]
    actors += [Actor(2000 + n, f"Chị {n}", next(areas), group=group_id(n % GROUPS)) for n in range(IN_GROUPS)]
    for place in range(SHARED):
        area = next(areas)
        actors += [Actor(3000 + place * SHARERS + n, f"Anh {place} {n}", area, adds_only=True) for n in range(SHARERS)]
    return actors + [Actor(4000 + n, f"Bác {n}") for n in range(CITIZENS)]


class Script:
    """An endless talk. It remembers roughly what was said, so that most lines fall on free days."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._actors = cast()
        self._reporters = [actor for actor in self._actors if actor.area]
        self._citizens = [actor for actor in self._actors if not actor.area]
        self._used: dict[str, list[tuple[date, str]]] = {}
        self._fresh: dict[str, int] = {}
        self.reports = 0
        """Lines so far that report, correct, add, or take back."""

    def next(self, now: datetime) -> list[Line]:
        """One thing somebody does: mostly one line, two where an answer to our question follows at once."""
        if self._random.random() < 0.1:
            return [Line(self._random.choice(self._citizens), self._random.choice(QUESTIONS))]
        actor = self._random.choice(self._reporters)
        texts = self._added(actor) if actor.adds_only else self._reported(actor, now.date())
        self.reports += len(texts)
        mention = f"@{USERNAME} " if actor.group else ""
        return [Line(actor, mention + text) for text in texts]

    def _added(self, actor: Actor) -> list[str]:
        keys = self._random.sample(sorted(set(LABELS) - set(STOCKS)), self._random.randint(1, 2))
        return ["thêm " + " ".join(f"{self._random.randint(1, 4)} {key}" for key in keys)]

    def _reported(self, actor: Actor, today: date) -> list[str]:
        used = self._used.setdefault(actor.area, [])
        dice = self._random.random()
        if dice < 0.52 or not used:
            return [self._new(actor, today, used)]
        day, key = self._random.choice(used[-12:])
        value = self._random.randint(0, 30)
        head = f"bc đúng ngày {day.day}/{day.month}/{day.year}"
        if dice < 0.68:
            if day == today:
                return [f"sửa {key} {value}"]
            return [f"{head} sửa {key} {value}"]
        if dice < 0.80:
            return ["huỷ"]
        if dice < 0.88:
            return [f"{head} thêm {value} {key}"]
        if dice < 0.97:
            return [f"{head} {key} {value}", self._random.choice(["thay", "cộng thêm", "giữ như cũ"])]
        return ["bc cks rất nhiều"]

    def _new(self, actor: Actor, today: date, used: list[tuple[date, str]]) -> str:
        """Figures for a day that nobody has reported yet, as long as there is one."""
        step = self._fresh[actor.area] = self._fresh.get(actor.area, -1) + 1
        keys = sorted(LABELS)
        day = today - timedelta(days=(step // 2) % ((today - START).days + 1))
        half = keys[:2] if step % 2 else keys[2:]
        chosen = self._random.sample(half, self._random.randint(1, len(half)))
        used += [(day, key) for key in chosen]
        figures = " ".join(f"{key} {self._random.randint(0, 30)}" for key in chosen)
        if day == today:
            return f"bc {figures}"
        return f"bc đúng ngày {day.day}/{day.month}/{day.year} {figures}"
