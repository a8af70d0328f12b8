"""Parse the command line and call the command. Each command's first docstring line is its help."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.config import Settings, SettingsError, load
from bot.env_file import environment

HERE = Path(__file__).resolve().parent.parent
WHO = "command-line:"
"""Who acts, for the audit."""
UNREAD = 141
"""The exit code of a command whose reader went away, as shells tell it."""
Build = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Call:
    """What a command is called with."""

    arguments: argparse.Namespace
    build: Build
    config: Path | None

    def settings(self) -> Settings:
        """The settings, or SettingsError with all problems."""
        return load(self.config, environment(self.config))


def run(argv: Sequence[str], build: Build) -> int:
    """Run one command; returns its exit code. Problems are told in Vietnamese on standard error."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if not getattr(arguments, "command", None):
        parser.print_help()
        return 2
    config = _config(arguments.config)
    module, _, name = arguments.command.partition(":")
    command: Callable[[Call], Awaitable[int]] = getattr(import_module(f"cli.{module}"), name)
    try:
        code = _loop(command(Call(arguments, build, config)))
        sys.stdout.flush()
        return code
    except SettingsError as fault:
        _tell("Cấu hình chưa dùng được:", [str(problem) for problem in fault.problems])
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # nobody reads on: «trolyso figures | head»
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is written nowhere
        return UNREAD
    except Exception as fault:
        from cli.failures import told

        problems = told(fault)
        if problems is None:
            raise
        _tell("Chưa chạy được:", problems)
    return 1


def _tell(head: str, problems: Sequence[str]) -> None:
    sys.stderr.write("\n".join([head, *(f"  • {problem}" for problem in problems)]) + "\n")


def _loop(command: Awaitable[int]) -> int:
    try:
        import uvloop
    except ImportError:  # Windows has none
        return asyncio.run(_awaited(command))
    return int(uvloop.run(_awaited(command)))


async def _awaited(command: Awaitable[int]) -> int:
    return await command


