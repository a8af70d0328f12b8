"""Messages that take the last report back: «huỷ giùm em báo cáo lúc nãy», «báo cáo hồi nãy sai rồi, xoá đi»."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.tokens import Token, Words

_VERBS = Words("huỷ, hủy, huy, xoá, xóa, rút lại, undo, bỏ, hoàn tác, thu hồi, rút, gỡ, huỷ bỏ, hủy bỏ, xoá bỏ, xóa bỏ")
_OBJECTS = Words("""
    báo cáo, bc, cái, tin, tin nhắn, bản, lệnh, dòng, số liệu, lần, số, vừa rồi, vừa gửi, vừa nãy, lúc nãy, hồi
    nãy, nãy
    """)
_REST = Words("""
    bc, báo cáo, vừa rồi, vừa, nãy, hồi nãy, lúc nãy, này, đi, giúp, giùm, dùm, em, ạ, a, nha, nhé, lệnh, cái,
    bản, lần, số liệu, dòng, tin, vừa gửi, gửi, gởi, mới, cuối, nhầm, chị, anh, bot, với, rồi, dạ, cho, tin nhắn,
    lại, báo, thôi, xin, đề nghị, do, vì, sai, khu phố, ấp, thôn, nơi, ngày, hồi, lúc, tôi, tui, mình, bác, cháu,
    đó, kia, trước, trên, luôn, hết, giùm em, nhờ, số, vừa xong, vừa nộp, nộp, ghi, lộn, toàn bộ, được, đã, của,
    mới nãy, nghen, hen, nhóm, cái này
    """)
_SLIPPING = Words("bấm, gõ, nhắn, lỡ, bị, đọc, ghi, gửi, gởi, báo, nhập")
_WRONGLY = Words("""
    nhóm, bữa, bữa trước, bữa qua, hôm trước, hôm qua, tay, đội, tổ, khác, tuần trước, ngày trước, đợt trước, chỗ, qua,
    sang, vào, vô, cũ
    """)
"""Why it is taken back, in a clause of its own: «…, em báo nhầm số của bữa trước». What stands before «nhầm» could
tell which report is meant («…, bản hôm qua nhầm»), so that days are read only behind it."""
_MISTOOK = ("nham", "lon", "trung")
LONGEST = 16


def _turn(tokens: tuple[Token, ...]) -> int:
    """Where «em đọc lộn» begins in a message without commas."""
    for token, behind, last in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (
            token.plain in ("em", "tui", "toi", "minh", "con", "chau")
            and behind in _SLIPPING
            and last.plain in _MISTOOK
        ):
            return token.start
    return tokens[-1].end


def undoes(tokens: tuple[Token, ...]) -> bool:
    """Whether the message does nothing but take the last report back."""
    rest = tuple(token for token in tokens if token.kind != "mark")
    if not rest or len(rest) > LONGEST or any(token.text in ("?",) for token in tokens):
        return False
    comma = next((token.start for token in tokens if token.text in (",", ".", ";", "\n")), _turn(rest))
    slip = next((token.start for token in rest if token.start > comma and token.plain in _MISTOOK), None)
    at, verb, objects = 0, False, False
    while at < len(rest):
        taken = _VERBS.at(rest, at) if rest[at].low not in ("bổ", "bò", "rụt") else 0
        if taken:
            verb = True
        objects = objects or _OBJECTS.at(rest, at) > 0
        other = rest[at].plain == "khac" and any(token.plain in ("nham", "lon") for token in rest)
        early = _SLIPPING.at(rest, at) if _mistaken_first(rest, at, comma) else 0
        why = 1 if rest[at].plain in _MISTOOK and slip is not None and rest[at].start >= slip else 0
        if slip is not None and rest[at].start > comma:
            why = max(why, _SLIPPING.at(rest, at), _WRONGLY.at(rest, at) if rest[at].start > slip else 0)
        step = max(taken, early, _REST.at(rest, at), why, 1 if rest[at] in w.POLITE or other else 0)
        if not step:
            return False
        at += step
    alone = rest[0].plain not in ("bo", "rut", "go") or (len(rest) == 2 and rest[1].plain in ("di", "lai"))
    return verb and (objects or alone)


def _mistaken_first(rest: tuple[Token, ...], at: int, comma: int) -> bool:
    """«bấm nhầm rồi, xoá …»: the slip is owned up to before what is to be done."""
    behind = rest[at + 1 : at + 4]
    return rest[at].start < comma and any(t.plain in _MISTOOK and t.start < comma for t in behind)
