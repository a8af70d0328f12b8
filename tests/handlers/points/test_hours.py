"""When a point is open: regular hours, holidays, single days, changes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from handlers.points.hours import Change, Opening, Point, Slot, openings, with_change, without_change
from handlers.points.kept import from_json, to_json

MONDAY = date(2025, 10, 20)
DESK = Point(
    "ban",
    "Bàn tư vấn",
    slots=(Slot(time(7, 30), time(11, 30), (0, 1, 2, 3, 4)), Slot(time(13, 30), time(17), (0, 1, 2, 3, 4))),
    closed=(date(2025, 10, 22),),
)
OUTING = Point("cho", "Tổ về ấp Chợ", "outing", "ap-cho", slots=(Slot(time(8), time(11), (5,)),), where="nhà văn hoá")
SATURDAY = date(2025, 10, 25)


def told(found: list[Opening]) -> list[str]:
    return [f"{one.begins:%d %H:%M}-{one.ends:%H:%M}" for one in found]


def test_regular_hours_leave_out_holidays_and_closed_days() -> None:
    found = openings([DESK], MONDAY, MONDAY + timedelta(days=6), {date(2025, 10, 21)})

    assert told(found) == [f"{day} {hours}" for day in ("20", "23", "24") for hours in ("07:30-11:30", "13:30-17:00")]


def test_a_point_that_works_on_holidays_does() -> None:
    assert len(openings([replace(DESK, holidays=True)], MONDAY, MONDAY, {MONDAY})) == 2


def test_a_single_day_holds_on_a_holiday_too() -> None:
    point = replace(DESK, slots=(Slot(time(8), time(9), (), MONDAY, MONDAY),))

    assert told(openings([point], MONDAY, MONDAY, {MONDAY})) == ["20 08:00-09:00"]


def test_open_is_from_its_first_minute_to_before_its_last() -> None:
    (morning, _) = openings([DESK], MONDAY, MONDAY)

    assert [
        morning.at(datetime.combine(MONDAY, time.fromisoformat(hour), VIETNAM))
        for hour in ("07:29", "07:30", "11:29", "11:30")
    ] == [False, True, True, False]


def test_a_moved_opening_keeps_its_length_and_is_found_on_its_new_day() -> None:
    change = Change(
        SATURDAY, time(8), to_day=SATURDAY + timedelta(days=1), to_start=time(14), where="trường", area="ap-trau"
    )
    point = with_change(OUTING, change)

    (one,) = openings([point], SATURDAY + timedelta(days=1), SATURDAY + timedelta(days=1))

    assert (told([one]), one.where, one.area, one.moved) == (["26 14:00-17:00"], "trường", "ap-trau", True)
    assert openings([point], SATURDAY, SATURDAY) == []
    assert one.key == "cho:2025-10-25:0800"
    assert not one.near("ap-cho")
    assert one.near("ap-trau")


def test_what_moves_beyond_midnight_ends_with_the_day() -> None:
    point = with_change(OUTING, Change(SATURDAY, time(8), to_start=time(22)))

    assert told(openings([point], SATURDAY, SATURDAY)) == ["25 22:00-23:59"]


def test_what_is_called_off_is_listed_only_where_asked_for() -> None:
    point = with_change(OUTING, Change(SATURDAY, time(8), closed=True))

    assert openings([point], SATURDAY, SATURDAY) == []
    assert [one.closed for one in openings([point], SATURDAY, SATURDAY, closed=True)] == [True]
    assert without_change(point, SATURDAY, time(8)) == OUTING


def test_a_second_change_of_the_same_opening_replaces_the_first() -> None:
    point = with_change(
        with_change(OUTING, Change(SATURDAY, time(8), closed=True)), Change(SATURDAY, time(8), where="x")
    )

    assert point.changes == (Change(SATURDAY, time(8), where="x"),)


def test_any_point_comes_back_from_the_database_as_it_was() -> None:
    dice = random.Random(5)
    for _ in range(200):
        slots = tuple(
            Slot(time(dice.randrange(0, 12), 30), time(dice.randrange(12, 24)), tuple(dice.sample(range(7), 2)))
            for _ in range(dice.randrange(4))
        )
        change = Change(
            SATURDAY, time(8), dice.random() < 0.5, dice.choice([None, MONDAY]), dice.choice([None, time(9)])
        )
        point = Point(
            f"p{dice.randrange(99)}", "Tên «lạ»", slots=slots, changes=(change,), landmarks=("chợ",), sequence=7
        )

        assert from_json(point.id, 7, to_json(point)) == point
