"""The composition root: puts the rooms together and gives the command `trolyso`. Nobody imports it."""

from __future__ import annotations

import gc

gc.disable()  # what is loaded from here on stays: looking through it for garbage would take a sixth of the start

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.alarm import Alarms
from bot.backups import Backups, files_beside, folder_of
from bot.channels import console
from bot.channels.base import Alarm, Channel, Fetching, Receive
from bot.channels.console import ConsoleChannel
from bot.channels.web import WebChannel
from bot.channels.web_pass import PassBook
from bot.clock import Clock, MovableClock, SystemClock
from bot.config import ChannelSettings, Settings
from bot.errors import SendError
from bot.files import SHOWN, Files
from bot.folders import database_folder, erasures_of, files_folder, passed_folder
from bot.http import Http
from bot.inspection import Inspection, free_bytes
from bot.leasing import StoredLease
from bot.mail import Mail
from bot.mailbox import StoredMailbox
from bot.metrics import Metrics
from bot.model import Model
from bot.platforms import limited
from bot.press import Press
from bot.receive import Receiver
from bot.router import Router
from bot.sender import Sender
from bot.server import Server
from bot.types import Capabilities, Incoming, Pace, Route
from bot.watch import Watch
from guides.book import Book
from guides.match import Ear
from handlers import features
from handlers.alarms import AlarmWords, contacts
from handlers.checkin.pages import CheckinPages
from handlers.dashboard.dress import Dress
from handlers.dashboard.public import PublicPages
from handlers.dashboard.web import DeskPages
from handlers.paper.drawn import Drawn
from handlers.phrases.common import COURTESY
from handlers.places.pages import SchedulePages
from handlers.presets import load_named
from handlers.privacy import first_words
from handlers.privacy_page import PrivacyPage
from handlers.share.pages import SharePages
from handlers.tools import Tools, remembering, variables
from scheduler import Scheduler
from storage.backups.erasures import KEY, new_key
from storage.database import Database
from storage.erasing import erase_returned
from storage.migrate import WayBack, migrate
from storage.tx import begin

gc.freeze()
gc.enable()

log = logging.getLogger("trolyso")

HERE = Path(__file__).parent
CONTENT = HERE / "guides" / "content"
CAMPAIGNS = HERE / "campaigns"


