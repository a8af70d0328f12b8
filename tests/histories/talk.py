"""What a leader and a deputy type in a random history: seeded, in the bot's own plainest wording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

START = datetime.fromisoformat("2025-10-15T08:00:00+07:00")
FIRST = date(2025, 10, 10)
LABELS = {"cks": "chữ ký số", "vneid2": "VNeID mức 2", "luot": "lượt hướng dẫn"}
ODD = 500
"""So many are helped by no squad; spoken to in one day, they do not fit the hamlet once it has reported before."""


@dataclass(frozen=True)
class Message:
    """One update: `now` is when the bot hears it, `sent_at` what the platform says; `edits` is an earlier number."""

    number: int
    who: str
    text: str
    now: datetime
    sent_at: datetime
    edits: int | None = None
    choice: str = ""


def history(seed: int) -> list[Message]:
    """Between four and fourteen messages over a few days."""
    random, now, said = Random(seed), START, list[Message]()
    for number in range(random.randint(4, 14)):
        now += _pause(random)
        late = timedelta(minutes=random.randint(5, 600)) if random.random() < 0.08 else timedelta()
        who = "deputy" if random.random() < 0.15 else "leader"
        lines = [m for m in said if m.who == who and m.text.startswith("bc") and m.edits is None]
        edits = random.choice(lines).number if lines and random.random() < 0.12 else None
        text, choice = ("", "") if edits is not None else _said(random, now - late, who)
        if edits is not None:
            text = _line(random, _day_of(said[edits]), said[edits].sent_at.date())
            late = timedelta()  # nothing is edited before it is written
        said.append(Message(number, who, text, now, now - late, edits, choice))
    return said


def _pause(random: Random) -> timedelta:
    if random.random() < 0.6:
        return timedelta(minutes=random.randint(1, 14))
    if random.random() < 0.7:
        return timedelta(hours=random.randint(1, 14))
    return timedelta(days=random.randint(1, 4))


def _said(random: Random, sent: datetime, who: str) -> tuple[str, str]:
    day = sent.date() - timedelta(days=random.choice((0, 0, 0, 0, 1, 2, 5)))
    match random.choices(range(10), (40, 10, 10, 10, 8, 8, 5, 4, 3, 2))[0]:
        case 0:
            return _line(random, max(day, FIRST), sent.date()), ""
        case 1:
            return _line(random, max(day, FIRST), sent.date(), "thêm "), ""
        case 2:
            return _line(random, max(day, FIRST), sent.date(), "sửa "), ""
        case 3:
            return "huỷ", ""
        case 4:
            return random.choice(("thay", "cộng thêm", "giữ như cũ")), ""
        case 5:
            return random.choice(("Báo sót", "Không ghi", "đúng", "không")), ""
        case 6:
            return random.choice(("Báo nhầm", "Đếm lại")), ""
        case 7:
            return random.choice(("tập", "tập", "thôi tập")), ""
        case 8:
            monday = sent.date() - timedelta(days=sent.weekday()) + timedelta(days=random.choice((0, 7)))
            last = monday + timedelta(days=random.choice((6, 6, 2)))
            return f"/nghi {monday:%d/%m/%Y}-{last:%d/%m/%Y} mưa lũ", ""
        case _:
            return "", f"leave:back:{random.randint(1, 2)}"


def _line(random: Random, day: date, today: date, operation: str = "") -> str:
    keys = random.sample(sorted(LABELS), random.randint(1, 3))
    value = ODD if random.random() < 0.05 else None
    pairs = [f"{LABELS[key]}: {random.randint(1, 30)}" for key in sorted(keys)]
    if value is not None:
        pairs[0] = f"{LABELS[min(keys)]}: {value}"
    if random.random() < 0.05:
        pairs[-1] = f"{LABELS[max(keys)]}: 0"
    dated = f"đúng ngày {day:%d/%m/%Y} " if day != today or random.random() < 0.1 else ""
    return f"bc {dated}{operation}{', '.join(pairs)}"


def _day_of(message: Message) -> date:
    if "đúng ngày " not in message.text:
        return message.sent_at.date()
    day, month, year = message.text.partition("đúng ngày ")[2].split()[0].split("/")
    return date(int(year), int(month), int(day))
