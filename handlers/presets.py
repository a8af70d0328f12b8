"""Read a campaign's preset from its TOML file, and tell everything that is wrong with it at once."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.text import nfc
from handlers import _preset_checks, _preset_sections, holidays
from handlers._preset_fields import Findings, Problem, Table, nearest
from handlers._preset_lines import locate
from handlers.campaign import Campaign
from handlers.holidays import days_off

__all__ = ["CAMPAIGNS", "PresetError", "Problem", "load", "load_named", "names"]

CAMPAIGNS = Path(__file__).resolve().parent.parent / "campaigns"
"""Where the presets of this house lie."""


class PresetError(Exception):
    """A preset cannot be used; carries every problem, in the order of the file's lines."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(self._line(problem) for problem in self.problems))

    def _line(self, problem: Problem) -> str:
        where = f"{self.path.name}:{problem.line}"
        return f"{where}: {problem.key}: {problem.message}" if problem.key else f"{where}: {problem.message}"


def names(folder: Path = CAMPAIGNS) -> tuple[str, ...]:
    """The presets of a folder, by name; empty where there is no such folder."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load_named(name: str, folder: Path = CAMPAIGNS) -> Campaign:
    """The preset of that name; PresetError, with the nearest name, where there is none."""
    known = names(folder)
    path = folder / f"{name}.toml"
    if name not in known:
        raise PresetError(path, [Problem(1, "", f"Không có chiến dịch «{name}».{nearest(name, known)}")])
    return load(path)


def load(path: Path) -> Campaign:
    """The campaign of a file, whose id is the file's name; PresetError with all of its problems."""
    raw, text = _parse(path)
    findings = Findings(locate(text))
    found = _preset_sections.read(Table(raw, (), "", findings), path.stem)
    _preset_checks.check(found, raw)
    if findings.problems:
        raise PresetError(path, findings.problems)
    try:
        off = days_off(holidays.load())
    except holidays.HolidaysError as fault:
        raise PresetError(holidays.FILE, [Problem(1, "", str(fault))]) from None
    return dataclasses.replace(
        found.campaign,
        days_off=off,
        examples=tuple(f"{note} ({', '.join(keys)})" for _, (keys, note) in found.examples),
    )


def _parse(path: Path) -> tuple[Mapping[str, object], str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise PresetError(path, [Problem(1, "", "Không đọc được tệp; xin xem lại tên và quyền đọc.")]) from None
    except UnicodeDecodeError:
        raise PresetError(path, [Problem(1, "", "Tệp không phải UTF-8; xin lưu lại với mã UTF-8.")]) from None
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else max(len(text.splitlines()), 1)
        message = f"Dòng này chưa đúng cách viết TOML ({error}); xin xem dấu ngoặc, dấu bằng, ngày giờ."
        raise PresetError(path, [Problem(line, "", nfc(message))]) from None