class App:
    """A whole bot: everything it is made of, and its start and stop."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: Database,
        *,
        tools: Tools,
        http: Http,
        channels: Mapping[str, Channel],
        alarms: Alarms | None = None,
        mail: Mail | None = None,
        inspection: Inspection | None = None,
        routes: Sequence[Route] = (),
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.database = database
        self.tools = tools
        self.channels = dict(channels)
        self._http = http
        self.capabilities: dict[str, Capabilities] = {n: c.capabilities for n, c in self.channels.items()}
        self.alarms = alarms or Alarms(database, clock)
        self.senders = {
            name: Sender(channel, database, clock, alarm=self.alarms) for name, channel in self.channels.items()
        }
        self.router: Router[Tools] = Router(features.routes())
        self.receiver = Receiver(
            database,
            clock,
            self.router,
            tools,
            self.capabilities,
            replace(COURTESY, first=first_words),
            knock=self._knock,
            pressed=self._acknowledge,
            limited=[n for n, c in self.channels.items() if c.pace.users is not None or c.pace.groups is not None],
        )
        backup_at = settings.backup.at if settings.backup.folder else None
        self.scheduler = Scheduler(
            database,
            clock,
            features.tasks(),
            lambda tx, since, until: features.planned(tx, tools.campaign, since, until, backup_at=backup_at),
            tools,
            self.capabilities,
            knock=lambda: self._knock(set(self.senders)),
            resume=self.receiver.resume,
            ruled=features.RULED,
            announce=features.announce,
        )
        self.inspection = inspection or Inspection(self.channels, http, database, clock, database_folder(settings))
        tools.inspect = self.inspection.all
        tools.mail = mail
        tools.free_disk = lambda: free_bytes(database_folder(settings))
        self.watch = Watch(
            database,
            clock,
            self.alarms,
            self.channels,
            self.senders,
            self.inspection,
            AlarmWords(tools.campaign.place.commune),
            lambda tx: contacts(tx, clock.now()),
            patience=timedelta(minutes=settings.alarm.silent_minutes),
            mail=mail,
        )
        self.metrics = Metrics(
            database, clock, self.channels, self.senders, http, self.watch, token=settings.server.metrics_token
        )
        self.metrics.answered = self.receiver.answered
        own = [route for channel in self.channels.values() for route in channel.routes()]
        served = [*own, *routes, *self.metrics.routes()]
        if not any(route.path == "/" for route in served) and any(route.path == "/chat/" for route in served):
            served.append(Route("GET", "/", _to_the_chat))
        self.server = Server(served)
        self._loops: list[asyncio.Task[None]] = []
        self._acknowledging: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Serve, listen, answer, send, and keep the hours. Returns when the bot is ready."""
        await self.server.open(self.settings.server.host, self.settings.server.port)
        loops: dict[str, Callable[[], Awaitable[None]]] = {
            "receiver": self.receiver.run,
            "scheduler": self.scheduler.run,
            "watch": self.watch.run,
        }
        loops |= {f"sender:{name}": sender.run for name, sender in self.senders.items()}
        self.metrics.loops = {name: asyncio.ensure_future(loop()) for name, loop in loops.items()}
        self._loops = list(self.metrics.loops.values())
        receive: Receive = self._counted
        if isinstance(self.clock, MovableClock):
            receive = in_the_time_of(self.clock, receive)
        for channel in self.channels.values():
            await channel.open(receive)
        self._loops.append(asyncio.ensure_future(self._publish_menus()))

    async def stop(self) -> None:
        """Stop listening first, then let what is under way end."""
        for channel in self.channels.values():
            await channel.close()
        await self.server.close()
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        await self._http.close()
        await self.database.close()

    async def wait(self) -> None:
        """Until one of the loops ends, which none of them does by itself; raises what ended it."""
        running = list(self._loops[:-1])
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for loop in done:
            loop.result()

    async def settle(self) -> None:
        """Answer and send all that waits: for simulations and tests on a virtual clock."""
        await self.receiver.settle()
        for sender in self.senders.values():
            await sender.settle()

    async def _counted(self, updates: Sequence[Incoming]) -> None:
        await self.receiver.accept(updates)
        self.metrics.updates.update(update.address.channel for update in updates)

    def _knock(self, channels: set[str]) -> None:
        for name in channels & self.senders.keys():
            self.senders[name].knock()

    def _acknowledge(self, update: Incoming) -> None:
        channel = self.channels.get(update.address.channel)
        if channel is not None:
            task = asyncio.ensure_future(channel.acknowledge(update))
            self._acknowledging.add(task)
            task.add_done_callback(self._acknowledging.discard)

    async def _publish_menus(self) -> None:
        menu = self.router.menu()
        for channel in self.channels.values():
            try:
                await channel.publish_menu(menu)
            except SendError as fault:
                log.warning(
                    "no menu", extra={"action": "no-menu", "channel": channel.name, "fault": type(fault).__name__}
                )


def in_the_time_of(clock: MovableClock, receive: Receive) -> Receive:
    """For trials on a moved clock: a platform that still lives in today is moved along by the same step."""

    async def moved(updates: Sequence[Incoming]) -> None:
        await receive([replace(update, sent_at=clock.translate(update.sent_at)) for update in updates])

    return moved


async def _to_the_chat(_request: Any) -> Any:
    """Whoever types the bare address means the chat."""
    from aiohttp import web

    raise web.HTTPFound("/chat/")


