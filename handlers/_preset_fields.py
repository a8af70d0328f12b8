"""Read the keys of a preset one by one and keep every problem, so that all of them can be told at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from bot.clock import VIETNAM
from bot.text import fold, nfc
from handlers._preset_lines import Lines, Path

T = TypeVar("T")
Choice = TypeVar("Choice", bound=str)

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPAN = re.compile(r"(\d+)\s*(ngày|giờ|phút)")
_SPAN_UNITS = {"ngày": "days", "giờ": "hours", "phút": "minutes"}
_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_WEEKDAY_OF = {
    **{fold(word): at for at, word in enumerate(_WEEKDAYS)},
    **{f"thu {at + 2}": at for at in range(6)},
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a preset: its line, its key, and a Vietnamese sentence with a way out."""

    line: int
    key: str
    message: str


def nearest(word: str, known: Iterable[str]) -> str:
    """A way out of a wrong word: « Có phải ý là «…»?», else what there is to choose from."""
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f" Có phải ý là «{close[0]}»?"
    if not names:
        return " Xin thêm vào tệp hoặc bỏ từ này."
    shown = ", ".join(f"«{name}»" for name in names[:8]) + (", …" if len(names) > 8 else "")
    return f" Hiện có: {shown}."


@dataclass(slots=True)
class Findings:
    """Where problems are gathered, with the lines of the file they belong to."""

    lines: Lines
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, key: str, message: str) -> None:
        self.problems.append(Problem(self.lines.at(path), key, nfc(message)))


