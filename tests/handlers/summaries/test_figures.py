"""The model of figures: rates, targets, spans, roll-up, ranking – small cases whose answer is known by heart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from bot.clock import VIETNAM
from handlers.campaign import Campaign
from handlers.presets import load_named
from handlers.summaries.figures import figures
from handlers.summaries.ranking import compared, ranking
from handlers.summaries.rates import Doubt, Rate, doubts, rate_of
from handlers.summaries.source import Source
from handlers.summaries.tree import tree


@dataclass(frozen=True)
class Row:
    area: str
    day: date
    key: str
    value: int
    first_sent_at: datetime


@dataclass(frozen=True)
class Booked:
    area: str
    booked: date
    key: str
    delta: int


@dataclass(frozen=True)
class Away:
    area: str
    since: date
    until: date


def row(area: str, day: str, key: str, value: int, at: str = "12:00") -> Row:
    sent = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=VIETNAM)
    return Row(area, date.fromisoformat(day), key, value, sent)


@pytest.fixture
def nhon_trach() -> Campaign:
    return load_named("nhon-trach-2025")


@pytest.fixture
def thirty_days() -> Campaign:
    return load_named("chien-dich-30-ngay-dem-2023")


@pytest.fixture
def ngok_bay() -> Campaign:
    return load_named("ngok-bay-2025")


def full(area: str, day: str, cks: int, at: str = "12:00") -> list[Row]:
    return [row(area, day, key, value, at) for key, value in (("cks", cks), ("vneid2", 1), ("luot", 2))]


def test_completeness_counts_units_and_a_zero_is_a_figure(nhon_trach: Campaign) -> None:
    counts = [
        *full("ap-cho", "2025-10-14", 0),
        *full("ap-trau", "2025-10-18", 3, "16:31"),
        row("ap-my-khoan", "2025-10-14", "cks", 1),
    ]

    found = figures(nhon_trach, nhon_trach.period("2025-W42"), counts)

    assert (found.expected, found.complete, found.timely) == (5, 2, 1)
    assert [area.id for area in found.missing] == ["ap-my-khoan", "ap-phuoc-my", "ap-ben-san"]


def test_nothing_expected_is_no_rate(nhon_trach: Campaign) -> None:
    everybody = {leaf.id for leaf in nhon_trach.leaves}

    found = figures(nhon_trach, nhon_trach.period("2025-W42"), [], excused=everybody)

    assert (found.expected, found.completeness, found.timeliness, found.missing) == (0, None, None, ())


def test_an_excused_unit_leaves_the_denominator_and_keeps_its_figures(nhon_trach: Campaign) -> None:
    found = figures(nhon_trach, nhon_trach.period("2025-W42"), full("ap-cho", "2025-10-14", 4), excused={"ap-cho"})

    assert (found.expected, found.complete) == (4, 0)
    assert found.of("cks").period == 4
    assert found.unit("ap-cho").complete


def test_a_share_of_the_target_may_exceed_a_hundred_percent_and_says_so(nhon_trach: Campaign) -> None:
    found = figures(nhon_trach, nhon_trach.period("2025-W42"), [row("ap-cho", "2025-10-14", "cks", 9750)])

    assert found.of("cks").share == 2
    assert found.of("cks").exceeded


def test_what_was_there_before_counts_for_the_target_but_not_as_work(nhon_trach: Campaign) -> None:
    campaign = nhon_trach.with_numbers({}, {"ap-cho": {"cks": 875}})

    cks = figures(campaign, campaign.period("2025-W42"), [row("ap-cho", "2025-10-14", "cks", 100)]).of("cks")

    assert (cks.period, cks.total, cks.baseline, cks.wanted, cks.share) == (100, 100, 875, 4875, 0.2)
    assert cks.elapsed == 10 / 83
    assert cks.pace == pytest.approx(100 / 4000 / (10 / 83))


def test_numbers_that_were_imported_stand_over_the_presets(nhon_trach: Campaign) -> None:
    campaign = nhon_trach.with_numbers({"ap-cho": {"nguoi-lon": 2650}}, {})

    assert figures(campaign, campaign.period("2025-W42"), []).of("cks").wanted == 5000


def test_time_is_measured_up_to_today_within_a_running_period(nhon_trach: Campaign) -> None:
    found = figures(nhon_trach, nhon_trach.period("2025-W42"), [], today=date(2025, 10, 15))

    assert found.of("cks").elapsed == 6 / 83


def test_a_span_owes_a_report_for_every_period_that_fell_due_in_it(nhon_trach: Campaign) -> None:
    counts = [*full("ap-cho", "2025-10-11", 1), *full("ap-cho", "2025-10-14", 2), *full("ap-trau", "2025-10-14", 3)]
    source = Source(
        nhon_trach, counts, date(2025, 10, 19), excuses=[Away("ap-ben-san", date(2025, 10, 10), date(2025, 10, 12))]
    )

    found = source.between(date(2025, 10, 10), date(2025, 10, 19))

    assert (found.expected, found.complete, found.timely) == (9, 3, 3)
    assert found.of("cks").period == 6
    assert found.unit("ap-cho").complete
    assert not found.unit("ap-trau").complete


def test_a_span_of_exactly_one_period_says_what_the_period_says(nhon_trach: Campaign) -> None:
    counts = [*full("ap-cho", "2025-10-11", 1), *full("ap-cho", "2025-10-14", 2), *full("ap-trau", "2025-10-14", 3)]
    source = Source(nhon_trach, counts, date(2025, 10, 19), [Booked("ap-cho", date(2025, 10, 14), "cks", -1)])
    period = nhon_trach.period("2025-W42")

    span, own = source.between(period.start, period.end), source.period(period)

    assert span.progress == own.progress
    assert span.units == own.units
    assert (span.expected, span.complete, span.timely) == (own.expected, own.complete, own.timely)


def test_the_last_step_of_the_course_is_the_running_period(ngok_bay: Campaign) -> None:
    counts = [
        row("thon-mang-la", "2026-01-10", "ho-so", 40),
        row("thon-mang-la", "2026-01-15", "ho-so", 30),
        row("thon-mang-la", "2026-02-01", "cks/nguoi-dan", 5),
    ]
    source = Source(ngok_bay, counts, date(2026, 2, 3))

    first, second = source.steps

    assert (first.value("ho-so"), first.total("ho-so")) == (30, 30)
    assert (second.value("ho-so"), second.total("ho-so"), second.total("cks/nguoi-dan")) == (0, 30, 5)
    assert second.units["thon-mang-la"] == source.period(ngok_bay.period("2026-02")).unit("thon-mang-la")


def test_what_the_database_added_up_counts_like_the_rows(thirty_days: Campaign) -> None:
    counts = [
        row("khom-1", "2023-08-05", "kich-hoat", 5),
        row("khom-1", "2023-08-05", "vang", 9),
        row("khom-1", "2023-08-06", "kich-hoat", 2),
        row("khom-2", "2023-08-05", "vang", 4),
        row("khom-2", "2023-08-06", "vang", 0),
    ]
    period = thirty_days.period("2023-08-06")
    before = {("khom-1", "kich-hoat"): 5, ("khom-1", "vang"): 9, ("khom-2", "vang"): 4}

    by_sums = figures(thirty_days, period, [c for c in counts if c.day == period.start], before=before)

    assert by_sums == figures(thirty_days, period, counts)
    assert by_sums.of("vang").total == 9


def test_the_tree_adds_up_from_hamlet_to_district(thirty_days: Campaign) -> None:
    counts = [row("khom-1", "2023-08-05", "kich-hoat", 5), row("ap-my-an", "2023-08-05", "kich-hoat", 7)]

    (district,) = tree(thirty_days, figures(thirty_days, thirty_days.period("2023-08-05"), counts))

    town = district.below[0]
    assert (district.area.id, district.figures.of("kich-hoat").total, district.figures.of("kich-hoat").wanted) == (
        "huyen",
        12,
        9460,
    )
    assert (town.area.id, town.depth, town.figures.of("kich-hoat").total) == ("thi-tran", 1, 5)
    assert [branch.figures.expected for branch in district.walk()] == [8, 2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1]


def test_groups_are_counted_together_for_the_whole_indicators_target(ngok_bay: Campaign) -> None:
    counts = [
        row("thon-mang-la", "2026-01-10", "cks/nguoi-dan", 50),
        row("thon-mang-la", "2026-01-10", "cks/can-bo", 5),
    ]

    found = figures(ngok_bay, ngok_bay.period("2026-01"), counts)

    assert (found.of("cks").total, found.of("cks").wanted) == (55, 1805)
    assert (found.of("vneid2").wanted, found.of("vneid2/can-bo").wanted) == (None, 56)


def test_a_rate_lies_between_zero_and_a_hundred_percent_or_is_a_doubt() -> None:
    assert [Rate(*pair).value for pair in ((0, 4), (1, 4), (4, 4), (5, 4), (-1, 4), (0, 0), (3, None))] == [
        0, 0.25, 1, None, None, None, None,
    ]  # fmt: skip
    assert [Rate(*pair).doubtful for pair in ((4, 4), (5, 4), (-1, 4), (3, None))] == [False, True, True, False]


def test_a_silent_hamlet_does_not_lower_the_share_of_signed_dossiers(ngok_bay: Campaign) -> None:
    counts = [
        row("thon-mang-la", "2026-01-10", "ho-so", 40),
        row("thon-mang-la", "2026-01-10", "ho-so-ky-so", 10),
        row("thon-dak-lech", "2026-01-10", "ho-so", 100),
        row("thon-kroong-ktu", "2026-01-10", "ho-so", 3),
        row("thon-kroong-ktu", "2026-01-10", "ho-so-ky-so", 8),
    ]

    found = figures(ngok_bay, ngok_bay.period("2026-01"), counts)

    assert rate_of(ngok_bay, "ho-so-ky-so", found.units) == Rate(10, 40)
    ktu = ngok_bay.area("thon-kroong-ktu")
    assert doubts(ngok_bay, found) == (Doubt(ktu, "ho-so-ky-so", 8, 3, "ho-so"),)


def test_more_than_there_are_people_is_a_doubt(thirty_days: Campaign) -> None:
    found = figures(thirty_days, thirty_days.period("2023-08-05"), [row("khom-1", "2023-08-05", "vang", 1026)])

    assert doubts(thirty_days, found) == (Doubt(thirty_days.area("khom-1"), "vang", 1026, 1025, "du-dieu-kien"),)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("nhon-trach-2025", "cks"),
        ("bim-son-2023", "kich-hoat"),
        ("chien-dich-30-ngay-dem-2023", "kich-hoat"),
        ("ngok-bay-2025", "cks"),
        ("quang-ngoc-2026", "vneid2"),
    ],
)
def test_every_preset_compares_by_its_main_target(name: str, key: str) -> None:
    assert compared(load_named(name)) == key


def test_the_ranking_weighs_people_and_duty_days(nhon_trach: Campaign) -> None:
    """Ấp Chợ counted more, but more people live there; ấp Trầu was excused for half of the days."""
    counts = [
        row("ap-cho", "2025-10-13", "cks", 48),
        row("ap-trau", "2025-10-13", "cks", 30),
        row("ap-my-khoan", "2025-10-13", "cks", 42),
    ]
    away = Away("ap-trau", date(2025, 10, 15), date(2025, 10, 19))
    source = Source(nhon_trach, counts, date(2025, 10, 19), excuses=[away])

    places = ranking(source, source.period(nhon_trach.period("2025-W42")))

    assert [(place.area.id, place.rank) for place in places] == [
        ("ap-trau", 1), ("ap-cho", 2), ("ap-my-khoan", 2), ("ap-phuoc-my", 4), ("ap-ben-san", 4),
    ]  # fmt: skip
    assert places[0].fair == pytest.approx(30 * 1000 / (1900 * 5))
    assert places[1].fair == places[2].fair == 2


def test_the_ranking_tells_silence_from_nought(nhon_trach: Campaign) -> None:
    counts = [row("ap-cho", "2025-10-11", "cks", 7), row("ap-trau", "2025-10-13", "cks", 0)]
    source = Source(nhon_trach, counts, date(2025, 10, 19))

    places = ranking(source, source.period(nhon_trach.period("2025-W42")))

    told = {place.area.id: (place.counted, place.total, place.share) for place in places}
    assert told["ap-cho"] == (None, 7, 7 / 1200)
    assert told["ap-trau"] == (0, 0, 0.0)
    assert told["ap-ben-san"] == (None, None, None)


def test_who_cannot_be_compared_comes_last_without_a_rank(nhon_trach: Campaign) -> None:
    areas = tuple(replace(a, populations={}) if a.id == "ap-cho" else a for a in nhon_trach.areas)
    campaign = replace(nhon_trach, areas=areas)
    source = Source(campaign, [row("ap-cho", "2025-10-13", "cks", 48)], date(2025, 10, 19))

    last = ranking(source, source.period(campaign.period("2025-W42")))[-1]

    assert (last.area.id, last.rank, last.fair) == ("ap-cho", None, None)


def test_communes_are_ranked_with_their_three_ratios(thirty_days: Campaign) -> None:
    counts = [row("khom-1", "2023-08-05", "kich-hoat", 419), row("khom-2", "2023-08-05", "vang", 210)]
    source = Source(thirty_days, counts, date(2023, 8, 5))

    first = ranking(source, source.period(thirty_days.period("2023-08-05")))[0]

    assert (first.area.id, first.rank, first.people) == ("thi-tran", 1, 2095)
    assert {key: rate.value for key, rate in first.rates} == {"kich-hoat": 0.2, "vang": 210 / 2095, "khong-du-dk": 0}
