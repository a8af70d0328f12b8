"""One bot on four channels at once, each with its own class's abilities: people who talk across apps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app import App, build
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOA
from bot.clock import VirtualClock
from bot.config import Settings
from bot.types import Capabilities
from storage.tx import begin
from tests.support.house import SATURDAY, House, ListChannel, Phone

ABLE: Mapping[str, Capabilities] = {
    "web": WebChannel.capabilities,
    "zalo-oa": ZaloOA.capabilities,
    "zalo-bot": replace(ZaloBot.capabilities, photo=True, file=True),  # as with a public address
    "telegram": Telegram.capabilities,
}


class Crossing:
    """The bot and, for each channel, a house of phones on it."""

    def __init__(self, app: App, clock: VirtualClock, houses: Mapping[str, House]) -> None:
        self.app = app
        self.clock = clock
        self.houses = houses

    @classmethod
    async def open(cls, database: str, *, start: datetime = SATURDAY, campaign: str = "nhon-trach-2025") -> Crossing:
        clock = VirtualClock(start)
        channels = {name: ListChannel(name, able) for name, able in ABLE.items()}
        app = await build(Settings(database=database, campaign=campaign), clock, channels=channels)
        app.tools.fleeting = frozenset({"web"})
        return cls(app, clock, {name: House(app, clock, channel) for name, channel in channels.items()})

    async def close(self) -> None:
        await self.app.database.close()

    def phone(self, channel: str, author: str, name: str) -> Phone:
        return self.houses[channel].phone(author, name)

    async def on_duty(self, channel: str, role: str, area: str | None, author: str, name: str) -> Phone:
        """Somebody with that duty who has written to the bot."""
        phone = self.phone(channel, author, name)
        await phone.says("/start")
        async with begin(self.app.database) as tx:
            person = (await tx.people.of([(channel, author)]))[channel, author]
            await tx.people.give(person.id, role, area, self.clock.now())
        return phone

    async def work(self) -> None:
        """Let all that is due be done and said."""
        for _ in range(4):
            await self.app.scheduler.run_due()
            await self.app.settle()

    async def until(self, moment: str) -> None:
        """Let time pass, halting wherever something is planned."""
        await next(iter(self.houses.values())).until(moment)
        await self.work()

    def heard(self, phone: Phone) -> list[str]:
        """Everything that was ever said in that chat."""
        return [part.text for to, part in phone.channel.said if to.chat == phone.chat]
