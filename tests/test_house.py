"""What the import contracts cannot see: the visible lists are complete, nobody asks the clock or names a machine."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

import pytest

import app
import guides
import handlers
from bot.conversation import Conversation
from bot.router import Router, Routes
from bot.types import Reply
from guides.book import Book
from handlers import features, guide
from handlers.opening import open_guide, opening
from handlers.papers import PRINTERS
from handlers.phrases.ask import GONE_GUIDE
from handlers.presets import load_named
from handlers.tools import Local, Tools

ROOT = Path(app.__file__).parent
ROOMS = ("bot", "handlers", "guides", "storage", "cli")
OURS = (*ROOMS, "app", "scheduler", "campaigns", "bench", "tools", "tests")


def sources() -> list[Path]:
    """Our own modules, without tests and tools."""
    found = [ROOT / "app.py", ROOT / "scheduler.py"]
    return found + [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module)


def named(node: ast.expr) -> str:
    """«asyncio.sleep» of such an expression."""
    if isinstance(node, ast.Attribute):
        return f"{named(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def using(*names: str) -> set[str]:
    """The files in which one of these is named."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and named(node).endswith(names)
    }


def test_nobody_imports_the_composition_root() -> None:
    assert [path for path in sources() for name in imported(path) if name.split(".")[0] == "app"] == []


def test_the_scheduler_knows_only_the_core_and_the_floor() -> None:
    ours = {name.split(".")[0] for name in imported(ROOT / "scheduler.py")} & set(OURS)

    assert ours == {"bot", "storage"}


def test_nobody_but_the_clock_asks_what_time_it_is() -> None:
    assert using("datetime.now", "datetime.utcnow", "date.today", "time.time", "datetime.today") <= {"bot/clock.py"}


def test_nobody_but_the_clock_waits_on_it() -> None:
    allowed = {"bot/clock.py", "bot/sender.py", "scheduler.py", "bot/channels/telegram.py"}

    assert using("asyncio.sleep", "time.sleep") <= allowed


def modules(package: Any) -> Iterator[Any]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def test_every_feature_with_routes_stands_in_the_visible_list() -> None:
    listed = features.routes()
    declared = [module.routes for module in modules(handlers) if isinstance(getattr(module, "routes", None), Routes)]

    assert [routes.feature for routes in declared if routes not in listed] == []
    assert len({routes.feature for routes in listed}) == len(listed)
    Router(listed)


def planned_names() -> set[str]:
    """Every task that is planned by name in some file."""
    found: set[str] = set()
    for path in sources():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            if named(node.func).split(".")[-1] in ("later", "Planned", "After") and isinstance(node.args[0].value, str):
                found.add(node.args[0].value)
    return found


def test_every_planned_task_stands_in_the_visible_list() -> None:
    assert planned_names() - features.tasks().keys() == set()
    assert features.tasks().keys() - planned_names() == set()


def test_every_command_in_the_menu_has_a_latin_name_and_a_summary() -> None:
    menu: list[Any] = Router[Tools](features.routes()).menu()

    assert len({entry.command for entry in menu}) == len(menu) > 5
    for entry in menu:
        assert entry.command.isascii() and entry.command.isalnum() and len(entry.command) <= 32
        assert 3 <= len(entry.summary) <= 60


# Put together here, so that this file does not hold them itself.
FOREIGN = tuple(
    "".join(parts)
    for parts in (
        ("pypi", ".org"),
        ("python", "hosted"),
        ("registry.npm", "js"),
        ("arti", "factory"),
        ("/ro", "ot/"),
        ("/wo", "rk/"),
        ("/ho", "me/"),
        ("C:", "\\Users"),
    )
)
SUFFIXES = {".py", ".toml", ".md", ".txt", ".in", ".html", ".js", ".css", ".json", ".yml", ".yaml", ".mako", ".tsv", ""}
SKIPPED = {".venv", ".git", "node_modules", "__pycache__", ".hypothesis", "data"}


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = []
    for path in sorted(ROOT.rglob("*")):
        within = path.relative_to(ROOT).parts
        if any(part in SKIPPED or part.endswith("_cache") for part in within) or path.suffix not in SUFFIXES:
            continue
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in FOREIGN if word in text]

    assert found == []


# -- every choice of every guide -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book() -> Book:
    return Book.load(Path(guides.__file__).parent / "content")


def context(book: Book) -> Any:
    """As much of a context as a guide needs to be shown."""
    from datetime import datetime

    campaign = load_named("nhon-trach-2025", app.CAMPAIGNS)
    return SimpleNamespace(
        tools=SimpleNamespace(book=book, campaign=campaign, local=Local()),
        tx=SimpleNamespace(readers=AsyncMock(), local_guides=AsyncMock(live=AsyncMock(return_value=[]))),
        person=SimpleNamespace(id=1, roles=PRINTERS),
        private=True,
        conversation=Conversation(),
        argument="",
        now=datetime.fromisoformat("2025-10-18T09:00:00+07:00"),
    )


def openings(book: Book) -> Iterator[Reply]:
    ctx = context(book)
    for one in book.guides.values():
        yield opening(ctx, one, None)
        for intent, _ in one.intents:
            yield open_guide(ctx, intent)


async def test_every_choice_of_every_guide_fits_and_leads_somewhere(book: Book) -> None:
    router: Router[Tools] = Router(features.routes())
    ctx, seen, waiting = context(book), set[str](), list(openings(book))

    while waiting:
        for choice in waiting.pop().choices:
            if choice.payload in seen:
                continue
            seen.add(choice.payload)
            assert len(choice.payload.encode()) <= 64
            found = router.choice(choice.payload)
            assert found is not None, choice.payload
            if choice.payload.startswith(("guide:step", "guide:open", "guide:whole", "guide:done")):
                ctx.argument = found.argument
                answer = await found.entry.handler(ctx)
                assert isinstance(answer, Reply)
                assert answer.text != GONE_GUIDE, choice.payload
                waiting.append(answer)

    steps = sum(len(section.steps) for one in book.guides.values() for section in one.sections)
    walked = sum(payload.startswith("guide:step") for payload in seen)
    assert walked >= max(len(one.steps) for one in book.guides.values())
    assert len(seen) > len(book.guides), (len(seen), steps)


def test_a_section_is_opened_at_its_own_steps(book: Book) -> None:
    for reply in openings(book):
        for choice in reply.choices:
            if choice.payload.startswith("guide:step:"):
                id_, number, anchor = choice.payload.removeprefix("guide:step:").split(".", 2)
                one = book.guides[id_]
                steps = guide._steps(one, anchor)
                assert number == "1" and f"({len(steps)} " in choice.label
                assert not anchor or one.section(anchor) is not None, choice.payload