class Table:
    """One table of the file. A getter returns the checked value, or notes a problem and returns a stand-in.

    Stand-ins only let the reading go on: whoever reads must refuse the preset when there are problems. A getter with
    a `default` takes an absent key quietly; without one the key is required.
    """

    def __init__(self, values: Mapping[str, Any], path: Path, name: str, findings: Findings) -> None:
        self._values = values
        self._path = path
        self._name = name
        self._findings = findings
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def find(self, path: str) -> object:
        """What stands in the file at a key within («rhythm.weekday»), unchecked; None where nothing does."""
        value: object = self._values
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def fail(self, key: str, message: str) -> None:
        """Note a problem with a key of this table, or with the table itself («»)."""
        path = (*self._path, *key.split(".")) if key else self._path
        self._findings.add(path, ".".join(part for part in (self._name, key) if part), message)

    def ask(self, *keys: str) -> None:
        """Let these keys be known even where they are not read."""
        self._asked.update(keys)

    def finish(self) -> None:
        """Note every key that nobody asked for, with the one that may be meant."""
        for key in self._values:
            if key not in self._asked:
                self.fail(key, f"Không có khóa «{key}».{nearest(key, self._asked)}")

    # -- plain values -------------------------------------------------------------------------------------------------

    def text(self, key: str, default: str | None = None) -> str:
        """Some words; none at all («») only where the default has none either."""
        if default == "" and self._values.get(key) == "":
            self._asked.add(key)
            return ""
        return self._get(key, _text, 'chữ trong ngoặc kép "…"', "", default)

    def id(self) -> str:
        wish = "chữ thường không dấu, số và gạch nối, ví dụ «ap-cho»"
        return self._get(
            "id", lambda value: value if isinstance(value, str) and _ID.fullmatch(value) else None, wish, ""
        )

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        return self._get(key, _each(_text), 'danh sách chữ, ví dụ ["cks", "ký số"]', (), default)

    def flag(self, key: str, default: bool) -> bool:
        return self._get(
            key, lambda value: value if isinstance(value, bool) else None, "true hoặc false", False, default
        )

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        def take(value: object) -> int | None:
            whole = _count(value)
            return whole if whole is not None and low <= whole <= high else None

        return self._get(key, take, f"số nguyên từ {low} đến {high}", low, default)

    def numbers(self, key: str, low: int, high: int) -> tuple[int, ...]:
        def one(value: object) -> int | None:
            whole = _count(value)
            return whole if whole is not None and low <= whole <= high else None

        return self._get(key, _each(one), f"danh sách số nguyên từ {low} đến {high}, ví dụ [1, 15]", (), ())

    def share(self, key: str) -> float | None:
        """A share in (0, 1], or None where there is none."""
        if key not in self:
            self._asked.add(key)
            return None

        def take(value: object) -> float | None:
            return float(value) if isinstance(value, (int, float)) and _is_share(value) else None

        return self._get(key, take, "tỷ lệ lớn hơn 0 và không quá 1, ví dụ 0.5 là 50 %", 1.0)

    def counts(self, key: str) -> dict[str, int]:
        """Whole numbers by name, e.g. populations."""

        def take(value: object) -> dict[str, int] | None:
            if not isinstance(value, dict):
                return None
            numbers = {name: _count(number) for name, number in value.items()}
            return None if None in numbers.values() else {n: c for n, c in numbers.items() if c is not None}

        return self._get(key, take, "các số nguyên từ 0 trở lên, ví dụ { nguoi-lon = 2400 }", {}, {})

    def words(self, key: str) -> dict[str, str]:
        """Texts by name, e.g. the labels of populations."""

        def take(value: object) -> dict[str, str] | None:
            if not isinstance(value, dict) or not all(isinstance(word, str) for word in value.values()):
                return None
            return {name: nfc(word) for name, word in value.items()}

        return self._get(key, take, 'các dòng tên = "nhãn", ví dụ nguoi-lon = "người trưởng thành"', {}, {})

    def one_of(self, key: str, allowed: tuple[Choice, ...], default: Choice | None = None) -> Choice:
        value = self.text(key, default)
        for choice in allowed:
            if value == choice:
                return choice
        if isinstance(self._values.get(key), str):
            self.fail(key, f"Không có giá trị «{value}».{nearest(value, allowed)}")
        return allowed[0]

    def some_of(self, key: str, allowed: tuple[str, ...], default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        values = self.texts(key, default)
        for value in values:
            if value not in allowed:
                self.fail(key, f"Không có giá trị «{value}».{nearest(value, allowed)}")
        if key in self and self._values[key] == []:
            self.fail(key, f"Danh sách trống; ghi ít nhất một giá trị.{nearest('', allowed)}")
        return values

    # -- days, hours, spans -------------------------------------------------------------------------------------------

    def day(self, key: str, default: date | None = None) -> date:
        return self._get(key, _day, "một ngày không có ngoặc kép, ví dụ 2025-10-18", date.min, default)

    def days(self, key: str) -> tuple[date, ...]:
        return self._get(key, _each(_day), "danh sách ngày, ví dụ [2025-10-10]", (), ())

    def hour(self, key: str, default: time | None = None) -> time:
        return self._get(key, _hour, 'giờ từ "00:00" đến "23:59", ví dụ "16:30"', time.min, default)

    def moment(self, key: str) -> datetime | None:
        """A day with its hour in Vietnam, or None where there is none."""
        if key not in self:
            self._asked.add(key)
            return None
        return self._get(key, _moment, "ngày kèm giờ, ví dụ 2023-09-07T17:00:00", datetime.min.replace(tzinfo=VIETNAM))

    def span(self, key: str, default: timedelta) -> timedelta:
        return self._get(key, _span, 'khoảng thời gian, ví dụ "2 giờ", "90 phút", "1 ngày"', timedelta(), default)

    def signed_span(self, key: str) -> timedelta:
        """A span that may go back: "-2 giờ"."""

        def take(value: object) -> timedelta | None:
            back = isinstance(value, str) and value.startswith("-")
            span = _span(value[1:] if back and isinstance(value, str) else value)
            return -span if span is not None and back else span

        return self._get(
            key, take, 'khoảng thời gian, ví dụ "-2 giờ" (trước) hay "15 phút" (sau)', timedelta(), timedelta()
        )

    def spans(self, key: str, default: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        return self._get(key, _each(_span), 'danh sách khoảng thời gian, ví dụ ["1 ngày", "2 giờ"]', (), default)

    def weekday(self, key: str, default: int) -> int:
        return self._get(key, _weekday, 'thứ trong tuần, ví dụ "thứ bảy" hay "chủ nhật"', 0, default)

    def weekdays(self, key: str) -> tuple[int, ...]:
        return self._get(key, _each(_weekday), 'danh sách thứ, ví dụ ["thứ bảy", "chủ nhật"]', (), ())

    def hours_of_day(self, key: str) -> tuple[tuple[time, time], ...]:
        """Spans of a day, each ending after it begins: ["07:30-11:30", "13:30-17:00"]."""
        wish = 'danh sách giờ, mỗi khoảng kết thúc sau khi bắt đầu, ví dụ ["07:30-11:30", "13:30-17:00"]'
        return self._get(key, _each(_hours), wish, ())

    # -- tables within ------------------------------------------------------------------------------------------------

    def table(self, key: str) -> Table:
        """The table of that name; an empty one where there is none."""
        values: dict[str, Any] = self._get(
            key, lambda value: value if isinstance(value, dict) else None, f"một bảng [{key}]", {}, {}
        )
        return Table(values, (*self._path, key), ".".join(filter(None, (self._name, key))), self._findings)

    def tables(self, key: str) -> list[Table]:
        """The tables written as `[[key]]`, maybe none, each named by its id or, without one, by its place."""

        def take(value: object) -> list[dict[str, Any]] | None:
            good = isinstance(value, list) and all(isinstance(item, dict) for item in value)
            return value if good and isinstance(value, list) else None

        found: list[dict[str, Any]] = self._get(key, take, f"các bảng [[{key}]]", [], [])
        return [
            Table(values, (*self._path, key, at), f"{key}.{_name(values, at)}", self._findings)
            for at, values in enumerate(found)
        ]

    def _get(self, key: str, take: Callable[[Any], T | None], wish: str, stand_in: T, default: T | None = None) -> T:
        self._asked.add(key)
        if key not in self._values:
            if default is not None:
                return default
            self.fail(key, f"Thiếu khóa «{key}»; xin thêm {wish}.")
            return stand_in
        taken = take(self._values[key])
        if taken is None:
            self.fail(key, f"«{key}» chưa đúng; cần {wish}.")
            return stand_in
        return taken


def _name(values: Mapping[str, Any], at: int) -> str:
    id_ = values.get("id")
    return id_ if isinstance(id_, str) and id_ else str(at + 1)


def _text(value: object) -> str | None:
    return nfc(value) if isinstance(value, str) and value.strip() else None


def _each(take: Callable[[Any], T | None]) -> Callable[[Any], tuple[T, ...] | None]:
    def taken(value: object) -> tuple[T, ...] | None:
        if not isinstance(value, list):
            return None
        good = [one for one in map(take, value) if one is not None]
        return tuple(good) if len(good) == len(value) else None

    return taken


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _is_share(value: float) -> bool:
    return not isinstance(value, bool) and 0 < value <= 1


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _hour(value: object) -> time | None:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and (found := re.fullmatch(r"([01]?\d|2[0-3])[:h]([0-5]\d)", value)):
        return time(int(found[1]), int(found[2]))
    return None


def _hours(value: object) -> tuple[time, time] | None:
    first, dash, last = nfc(value).replace("–", "-").partition("-") if isinstance(value, str) else ("", "", "")
    start, end = _hour(first.strip()), _hour(last.strip())
    return (start, end) if dash and start is not None and end is not None and start < end else None


def _moment(value: object) -> datetime | None:
    return value.replace(tzinfo=VIETNAM) if isinstance(value, datetime) and value.tzinfo is None else None


def _span(value: object) -> timedelta | None:
    if not isinstance(value, str) or _SPAN.sub("", nfc(value)).strip() or not value.strip():
        return None
    return sum((timedelta(**{_SPAN_UNITS[unit]: int(n)}) for n, unit in _SPAN.findall(nfc(value))), timedelta())


def _weekday(value: object) -> int | None:
    return _WEEKDAY_OF.get(fold(value)) if isinstance(value, str) else None
