"""Opening hours as people write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from handlers.points.hours import Slot
from handlers.points.slot_words import Unread, read_slots

NEAR = date(2025, 10, 18)
WEEK = (0, 1, 2, 3, 4)


def hours(start: str, end: str, *weekdays: int, first: str = "", last: str = "") -> Slot:
    day, until = (date.fromisoformat(one) if one else None for one in (first, last or first))
    return Slot(time.fromisoformat(start), time.fromisoformat(end), weekdays, day, until)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("thứ hai đến thứ sáu 7:30–11:30", (hours("07:30", "11:30", *WEEK),)),
        ("thứ 2 tới thứ 6: 7g30-11g, 13g30-17g", (hours("07:30", "11:00", *WEEK), hours("13:30", "17:00", *WEEK))),
        ("7h30-11h30 thu 2 - thu 6", (hours("07:30", "11:30", *WEEK),)),
        ("T2-T6 7h30 đến 11h30", (hours("07:30", "11:30", *WEEK),)),
        ("thứ bảy 8h-11h; chủ nhật 18h30-20h", (hours("08:00", "11:00", 5), hours("18:30", "20:00", 6))),
        ("thứ 7, CN 2h đến 5h chiều", (hours("14:00", "17:00", 5, 6),)),
        ("mỗi ngày 07:30–22:00", (hours("07:30", "22:00", 0, 1, 2, 3, 4, 5, 6),)),
        ("24/3–20/4/2023 mỗi ngày 7:30-22:00", (hours("07:30", "22:00", first="2023-03-24", last="2023-04-20"),)),
        ("11/10 - 31/12 thứ bảy 8:00-11:00", (hours("08:00", "11:00", 5, first="2025-10-11", last="2025-12-31"),)),
        ("25/10, 26/10 8h-9h", tuple(hours("08:00", "09:00", first=f"2025-10-{day}") for day in (25, 26))),
        ("cuối tuần 8 giờ – 10 giờ rưỡi", (hours("08:00", "10:30", 5, 6),)),
        ("tối thứ ba 19h-24h", (hours("19:00", "23:59", 1),)),
    ],
)  # fmt: skip
def test_hours_are_read(text: str, slots: tuple[Slot, ...]) -> None:
    assert read_slots(text, NEAR) == slots


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("thứ bảy", "chưa có giờ"),
        ("8h-11h", "chưa có ngày"),
        ("thứ bảy 11h-8h", "giờ đóng phải sau"),
        ("thứ bảy 25h-26h", "giờ đóng phải sau"),
        ("31/2 8h-9h", "không phải ngày"),
        ("20/4–24/3/2023 8h-9h", "đứng trước"),
        ("thứ bảy 8h-9h khi nào rảnh", "chưa rõ «khi nao ranh»"),
        (" ; ", "chưa có giờ mở"),
    ],
)
def test_what_is_in_doubt_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(Unread, match=why):
        read_slots(text, NEAR)


def test_a_day_without_its_year_lies_in_the_campaign() -> None:
    (slot,) = read_slots("5/1 8h-9h", date(2025, 10, 18), date(2025, 10, 10), date(2026, 3, 31))

    assert slot.first == date(2026, 1, 5)
