"""How long it takes to read one typed line: `python -m bench.lines [--lines N] [--seed S]`.

Processor time is measured, so that a busy machine does not lengthen it.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import datetime, timedelta

from bot.clock import VIETNAM
from handlers.campaign import Campaign
from handlers.counts import read
from handlers.presets import load_named

CAMPAIGNS = ("nhon-trach-2025", "bim-son-2023", "chien-dich-30-ngay-dem-2023", "ngok-bay-2025", "quang-ngoc-2026")
NUMBERS = (
    "5", "12", "0", "1.200", "10-12", "50%", "mười hai", "hai chục", "năm",
    "không có ai", "một trăm linh năm", "08h30",
    "0912345678", "17/10", "khoảng chục", "hai mươi lăm người", "5 hộ", "chưa có ca nào", "3o", "x4",
)  # fmt: skip
TALK = (
    "vướng mạng yếu", "hôm qua", "mai làm tiếp", "bác Ba 72 tuổi nhờ", "nhà số 15 hẻm 4", "tổng 17",
    "còn lại 0", "đều 4",
    "chứ không phải 8", "theo KH 63/KH-UBND ngày 07/10/2025", "thứ 6", "ạ", "nha", "như hôm qua",
    "dân đi vắng hết", "lần lượt",
    "hôm nay nghỉ", "tổ 5", "đội em 6 người đi", "gọi lại sau",
)  # fmt: skip
SEPARATORS = (", ", "; ", "\n", " - ", " + ", " và ", " | ", ". ", " ", "")


def line(campaign: Campaign, labels: list[str], chance: random.Random) -> str:
    """A line as it might be typed: mostly pairs, sometimes long, sometimes nothing but a jumble of our own words."""
    pieces: list[str] = []
    for _ in range(chance.choice((1, 2, 2, 3, 3, 4, 6, 12, 40) if chance.random() < 0.2 else (1, 2, 3, 4))):
        label, number = chance.choice(labels), chance.choice(NUMBERS)
        joint = chance.choice((" ", ": ", "=", "", " được "))
        pieces.append(f"{label}{joint}{number}" if chance.random() < 0.7 else f"{number} {label}")
        if chance.random() < 0.3:
            pieces.append(chance.choice(TALK))
    text = chance.choice(("bc ", "báo cáo: ", "", "dạ em báo cáo ")) + chance.choice(SEPARATORS).join(pieces)
    return text[:2000]


def main() -> int:
    """Print the times; fail when they break the promise."""
    parser = argparse.ArgumentParser(prog="python -m bench.lines", description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    campaigns = [load_named(name) for name in CAMPAIGNS]
    names = [
        [name for i in campaign.indicators for name in (i.short, i.label, *i.aliases)]
        + [name for group in campaign.groups for name in (group.label, *group.aliases)]
        for campaign in campaigns
    ]
    sent = [
        datetime(c.start.year, c.start.month, c.start.day, 20, tzinfo=VIETNAM) + timedelta(days=5) for c in campaigns
    ]
    for campaign, at in zip(campaigns, sent, strict=True):
        read("bc 5", campaign, sent_at=at)  # compiles the words once, as at the start of the bot
    times: list[float] = []
    slowest = (0.0, "")
    for number in range(arguments.lines):
        index = number % len(campaigns)
        text = line(campaigns[index], names[index], chance)
        begun = time.process_time()
        read(text, campaigns[index], sent_at=sent[index])
        took = (time.process_time() - begun) * 1000
        times.append(took)
        slowest = max(slowest, (took, text))
    times.sort()
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    print(f"{len(times)} lines: p50 {p50:.2f} ms, p99 {p99:.2f} ms, max {times[-1]:.1f} ms")
    print(f"slowest: {slowest[1][:300]!r} ({len(slowest[1])} characters)")
    return 0 if p99 <= 5 and times[-1] <= 50 else 1


if __name__ == "__main__":
    raise SystemExit(main())
