"""`trolyso check`: everything that could stop the bot, told at once in Vietnamese, each with a way out; and what the
channels that are set up can and cannot do."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from bot.clock import VIETNAM, SystemClock
from bot.config import Settings, SettingsError, load
from cli import _check_outside as outside
from cli import _check_second_path as second_path
from cli import _check_setup as setup
from cli._check_backup import backups
from cli._check_findings import Section
from cli._check_storage import disk, stored
from cli.main import HERE, Call
from handlers import holidays
from handlers.campaign import Period
from handlers.presets import PresetError, load_named


async def check(call: Call) -> int:
    """Check settings, campaign, guides, database, tokens and clock; all at once."""
    settings, whole, first = _settings(call)
    unread = () if whole else _unread(call)
    sections = [
        first,
        _unknown("Chiến dịch") if "campaign" in unread else _campaign(settings.campaign),
        _guides(),
    ]
    if settings.report.template and "campaign" not in unread:
        sections.append(_template(settings))
    if "database" in unread:
        sections.append(_unknown("Cơ sở dữ liệu"))
    else:
        sections += [await stored(settings.database), disk(settings.database)]
    told: dict[str, list[setup.Fact]] = {}
    if whole:
        online, now = not call.arguments.offline, SystemClock().now()
        probed: dict[str, setup.Probed] = {}
        sections += [
            backups(settings, now),
            await outside.channels(settings, online=online, probed=probed),
            await outside.clock(settings, SystemClock(), online=online),
            await outside.listening(settings),
            await second_path.look(settings, online=online),
        ]
        used = await setup.usage(settings, now)
        told = setup.table(settings.channels, settings.server.public_url, now, probed=probed, used=used)
    stops = sum(section.stops for section in sections)
    cares = sum(section.cares for section in sections)
    if call.arguments.json:
        found = {"stops": stops, "cares": cares, "sections": [section.as_json() for section in sections]}
        sys.stdout.write(json.dumps({**found, "setup": setup.as_json(told)}, ensure_ascii=False) + "\n")
        return 1 if stops else 0
    shown = [line for section in sections for line in section.lines()]
    shown += setup.lines(settings.channels, told) if told else ()
    sys.stdout.write("\n".join(shown) + "\n")
    if stops:
        sys.stdout.write(f"\n✗ Chưa chạy được: {stops} chỗ phải sửa, {cares} chỗ nên xem lại.\n")
        return 1
    sys.stdout.write(f"\n✓ Chạy được; {cares} chỗ nên xem lại.\n" if cares else "\n✓ Chạy được.\n")
    return 0


def _settings(call: Call) -> tuple[Settings, bool, Section]:
    """The settings; when they have problems, what can still be read of them, so that the rest is checked too."""
    section = Section("Cấu hình")
    try:
        settings = call.settings()
    except SettingsError as fault:
        for problem in fault.problems:
            section.stop(str(problem))
        return _salvaged(call), False, section
    section.well(f"{call.config or 'không có tệp, chỉ dùng biến môi trường'}")
    return settings, True, section


def _unread(call: Call) -> tuple[str, ...]:
    """The keys whose values nobody knows, because the settings file is no TOML: the defaults would be a guess."""
    if call.config is None:
        return ()
    try:
        tomllib.loads(call.config.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return tuple(key for key in ("campaign", "database") if not _given(key))
    return ()


def _unknown(name: str) -> Section:
    section = Section(name)
    section.care("chưa kiểm tra: tệp cấu hình chưa đọc được nên chưa biết là cái nào")
    return section


def _salvaged(call: Call) -> Settings:
    values: dict[str, object] = {}
    if call.config is not None:
        try:
            values = tomllib.loads(call.config.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            values = {}
    kept = {key: str(values[key]) for key in ("campaign", "database") if isinstance(values.get(key), str)}
    kept |= {key: os.environ[f"TROLYSO_{key.upper()}"] for key in ("campaign", "database") if _given(key)}
    try:
        return load(None, {f"TROLYSO_{key.upper()}": value for key, value in kept.items()})
    except SettingsError:
        return Settings()


def _given(key: str) -> bool:
    return f"TROLYSO_{key.upper()}" in os.environ


def _campaign(name: str) -> Section:
    section = Section("Chiến dịch")
    try:
        campaign = load_named(name, HERE / "campaigns")
    except PresetError as fault:
        for problem in fault.problems:
            where = f"campaigns/{fault.path.name}:{problem.line}"
            section.stop(f"{where}: {problem.key + ': ' if problem.key else ''}{problem.message}")
        return section
    section.well(
        f"{campaign.id}: «{campaign.name}», {campaign.start:%d/%m/%Y}–{campaign.end:%d/%m/%Y}, "
        f"{len(campaign.leaves)} {campaign.unit}, {len(campaign.indicators)} chỉ tiêu"
    )
    for holiday in holidays.load():
        touched = holiday.first <= campaign.end and campaign.start <= holiday.last
        if touched and not holiday.decided:
            section.care(f"ngày nghỉ «{holiday.name}» chưa chốt ({holiday.note}); có quyết định xin sửa holidays.toml")
    early = [period for period in campaign.periods() if period.locks < _ends(period)]
    if early:
        more = f" (và {len(early) - 1} kỳ nữa)" if len(early) > 1 else ""
        section.care(
            f"kỳ {early[0].id}{more} khóa sổ lúc {early[0].locks.astimezone(VIETNAM):%H:%M %d/%m/%Y} mà kỳ còn đến hết "
            f"{early[0].end:%d/%m/%Y}: số liệu sau lúc khóa không ghi được; xin xem lại «locks_after»"
        )
    for example in campaign.examples:
        section.care(f"số ví dụ, xin thay bằng số thật: {example}")
    return section


def _ends(period: Period) -> datetime:
    return datetime.combine(period.end + timedelta(days=1), time(), VIETNAM)


def _template(settings: Settings) -> Section:
    """The commune's own template of the written report."""
    from handlers.phrases import template as say
    from handlers.summaries import template

    section = Section("Mẫu báo cáo của xã")
    try:
        campaign = load_named(settings.campaign, HERE / "campaigns")
    except PresetError:
        section.care(f"chưa kiểm tra {settings.report.template}: chiến dịch chưa đọc được")
        return section
    found = template.check(settings.report.template_path, campaign)
    for problem in found.problems:
        section.stop(f"report.template {settings.report.template}: {problem}")
    if not found.problems:
        section.well(say.FINE.format(path=settings.report.template, count=len(found.blanks)))
    for advice in found.advice:
        section.care(f"report.template {settings.report.template}: {advice}")
    return section


def _guides() -> Section:
    from guides.book import Book
    from guides.lint import lint

    section = Section("Bài hướng dẫn")
    try:
        book = Book.load(HERE / "guides" / "content")
    except Exception as fault:
        for problem in _problems(fault):
            section.stop(f"không đọc được bài: {problem}")
        return section
    section.well(f"{len(book.guides)} bài")
    problems = lint(book, SystemClock().now().astimezone(VIETNAM).date())
    for rule, count in Counter(problem.rule for problem in problems).most_common():
        section.care(f"{rule}: {count} chỗ; xem «trolyso guides lint»")
    return section


def _problems(fault: Exception) -> Iterator[object]:
    yield from getattr(fault, "problems", None) or [fault]
