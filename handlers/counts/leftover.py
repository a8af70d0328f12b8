"""A figure that ends a part of the line as if behind a label, and of which nothing is stored: «kc số 50, vneid 3».

What is told beside today's figures says so («luỹ kế 40», «hôm qua 3», «đội 2»); of the corpora's 4,450 lines that are
stored, each other figure in such a place is stored as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers.counts import words as w
from handlers.counts.lexicon import Lexicon
from handlers.counts.numbers import spoken
from handlers.counts.tokens import Token, Words

_EXPLAINED = Words("""
    hư, hỏng, xe, máy, chiếc, cái, tên, họ, văn, thị, đội, tổ, khóm, kinh, kênh, cống, cầu, km, cây số, ấp, thôn,
    khu phố, kp, xóm, tuần, tháng, quý, ngày, năm, mức, mức độ, m1, m2, hẻm, ngõ, ngách, đường, kiệt, nhà số, số nhà,
    phòng, lớp, khối, luỹ kế, lũy kế, cộng dồn, tổng, cộng, tất cả, cả thảy, hôm qua, bữa qua, hqua, hôm trước,
    bữa trước, hồi sáng, sáng, trưa, chiều, tối, chỉ tiêu, mục tiêu, kế hoạch, dự kiến, phấn đấu, ráng, cố gắng, cố,
    thiếu, hứa, định, mai, tăng, giảm, hơn, kém, so với, gấp, nam, nữ, trong đó, gồm, bao gồm, dân số, tuổi, lỗi,
    mã lỗi, đề án, quyết định, phải, hết, mỗi, làm, được, lúc, giờ, sđt, sdt, đt, điện thoại, gọi, zalo, hotline,
    tổng đài, nghị định, cv, còn, nợ, vắng, chưa, hẹn, sửa, nhầm, ghi, báo, stt, câu, mục, điểm, ca, đợt, lần, buổi,
    phiếu, bị, mẹ, ba, bố, con, cháu, cụ, ông, bà, bác, cô, chú, chị, anh, em, vợ, chồng, viettel, vnpt, mobifone,
    mysign, smartca, phiên bản
    """)
_CARRYING = Words(
    "trong đó, gồm, bao gồm, luỹ kế, lũy kế, cộng dồn, hôm qua, bữa qua, hqua, hôm trước, dự kiến, !mai, chỉ tiêu"
)
"""Said once for several parts: «trong đó MySign 4, SmartCA 2»."""
_PARTS = (",", ";", "\n", ".", "•", "|")
_LINK = (":", "=", "-")
_LONGEST = 4
"""Digits of a count."""
MOST = 5
"""Words of a label."""


def leftover(body: tuple[Token, ...], lexicon: Lexicon, values: Mapping[str, int]) -> int | None:
    """The first such figure; None: there is none."""
    stored, known = set(values.values()), {key.partition("/")[0] for key in values}
    carried = False
    for part in _parts(body):
        if part and part[0].text in ("\n", ";", "."):
            carried, part = False, part[1:]
        elif part and part[0].text in _PARTS:
            part = part[1:]
        carried = carried or _CARRYING.within(part)
        figure, at = _labelled(part) or (None, 0)
        if figure is None or figure in stored or carried or _EXPLAINED.within(part[:at]):
            continue
        entries = (lexicon.longest(part, at) for at in range(len(part)))
        if not any(found is not None and not known.isdisjoint(found[0].ids) for found in entries):
            return figure  # else it is the whole of groups: «kích hoạt 23, trong đó …»
    return None


def _parts(body: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The parts of a line, each but the first with the mark before it."""
    start = 0
    for at, token in enumerate(body):
        inside = at + 1 < len(body) and body[at + 1].kind == "digits" and not body[at + 1].spaced  # «50.000»
        if token.text in _PARTS and at > start and not inside:
            yield body[start:at]
            start = at
    yield body[start:]


def _labelled(part: tuple[Token, ...]) -> tuple[int, int] | None:
    """The figure behind one to five words, and where it begins; nothing but a colon stands between, and courtesy
    behind it."""
    end = len(part)
    while end and part[end - 1] in w.POLITE:
        end -= 1
    for at in range(1, end):
        number = _figure(part, at, end)
        if number is None:
            continue
        words = [token for token in part[:at] if token.text not in _LINK]
        named = 1 <= len(words) <= MOST and all(token.kind == "word" for token in words)
        return (number, at) if named else None
    return None


def _figure(part: tuple[Token, ...], at: int, end: int) -> int | None:
    """The number that begins here and ends the part."""
    if part[at].kind == "digits":
        return int(part[at].text) if at + 1 == end and len(part[at].text) <= _LONGEST else None
    told = spoken(part, at)
    return told.value if told is not None and at + told.taken == end else None
