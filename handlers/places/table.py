"""A table of support points as an officer keeps it in Excel, read strictly: every doubt is told with its cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from bot.text import fold, nfc
from handlers.campaign import Area, Campaign
from handlers.phrases import places as say
from handlers.points.hours import Point, Slot
from handlers.points.slot_words import HOUR, Unread, hour_of, read_date, read_slots, read_weekdays
from handlers.summaries.population import Fault, cell_name

LONGEST = 200
HEADS: Mapping[str, tuple[str, ...]] = {
    "id": ("ma", "id", "ma diem"),
    "name": ("ten diem", "ten", "diem", "diem ho tro", "ten diem ho tro"),
    "kind": ("loai",),
    "area": ("ap", "thon", "xom", "khom", "khu pho", "to dan pho", "noi", "don vi", "dia ban"),
    "where": ("dia chi", "dia diem", "noi lam", "o dau"),
    "hours": ("lich", "lich mo", "gio mo", "gio lam viec", "thoi gian"),
    "day": ("ngay", "thu", "ngay thu", "ngay hoac thu"),
    "start": ("tu gio", "tu", "gio bat dau", "bat dau"),
    "end": ("den gio", "den", "gio ket thuc", "ket thuc"),
    "closed": ("nghi", "ngay nghi"),
    "holidays": ("lam ngay le", "mo ngay le", "ngay le"),
    "who": ("nguoi truc", "ai truc", "don vi truc", "nguoi lam"),
    "bring": ("mang theo", "can mang", "giay to"),
    "phone": ("dien thoai", "sdt", "so dien thoai"),
    "map": ("ban do", "duong di", "link ban do"),
    "landmarks": ("moc", "gan", "moc de tim", "gan dau"),
    "serves": ("phuc vu", "phuc vu cac ap", "cho cac ap", "cac ap"),
}
SHOWN = {
    "id": "Mã",
    "name": "Tên điểm",
    "kind": "Loại",
    "area": "Ấp",
    "where": "Địa chỉ",
    "hours": "Lịch",
    "day": "Ngày",
    "start": "Từ giờ",
    "end": "Đến giờ",
    "closed": "Ngày nghỉ",
    "holidays": "Làm ngày lễ",
    "who": "Người trực",
    "bring": "Mang theo",
    "phone": "Điện thoại",
    "map": "Bản đồ",
    "landmarks": "Mốc dễ tìm",
    "serves": "Phục vụ các ấp",
}
_IDLE = ("", "stt", "tt", "so tt", "ghi chu")
_DESK, _OUTING = ("ban", "co dinh", "ban co dinh", "desk", "diem co dinh"), ("luu dong", "outing", "ra quan", "doi")
_YES, _NO = ("co", "x", "yes", "1", "true"), ("khong", "", "no", "0", "false")
_PLAIN = ("where", "who", "bring", "phone")


@dataclass(slots=True)
class Points:
    """What a table says. Whoever imports it takes all or, where anything is wrong, nothing."""

    points: list[Point] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table with the cells by their column's meaning."""

    number: int
    columns: Mapping[str, int]
    values: Sequence[object]

    def text(self, key: str) -> str:
        value = self.raw(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return nfc(" ".join(str(value).split())) if value is not None else ""

    def raw(self, key: str) -> Any:
        at = self.columns.get(key)
        return self.values[at] if at is not None and at < len(self.values) else None

    def cell(self, key: str) -> str:
        return cell_name(self.number, self.columns.get(key, 0))


def read_table(rows: Sequence[Sequence[object]], campaign: Campaign, today: date) -> Points:
    """The points of a table: a row is a point with its hours, or one of several stretches of hours of a point."""
    found = Points()
    heads = {name: key for key, names in HEADS.items() for name in names}
    heads |= {fold(unit): "area" for unit in (campaign.unit, *campaign.unit.split(" / "))}
    at = next((n for n, row in enumerate(rows[:20]) if sum(_head(cell) in heads for cell in row) >= 2), None)
    if at is None:
        found.faults.append(Fault("A1", say.TABLE_NO_HEADING))
        return found
    columns: dict[str, int] = {}
    for column, cell in enumerate(rows[at]):
        head = _head(cell)
        key = heads.get(head)
        if key is None:
            if head not in _IDLE:
                known = ", ".join(SHOWN.values())
                message = say.TABLE_UNKNOWN_HEAD.format(head=str(cell).strip()[:40], known=known)
                found.faults.append(Fault(cell_name(at, column), message))
        elif key in columns:
            found.faults.append(Fault(cell_name(at, column), say.TABLE_TWICE.format(head=str(cell).strip()[:40])))
        else:
            columns[key] = column
    if "name" not in columns:
        found.faults.append(Fault(cell_name(at, 0), say.TABLE_MISSING.format(head=SHOWN["name"])))
    if "hours" not in columns and not {"day", "start", "end"} <= columns.keys():
        found.faults.append(Fault(cell_name(at, 0), say.TABLE_NO_HOURS))
    if found.faults:
        return found
    points: dict[str, tuple[int, Point]] = {}
    for number, values in enumerate(rows[at + 1 :], start=at + 1):
        if any(str(cell).strip() for cell in values if cell is not None):
            _take(_Row(number, columns, values), campaign, today, points, found)
    found.points = [point for _, point in points.values()]
    if not found.points and not found.faults:
        found.faults.append(Fault(cell_name(at + 1, 0), say.TABLE_EMPTY))
    return found


def _take(row: _Row, campaign: Campaign, today: date, points: dict[str, tuple[int, Point]], found: Points) -> None:
    before = len(found.faults)

    def fail(key: str, message: str) -> None:
        found.faults.append(Fault(row.cell(key), message))

    name = row.text("name")
    if not name:
        fail("name", say.TABLE_NO_NAME)
    for key in ("name", *_PLAIN, "map"):
        if len(row.text(key)) > LONGEST:
            fail(key, say.TABLE_LONG.format(most=LONGEST))
    area = _area(row, campaign, "area", row.text("area"), fail)
    kind = fold(row.text("kind"))
    if kind and kind not in (*_DESK, *_OUTING):
        fail("kind", say.TABLE_KIND.format(text=row.text("kind")[:40]))
    outing = kind in _OUTING or (not kind and area is not None)
    if kind in _OUTING and area is None and not row.text("area"):
        fail("kind", say.TABLE_OUTING_AREA.format(unit=campaign.unit))
    link = row.text("map")
    if link and not link.startswith("https://"):
        fail("map", say.TABLE_MAP)
    holidays = fold(row.text("holidays"))
    if holidays not in (*_YES, *_NO):
        fail("holidays", say.TABLE_YES_NO.format(text=row.text("holidays")[:40]))
    serves = [
        _area(row, campaign, "serves", part, fail) for part in re.split(r"[,;]", row.text("serves")) if part.strip()
    ]
    point = Point(
        id=slug(row.text("id") or (f"{name} {area.id}" if outing and area else name)),
        name=name,
        kind="outing" if outing else "desk",
        area=area.id if area else None,
        serves=tuple(one.id for one in serves if one is not None),
        landmarks=tuple(part.strip() for part in re.split(r"[,;]", row.text("landmarks")) if part.strip()),
        slots=_slots(row, campaign, today, fail),
        closed=_closed(row, campaign, today, fail),
        holidays=holidays in _YES,
        map=link,
        where=row.text("where"),
        who=row.text("who"),
        bring=row.text("bring"),
        phone=row.text("phone"),
    )
    if len(found.faults) > before:
        return
    known = points.get(point.id)
    if known is None:
        points[point.id] = (row.number, point)
        return
    number, first = known
    for key in ("name", "kind", "area", "who", "bring", "phone", "map"):
        told = getattr(point, key)
        if told and told != getattr(first, key) and key in row.columns:
            fail(key, say.TABLE_DIFFERS.format(row=number + 1, name=first.name))
            return
    own = tuple(replace(slot, where=point.where if point.where != first.where else "") for slot in point.slots)
    slots = tuple(dict.fromkeys((*first.slots, *own)))
    points[point.id] = (
        number,
        replace(first, slots=slots, closed=tuple(dict.fromkeys((*first.closed, *point.closed)))),
    )


def _slots(row: _Row, campaign: Campaign, today: date, fail: Any) -> tuple[Slot, ...]:
    hours = row.text("hours")
    if hours:
        try:
            return read_slots(str(row.raw("hours")), today, campaign.start, campaign.end)
        except Unread as fault:
            fail("hours", str(fault))
            return ()
    days, start, end = _days(row, campaign, today, fail), _hour(row, "start", fail), _hour(row, "end", fail)
    if start is None or end is None or days is None:
        return ()
    if end <= start:
        fail("end", say.TABLE_ORDER)
        return ()
    weekdays, dates = days
    if weekdays:
        return (Slot(start, end, weekdays),)
    return tuple(Slot(start, end, (), day, day) for day in dates)


def _days(row: _Row, campaign: Campaign, today: date, fail: Any) -> tuple[tuple[int, ...], tuple[date, ...]] | None:
    """Weekdays, or single days, of the column «Ngày»."""
    raw = row.raw("day")
    if isinstance(raw, datetime):
        return (), (raw.date(),)
    if isinstance(raw, date):
        return (), (raw,)
    text = row.text("day")
    if not text:
        fail("day", say.TABLE_NO_HOURS)
        return None
    weekdays, rest = read_weekdays(fold(text))
    if weekdays and not re.sub(r"[\s,;]|\bva\b", "", rest):
        return weekdays, ()
    try:
        return (), tuple(
            read_date(part.strip(), today, campaign.start, campaign.end) for part in re.split(r"[,;]", text)
        )
    except Unread:
        fail("day", say.TABLE_DAY.format(text=text[:40]))
        return None


def _hour(row: _Row, key: str, fail: Any) -> time | None:
    raw = row.raw(key)
    if isinstance(raw, datetime):
        return raw.time().replace(second=0, microsecond=0)
    if isinstance(raw, time):
        return raw.replace(second=0, microsecond=0)
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        if 0 < raw < 1:  # a part of a day, as Excel keeps hours
            minutes = round(raw * 24 * 60)
            return time(minutes // 60, minutes % 60)
        if float(raw).is_integer() and 0 <= raw < 24:
            return time(int(raw))
    text = fold(row.text(key))
    read = HOUR.fullmatch(text) or re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?()()", text)
    hour = hour_of(read[1], read[2], read[3], read[4]) if read is not None else None
    if hour is None:
        fail(key, say.TABLE_HOUR.format(text=row.text(key)[:40]) if text else say.TABLE_NO_HOURS)
    return hour


def _closed(row: _Row, campaign: Campaign, today: date, fail: Any) -> tuple[date, ...]:
    raw = row.raw("closed")
    if isinstance(raw, datetime):
        return (raw.date(),)
    found = []
    for part in re.split(r"[,;]", row.text("closed")):
        if part.strip():
            try:
                found.append(read_date(part.strip(), today, campaign.start, campaign.end))
            except Unread:
                fail("closed", say.TABLE_DAY.format(text=part.strip()[:40]))
    return tuple(found)


def _area(row: _Row, campaign: Campaign, key: str, text: str, fail: Any) -> Area | None:
    if not text.strip():
        return None
    wanted = fold(text)
    for leaf in campaign.leaves:
        if wanted in {fold(one) for one in (leaf.id, leaf.name, leaf.full_name, *leaf.aliases)}:
            return leaf
    known = ", ".join(leaf.full_name for leaf in campaign.leaves[:12])
    fail(key, say.TABLE_UNKNOWN_AREA.format(unit=campaign.unit, text=text.strip()[:40], known=known))
    return None


def _head(cell: object) -> str:
    return " ".join(re.sub(r"[^\w/]+", " ", fold(str(cell if cell is not None else ""))).split())


def slug(text: str) -> str:
    """«nha-van-hoa-ap-cho»: plain letters, at most forty."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(text)).split()
    return "-".join(words)[:40].strip("-") or "diem"
