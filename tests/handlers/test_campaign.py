"""Periods, targets and populations: the arithmetic that every report rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from bot.clock import VIETNAM
from handlers.campaign import Area, Cadence, Campaign, Indicator, Phase, Place, Post, Rhythm, Squad, Target


def campaign(rhythm: Rhythm, *, start: date = date(2025, 10, 10), end: date = date(2026, 12, 31)) -> Campaign:
    return Campaign(
        id="thu",
        name="Chiến dịch thử",
        plan="Kế hoạch thử",
        start=start,
        end=end,
        place=Place("xã Thử", "tỉnh Thử"),
        unit="ấp",
        areas=(
            Area("huyen", "Thử", "huyện"),
            Area("xa-a", "A", "xã", "huyen"),
            Area("xa-b", "B", "xã", "huyen"),
            Area("ap-1", "Một", "ấp", "xa-a", populations={"nguoi-lon": 100, "ho": 40}),
            Area("ap-2", "Hai", "ấp", "xa-a", populations={"nguoi-lon": 51}),
            Area("ap-3", "Ba", "ấp", "xa-b", populations={"nguoi-lon": 7, "ho": 3}),
        ),
        squads=(Squad("doi-1", "Đội 1", ("ap-1", "ap-2")),),
        groups=(),
        indicators=(Indicator("cks", "Chữ ký số đã kích hoạt", "chữ ký số", "người"),),
        targets=(),
        phases=(),
        rhythm=rhythm,
    )


def weekly(weekday: int = 5, days_after: int = 0) -> Campaign:
    return campaign(Rhythm("week", time(16, 30), weekday=weekday, days_after=days_after))


def monthly(monthday: int = 20) -> Campaign:
    return campaign(Rhythm("month", time(16, 30), monthday=monthday))


def daily(days_after: int = 0) -> Campaign:
    return campaign(Rhythm("day", time(22), days_after=days_after))


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


# -- weeks ------------------------------------------------------------------------------------------------------------


def test_a_week_runs_from_monday_to_sunday_and_is_due_on_its_weekday() -> None:
    period = weekly().period_of(date(2025, 10, 15))

    assert (period.id, period.start, period.end) == ("2025-W42", date(2025, 10, 13), date(2025, 10, 19))
    assert period.deadline == moment(2025, 10, 18, 16, 30)
    assert period.locks == moment(2025, 10, 20, 16, 30)


def test_sunday_after_the_deadline_still_belongs_to_its_week() -> None:
    assert weekly().period_of(date(2025, 10, 19)).id == "2025-W42"
    assert weekly().period_of(date(2025, 10, 20)).id == "2025-W43"


@pytest.mark.parametrize(
    ("day", "id_"),
    [
        (date(2025, 12, 28), "2025-W52"),
        (date(2025, 12, 29), "2026-W01"),
        (date(2026, 1, 4), "2026-W01"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_a_week_across_new_year_has_one_id_by_the_iso_calendar(day: date, id_: str) -> None:
    assert weekly().period_of(day).id == id_


def test_a_deadline_may_lie_some_days_behind_the_weekday() -> None:
    assert weekly(6, days_after=1).period_of(date(2025, 10, 15)).deadline == moment(2025, 10, 20, 16, 30)


# -- months -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "id_", "start", "end"),
    [
        (date(2025, 12, 20), "2025-12", date(2025, 11, 21), date(2025, 12, 20)),
        (date(2025, 12, 21), "2026-01", date(2025, 12, 21), date(2026, 1, 20)),
        (date(2025, 12, 31), "2026-01", date(2025, 12, 21), date(2026, 1, 20)),
        (date(2026, 1, 20), "2026-01", date(2025, 12, 21), date(2026, 1, 20)),
        (date(2026, 1, 21), "2026-02", date(2026, 1, 21), date(2026, 2, 20)),
        (date(2026, 1, 31), "2026-02", date(2026, 1, 21), date(2026, 2, 20)),
        (date(2026, 3, 1), "2026-03", date(2026, 2, 21), date(2026, 3, 20)),
    ],
)
def test_a_month_closes_on_the_20th(day: date, id_: str, start: date, end: date) -> None:
    period = monthly().period_of(day)

    assert (period.id, period.start, period.end) == (id_, start, end)
    assert period.deadline == datetime.combine(end, time(16, 30), VIETNAM)


def test_a_month_may_close_on_the_28th_of_february() -> None:
    period = monthly(28).period_of(date(2026, 2, 10))
    assert (period.start, period.end) == (date(2026, 1, 29), date(2026, 2, 28))


# -- days -------------------------------------------------------------------------------------------------------------


def test_a_day_is_its_own_period() -> None:
    period = daily().period_of(date(2023, 3, 26))

    assert (period.id, period.start, period.end) == ("2023-03-26", date(2023, 3, 26), date(2023, 3, 26))
    assert period.deadline == moment(2023, 3, 26, 22)


def test_a_day_may_be_due_next_morning() -> None:
    assert daily(1).period_of(date(2023, 3, 31)).deadline == moment(2023, 4, 1, 22)


# -- all periods ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [weekly(), monthly(), monthly(28), monthly(1), daily(), weekly(0)])
def test_periods_follow_each_other_without_gap_and_are_found_by_their_ids(made: Campaign) -> None:
    periods = list(made.periods())

    assert made.start in periods[0] and made.end in periods[-1]
    assert all(after.start == before.end + timedelta(days=1) for before, after in pairwise(periods))
    assert [made.period(period.id) for period in periods] == periods
    assert all(made.period_of(day) == period for period in periods for day in period.days())


def test_periods_keep_to_the_days_of_the_campaign() -> None:
    ids = [period.id for period in weekly().periods(date(2020, 1, 1), date(2025, 10, 27))]
    assert ids == ["2025-W41", "2025-W42", "2025-W43", "2025-W44"]


@pytest.mark.parametrize("id_", ["", "2025", "2025-W54", "2025-W00", "2025-W4", "tuần 3", "2025-13", "2025-10-18"])
def test_what_is_no_week_is_refused_by_name(id_: str) -> None:
    with pytest.raises(ValueError, match=f"^{id_}$"):
        weekly().period(id_)


@pytest.mark.parametrize("id_", ["2025-W42", "2025-10-32", "2025-00", "2025-10-18", "0001-01"])
def test_what_is_no_month_is_refused_by_name(id_: str) -> None:
    with pytest.raises(ValueError, match=f"^{id_}$"):
        monthly().period(id_)


# -- a phase with its own rhythm --------------------------------------------------------------------------------------


def peak_then_upkeep(every: Cadence = "week") -> Campaign:
    upkeep = Rhythm(every, time(16, 30), weekday=4, monthday=20)
    return replace(
        campaign(Rhythm("day", time(22)), start=date(2023, 3, 24), end=date(2023, 12, 31)),
        phases=(
            Phase("cao-diem", "Cao điểm", date(2023, 3, 24), date(2023, 4, 20)),
            Phase("duy-tri", "Duy trì", date(2023, 4, 21), date(2023, 12, 31), upkeep),
        ),
    )


def test_the_first_week_of_another_rhythm_begins_with_its_phase() -> None:
    made = peak_then_upkeep()

    assert made.period_of(date(2023, 4, 20)).id == "2023-04-20"
    first = made.period_of(date(2023, 4, 23))
    assert (first.id, first.start, first.end) == ("2023-W16", date(2023, 4, 21), date(2023, 4, 23))
    assert first.deadline == moment(2023, 4, 21, 16, 30)
    assert made.period("2023-W16") == first


@pytest.mark.parametrize("every", ["week", "month"])
def test_periods_of_two_rhythms_follow_each_other_without_gap(every: Cadence) -> None:
    made = peak_then_upkeep(every)
    periods = list(made.periods())

    assert all(after.start == before.end + timedelta(days=1) for before, after in pairwise(periods))
    assert [made.period(period.id) for period in periods] == periods
    assert all(period.start <= period.deadline.date() for period in periods)


def test_a_day_of_the_upkeep_is_no_period() -> None:
    with pytest.raises(ValueError, match=r"^2023-05-05$"):
        peak_then_upkeep().period("2023-05-05")


# -- targets and people -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "people", "wanted"),
    [(0.5, 100, 50), (0.5, 101, 51), (1.0, 7, 7), (0.93, 100, 93), (0.07, 100, 7), (0.4, 0, 0), (0.4, 1, 1)],
)
def test_a_share_is_rounded_up_to_whole_people(share: float, people: int, wanted: int) -> None:
    target = Target("cks", date(2025, 12, 31), share=share, population="nguoi-lon")
    assert target.wanted({"nguoi-lon": people}) == wanted


def test_a_share_of_unknown_people_is_unknown() -> None:
    target = Target("cks", date(2025, 12, 31), share=0.5, population="nguoi-lon")
    assert target.wanted({"ho": 5}) is None


def test_an_amount_is_wanted_whoever_lives_there() -> None:
    assert Target("cks", date(2025, 12, 31), amount=10).wanted({}) == 10


def test_people_are_added_up_only_where_every_leaf_knows_them() -> None:
    made = weekly()

    assert made.populations_of(made.leaves) == {"nguoi-lon": 158}
    assert made.populations_of(made.below("xa-b")) == {"nguoi-lon": 7, "ho": 3}
    assert made.populations_of(()) == {}


# -- areas ------------------------------------------------------------------------------------------------------------


def test_leaves_are_where_squads_work() -> None:
    made = weekly()

    assert [leaf.full_name for leaf in made.leaves] == ["ấp Một", "ấp Hai", "ấp Ba"]
    assert [leaf.id for leaf in made.below("huyen")] == ["ap-1", "ap-2", "ap-3"]
    assert [leaf.id for leaf in made.below("ap-2")] == ["ap-2"]


def test_a_squad_is_found_by_its_area() -> None:
    made = weekly()
    assert made.squad_of("ap-2") == made.squads[0]
    assert made.squad_of("ap-3") is None


def test_a_ranking_compares_leaves_or_what_is_right_above_them() -> None:
    made = weekly()

    assert made.ranked == ()
    assert [area.id for area in replace(made, ranking="parents").ranked] == ["xa-a", "xa-b"]
    assert replace(made, ranking="leaves").ranked == made.leaves


# -- posts ------------------------------------------------------------------------------------------------------------


def said(made: Campaign, since: datetime, until: datetime) -> list[tuple[str, datetime]]:
    return [(post.id, at) for at, post in made.posts_between(since, until)]


def test_posts_of_a_period_are_said_at_its_moments() -> None:
    hours = (timedelta(days=1), timedelta(hours=2))
    made = replace(
        campaign(Rhythm("week", time(16, 30), remind_before=hours)),
        posts=(
            Post("den-han", "…", ("squads",), anchor="deadline"),
            Post("nhac", "…", ("squads",), anchor="remind"),
            Post("sau-han", "…", ("officers",), anchor="deadline", offset=timedelta(minutes=15)),
            Post("khoa", "…", ("officers",), anchor="locks", offset=-timedelta(hours=1)),
            Post("dau-ky", "…", ("squads",), anchor="start", offset=timedelta(hours=7)),
        ),
    )

    assert said(made, moment(2025, 10, 15, 0), moment(2025, 10, 20, 15, 31)) == [
        ("nhac", moment(2025, 10, 17, 16, 30)),
        ("nhac", moment(2025, 10, 18, 14, 30)),
        ("den-han", moment(2025, 10, 18, 16, 30)),
        ("sau-han", moment(2025, 10, 18, 16, 45)),
        ("dau-ky", moment(2025, 10, 20, 7)),
        ("khoa", moment(2025, 10, 20, 15, 30)),
    ]


def test_a_post_belongs_to_exactly_one_of_two_stretches_that_meet() -> None:
    made = replace(weekly(), posts=(Post("den-han", "…", ("squads",), anchor="deadline"),))
    deadline = moment(2025, 10, 18, 16, 30)

    assert said(made, deadline - timedelta(days=1), deadline) == []
    assert said(made, deadline, deadline + timedelta(days=1)) == [("den-han", deadline)]


def test_named_days_may_lie_outside_the_campaign_but_regular_ones_do_not() -> None:
    made = replace(
        campaign(Rhythm("day", time(22)), start=date(2023, 8, 19), end=date(2023, 9, 5)),
        posts=(
            Post("tong-ket", "…", ("officers",), at=time(8), on=(date(2023, 8, 1), date(2023, 9, 7))),
            Post("thu-bay", "…", ("squads",), at=time(7), weekdays=(5,)),
            Post("ngay-20", "…", ("officers",), at=time(8), monthday=20),
        ),
    )

    assert said(made, moment(2023, 1, 1, 0), moment(2024, 1, 1, 0)) == [
        ("tong-ket", moment(2023, 8, 1, 8)),
        ("thu-bay", moment(2023, 8, 19, 7)),
        ("ngay-20", moment(2023, 8, 20, 8)),
        ("thu-bay", moment(2023, 8, 26, 7)),
        ("thu-bay", moment(2023, 9, 2, 7)),
        ("tong-ket", moment(2023, 9, 7, 8)),
    ]


def test_reminders_follow_the_rhythm_of_the_phase() -> None:
    made = replace(peak_then_upkeep(), posts=(Post("nhac", "…", ("squads",), anchor="remind"),))

    assert said(made, moment(2023, 4, 20, 0), moment(2023, 4, 29, 0)) == [
        ("nhac", moment(2023, 4, 20, 20)),
        ("nhac", moment(2023, 4, 21, 14, 30)),
        ("nhac", moment(2023, 4, 28, 14, 30)),
    ]


def test_days_of_the_period_are_its_own_and_nothing_else_is() -> None:
    period = weekly().period_of(date(2025, 10, 15))

    assert list(period.days()) == [date(2025, 10, 13) + timedelta(days=step) for step in range(7)]
    assert date(2025, 10, 12) not in period and date(2025, 10, 20) not in period
    assert "2025-10-15" not in period
