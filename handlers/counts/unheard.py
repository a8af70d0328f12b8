"""The last look before figures are stored: what was told, and of which nothing is stored.

Rules that take out what counts nothing (parts, people who wait, what was meant for another day) may take the figure of
a label along: «chữ ký số là 7 đồng chí, trong đó 2 đồng chí trên 60 tuổi». Lines that are stored hardly ever name a
label in vain, other than such words of every story as «nhà» and «hỗ trợ»; these are heard where somebody went to so
many. Nor do they tell of a group of people only that there were some.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers.counts import words as w
from handlers.counts.doubts import Doubt
from handlers.counts.lexicon import Entry, Lexicon
from handlers.counts.numbers import spoken
from handlers.counts.owners import VISITING
from handlers.counts.tokens import Token, Words

_AS_THING = Words(
    "mật khẩu, quên mk, quên pass, mất mk, đổi mk, mật mã, mã pin, tích hợp, vào, trên, app, lỗi, khó, hỏi"
)
"""Before a label: it is named as a thing («tích hợp VNeID», «không ai hỏi thanh toán»)."""
_UNDONE = Words("chưa, hẹn, từ chối, nợ, không chịu, ko chịu")
"""The same behind a figure: so many did not do it («5 người chưa có cks»)."""
_NEAR = 4
_BESIDES = Words("với, và, cùng, thêm, có, kèm, lẫn, còn, được, đc, dc")
_TOLD = ("ho tro", "huong dan", "so nha", "tu van", "den nha", "gia dinh", "nha dan", "ho dan", "lên san", "mo the")
_HOUSES = ("nhà", "nha", "hộ", "ho")
_AWAY = Words("đóng cửa, đi vắng, khóa cửa, khoá cửa, chưa, không, ko, hông, hổng, hẹn, còn, nữa, mai, vắng, từ chối")
"""«ghé 3 nhà đóng cửa», «còn 5 nhà nữa»: not all of those that were visited."""


def unheard(body: tuple[Token, ...], lexicon: Lexicon, values: Mapping[str, int]) -> Doubt | None:
    """What must be asked about: an indicator that these words name, houses that were visited, a group of some."""
    known = {key.partition("/")[0] for key in values}
    for at, end, entry in _entries(body, lexicon):
        if (
            entry.sort == "group"
            and _some(body, at, end)
            and not any(key.endswith(f"/{entry.ids[0]}") for key in values)
        ):
            return Doubt("approximate", tuple(f"{id_}/{entry.ids[0]}" for id_ in known if _counts(lexicon, id_, entry)))
        if entry.sort != "indicator" or not known.isdisjoint(entry.ids):
            continue
        if entry.soft and len(entry.parts) < 3 and _of_stories(entry):
            if body[at].low in _HOUSES and _visited(body, at, end):
                return Doubt("no-number", (entry.ids[0],))
        elif not _in_vain(body, at):
            return Doubt("no-number", (entry.ids[0],))
    return None


def _in_vain(body: tuple[Token, ...], at: int) -> bool:
    start = max(0, at - _NEAR)
    if _AS_THING.within(body, start, at):
        return True
    told = any(token.kind == "digits" or spoken(body, i) for i, token in enumerate(body[:at]))
    return told and _UNDONE.within(body, start, at)


def _of_stories(entry: Entry) -> bool:
    """A label that is a word of every story: «nhà», «hỗ trợ»."""
    return len(entry.parts) < 2 or " ".join(part[1] for part in entry.parts) in _TOLD


def _entries(body: tuple[Token, ...], lexicon: Lexicon) -> Iterator[tuple[int, int, Entry]]:
    at = 0
    while at < len(body):
        found = lexicon.longest(body, at)
        if found is not None:
            yield at, at + found[1], found[0]
        at += found[1] if found is not None else 1


def _visited(body: tuple[Token, ...], at: int, end: int) -> bool:
    """«đi 12 hộ»: a figure before these houses, a word of visiting before it, and nothing says that they were away."""
    if not at or (body[at - 1].kind != "digits" and spoken(body, at - 1) is None):
        return False
    if not body[at].marked and any(token.marked for token in body):
        return False  # «vẫn đi, cks 4 nha chị»
    start = next((i + 1 for i in range(at - 2, max(-1, at - 2 - _NEAR), -1) if body[i].kind == "mark"), None)
    start = max(0, at - 1 - _NEAR) if start is None else start
    went = any(token in VISITING for token in body[start : at - 1])
    return went and not _AWAY.within(body, start, at - 1) and not _AWAY.at(body, end)


def _some(body: tuple[Token, ...], at: int, end: int) -> bool:
    """«với mấy cháu học sinh nữa», but not «nhờ mấy bạn đoàn viên»: how many is not told."""
    vague = any(w.VAGUE.at(body, back) and body[back - 1] in _BESIDES for back in range(max(1, at - 2), at))
    told = any(token.kind == "digits" or spoken(body, i) for i, token in enumerate(body[at - 1 : end + 2], at - 1))
    return vague and not told


def _counts(lexicon: Lexicon, indicator: str, group: Entry) -> bool:
    return group.ids[0] in lexicon.campaign.indicator(indicator).groups
