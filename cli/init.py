"""`trolyso init`: from a few answers, or from flags, to settings that work, and a first officer's code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.config import Problem, SettingsError, load
from bot.env_file import environment
from cli import _init_asking as asking
from cli._init_files import Draft, Wanted, drafts, kept, put
from cli.main import HERE, Call
from cli.serve import noted_now
from handlers.codes import LIFE, invite
from handlers.phrases import init as say
from handlers.presets import names
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin


async def init(call: Call) -> int:
    """Ask for what the bot needs, and write its settings."""
    arguments = call.arguments
    campaigns, now = HERE / "campaigns", SystemClock().now()
    wanted = _given(arguments, os.environ)
    folder = Path()
    if arguments.yes or not sys.stdin.isatty():
        _check(wanted, campaigns)
        written = drafts(wanted, folder, campaigns)
        _refuse(written, now, force=arguments.force)
    else:
        try:
            with _interruptible():
                asking.fill(wanted, campaigns)
                written = drafts(wanted, folder, campaigns)
                if not _agreed(written, now):
                    sys.stdout.write(f"{say.STOPPED}\n")
                    return 1
                arguments.officer = arguments.officer or asking.agreed(say.OFFICER)
        except (EOFError, KeyboardInterrupt):
            sys.stdout.write(f"\n{say.STOPPED}\n")
            return 1
    for draft in written:
        put(draft, now)
        sys.stdout.write(say.WRITTEN.format(path=draft.path) + "\n")
    if wanted.backup_key and not arguments.yes:
        sys.stdout.write(say.KEY.format(key=wanted.backup_key) + "\n")
    config = folder / "config.toml"
    settings = load(config, environment(config))
    if arguments.officer:
        sys.stdout.write(say.CODE.format(code=await _code(settings.database), minutes=_minutes()) + "\n")
    address = settings.server.public_url or f"http://{settings.server.host}:{settings.server.port}"
    campaign = f"campaigns/{settings.campaign}.toml"
    sys.stdout.write(say.NEXT.format(campaign=campaign, address=address) + "\n")
    return 0


def _given(arguments: argparse.Namespace, given: Mapping[str, str]) -> Wanted:
    """What flags and environment say; secrets come only from the latter, because others see a command line."""
    wanted = Wanted(
        commune=arguments.commune or "",
        province=arguments.province or "",
        campaign=arguments.campaign or "",
        telegram=given.get("TROLYSO_CHANNELS__TELEGRAM__TOKEN", ""),
        zalo=given.get("TROLYSO_CHANNELS__ZALO_BOT__TOKEN", ""),
        zalo_name=arguments.zalo_name or "",
        public_url=(arguments.public_url or "").rstrip("/"),
        database=given.get("TROLYSO_DATABASE", ""),
        backup_key=given.get("TROLYSO_BACKUP__KEY", ""),
        host=arguments.host,
        port=arguments.port,
    )
    wanted.backup = arguments.backup or wanted.backup
    return wanted


def _check(wanted: Wanted, campaigns: Path) -> None:
    """All that is wrong with the flags, at once."""
    problems = [
        Problem(flag, say.MISSING_FLAG)
        for flag, value in (
            ("--commune", wanted.commune),
            ("--province", wanted.province),
            ("--campaign", wanted.campaign),
        )
        if not value
    ]
    known = names(campaigns)
    if wanted.campaign and wanted.campaign not in known:
        problems.append(Problem("--campaign", say.NO_CAMPAIGN.format(names=", ".join(known))))
    for flag, value, check in (
        ("--public-url", wanted.public_url, asking.told(asking.ADDRESS, say.NOT_AN_ADDRESS)),
        ("--backup", wanted.backup, asking.told(asking.PATH, say.NOT_A_PATH)),
        ("TROLYSO_CHANNELS__TELEGRAM__TOKEN", wanted.telegram, asking.told(asking.TOKEN, say.STRANGE_LETTERS)),
        ("TROLYSO_CHANNELS__ZALO_BOT__TOKEN", wanted.zalo, asking.told(asking.TOKEN, say.STRANGE_LETTERS)),
    ):
        if wrong := check(value):
            problems.append(Problem(flag, wrong))
    if problems:
        raise SettingsError(problems)


def _refuse(written: list[Draft], now: datetime, *, force: bool) -> None:
    there = [one.path for one in written if one.path.exists()]
    if there and not force:
        raise SettingsError([Problem(str(path), say.EXISTS.format(kept=kept(path, now).name)) for path in there])


def _agreed(written: list[Draft], now: datetime) -> bool:
    lines = [
        say.FILE_OVER.format(path=one.path, kept=kept(one.path, now).name)
        if one.path.exists()
        else say.FILE_NEW.format(path=one.path)
        for one in written
    ]
    sys.stdout.write(say.SUMMARY.format(files="\n".join(lines)) + "\n")
    return asking.agreed(say.AGREE, default=not any(one.path.exists() for one in written))


async def _code(database_url: str) -> str:
    await migrate(database_url)
    async with await Database.open(database_url) as database, begin(database) as tx:
        return await invite(tx, "officer", None, await noted_now(tx))


def _minutes() -> int:
    return int(LIFE.total_seconds() // 60)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl+C end a question; while a loop runs it would only be remembered."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
