"""Looking into a bot from outside: `trolyso figures`, `history`, `routes`, `guides lint`, `migrate`."""

from __future__ import annotations

import difflib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.clock import VIETNAM, SystemClock
from bot.config import Problem
from bot.router import Entry
from cli.main import HERE, Call
from handlers.campaign import Campaign, Period
from handlers.gathering import figures_in
from handlers.phrases import words
from handlers.presets import load_named
from handlers.summaries.figures import Figures, Progress
from handlers.summaries.rates import doubts, rate_of
from storage.database import Database
from storage.migrate import migrate as bring_up_to_date
from storage.objections import Objection
from storage.reports import Report
from storage.tx import Tx, reading

WHERE = {"any": "mọi nơi", "private": "nhắn riêng", "group": "trong nhóm"}


class NotThere(Exception):
    """What was asked for does not exist; `problems` says what does."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


# -- figures ---------------------------------------------------------------------------------------------------------


async def figures(call: Call) -> int:
    """A period's figures."""
    settings = call.settings()
    campaign = load_named(settings.campaign, HERE / "campaigns")
    today = SystemClock().now().astimezone(VIETNAM).date()
    period, area = choose(campaign, call.arguments.period, call.arguments.area, today)
    await bring_up_to_date(settings.database)
    async with await Database.open(settings.database) as database, reading(database) as tx:
        found = await read_figures(tx, campaign, period, area, today=today)
    sys.stdout.write(_json(figures_json(campaign, found)) if call.arguments.json else figures_text(campaign, found))
    return 0


def choose(campaign: Campaign, period: str | None, area: str | None, today: date) -> tuple[Period, str | None]:
    """The period and the area that are meant; NotThere with both problems, each naming what is possible."""
    problems: list[Problem] = []
    known = [one.id for one in campaign.periods()]
    chosen = campaign.period_of(min(max(today, campaign.start), campaign.end))
    if period is not None:
        near = difflib.get_close_matches(period.upper(), known, n=3, cutoff=0.4) or known[:3]
        if period.upper() in known:
            chosen = campaign.period(period.upper())
        else:
            span = f"các kỳ từ {known[0]} đến {known[-1]}"
            problems.append(Problem("--period", f"không có kỳ «{period}»; gần nhất: {', '.join(near)} ({span})"))
    ids = [place.id for place in campaign.areas]
    if area is not None and area not in ids:
        near = difflib.get_close_matches(area, ids, n=3, cutoff=0.5)
        hint = f"; gần nhất: {', '.join(near)}" if near else ""
        problems.append(Problem("--area", f"không có nơi «{area}»{hint}; các nơi có: {', '.join(ids)}"))
    if problems:
        raise NotThere(*problems)
    return chosen, area


async def read_figures(
    tx: Tx, campaign: Campaign, period: Period, area: str | None = None, *, today: date | None = None
) -> Figures:
    """The figures of a period, over the leaves at or below an area or over all of them."""
    leaves = campaign.below(area) if area is not None else campaign.leaves
    return await figures_in(tx, campaign, period, leaves, today=today)


def figures_json(campaign: Campaign, found: Figures) -> dict[str, Any]:
    """The shape that docs/cli.md promises."""
    period = found.period
    return {
        "campaign": campaign.id,
        "period": {
            "id": period.id,
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "deadline": period.deadline.isoformat(),
        },
        "indicators": [_progress_json(campaign, found, one) for one in found.progress],
        "together": [_progress_json(campaign, found, one) for one in found.together],
        "doubts": [
            {"area": one.area.id, "key": one.key, "value": one.value, "limit": one.limit, "of": one.of}
            for one in doubts(campaign, found)
        ],
        "expected": found.expected,
        "complete": found.complete,
        "timely": found.timely,
        "completeness": found.completeness,
        "timeliness": found.timeliness,
        "missing": [area.id for area in found.missing],
        "areas": [
            {
                "id": unit.area.id,
                "name": unit.area.full_name,
                "values": dict(unit.values),
                "totals": dict(unit.totals),
                "complete": unit.complete,
                "timely": unit.timely,
                "adjusted": dict(unit.adjusted),
                "excused": unit.excused,
            }
            for unit in found.units
        ],
    }


def _progress_json(campaign: Campaign, found: Figures, one: Progress) -> dict[str, Any]:
    rate = rate_of(campaign, one.key, found.units)
    return {
        "key": one.key,
        "label": campaign.label(one.key, short=False),
        "period": one.period,
        "total": one.total,
        "baseline": one.baseline,
        "wanted": one.wanted,
        "share": one.share,
        "elapsed": one.elapsed,
        "pace": one.pace,
        "rate": {"part": rate.part, "whole": rate.whole, "value": rate.value} if rate is not None else None,
    }


