"""Hide what nobody should send to a bot – identity numbers, phones, cards, codes, passwords, a child's name – before
it is kept.

Only the shape is known, never the number: what is hidden is replaced by «•••» and named by its kind. What a shape
cannot tell stays as it is: a password sent alone without the word for it, a name that no word announces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.shield_names import hide_names
from bot.types import Attachment, Incoming

HIDDEN = "•••"
KINDS = ("otp", "password", "card", "id", "account", "phone", "name")

_THIN = "\u00a0\u200b\u200c\u200d\u2060\ufeff"
_GAP = rf"[ .\-–_·{_THIN}]{{0,2}}"
"""What people and keyboards put between the groups of one number."""
_LONE = r"(?<!\d)(?<!\d[.,])"
"""Not the tail of another number: «1.079…» is one figure, «số.079…» begins one."""

_NAMED_ID = re.compile(
    rf"((?:căn cước|can cuoc|cccd|cmnd|cmt|ch[ứu]ng minh|[đd][ịi]nh danh|m[ãa] s[ốo] thu[ếe]|\bmst\b|bhxh|bhyt"
    rf"|b[ảa]o hi[ểe]m|h[ộo] chi[ếe]u|ho chieu|passport)\D{{0,25}}?)"
    rf"((?!\d{{1,2}}[/.\-]\d{{1,2}}[/.\-])(?!1[89]00)[A-Z]{{0,2}}\d(?:{_GAP}\d){{6,14}})(?!\d)",
    re.IGNORECASE,
)
_WHOLE_ID = re.compile(r"(?<![\d.,+])\d{12}(?!\d)|(?<=\D[.,])\d{12}(?!\d)|^\d{12}(?!\d)")
_GROUPED_ID = re.compile(rf"{_LONE}0\d{{2,}}(?:{_GAP}\d{{3,}}){{1,3}}(?!\d)")
_SPELT_ID = re.compile(rf"{_LONE}0(?:[ .\-{_THIN}]\d){{11}}(?![ .\-]?\d)")
_CARD = re.compile(rf"(?<!\d)\d{{4}}({_GAP})\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{1,3}})?(?!\d)")
_ACCOUNT = re.compile(
    rf"((?:\bstk\b|s[ốo] t[àa]i kho[ảa]n|\bt[àa]i kho[ảa]n ng[âa]n h[àa]ng)[^\d\n]{{0,20}})"
    rf"(\d(?:{_GAP}\d){{5,18}})(?!\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    rf"{_LONE}(?:\(?\+?\(?84\)?[ .\-{_THIN}]?\(?0?\)?|\(?0)[35789]\)?(?:[ .\-–_{_THIN}()]{{0,2}}\d){{8}}(?!\d)"
    rf"|{_LONE}01[2689]\d(?:[ .\-]?\d){{7}}(?!\d)"
)
_CODE_WORDS = (
    r"\botp\b|\bopt\b|m[ãa] x[áa]c (?:th[ựu]c|nh[ậa]n|minh)|m[ãa] k[íi]ch ho[ạa]t|m[ãa] b[ảa]o m[ậa]t|\bcode\b"
    r"|m[ãa] m[ộo]t l[ầa]n"
)
_OTP = re.compile(
    rf"((?:{_CODE_WORDS})[^\d\n]{{0,30}}?)(?!1[89]00)(?!(?:19|20)\d\d(?!\d))(\d(?:[ .\-{_THIN}]?\d){{3,7}})(?!\d)",
    re.IGNORECASE,
)
_OTP_BEFORE = re.compile(
    rf"(?<!\d)(?!1[89]00)(\d(?:[ .\-]?\d){{3,7}})(\s*[,:\-–]?\s*(?:(?:n[àa]y|đ[óo]|do)\s+)?(?:l[àa]\s+)?(?:c[áa]i\s+)?"
    rf"(?:{_CODE_WORDS}|m[ãa] (?:x[áa]c|otp)))",
    re.IGNORECASE,
)
_BARE_CODE = re.compile(r"\A\s*\d{3}-?\d{3}\s*[.!?]?\s*\Z")
_TOLD_CODE = re.compile(
    r"(\bm[ãa](?!\s*(?:h[ồo] s[ơo]|đ[ơo]n|don|b[ưu]u|x[ãa]\b|xa\b|thu[ếe]|v[ùu]ng|tr[ưu][ờo]ng|l[ớo]p|kh[áa]ch"
    r"|v[ạa]ch))(?:\s+[^\W\d_]+){0,5}\s*(?:l[àa]|:|=)?\s*)(\d{3}[ .\-]?\d{3})(?!\d)",
    re.IGNORECASE,
)
_KEY_WORD = r"(?:m[ậa]t\s?kh[ẩa]u|\bmk\b|\bm[ậa]t m[ãa]\b|\bpass(?:word|code|w)?\b|\bpin\b|m[ãa] pin|\bpwd\b)"
_PASSWORD = re.compile(
    rf"({_KEY_WORD}[^\n:=]{{0,30}}?(?:\s*[:=]\s*|\s+(?:l[àa]|l[àa]:)\s+))(?=\S*\d|\S*[@#$%^&*!_])(\S{{4,40}})",
    re.IGNORECASE,
)
_PIN = re.compile(
    rf"({_KEY_WORD}(?:\s+(?!năm\b|nam\b|t[ừu]\b)[^\W\d_]+){{0,5}}\s*[,\-–]?\s*)"
    r"(?<![^\W\d_])(?!1[89]00)(\d(?:[ ]?\d){3,11})(?!\d|[/.\-]\d)",
    re.IGNORECASE,
)
_TOLD_PASSWORD = re.compile(
    rf"({_KEY_WORD}(?:\s+[^\W\d_]+){{0,5}}\s+)"
    r"(?=[^\s]*[^\W\d_])(?=[^\s]*\d)(?=[^\s]{6,40}(?:\s|$))([^\s«»]+)",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"(?:\d{1,2}|\d+\s*số|(?:vneid|mức|muc|level|iphone|samsung|galaxy|oppo|vivo|redmi|xiaomi|nokia|ios|android|sim|zalo"
    r"|win|windows|smartca|mysign|etax)[\w\-]*\d*|\d{1,2}-\d{1,2}|\d+(?:lần|lan|ngày|ngay|phút|phut|ký|ky|năm|nam)\w*"
    r"|\d{1,2}/\d{1,2}(?:/\d+)?)[.,;!?)]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text fit to be kept, and which kinds of secrets stood in it."""

    text: str
    kinds: tuple[str, ...] = ()


