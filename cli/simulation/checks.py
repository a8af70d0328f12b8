"""Compare what the bot says and keeps with the ledger of what was meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.post import awake
from cli.simulation.ledger import Ledger
from cli.simulation.stage import Heard
from handlers.campaign import Campaign, Period
from handlers.deadlines import SUMMARY_AFTER

AGAIN = timedelta(hours=11)
"""Within these the same words in the same chat are a repetition; those of an evening may come again at 7:30."""
_STANDING = re.compile(r"(?:Đã nhận|Đã có|đã có)\s+(\d+)/(\d+)")
_COMPLETE = re.compile(r"Đủ báo cáo: (\d+)/(\d+).*?đúng hạn: (\d+)/(\d+)")
_LINE = re.compile(
    r"^• (?P<label>[^:]+): \*\*(?P<value>[\d.]+)\*\*(?:, luỹ kế (?P<total>[\d.]+)(?:/(?P<wanted>[\d.]+))?)?"
)


_REST = re.compile(r"^• Khác – (.+)$", re.MULTILINE)
_PAIR = re.compile(r"([^:]+): \*\*([\d.]+)\*\*")
_RECEIPT = re.compile(r"^Đã ghi: \*\*(.+)\*\*", re.MULTILINE)
_FIGURE = re.compile(r"(?P<label>[^:]+): (?P<value>[\d.]+)(?:, |$)")


def receipt(text: str, campaign: Campaign) -> dict[str, int]:
    """The figures that a receipt says are kept; empty where there is none."""
    found = _RECEIPT.search(text)
    labels = {campaign.label(key): key for key in campaign.keys}
    figures = _FIGURE.finditer(found[1]) if found is not None else ()
    return {labels[one["label"]]: int(one["value"].replace(".", "")) for one in figures}


def summary(text: str, ledger: Ledger, period: Period) -> list[str]:
    """Differences between a summary as it was said and the ledger at this moment."""
    own = ledger.figures(period, [leaf.id for leaf in ledger.campaign.leaves])
    found = _COMPLETE.search(text)
    if found is None:
        return ["không thấy dòng «Đủ báo cáo» trong bản tổng hợp"]
    said = tuple(int(number) for number in found.groups())
    meant = (own["complete"], own["expected"], own["timely"], own["expected"])
    wrong = [] if said == meant else [f"đủ và đúng hạn: bot nói {said}, tính lại {meant}"]
    lines = _lines(text, ledger.campaign)
    for figure in _together(own["indicators"], ledger.campaign):
        key = figure["key"]
        value, total, wanted = lines.get(key, (0, None, None))
        stock = ledger.campaign.indicator(key).kind == "stock"
        if value != (figure["total"] if stock else figure["period"]):
            wrong.append(f"{key}: bot nói {value}, tính lại {figure['total' if stock else 'period']}")
        if total is not None and total != figure["total"]:
            wrong.append(f"{key}: bot nói luỹ kế {total}, tính lại {figure['total']}")
        if wanted is not None and key in ledger.campaign.keys and wanted != figure["wanted"]:
            wrong.append(f"{key}: bot nói chỉ tiêu {wanted}, tính lại {figure['wanted']}")
    return wrong


def _together(figures: Sequence[dict[str, Any]], campaign: Campaign) -> list[dict[str, Any]]:
    """A summary has one line for all groups of an indicator."""
    found: dict[str, dict[str, Any]] = {}
    for one in figures:
        id_ = one["key"].partition("/")[0]
        mine = found.setdefault(id_, {"key": id_, "period": 0, "total": 0, "wanted": one["wanted"]})
        mine["period"] += one["period"]
        mine["total"] += one["total"]
    return [found[one.id] for one in campaign.indicators if one.id in found]


def of_day(text: str, ledger: Ledger, day: date) -> list[str]:
    """Differences between «/homnay» and the ledger."""
    sums: dict[str, int] = {}
    for (_, when), held in ledger.values.items():
        if when == day:
            for key, value in held.items():
                sums[key] = sums.get(key, 0) + value
    said = {key: value for key, (value, _, _) in _lines(text, ledger.campaign).items()}
    return [] if said == sums else [f"hôm nay: bot nói {said}, tính lại {sums}"]


def standing(text: str, ledger: Ledger, period: Period) -> list[str]:
    """Differences in «đã nhận 3/5» of reminders and deadline posts, and in who is missing."""
    found = _STANDING.search(text)
    if found is None:
        return []
    own = ledger.figures(period, [leaf.id for leaf in ledger.campaign.leaves])
    said, meant = (int(found[1]), int(found[2])), (own["complete"], own["expected"])
    return [] if said == meant else [f"đã báo cáo: bot nói {said}, tính lại {meant}"]


def posts(said: Sequence[Heard], campaign: Campaign, groups: Sequence[str], office: str, until: datetime) -> list[str]:
    """What was not said at its moment, said twice, or said at night; `groups` are the squads' chats."""
    wrong = []
    spoken = Counter((heard.chat, heard.at) for heard in said)
    own = set()
    for period in campaign.periods():
        if period.deadline + SUMMARY_AFTER > until:
            break
        own |= {period.deadline, period.deadline + SUMMARY_AFTER}
        if spoken[office, period.deadline + SUMMARY_AFTER] != 1:
            wrong.append(f"kỳ {period.id}: {spoken[office, period.deadline + SUMMARY_AFTER]} bản tổng hợp cho cán bộ")
        silent = [group for group in groups if not spoken[group, period.deadline]]
        if silent:
            wrong.append(f"kỳ {period.id}: không có tin hạn ở {', '.join(silent)}")
    last: dict[tuple[str, str], datetime] = {}
    for heard in said:
        asked = heard.text.startswith("⚠️ Vướng mắc")  # passed on when it is told, whatever the hour
        if not asked and heard.at not in own and awake(heard.at) != heard.at:
            wrong.append(f"{heard.chat}: nói ban đêm lúc {heard.at:%H:%M %d/%m}: «{heard.text[:60]}»")
        before = last.get((heard.chat, heard.text))
        if not asked and before is not None and heard.at - before < AGAIN:
            wrong.append(f"{heard.chat}: nói hai lần lúc {before:%H:%M} và {heard.at:%H:%M %d/%m}: «{heard.text[:60]}»")
        last[heard.chat, heard.text] = heard.at
    return wrong


