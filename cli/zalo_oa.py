"""`trolyso zalo-oa login`: from Zalo's permission page to a pair of tokens in the database."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta

from bot.channels.zalo_oa_login import (
    Desk,
    NotGiven,
    callback_path,
    challenge,
    new_consent,
    permission_link,
    values_of,
)
from bot.channels.zalo_oa_token import OAuth, Pair
from bot.clock import Clock, MovableClock, SystemClock
from bot.config import PREFIX, ChannelSettings, Problem, Settings, SettingsError
from bot.http import Http
from bot.oa_tokens import StoredVault
from bot.server import Server
from cli.main import Call
from cli.serve import noted_now
from handlers.phrases import oa_login as say
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin

MINUTES = 15


async def login(call: Call) -> int:
    """Give the bot the permission to speak for an Official Account."""
    settings = call.settings()
    entry = _entry(settings, call.arguments.channel)
    await migrate(settings.database)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(await Database.open(settings.database))
        http = Http()
        stack.push_async_callback(http.close)
        clock = await _clock_of(database)
        vault = StoredVault(database, entry.name, clock)
        oauth = OAuth(http, entry.app_id, entry.app_secret, entry.oauth_url)
        desk = Desk(entry.name, vault, oauth, oa_id=entry.oa_id, words=say.PAGE)
        if call.arguments.callback:
            return await _taken(desk, vault, entry, call.arguments.callback)
        before = await vault.load()
        consent = new_consent(clock.now(), within=timedelta(minutes=MINUTES))
        await vault.expect(consent)
        callback = settings.server.public_url + callback_path(entry.name)
        await _listening(settings, desk, stack)
        link = permission_link(entry.app_id, callback, consent, entry.oauth_url)
        _say(
            say.STEPS.format(
                channel=entry.name,
                app_id=entry.app_id,
                callback=callback,
                challenge=challenge(consent.verifier),
                link=link,
                minutes=MINUTES,
            )
        )
        return await _waited(desk, vault, entry, clock, before)


def _entry(settings: Settings, name: str | None) -> ChannelSettings:
    """The Official Account that is meant. SettingsError when it is not clear, or lacks something."""
    found = [entry for entry in settings.channels if entry.platform == "zalo-oa"]
    if name is not None:
        found = [entry for entry in found if entry.name == name]
        if not found:
            raise SettingsError([Problem("--channel", say.NOT_SUCH.format(name=name))])
    if not found:
        raise SettingsError([Problem("channels", say.NO_CHANNEL)])
    if len(found) > 1:
        names = " | ".join(entry.name for entry in found)
        raise SettingsError([Problem("--channel", say.WHICH_CHANNEL.format(names=names))])
    entry = found[0]
    missing = [key for key in ("app_id", "app_secret") if not getattr(entry, key)]
    problems = []
    if missing:
        names = ", ".join(f"{PREFIX}CHANNELS__{entry.name.upper().replace('-', '_')}__{key.upper()}" for key in missing)
        problems.append(Problem(f"channels.{entry.name}", say.MISSING.format(names=names)))
    if not settings.server.public_url:
        problems.append(Problem("server.public_url", say.NO_ADDRESS))
    if problems:
        raise SettingsError(problems)
    return entry


async def _clock_of(database: Database) -> Clock:
    """The time in which the bot that serves this database lives."""
    async with begin(database) as tx:
        now = await noted_now(tx)
    system = SystemClock()
    return system if abs(now - system.now()) < timedelta(seconds=1) else MovableClock(now)


async def _listening(settings: Settings, desk: Desk, stack: AsyncExitStack) -> None:
    """Where the bot is not running, we take Zalo's call ourselves; where it is, it does."""
    server = Server(desk.routes())
    try:
        await server.open(settings.server.host, settings.server.port)
    except OSError:
        await server.close()
        return
    stack.push_async_callback(server.close)


async def _waited(desk: Desk, vault: StoredVault, entry: ChannelSettings, clock: Clock, before: Pair | None) -> int:
    """Until the pair is there – brought by Zalo's call, or by an address that was pasted – or the time is over."""
    _say(f"{say.WAITING}\n{say.PASTE}")
    pasted = _typed()
    until = clock.now() + timedelta(minutes=MINUTES)
    while clock.now() < until:
        after = await vault.load()
        if after is not None and (before is None or after.serial != before.serial) and not await vault.pending():
            return _given(entry, after)
        if not pasted.empty():
            address = pasted.get_nowait()
            if address is None:
                _say(say.CONTINUE)
            elif await _taken(desk, vault, entry, address) == 0:
                return 0
            continue
        await clock.wait(0.5)
    sys.stderr.write(say.TIMED_OUT.format(minutes=MINUTES) + "\n")
    return 1


async def _taken(desk: Desk, vault: StoredVault, entry: ChannelSettings, address: str) -> int:
    """Hand the values of an address to the desk; says what came of it."""
    try:
        await desk.take(values_of(address))
    except NotGiven as fault:
        detail = f" ({fault.detail})" if fault.detail else ""
        sys.stderr.write(f"✗ {say.PAGE[fault.reason]}{detail}\n")
        return 1
    pair = await vault.load()
    assert pair is not None
    return _given(entry, pair)


def _given(entry: ChannelSettings, pair: Pair) -> int:
    _say(say.GIVEN.format(channel=entry.name, until=f"{pair.refresh_until:%d/%m/%Y}"))
    return 0


def _typed() -> asyncio.Queue[str | None]:
    """The lines of standard input as they come, then None; read by a thread that keeps nobody from leaving."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read(put: Callable[[str | None], None]) -> None:
        for line in sys.stdin:
            if line.strip():
                put(line)
        put(None)

    def put(line: str | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lines.put_nowait, line)

    threading.Thread(target=read, args=(put,), daemon=True).start()
    return lines


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