def mask(text: str) -> Masked:
    """Hide secrets in a text. The same text comes back when there is nothing to hide."""
    found: set[str] = set()
    if any(ch.isdigit() for ch in text) or "@" in text or "#" in text:
        text = _hide_numbers(text, found)
    shown = hide_names(text, HIDDEN)
    if shown != text:
        found.add("name")
    return Masked(shown, tuple(kind for kind in KINDS if kind in found))


def _hide_numbers(text: str, found: set[str]) -> str:
    def hide(kind: str, keep: bool, secret: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
        def put(match: re.Match[str]) -> str:
            if not secret(match.group(2) if keep else match.group(0)):
                return match.group(0)
            found.add(kind)
            return f"{match.group(1)}{HIDDEN}" if keep else HIDDEN

        return put

    for kind, pattern, keep, secret in _SHAPES:
        text = pattern.sub(hide(kind, keep, secret), text)
    shown = _OTP_BEFORE.sub(lambda match: f"{HIDDEN}{match.group(2)}", text)
    if shown != text:
        found.add("otp")
    return shown


def _any(_: str) -> bool:
    return True


def _twelve(value: str) -> bool:
    return sum(ch.isdigit() for ch in value) == 12


_PHONE_LIKE = re.compile(r"0[35789]\d{8}")


def _no_phone(value: str) -> bool:
    """A phone beside the word «căn cước» is a phone."""
    return _PHONE_LIKE.fullmatch("".join(ch for ch in value if ch.isdigit())) is None


def _no_word(value: str) -> bool:
    return HIDDEN not in value and _HARMLESS.fullmatch(value) is None


_SHAPES: tuple[tuple[str, re.Pattern[str], bool, Callable[[str], bool]], ...] = (
    ("otp", _BARE_CODE, False, _any),
    ("id", _NAMED_ID, True, _no_phone),
    ("card", _CARD, False, _any),
    ("id", _WHOLE_ID, False, _any),
    ("id", _GROUPED_ID, False, _twelve),
    ("id", _SPELT_ID, False, _any),
    ("account", _ACCOUNT, True, _any),
    ("phone", _PHONE, False, _any),
    ("otp", _OTP, True, _any),
    ("password", _PASSWORD, True, _no_word),
    ("password", _PIN, True, _any),
    ("password", _TOLD_PASSWORD, True, _no_word),
    ("otp", _TOLD_CODE, True, _any),
)


def shielded(update: Incoming) -> Incoming:
    """The update as it may be kept; `masked` names what was hidden in its words.

    Besides the words: the names of files, the display name, and what a page claims was pressed.
    """
    masked = mask(update.text) if update.text else Masked("")
    named = any(attachment.name for attachment in update.attachments) if update.attachments else False
    return replace(
        update,
        text=masked.text,
        choice=mask(update.choice).text if isinstance(update.choice, str) else update.choice,
        author_name=_numbers_hidden(update.author_name),
        attachments=tuple(map(_without_secrets, update.attachments)) if named else update.attachments,
        masked=tuple(dict.fromkeys((*update.masked, *masked.kinds))),
    )


def _without_secrets(attachment: Attachment) -> Attachment:
    if not attachment.name:
        return attachment
    stem, dot, kind = attachment.name.replace("_", " ").rpartition(".")
    return replace(attachment, name=f"{mask(stem).text}{dot}{mask(kind).text}")


def _numbers_hidden(text: str) -> str:
    """A display name stays the person's own; a number in it does not."""
    holds_one = isinstance(text, str) and any(ch.isdigit() for ch in text)
    return _hide_numbers(text, set()) if holds_one else text