def _config(given: str | None) -> Path | None:
    if given is None:
        given = os.environ.get("TROLYSO_CONFIG")
    if given is not None:
        return Path(given)
    standard = Path("config.toml") if Path("config.toml").is_file() else HERE / "config.toml"
    return standard if standard.is_file() else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="trolyso", description="Trợ lý số: the assistant of a commune's campaign.")
    parser.add_argument("--config", help="settings file (default: config.toml)")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, command: str, summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=summary)
        sub.set_defaults(command=command)
        return sub

    serve = add("run", "serve:serve", "Serve all channels that are on, until stopped.")
    serve.add_argument("--clock", help="start the clock at this moment, e.g. 2025-10-18T16:29:40+07:00")
    demo = add("demo", "serve:demo", "Four phones on one page, with nothing configured.")
    demo.add_argument("--clock", help="start the clock at this moment")
    demo.add_argument("--port", type=int, help="port of the page (default 8080)")
    demo.add_argument("--terminal", action="store_true", help="talk in this terminal instead")
    demo.add_argument("--keep", help="keep the demo's database in this folder (default: a new one each time)")

    start = add("init", "init:init", "Ask for commune, campaign and channels, and write the settings.")
    start.add_argument("--commune", help="e.g. «xã Hoà Bình»")
    start.add_argument("--province", help="e.g. «tỉnh Đồng Nai»")
    start.add_argument("--campaign", help="the preset to begin with")
    start.add_argument("--zalo-name", help="the Zalo Bot's name as people see it")
    start.add_argument("--public-url", help="the https address that people open")
    start.add_argument("--backup", help="folder of backups (default data/backups)")
    start.add_argument("--host", default="127.0.0.1", help="where to listen (in a container 0.0.0.0)")
    start.add_argument("--port", type=int, default=8080)
    start.add_argument("--officer", action="store_true", help="also print a code for the first officer")
    start.add_argument("--yes", action="store_true", help="ask nothing; tokens come from the environment")
    start.add_argument("--force", action="store_true", help="write over what is there; it is kept beside")

    ask = add("ask", "reading:ask", "Which guide answers a question: JSON lines.")
    ask.add_argument("question", nargs="*", help="one question")
    ask.add_argument("--batch", help="a file with one question a line; - for standard input")
    lines = add("read-report", "reading:read_report", "How report lines are understood: JSON lines.")
    lines.add_argument("line", nargs="*", help="one line")
    lines.add_argument("--batch", help="a file with one message a line; - for standard input")
    lines.add_argument("--campaign", help="preset (default: the settings' own)")
    lines.add_argument("--at", help="when the messages were sent (ISO; default: now)")
    lines.add_argument("--form", action="store_true", help="the person has a report open")

    figures = add("figures", "look:figures", "A period's figures.")
    figures.add_argument("--period", help="e.g. 2025-W42 (default: the running one)")
    figures.add_argument("--area", help="id of an area: only that part of the tree")
    figures.add_argument("--json", action="store_true", help="as JSON")
    export = add("export", "exporting:export", "A period's Excel, written report and picture, as files.")
    export.add_argument("--period", help="e.g. 2025-W42 (default: the running one)")
    export.add_argument("--area", help="id of an area: only that part of the tree")
    export.add_argument("--out", help="the folder for the files")
    export.add_argument(
        "--docx", action="store_true", help="the written report (without --docx, --xlsx, --png: it and the Excel)"
    )
    export.add_argument("--xlsx", action="store_true", help="the Excel")
    export.add_argument("--png", action="store_true", help="the chart")
    people = add("population", "population:population", "Numbers of people by area: show them, or import a table.")
    people.add_argument("what", choices=["show", "import"])
    people.add_argument("file", nargs="?", help="import: an Excel (.xlsx) or CSV file")
    people.add_argument("--json", action="store_true", help="show: as JSON lines")
    places = add("places", "places:places", "Support points: show them with what is next, or import a table.")
    places.add_argument("what", choices=["show", "import"])
    places.add_argument("file", nargs="?", help="import: an Excel (.xlsx) or CSV file")
    places.add_argument("--json", action="store_true", help="show: as JSON lines")
    checkin = add("checkin", "checkin:checkin", "An event's delegates, who came, and its tickets.")
    checkin.add_argument("what", choices=["show", "import", "tickets", "print"])
    checkin.add_argument("file", nargs="?", help="import: an Excel (.xlsx) or CSV file")
    checkin.add_argument("--event", help="key of an event (default: the next one)")
    checkin.add_argument("--out", help="print: the folder for the PDF files")
    history = add("history", "look:history", "Every version around a receipt: who, when, from what text.")
    history.add_argument("receipt", type=int)
    history.add_argument("--json", action="store_true", help="as JSON lines")
    planned = add("planned", "planned:planned", "What is planned to be said, in its order, with its state.")
    planned.add_argument("--days", type=int, default=7, help="how far ahead (default 7)")
    planned.add_argument("--back", type=int, default=0, help="and how many days back (default 0)")
    planned.add_argument("--at", help="as if it were this moment (ISO; default: now)")
    planned.add_argument("--json", action="store_true", help="as JSON lines")
    routes = add("routes", "look:routes", "Every command with its roles and what it does.")
    routes.add_argument("--json", action="store_true", help="as JSON lines")
    check = add("check", "check:check", "Check settings, campaign, guides, database, tokens and clock; all at once.")
    check.add_argument("--offline", action="store_true", help="do not call the platforms")
    check.add_argument("--json", action="store_true", help="as JSON")
    guides = add("guides", "look:guides", "Check the guides (lint), or print them as handouts (print).")
    guides.add_argument("what", choices=["lint", "print"])
    guides.add_argument("ids", nargs="*", metavar="ID", help="print: which guides (default: all)")
    guides.add_argument("--format", choices=["a4", "a5"], default="a4", help="print: the paper's size")
    guides.add_argument("--out", help="print: the folder for the PDF files")

    invite = add("invite", "people:invite", "A one-time code that gives a person a duty.")
    invite.add_argument("--role", required=True, help="leader, deputy, helper, teacher, officer, vice, technician")
    invite.add_argument("--area", help="id of an area")
    invite.add_argument("--practice", action="store_true", help="the first two reports are practice, in no figure")
    staff = add("people", "people:people", "Who has which duty: list them, move one, remove one.")
    staff.add_argument("what", choices=["list", "move", "remove"])
    staff.add_argument("duty", nargs="?", type=int, help="move, remove: the duty's number in the list")
    staff.add_argument("--area", help="move: id of the area; list: only duties there or below")
    staff.add_argument("--json", action="store_true", help="list: as JSON lines")
    private = add("privacy", "privacy:privacy", "Personal data: print the record of processing, or erase somebody.")
    private.add_argument("what", choices=["record", "erase"])
    private.add_argument("person", nargs="?", type=int, help="erase: the person's number")
    private.add_argument("--out", help="record: a .md or .docx file (default: Markdown on standard output)")
    audit = add("audit", "audit:audit", "Who did what that others rely on, newest first.")
    audit.add_argument("--limit", type=int, default=50, help="so many lines (default 50)")
    audit.add_argument("--action", help="only these, e.g. duty-given")
    audit.add_argument("--json", action="store_true", help="as JSON lines")
    group = add("group", "people:group", "A one-time code to be typed into a group, saying what the group is for.")
    group.add_argument("--purpose", required=True, help="squad, officers, class")
    group.add_argument("--squad", help="id of a squad")

    account = add("zalo-oa", "zalo_oa:login", "Give the bot the permission to speak for an Official Account.")
    account.add_argument("what", choices=["login"])
    account.add_argument("--channel", help="the channel entry, where there is more than one")
    account.add_argument("--callback", help="the address to which Zalo sent the browser, of a walk begun before")
    migrate = add("migrate", "look:migrate", "Bring the database's tables up to date.")
    del migrate
    keep = add("backup", "backup:backup", "Make a backup, check one, try a restore, or show the totals.")
    keep.add_argument("what", nargs="?", choices=["make", "check", "drill", "totals"], default="make")
    keep.add_argument("file", nargs="?", help="check: a backup; drill: a backup (default: the newest)")
    keep.add_argument("--out", help="make: a folder, or the file's name (default: the folder of the settings)")
    keep.add_argument("--json", action="store_true", help="as JSON")
    back = add("restore", "restore:restore", "Put a backup back; its bot repeats nothing.")
    back.add_argument("file", help="a backup")
    back.add_argument("--replace", action="store_true", help="put aside what is there")
    back.add_argument("--files", action="store_true", help="settings and campaigns, too, in the place of other ones")
    back.add_argument("--erased", metavar="FOLDER", help="where the journal of erasures lies, if not beside FILE")
    back.add_argument("--json", action="store_true", help="as JSON")
    simulate = add("simulate", "simulate:simulate", "Play a whole campaign through the real core on a virtual clock.")
    simulate.add_argument("--campaign", help="preset (default: the settings' own)")
    simulate.add_argument("--days", type=int, default=30)
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument("--json", action="store_true", help="only the figures, as JSON")
    replay = add("replay", "replay:replay", "Answer the update of a ticket again, without sending or keeping anything.")
    replay.add_argument("ticket")
    return parser