def figures_text(campaign: Campaign, found: Figures) -> str:
    """The same as a table to read."""
    period = found.period
    rows = [
        [
            campaign.label(one.key),
            words.number(one.period),
            words.number(one.total),
            words.number(one.wanted) if one.wanted is not None else "–",
            words.percent(one.share),
        ]
        for one in found.progress
    ]
    missing = ", ".join(area.full_name for area in found.missing) or "không còn nơi nào"
    lines = [
        f"{campaign.name} – {words.period(campaign, period)}, kỳ {period.id}, hạn {words.moment(period.deadline)}",
        f"Đủ báo cáo: {found.complete}/{found.expected} {campaign.unit} ({words.percent(found.completeness)}); "
        f"đúng hạn: {found.timely}/{found.expected} ({words.percent(found.timeliness)}).",
        f"Còn thiếu: {missing}.",
        "",
        *table(["Chỉ tiêu", "Trong kỳ", "Luỹ kế", "Cần đạt", "Tỷ lệ"], rows),
        "",
    ]
    units = [
        [
            unit.area.full_name,
            "được nghỉ"
            if unit.excused
            else "đủ, đúng hạn"
            if unit.timely
            else "đủ, muộn"
            if unit.complete
            else "một phần"
            if unit.reported
            else "chưa",
            words.values(campaign, dict(unit.values)) or "–",
        ]
        for unit in found.units
    ]
    return "\n".join([*lines, *table(["Nơi", "Báo cáo", "Trong kỳ"], units)]) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell; the last one is left as it is."""
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head) - 1)]
    rule = ["─" * width for width in widths] + ["─" * len(head[-1])]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in (head, rule, *rows)
    ]


# -- history ---------------------------------------------------------------------------------------------------------


async def history(call: Call) -> int:
    """Every version around a receipt: who, when, from what text."""
    settings = call.settings()
    await bring_up_to_date(settings.database)
    async with await Database.open(settings.database) as database, reading(database) as tx:
        about = await tx.reports.get(call.arguments.receipt)
        if about is None:
            message = f"không có biên nhận số {call.arguments.receipt}; xin xem lại số trong tin biên nhận"
            raise NotThere(Problem("receipt", message))
        versions = await tx.reports.history(about.campaign, about.area, about.day)
        objections = await tx.objections.of_day(about.campaign, about.area, about.day)
        known = {v.person for v in versions} | {o.person for o in objections} | {o.answered_by or 0 for o in objections}
        people = {person.id: person for person in await tx.people.by_ids(sorted(known))}
    names = {id_: f"{person.name or person.author} ({person.channel})" for id_, person in people.items()}
    if call.arguments.json:
        for version in versions:
            sys.stdout.write(_json(_version_json(version, names) | {"objections": _objected(objections, names)}))
        return 0
    campaign = load_named(about.campaign, HERE / "campaigns")
    place = campaign.area(about.area).full_name if campaign.has_area(about.area) else about.area
    sys.stdout.write(f"{place}, {words.day(about.day)}: {len(versions)} lần ghi\n")
    for version in versions:
        sys.stdout.write(_version_text(campaign, version, names))
    for one in _objected(objections, names):
        answer = f"trả lời ({one['answered_by']}): «{one['answer']}»" if one["answer"] else "chưa có trả lời"
        sys.stdout.write(f"\nÝ kiến số {one['number']} – {one['who']}: «{one['text']}»\n    {answer}\n")
    return 0


def _objected(objections: Sequence[Objection], names: dict[int, str]) -> list[dict[str, Any]]:
    """What was said against the statements of that week, and the officers' answers."""
    return [
        {
            "number": one.id,
            "who": names.get(one.person, "?"),
            "text": one.text,
            "sent_at": one.sent_at.astimezone(VIETNAM).isoformat(),
            "answer": one.answer,
            "answered_by": names.get(one.answered_by or 0),
        }
        for one in objections
    ]


def _version_json(version: Report, names: dict[int, str]) -> dict[str, Any]:
    return {
        "receipt": version.id,
        "area": version.area,
        "day": version.day.isoformat(),
        "operation": version.operation,
        "before": dict(version.before),
        "after": dict(version.after),
        "replaces": version.replaces,
        "who": names.get(version.person, str(version.person)),
        "sent_at": version.sent_at.astimezone(VIETNAM).isoformat(),
        "stored_at": version.stored_at.astimezone(VIETNAM).isoformat(),
        "text": version.line,
        "obstacle": version.obstacle,
        "practice": version.practice,
        "reason": version.reason,
        "confirmed": _confirmed(version, names),
    }


