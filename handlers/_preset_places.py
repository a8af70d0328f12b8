"""Read the support points of a preset."""

from __future__ import annotations

from datetime import date

from handlers._preset_fields import Table
from handlers.points.hours import Desk, Kind, Point, Slot
from handlers.points.slot_words import Unread, read_slots

LONGEST_ID = 40


def read(table: Table, since: date, until: date) -> Point:
    """One `[[places]]`; days without their year lie between the campaign's."""
    kinds: tuple[Kind, ...] = ("desk", "outing")
    id_ = table.id()
    if len(id_) > LONGEST_ID:
        table.fail("id", f"Mã dài {len(id_)} chữ, tối đa {LONGEST_ID}; xin đặt mã ngắn hơn.")
    link = table.text("map", "")
    if link and not link.startswith("https://"):
        table.fail("map", "Đường dẫn bản đồ phải bắt đầu bằng https://; xin chép lại từ ứng dụng bản đồ.")
    return Point(
        id=id_,
        name=table.text("name"),
        kind=table.one_of("kind", kinds, "desk"),
        area=table.text("area", "") or None,
        serves=table.texts("serves", ()),
        where=table.text("where", ""),
        landmarks=table.texts("landmarks", ()),
        slots=_slots(table, since, until),
        closed=table.days("closed") if "closed" in table else _none(table, "closed"),
        holidays=table.flag("holidays", False),
        who=table.text("who", ""),
        bring=table.text("bring", ""),
        phone=table.text("phone", ""),
        map=link,
        capacity=table.number("capacity", 0, 100_000, 0),
        desks=tuple(_desk(one) for one in table.tables("desks")),
    )


def _desk(table: Table) -> Desk:
    desk = Desk(table.id(), table.text("name"), table.text("guide", ""), table.text("counts", ""))
    table.finish()
    return desk


def _none(table: Table, key: str) -> tuple[date, ...]:
    table.ask(key)
    return ()


def _slots(table: Table, since: date, until: date) -> tuple[Slot, ...]:
    found: list[Slot] = []
    for text in table.texts("hours"):
        try:
            found += read_slots(text, since, since, until)
        except Unread as fault:
            table.fail("hours", f"{fault}.")
    return tuple(dict.fromkeys(found))
