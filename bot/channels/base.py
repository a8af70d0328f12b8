"""What every channel promises the core."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, runtime_checkable

from bot.finding import Finding
from bot.types import Address, Capabilities, Incoming, Menu, Pace, Part, Route

Receive = Callable[[Sequence[Incoming]], Awaitable[None]]
"""Keep these updates durably, each once for ever. Only after it returned may a platform be told «received»."""


class Alarm(Protocol):
    """Wakes technicians and officers over another channel: once per episode, however often it is called.

    Kinds that have their own words: «misconfigured»; «unreachable» and «rival» (told after five minutes: call it at
    every failed attempt); «token-ends», «token-lost». Others are told by their name. Never raises, and takes a
    transaction of its own: not to be called within one.
    """

    async def __call__(self, kind: str, channel: str, detail: str = "", *, once: str | None = None) -> None:
        """Trouble was met. `detail` is shown to people. With `once` it is told a single time for ever under it."""
        ...

    async def over(self, kind: str, channel: str) -> None:
        """It is over: to be called when things work again, not at every message."""
        ...


class Channel(Protocol):
    """One platform entry of the settings. It never retries, sleeps, splits text, words anything or opens a database."""

    name: str
    capabilities: Capabilities
    pace: Pace

    def routes(self) -> Sequence[Route]:
        """The HTTP paths it wants served."""
        ...

    async def open(self, receive: Receive) -> None:
        """Start listening. Raises Misconfigured when the platform refuses us for good."""
        ...

    async def close(self) -> None:
        """Stop listening and let go of connections; what was handed to `receive` stays kept."""
        ...

    async def send(self, to: Address, part: Part) -> str:
        """Say it once; returns the platform's message id, or raises a SendError that tells what to do."""
        ...

    async def acknowledge(self, update: Incoming) -> None:
        """Let the platform stop its spinner after a pressed button; never raises for that."""
        ...

    async def publish_menu(self, commands: Sequence[Menu]) -> None:
        """Show the commands in the platform's own menu, where it has one."""
        ...


@runtime_checkable
class Probing(Protocol):
    """A channel that can look whether it could speak, without saying anything."""

    async def probe(self, chats: Sequence[str]) -> list[Finding]:
        """What stands in the way of speaking, in general and in these groups. Never raises a SendError."""
        ...


@runtime_checkable
class Fetching(Protocol):
    """A channel from which the files that people send can be had."""

    async def fetch(self, id: str, most: int) -> bytes | None:
        """The content of an attachment by its id; None: gone, or more than `most` bytes. Unreachable: try later."""
        ...


@runtime_checkable
class Listening(Protocol):
    """A channel that asks its platform for updates by itself, again and again."""

    contacts: int
    """Grows whenever the platform answers, also with «nothing new»."""

    @property
    def polls(self) -> bool:
        """Whether it should be asking now: not with a webhook, and not while another process does it."""
        ...

    @property
    def alarming(self) -> bool:
        """Whether it suffers from something that it tells a person itself."""
        ...
