"""The picture: what it says is the model's, and it can be drawn for every preset, light and dark."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from PIL import Image

from bot.clock import VIETNAM
from handlers import paper
from handlers.paper.progress_chart import DARK, LIGHT, Palette
from handlers.phrases.summary import LINES, overview, summary
from handlers.presets import load_named, names
from handlers.summaries.chart import chart_of
from handlers.summaries.source import Source
from handlers.summaries.tables import as_text, own_tables
from tests.handlers.summaries.seeded import seeded
from tests.handlers.summaries.test_figures import Away, full, row

NOW = datetime(2025, 10, 18, 17, tzinfo=VIETNAM)


def week_42() -> Source:
    campaign = load_named("nhon-trach-2025")
    counts = [
        *full("ap-cho", "2025-10-11", 300),
        *full("ap-cho", "2025-10-14", 900),
        *full("ap-trau", "2025-10-18", 95, "16:31"),
        row("ap-my-khoan", "2025-10-14", "cks", 1),
    ]
    away = Away("ap-ben-san", date(2025, 10, 13), date(2025, 10, 19))
    return Source(campaign, counts, date(2025, 10, 18), excuses=[away])


def test_the_picture_says_what_the_model_says() -> None:
    source = week_42()

    chart = chart_of(source, source.period(source.campaign.period("2025-W42")), NOW)

    assert (chart.title, chart.subtitle) == (
        "Xã Nhơn Trạch: chữ ký số",
        "Tuần 42 (13/10–19/10)\n1.296/4.875, đạt 26,6 %",
    )
    assert [(bar.name, bar.share, bar.told, bar.behind) for bar in chart.bars[:3]] == [
        ("ấp Chợ", 1.0, "1.200/1.200 · 100 %", False),
        ("ấp Trầu", 0.1, "95/950 · 10 %", True),
        ("ấp Mỹ Khoan", 1 / 1050, "1/1.050 · 0,1 %", True),
    ]
    assert chart.elapsed == 9 / 83
    assert chart.trend == (("T41", 300, "300"), ("T42", 996, "996"))
    assert chart.strip_title == "Báo cáo từng kỳ: đủ 3/9 (33,3 %)"
    assert dict(chart.strip) == {
        "ấp Chợ": ("timely", "timely"),
        "ấp Trầu": ("missing", "late"),
        "ấp Mỹ Khoan": ("missing", "part"),
        "ấp Phước Mỹ": ("missing", "missing"),
        "ấp Bến Sắn": ("missing", "excused"),
    }
    assert [state for state, _ in chart.legend] == ["timely", "late", "part", "missing", "excused"]


def test_before_the_deadline_nobody_is_called_missing() -> None:
    source = week_42()

    chart = chart_of(source, source.period(source.campaign.period("2025-W42")), NOW.replace(hour=16))

    assert dict(chart.strip)["ấp Phước Mỹ"] == ("missing", "open")


@pytest.mark.parametrize("name", names())
def test_every_preset_has_its_picture_tables_and_eight_lines(name: str) -> None:
    source = seeded(name, 24)
    campaign, now = source.campaign, datetime.combine(source.today, NOW.time(), VIETNAM)
    period = source.period(campaign.period_of(source.today))
    span = source.between(campaign.start, source.today)

    for dark, figures in ((False, period), (True, span)):
        png = Image.open(io.BytesIO(paper.chart(chart_of(source, figures, now), dark=dark)))
        assert png.width == 1080 and 1200 < png.height < 3200
    for text in (summary(campaign, period), overview(campaign, span, kind="final")):
        assert 3 <= len(text.split("\n")) <= LINES
    for table in own_tables(source, period):
        assert table.rows and {len(line) for line in table.rows} == {len(table.headings)}
        assert as_text(table).startswith(table.title)


def test_hostile_names_are_drawn_within_the_page() -> None:
    chart = chart_of(week_42(), week_42().period(load_named("nhon-trach-2025").period("2025-W42")), NOW)
    odd = ("$\\frac{1}{2}$ " * 9, "x" * 400, "=HYPERLINK(1)", "😀漢字 ‮abc", "")
    bars = tuple(replace(bar, name=name) for bar, name in zip(chart.bars, odd, strict=True))
    strip = tuple((name, states) for name, (_, states) in zip(odd, chart.strip, strict=True))

    png = Image.open(io.BytesIO(paper.chart(replace(chart, title="T" * 500, bars=bars, strip=strip))))

    assert png.width == 1080


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_text_and_signs_stand_out(palette: Palette) -> None:
    assert _contrast(palette.ink, palette.page) >= 7
    assert _contrast(palette.soft, palette.page) >= 4.5
    for color in (palette.good, palette.behind):
        assert _contrast(color, palette.page) >= 2.7
