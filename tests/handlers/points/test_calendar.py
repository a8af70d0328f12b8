"""The calendar feed: what RFC 5545 wants, read back by a small reader of its own."""

from __future__ import annotations

from datetime import date, datetime, time

from handlers.points.calendar import feed, fold_line
from handlers.points.hours import Change, Point, Slot, openings, with_change
from handlers.presets import load_named

NOW = datetime.fromisoformat("2025-10-18T09:00:00+07:00")
SATURDAY = date(2025, 10, 25)
POINT = Point(
    "cho",
    "Tổ về ấp Chợ; sáng, chiều",
    "outing",
    "ap-cho",
    slots=(Slot(time(8), time(11), (5,)),),
    where="nhà văn hoá, cạnh chợ",
    bring="căn cước\r\nBEGIN:VEVENT",
)


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def events(text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in unfolded(text):
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT" and line != "END:VCALENDAR":
            name, _, value = line.partition(":")
            assert name not in found[-1]
            found[-1][name] = value
    return found


def test_an_event_says_when_where_and_what_to_bring() -> None:
    campaign = load_named("nhon-trach-2025")

    (event,) = events(feed(campaign, openings([POINT], SATURDAY, SATURDAY), NOW, host="xa.example.vn"))

    assert event == {
        "UID": "cho-2025-10-25-0800@xa.example.vn",
        "DTSTAMP": "20251018T020000Z",
        "DTSTART": "20251025T010000Z",
        "DTEND": "20251025T040000Z",
        "SEQUENCE": "0",
        "SUMMARY": "Tổ về ấp Chợ\\; sáng\\, chiều",
        "LOCATION": "nhà văn hoá\\, cạnh chợ",
        "DESCRIPTION": "Mang theo căn cước\\nBEGIN:VEVENT.",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
    }


def test_a_moved_event_keeps_its_name_and_one_called_off_is_cancelled() -> None:
    campaign = load_named("nhon-trach-2025")
    moved = with_change(POINT, Change(SATURDAY, time(8), to_start=time(14)))
    closed = with_change(POINT, Change(SATURDAY, time(8), closed=True))

    (one,) = events(feed(campaign, openings([moved], SATURDAY, SATURDAY), NOW))
    (other,) = events(feed(campaign, openings([closed], SATURDAY, SATURDAY, closed=True), NOW))

    assert one["UID"] == other["UID"] == "cho-2025-10-25-0800@nhon-trach-2025"
    assert one["DTSTART"] == "20251025T070000Z"
    assert other["STATUS"] == "CANCELLED"


def test_lines_are_folded_between_letters() -> None:
    line = "SUMMARY:" + "Nhà văn hoá ấp Mỹ Khoan, cạnh trường học; " * 8

    pieces = fold_line(line).split("\r\n")

    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])