def _lines(text: str, campaign: Campaign) -> dict[str, tuple[int, int | None, int | None]]:
    named = dict.fromkeys([*campaign.keys, *(one.id for one in campaign.indicators)])
    labels = {campaign.label(key).casefold(): key for key in named}
    found: dict[str, tuple[int, int | None, int | None]] = {}
    for rest in _REST.findall(text):
        for pair in rest.split("; "):
            label, value = _PAIR.fullmatch(pair).groups()  # type: ignore[union-attr]  # a line of ours, or a difference
            found[labels[label.casefold()]] = (int(value.replace(".", "")), None, None)
    for row in text.split("\n"):
        match = _LINE.match(row)
        if match is not None and match["label"].casefold() in labels:
            numbers = [
                int(match[name].replace(".", "")) if match[name] else None for name in ("value", "total", "wanted")
            ]
            found[labels[match["label"].casefold()]] = (numbers[0] or 0, numbers[1], numbers[2])
    return found


def figures(printed: dict[str, Any], own: dict[str, Any]) -> list[str]:
    """Differences between figures as `trolyso figures --json` prints them and our own."""
    wrong = []
    for mine in own["indicators"]:
        theirs: dict[str, Any] = next((one for one in printed["indicators"] if one["key"] == mine["key"]), {})
        wrong += [
            f"{mine['key']}.{name}: in ra {theirs.get(name)}, tính lại {value}"
            for name, value in mine.items()
            if theirs.get(name) != value
        ]
    for name in ("expected", "complete", "timely", "completeness", "timeliness", "missing"):
        if printed[name] != own[name]:
            wrong.append(f"{name}: in ra {printed[name]}, tính lại {own[name]}")
    for mine in own["areas"]:
        theirs = next((one for one in printed["areas"] if one["id"] == mine["id"]), {})
        wrong += [
            f"{mine['id']}.{name}: in ra {theirs.get(name)}, tính lại {value}"
            for name, value in mine.items()
            if theirs.get(name) != value
        ]
    return wrong


def cells(kept: dict[tuple[str, date, str], tuple[int, datetime]], ledger: Ledger) -> list[str]:
    """Differences between the database's figures and the ledger's, one by one."""
    own = ledger.cells()
    wrong = []
    for cell in sorted(own.keys() | kept.keys(), key=lambda one: (one[1], one[0], one[2])):
        value, first = kept.get(cell, (None, None))
        area, day, key = cell
        if value != own.get(cell):
            wrong.append(f"{area} {day:%d/%m} {key}: đã ghi {value}, người gửi muốn nói {own.get(cell)}")
        elif first is not None and first != ledger.first[(area, day), key]:
            wrong.append(f"{area} {day:%d/%m} {key}: lần đầu lúc {first}, thật ra {ledger.first[(area, day), key]}")
    return wrong