def _confirmed(version: Report, names: dict[int, str]) -> dict[str, Any] | None:
    """What was asked about it and answered: by whom, when, and what had been typed before."""
    if version.confirmed is None:
        return None
    return {**version.confirmed, "by": names.get(version.confirmed["by"], "?")}


def _version_text(campaign: Campaign, version: Report, names: dict[int, str]) -> str:
    deed = {"set": "ghi", "add": "cộng thêm", "undo": "bỏ", "adjust": "điều chỉnh"}[version.operation]
    if version.practice:
        deed = f"(tập, không tính) {deed}"
    about = f" (về biên nhận {version.replaces})" if version.replaces else ""
    sent = version.sent_at.astimezone(VIETNAM)
    lines = [f"\n#{version.id} {deed}{about} – {names.get(version.person, '?')}, gửi {sent:%H:%M:%S %d/%m/%Y}"]
    lines += [f"    «{row}»" for row in version.line.splitlines()]
    for key in version.after:
        label = campaign.label(key) if key in campaign.keys else key
        old, new = version.before.get(key), version.after[key]
        lines.append(f"    {label}: {'–' if old is None else old} → {'–' if new is None else new}")
    if version.confirmed is not None:
        told = version.confirmed
        at = datetime.fromisoformat(told["at"]).astimezone(VIETNAM)
        lines.append(f"    đã hỏi: «{told['question']}»")
        lines.append(f"    trả lời «{told['answer']}» – {names.get(told['by'], '?')}, {at:%H:%M:%S %d/%m/%Y}")
        lines.append(f"    tin gốc: «{told['line']}»")
    if version.reason:
        lines.append(f"    lý do: {version.reason}")
    if version.obstacle:
        lines.append(f"    vướng mắc: {version.obstacle}")
    return "\n".join(lines) + "\n"


# -- routes, guides, tables ------------------------------------------------------------------------------------------


async def routes(call: Call) -> int:
    """Every command with its roles and what it does."""
    from handlers import features

    entries = [entry for part in features.routes() for entry in part.entries if entry.kind == "command"]
    listed = [_route(entry) for entry in entries]
    if call.arguments.json:
        for one in listed:
            sys.stdout.write(_json(one))
        return 0
    rows = [
        [
            "/" + one["commands"][0],
            ", ".join(one["commands"][1:]) or "–",
            one["roles_text"],
            one["where_text"],
            one["does"],
        ]
        for one in (one | _readable(one) for one in listed)
    ]
    sys.stdout.write("\n".join(table(["Lệnh", "Cách gõ khác", "Ai dùng", "Ở đâu", "Làm gì"], rows)) + "\n")
    return 0


def _route(entry: Entry) -> dict[str, Any]:
    return {
        "commands": list(entry.keys),
        "roles": sorted(entry.roles),
        "where": entry.where,
        "summary": entry.summary,
        "does": (entry.handler.__doc__ or "").strip().split("\n")[0],
    }


def _readable(route: dict[str, Any]) -> dict[str, str]:
    return {"roles_text": ", ".join(route["roles"]) or "mọi người", "where_text": WHERE[route["where"]]}


async def guides(call: Call) -> int:
    """Check the guides: links, lengths, words, dates; or print them."""
    if call.arguments.what == "print":
        from cli.printing import print_guides

        return await print_guides(call)
    from guides.book import Book
    from guides.lint import lint

    book = Book.load(HERE / "guides" / "content")
    problems = lint(book, SystemClock().now().astimezone(VIETNAM).date())
    for problem in problems:
        sys.stdout.write(f"{problem.file}:{problem.line}: {problem.rule}: {problem.message}\n")
    rules = ", ".join(f"{rule} {count}" for rule, count in Counter(p.rule for p in problems).most_common())
    sys.stdout.write(f"{len(book.guides)} bài, {len(problems)} chỗ cần xem lại{': ' + rules if rules else ''}.\n")
    return 1 if problems else 0


async def migrate(call: Call) -> int:
    """Bring the database's tables up to date."""
    from storage.migrate import NewerDatabase

    try:
        revision = await bring_up_to_date(call.settings().database)
    except NewerDatabase as fault:
        message = f"dữ liệu do bản mới hơn ghi (bản {fault}); xin cập nhật chương trình rồi chạy lại"
        raise NotThere(Problem("database", message)) from None
    sys.stdout.write(f"Đã nâng cơ sở dữ liệu lên bản {revision}.\n" if revision else "Cơ sở dữ liệu đã mới nhất.\n")
    return 0


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
