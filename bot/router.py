"""Which handler answers: an event, a command, a choice, a step of a form, or free text – in this order, written once.

A feature declares its routes in a `Routes`; the `Router` joins them and refuses to start when two clash.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from bot.context import Context, Tools
from bot.text import fold
from bot.types import Menu, Reply

Answer = Reply | Iterable[Reply] | None
Handler = Callable[[Context[Any]], Awaitable[Answer]]
H = TypeVar("H", bound=Callable[..., Awaitable[Any]])
Where = Literal["any", "private", "group"]


class PassOn(Exception):
    """Raised by a text handler: these words are not for me; let the next one look."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One declared route."""

    kind: Literal["event", "command", "choice", "step", "text"]
    keys: tuple[str, ...]
    handler: Handler
    roles: frozenset[str] = frozenset()
    where: Where = "any"
    summary: str = ""
    """For a command: what it is for, in Vietnamese, as in a menu; empty: not in the menu."""
    takes_line: bool = False
    """For a command: it may be followed by words even without a slash («bc cks 5»)."""
    rank: int = 0
    """For text: who is asked first."""
    whole: bool = False
    """Only for whom one of the roles is not limited to an area: it concerns everybody."""
    all_words: bool = False
    """For a step: it is asked before commands without a slash («thôi» said to somebody else)."""


@dataclass(frozen=True, slots=True)
class Found:
    """The route of an update, with what stood behind the command or the choice."""

    entry: Entry
    text: str = ""
    argument: str = ""


class Routes(Generic[Tools]):
    """The routes of one feature."""

    def __init__(self, feature: str) -> None:
        self.feature = feature
        self.entries: list[Entry] = []

    def command(
        self,
        *names: str,
        summary: str = "",
        roles: Iterable[str] = (),
        where: Where = "any",
        takes_line: bool = False,
        whole: bool = False,
    ) -> Callable[[H], H]:
        """Words that call the handler, with or without slash, marks and capitals. The first is the menu's name."""

        def declare(handler: H) -> H:
            keys = tuple(dict.fromkeys(fold(name) for name in names))
            self.entries.append(
                Entry("command", keys, handler, frozenset(roles), where, summary, takes_line=takes_line, whole=whole)
            )
            return handler

        return declare

    def choice(
        self, verb: str, *, roles: Iterable[str] = (), whole: bool = False, also: Iterable[str] = ()
    ) -> Callable[[H], H]:
        """A payload «feature:verb» or «feature:verb:argument»; `also`: others' that stand in chats and lead here."""

        def declare(handler: H) -> H:
            keys = (f"{self.feature}:{verb}", *also)
            self.entries.append(Entry("choice", keys, handler, frozenset(roles), whole=whole))
            return handler

        return declare

    def step(self, step: str, *, all_words: bool = False) -> Callable[[H], H]:
        """Words typed while this feature's form stands at that step; it may raise PassOn."""

        def declare(handler: H) -> H:
            self.entries.append(Entry("step", (f"{self.feature}:{step}",), handler, all_words=all_words))
            return handler

        return declare

    def text(self, *, rank: int, roles: Iterable[str] = ()) -> Callable[[H], H]:
        """Free text; the lowest rank is asked first and may raise PassOn."""

        def declare(handler: H) -> H:
            self.entries.append(Entry("text", (), handler, frozenset(roles), rank=rank))
            return handler

        return declare

    def event(self, kind: str) -> Callable[[H], H]:
        """Something that happened to the chat: joined, removed, blocked, unblocked."""

        def declare(handler: H) -> H:
            self.entries.append(Entry("event", (kind,), handler))
            return handler

        return declare


class Router(Generic[Tools]):
    """All routes of the bot."""

    def __init__(self, features: Sequence[Routes[Tools]]) -> None:
        self.entries: tuple[Entry, ...] = tuple(entry for routes in features for entry in routes.entries)
        self._commands: dict[str, Entry] = {}
        self._choices: dict[str, Entry] = {}
        self._steps: dict[str, Entry] = {}
        self._events: dict[str, Entry] = {}
        tables = {
            "command": self._commands,
            "choice": self._choices,
            "step": self._steps,
            "event": self._events,
        }
        for entry in self.entries:
            for key in entry.keys:
                table = tables[entry.kind]
                if key in table:
                    raise ValueError(f"two routes for {entry.kind} {key!r}")
                table[key] = entry
        self._texts = sorted((entry for entry in self.entries if entry.kind == "text"), key=lambda entry: entry.rank)
        self._first_words = {key.split()[0] for key in self._commands}
        self._longest = max((len(key.split()) for key in self._commands), default=1)

    def event(self, kind: str) -> Entry | None:
        return self._events.get(kind)

    def choice(self, payload: str) -> Found | None:
        """The route of a pressed or typed choice; None when nobody knows it (any more)."""
        feature, _, rest = payload.partition(":")
        verb, _, argument = rest.partition(":")
        entry = self._choices.get(f"{feature}:{verb}")
        return Found(entry, argument=argument) if entry else None

    def command(self, text: str) -> Found | None:
        """The command that a text begins with: after a slash always, else if it stands alone or takes a line."""
        slash = text.startswith("/")
        words = (text[1:] if slash else text).split()
        if not words or fold(words[0]).rstrip(":,.") not in self._first_words:
            return None
        # The longest name first: «báo cáo» before «báo».
        for count in range(min(self._longest, len(words)), 0, -1):
            name = fold(" ".join(words[:count])).rstrip(":,.")
            entry = self._commands.get(name)
            if entry is not None and (slash or len(words) == count or entry.takes_line):
                return Found(entry, text=_behind(text[1:] if slash else text, count))
        return None

    def step(self, flow: str, step: str) -> Entry | None:
        return self._steps.get(f"{flow}:{step}") if flow else None

    def texts(self) -> Sequence[Entry]:
        """The handlers of free text, in the order in which they are asked."""
        return self._texts

    def menu(self) -> list[Menu]:
        """What stands in a platform's command menu."""
        return [
            Menu(entry.keys[0].replace(" ", ""), entry.summary, entry.roles, entry.where != "private")
            for entry in self.entries
            if entry.kind == "command" and entry.summary
        ]


def _behind(text: str, words: int) -> str:
    """The text without its first words, line breaks kept."""
    rest = text.lstrip()
    for _ in range(words):
        parts = rest.split(maxsplit=1)
        rest = parts[1] if len(parts) > 1 else ""
    return rest.lstrip(":,. ") if rest else ""
