"""Hide what nobody should send to a bot – identity numbers, phones, cards, codes, passwords – before it is kept.

Only the shape is known, never the number: what is hidden is replaced by «•••» and named by its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.types import Incoming

HIDDEN = "•••"
KINDS = ("otp", "password", "card", "id", "phone")

_GAP = r"[ .\-]?"
# Twelve digits of the citizen's identity number, which begins with 0: in one piece or in the usual groups.
_ID = re.compile(
    rf"(?<![\d.,])0\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}(?!\d)|(?<![\d.,])0\d{{3}} \d{{4}} \d{{4}}(?!\d)"
)
_OLD_ID = re.compile(r"((?:cmnd|cmt|chứng minh|chung minh)\D{0,25})(\d{9})(?!\d)", re.IGNORECASE)
_CARD = re.compile(r"(?<!\d)\d{4}([ .\-]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?(?!\d)")
_PHONE = re.compile(r"(?<![\d.,])(?:\+?84|0)[ .\-]?[35789]\d(?:[ .\-]?\d){7}(?!\d)")
_OTP = re.compile(
    r"((?:\botp\b|mã xác (?:thực|nhận|minh)|ma xac (?:thuc|nhan|minh)|mã kích hoạt|ma kich hoat|\bcode\b)\D{0,20})"
    r"(\d(?:[ .\-]?\d){3,7})(?!\d)",
    re.IGNORECASE,
)
_OTP_BEFORE = re.compile(r"(?<!\d)(\d{4,8})(\s*(?:là|la)\s*(?:mã|ma)\s*(?:otp|xác|xac))", re.IGNORECASE)
_PASSWORD = re.compile(
    r"((?:mật khẩu|mat khau|\bmk\b|\bpass(?:word|code)?\b|\bpin\b|mã pin|ma pin)[^\n:=]{0,20}?"
    r"(?:\s*[:=]\s*|\s+(?:là|la)\s+))"
    r"(?=\S*\d)(\S{4,40})",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"(?:\d{1,2}|\d+\s*số|vneid\d?|mức\d?)[.,;!?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text fit to be kept, and which kinds of secrets stood in it."""

    text: str
    kinds: tuple[str, ...] = ()


def mask(text: str) -> Masked:
    """Hide secrets in a text. The same text comes back when there is nothing to hide."""
    if not any(ch.isdigit() for ch in text):
        return Masked(text)
    found: set[str] = set()

    def hide(kind: str, keep: int | None) -> Callable[[re.Match[str]], str]:
        def put(match: re.Match[str]) -> str:
            if kind == "password" and _HARMLESS.fullmatch(match.group(2)):
                return match.group(0)
            found.add(kind)
            return f"{match.group(keep)}{HIDDEN}" if keep else HIDDEN

        return put

    for kind, pattern, keep in (
        ("otp", _OTP, 1),
        ("password", _PASSWORD, 1),
        ("card", _CARD, None),
        ("id", _ID, None),
        ("id", _OLD_ID, 1),
        ("phone", _PHONE, None),
    ):
        text = pattern.sub(hide(kind, keep), text)
    shown = _OTP_BEFORE.sub(lambda match: f"{HIDDEN}{match.group(2)}", text)
    if shown != text:
        found.add("otp")
    return Masked(shown, tuple(kind for kind in KINDS if kind in found))


def shielded(update: Incoming) -> Incoming:
    """The update as it may be kept; `masked` names what was hidden."""
    if not update.text:
        return update
    masked = mask(update.text)
    if not masked.kinds:
        return update
    return replace(update, text=masked.text, masked=tuple(dict.fromkeys((*update.masked, *masked.kinds))))