async def build(
    settings: Settings,
    clock: Clock,
    *,
    passes: PassBook | None = None,
    channels: Mapping[str, Channel] | None = None,
    more: Sequence[Channel] = (),
    routes: Sequence[Route] = (),
    config: Path | None = None,
) -> App:
    """Open the database, bring its tables up to date, read campaign and guides, and make the channels.

    `channels` replaces the settings' own (simulations), `more` joins them; `passes` opens rooms on the web (the demo);
    the `config` file goes into backups.
    Raises PresetError, BookError, Misconfigured or the database's own error when something cannot be used.
    """
    await migrate(settings.database, WayBack(folder_of(settings), settings.backup.key))
    database = await Database.open(settings.database)
    http = Http(ahead_of=lambda theirs: ahead_of(clock, theirs))
    mail = Mail(settings.mail, clock.now) if settings.mail.host else None
    async with begin(database) as tx:
        key = await tx.notes.once("files-key", Files.new_key())
        await tx.notes.once(KEY, new_key())
    erasures = erasures_of(settings)
    await erase_returned(database, erasures, clock.now())
    files = Files(clock, settings.server.public_url, key)
    alarms = Alarms(database, clock)
    campaign = load_named(settings.campaign, CAMPAIGNS).with_template(settings.report.template_path)
    plain = Book.load(CONTENT)
    filled = plain.filled(variables(campaign))
    ear = Ear.load(plain)
    tools = Tools(campaign, filled, ear, remembering(ear), clock, public_url=settings.server.public_url)
    tools.privacy, tools.erasures = settings.privacy, erasures
    if settings.model.url:
        tools.choose = Model(http, clock, settings.model.url, name=settings.model.name, key=settings.model.key).choose
    if channels is None:
        made = []
        for entry in settings.channels:
            if entry.on:
                channel = make_channel(entry, settings, clock, http, database, files, passes, alarms)
                channel.pace = limited(channel.pace, entry.platform, entry.quota)
                made.append(channel)
        channels = {channel.name: channel for channel in [*made, *more]}
    tools.paces = {channel.name: channel.pace for channel in channels.values()}
    if settings.backup.folder:
        tools.backups = Backups(settings, files_beside(config, CAMPAIGNS, settings.report.template_path))
    tools.drawn = Drawn(files_folder(settings), Press())
    tools.fetch = lambda channel, what, most: _fetch(channels, channel, what, most)
    tools.passed_files = passed_folder(settings)
    tools.fleeting = frozenset(name for name, channel in channels.items() if isinstance(channel, WebChannel))
    chat = next((channel for channel in channels.values() if isinstance(channel, WebChannel)), None)
    if chat is not None:
        tools.web_chat = True
        routes = [*routes, *SharePages(tools, database, chat.page).routes()]
    tools.deep_link = lambda channel, payload, group: _deep_link(channels, channel, payload, group)
    tools.desk_url = _desk_url(settings)
    dress = Dress()
    desk = [*DeskPages(tools, database, dress).routes()]
    desk += PrivacyPage(tools, dress).routes()
    if settings.public_progress:
        desk += PublicPages(tools, database, dress).routes()
    served = [
        *files.routes(),
        *SchedulePages(tools, database).routes(),
        *CheckinPages(tools, database).routes(),
        *desk,
        *routes,
    ]
    return App(
        settings, clock, database, tools=tools, http=http, channels=channels, alarms=alarms, mail=mail, routes=served
    )


async def _fetch(channels: Mapping[str, Channel], name: str, what: str, most: int) -> bytes | None:
    """What a person sent on that channel; None where it cannot be had."""
    channel = channels.get(name)
    return await channel.fetch(what, most) if isinstance(channel, Fetching) else None


def ahead_of(clock: Clock, theirs: datetime) -> timedelta:
    """How far our clock is ahead of who says that it is now that moment; a clock moved for trials is no error."""
    if isinstance(clock, MovableClock):
        theirs = clock.translate(theirs)
    return clock.now() - theirs


def _desk_url(settings: Settings) -> str:
    """Where officers reach the dashboard: our public address, or this machine's own for trials on it."""
    server = settings.server
    if server.public_url or server.host not in ("127.0.0.1", "localhost", "::1") or not server.port:
        return server.public_url
    return f"http://{'[::1]' if server.host == '::1' else server.host}:{server.port}"


