"""What a commune's own template may leave blank, by name, and what belongs there. Values only: nothing is executed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.clock import VIETNAM
from bot.text import fold
from handlers.campaign import Campaign
from handlers.phrases import template as told
from handlers.phrases import words
from handlers.summaries import letter_tables
from handlers.summaries.bundle import written
from handlers.summaries.columns import in_period, in_total
from handlers.summaries.letter_words import Words, percent, place_name

FIGURE = re.compile(r"([^.@]+)\.([a-z_]+)(?:@([^.@]+))?")
"""«cks.luy_ke», «cks.ky@ap-cho»."""

INLINE: Mapping[str, Callable[[Words], str]] = {
    "chien_dich": lambda said: said.campaign.name,
    "ke_hoach": lambda said: said.campaign.plan,
    "co_quan": lambda said: said.issuer,
    "xa": lambda said: said.campaign.place.commune,
    "tinh": lambda said: said.campaign.place.province,
    "dia_danh": lambda said: place_name(said.campaign.place.commune),
    "ky_hieu": lambda said: said.letterhead.symbol,
    "ky": lambda said: said.period,
    "tu_ngay": lambda said: f"{said.figures.period.start:%d/%m/%Y}",
    "den_ngay": lambda said: f"{said.figures.period.end:%d/%m/%Y}",
    "ngay_ky": lambda said: said.dated,
    "chot_luc": lambda said: f"{said.made_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
    "trich_yeu": lambda said: said.abstract,
    "so_don_vi": lambda said: words.number(len(said.figures.units)),
    "phai_bao_cao": lambda said: words.number(said.figures.expected),
    "da_du": lambda said: words.number(said.figures.complete),
    "dung_han": lambda said: words.number(said.figures.timely),
    "ty_le_du": lambda said: percent(said.figures.completeness),
    "ty_le_dung_han": lambda said: percent(said.figures.timeliness),
    "con_thieu": lambda said: words.listed(area.full_name for area in said.figures.missing) or told.NOTHING,
    "can_xem_lai": lambda said: words.number(len(said.bundle.doubts)),
}
"""Within a sentence; written in capitals the value is in capitals, too."""

LINES: Mapping[str, Callable[[Words], Sequence[str]]] = {
    "mo_dau": lambda said: [said.opening],
    "tinh_hinh_chung": lambda said: said.before_table[0][1],
    "so_sanh": lambda said: said.compared,
    "kho_khan": lambda said: said.after_table[0][1],
    "danh_gia": lambda said: said.after_table[1][1],
    "phuong_huong": lambda said: said.after_table[2][1],
    "kien_nghi": lambda said: said.after_table[3][1],
    "ket_luan": lambda said: [said.closing],
    "noi_nhan": lambda said: [
        f"- {one}{'.' if at == len(said.recipients) else ';'}" for at, one in enumerate(said.recipients, start=1)
    ],
    "nguoi_ky": lambda said: [line.upper() for line in said.letterhead.signer],
}
"""Alone in a paragraph: one paragraph for each line, in the look of that one."""

TABLES: Mapping[str, Callable[[Words, float], list[str]]] = {
    "bang_ket_qua": lambda said, room: [letter_tables.results(said, room)],
    "bang_don_vi": lambda said, room: letter_tables.units(
        said.bundle,
        said,
        letter_tables.parts(
            said.bundle,
            letter_tables.COLUMNS if room >= letter_tables.LANDSCAPE else letter_tables.PORTRAIT_COLUMNS,
        ),
        room,
    ),
    "bang_rieng": lambda said, room: letter_tables.own(said.bundle, room),
}
"""Alone in a paragraph of the body: our tables in its place, as wide as the page lets them."""

GAPS_AND_DOUBTS = ({"tinh_hinh_chung", "con_thieu"}, {"tinh_hinh_chung", "can_xem_lai"})
"""A report that has none of these would hide what is missing, or what is doubtful."""

_FIELDS = ("ten", "don_vi", "ky", "luy_ke", "giao", "ty_le")
_OF_AN_AREA = ("ky", "luy_ke")


def name_of(typed: str) -> str:
    """«Khó khăn» → «kho_khan»."""
    return fold(typed).replace(" ", "_")


def problem_of(typed: str, campaign: Campaign) -> str:
    """Why nothing belongs into that blank; "" when something does."""
    name = name_of(typed)
    if name in INLINE or name in LINES or name in TABLES:
        return ""
    match = FIGURE.fullmatch(name)
    if match is None:
        return told.UNKNOWN.format(blank=typed, near=_near(name, [*INLINE, *LINES, *TABLES]))
    key, field, area = match.groups()
    keys = _keys(campaign)
    if key not in keys:
        return told.UNKNOWN_KEY.format(blank=typed, key=key, near=_near(key, keys))
    if field not in (_OF_AN_AREA if area else _FIELDS):
        known = _OF_AN_AREA if area else _FIELDS
        return told.UNKNOWN_FIELD.format(blank=typed, field=field, known=", ".join(known))
    if area and not campaign.has_area(area):
        return told.UNKNOWN_AREA.format(blank=typed, area=area, near=_near(area, [a.id for a in campaign.areas]))
    return ""


def value_of(typed: str, said: Words) -> str:
    """What stands in a blank within a sentence. The blank must be a known one."""
    name = name_of(typed)
    value = INLINE[name](said) if name in INLINE else _figure(name, said)
    return written(value.upper() if typed.isupper() and name in INLINE else value)


def lines_of(typed: str, said: Words) -> list[str]:
    """What stands in a blank that is a paragraph. The blank must be a known one."""
    return [written(line) for line in LINES[name_of(typed)](said)]


def _figure(name: str, said: Words) -> str:
    match = FIGURE.fullmatch(name)
    assert match is not None, "it was checked"
    key, field, area = match.groups()
    if area:
        below = {leaf.id for leaf in said.campaign.below(area)}
        units = [unit for unit in said.figures.units if unit.area.id in below]
        keys = [one for one in said.campaign.keys if one == key or one.startswith(f"{key}/")]
        values = [(unit.values if field == "ky" else unit.totals).get(one) for unit in units for one in keys]
        heard = [value for value in values if value is not None]
        return letter_tables.number(sum(heard) if heard else None)
    one = said.figures.of(key)
    match field:
        case "ten":
            return said.campaign.label(key, short=False)
        case "don_vi":
            return said.campaign.indicator(key).unit
        case "ky":
            return letter_tables.number(in_period(said.campaign, said.figures, key))
        case "luy_ke":
            return letter_tables.number(in_total(said.campaign, said.figures, key))
        case "giao":
            return letter_tables.number(one.wanted)
        case _:
            return percent(one.share)


def _keys(campaign: Campaign) -> list[str]:
    """Every figure by its key, and indicators that are counted by group as a whole."""
    return list(dict.fromkeys([*(one.id for one in campaign.indicators), *campaign.keys]))


def _near(name: str, known: Iterable[str]) -> str:
    every = list(known)
    found = difflib.get_close_matches(name, every, n=3, cutoff=0.5) or every[:6]
    return ", ".join(f"«{one}»" for one in found)