def make_channel(
    entry: ChannelSettings,
    settings: Settings,
    clock: Clock,
    http: Http,
    database: Database,
    files: Files,
    passes: PassBook | None,
    alarm: Alarm,
) -> Channel:
    """The channel of a settings entry."""
    if entry.platform == "telegram":
        from bot.channels.telegram_lean import telegram as loaded

        telegram = loaded()(
            entry.name,
            entry.token,
            http,
            mode=entry.mode,
            api_url=entry.api_url or "https://api.telegram.org",
            secret=entry.secret,
            public_url=settings.server.public_url,
            clock=clock,
            alarm=alarm,
        )
        if entry.pace:
            telegram.pace = _paced(entry.pace)
        return telegram
    if entry.platform == "zalo-oa":
        return _zalo_oa(entry, settings, clock, http, database, files, alarm)
    if entry.platform == "zalo-bot":
        from bot.channels.zalo_bot import ZaloBot

        zalo = ZaloBot(
            entry.name,
            entry.token,
            http,
            lease=StoredLease(database, clock),
            mode=entry.mode,
            api_url=entry.api_url,
            secret=entry.secret,
            public_url=settings.server.public_url,
            bot_name=entry.bot_name,
            publish=files.publish,
            clock=clock,
            alarm=alarm,
        )
        if entry.pace:
            zalo.pace = _paced(entry.pace)
        return zalo
    if entry.platform == "web":
        reread = 2.0 if database.dialect == "postgresql" else None
        return WebChannel(
            entry.name,
            StoredMailbox(database),
            clock,
            publish=partial(files.publish, life=SHOWN),
            passes=passes,
            origin=_origin(settings.server.public_url),
            reread=reread,
        )
    return ConsoleChannel(entry.name, clock, console.typed, console.shown)


def _zalo_oa(
    entry: ChannelSettings,
    settings: Settings,
    clock: Clock,
    http: Http,
    database: Database,
    files: Files,
    alarm: Alarm,
) -> Channel:
    """An Official Account with the keeper of its token. A renewal outlives us, except on a clock that a test moves."""
    from bot.channels.zalo_oa import ZaloOA
    from bot.channels.zalo_oa_login import Desk
    from bot.channels.zalo_oa_token import OAuth, TokenKeeper
    from bot.oa_tokens import Order, Renewal, RenewalHere, StoredVault
    from handlers.phrases.oa_login import PAGE

    vault = StoredVault(database, entry.name, clock, refresh=entry.refresh_token, access=entry.access_token)
    oauth = OAuth(http, entry.app_id, entry.app_secret, entry.oauth_url)

    def order(seen: int) -> Order:
        ahead = (clock.now() - SystemClock().now()).total_seconds() if isinstance(clock, MovableClock) else 0.0
        secret, address = entry.app_secret, entry.oauth_url
        return Order(settings.database, entry.name, entry.app_id, secret, address, seen, ahead, settings.log_level)

    real = isinstance(clock, SystemClock | MovableClock)
    renew = Renewal(order, vault, clock) if real else RenewalHere(database, clock, oauth, entry.name)
    oa = ZaloOA(
        entry.name,
        http,
        TokenKeeper(entry.name, vault, renew, clock, alarm),
        clock,
        app_id=entry.app_id,
        secret=entry.secret,
        app_secret=entry.app_secret,
        oa_id=entry.oa_id,
        api_url=entry.api_url,
        group_messages=entry.group_messages,
        free_only=entry.free_only,
        button_template=entry.button_template,
        publish=files.publish if settings.server.public_url else None,
        alarm=alarm,
        more_routes=Desk(entry.name, vault, oauth, oa_id=entry.oa_id, words=PAGE).routes(),
    )
    if entry.pace:
        oa.pace = _paced(entry.pace)
    return oa


def _paced(pace: int) -> Pace:
    """So many a second, in all and to everybody: for a server of one's own."""
    return Pace(pace, per_chat_per_second=pace, chat_burst=pace, per_group_per_minute=60 * pace)


def _origin(address: str) -> str:
    """The address without its path, as a browser names the page that asks."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _deep_link(channels: Mapping[str, Channel], name: str, payload: str, group: bool) -> str | None:
    link: Callable[..., str | None] | None = getattr(channels.get(name), "deep_link", None)
    return link(payload, group=group) if link is not None else None


def main(argv: Sequence[str] | None = None) -> int:
    """The command `trolyso`."""
    from cli.main import run

    return run(sys.argv[1:] if argv is None else argv, build)


if __name__ == "__main__":
    sys.exit(main())
