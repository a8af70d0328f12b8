"""A forwarded message or link: does it follow a known trick, does it lead to an official page, or is it unknown?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from guides.fold import unmark

_ENDINGS = (
    "com|net|org|vn|top|xyz|info|cc|me|link|site|online|shop|club|vip|app|apk|icu|life|live|store|fun|pro|biz|tk|ml|ga"
    "|cf|gq|work|buzz|asia|io|co|ly|us|tech|space|website|win|bid|loan|click"
)
_LINK = re.compile(
    rf"(?:https?://|www\.)[^\s«»]+|(?<![\w@.])(?:[a-z0-9\-]+\.)+(?:{_ENDINGS})(?![\w.\-]*@)(?:/[^\s«»]*)?(?![\w])",
    re.IGNORECASE,
)
_OFFICIAL = (
    "gov.vn",
    "play.google.com",
    "apps.apple.com",
    "smartca.vnpt.vn",
    "mysign.viettel.vn",
)
_COPIED = re.compile(r"gov|vneid|dichvucong|dvcqg|bocongan|congan|dinhdanh|chinhphu|baohiemxahoi|vssid|etax")
_ASKS = re.compile(
    r"\b(?:lua dao|lua ko|lua khong|gia mao|hang gia|that hay gia|that khong|that ko|co that|dang tin|tin duoc|an toan"
    r"|bam vao duoc|bam duoc khong|co nen bam|phai gia)\b"
)
_MESSAGE = re.compile(
    r"\b(?:tin nay|tin nhan nay|link nay|duong link|duong dan|trang nay|so nay|app nay|goi nay|chuyen tiep|forward"
    r"|tin nhan la|tin la|nhan duoc tin|gui toi tin|gui cho toi)\b"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A known trick: the words that betray it, and the intent whose guide tells what to do."""

    key: str
    words: re.Pattern[str]
    intent: str


def _pattern(key: str, words: str, intent: str) -> Pattern:
    return Pattern(key, re.compile(words), intent)


PATTERNS = (
    _pattern("apk", r"\.apk\b|\bfile apk\b|cai (?:file|ung dung|app).{0,20}(?:link|duong dan)", "lua-dao-cai-app-gia"),
    _pattern(
        "lock",
        r"(?:khoa|vo hieu hoa|huy|ngung) (?:tai khoan|sim|so|thue bao|vneid|dinh danh)|(?:se|sap|dang|da) bi khoa",
        "lua-dao-link-tin-nhan",
    ),
    _pattern(
        "update",
        r"(?:cap nhat|dong bo|xac thuc lai|chuan hoa).{0,40}(?:vneid|dinh danh|can cuoc|sap nhap|sinh trac)",
        "lua-dao-link-tin-nhan",
    ),
    _pattern(
        "gift",
        r"(?:nhan|trung|linh|tang).{0,25}(?:qua|thuong|tro cap|ho tro|hoan tien|tien|voucher)|diem thuong|uu dai",
        "lua-dao-link-tin-nhan",
    ),
    _pattern(
        "fine",
        r"phat nguoi|vi pham giao thong|bien lai|giay phat|nop phat",
        "lua-dao-link-tin-nhan",
    ),
    _pattern("parcel", r"buu kien|don hang|shipper|giao hang|hai quan", "lua-dao-link-tin-nhan"),
    _pattern(
        "bank", r"the tin dung|han muc|giao dich bat thuong|smart ?banking|digibank|khoa the", "lua-dao-link-tin-nhan"
    ),
    _pattern("police", r"rua tien|lenh bat|dieu tra|tai khoan tam giu|toa an|vien kiem sat", "lua-dao-goi-dien"),
    _pattern(
        "relative",
        r"(?:muon|vay|chuyen (?:khoan|cho|gap|giup)).{0,40}(?:trieu|tien|tai khoan)|doi so (?:dien thoai|roi)",
        "lua-dao-goi-dien",
    ),
    _pattern("tax", r"hoan thue|quyet toan thue|co quan thue|cuc thue|tien dien|dien luc", "lua-dao-link-tin-nhan"),
)
"""Tricks that were recorded (docs/writing-guides.md names the sources); the first that fits is told."""
LOOK_ALIKE = _pattern("look-alike", "", "lua-dao-link-tin-nhan")
"""An address that is not the state's and borrows its name."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a message is: a known trick, an official address, or something we do not know."""

    kind: Literal["known", "official", "unknown"]
    pattern: Pattern | None = None
    asks: bool = False
    """Whether the words ask if it is true, besides passing it on."""


def suspicion(text: str) -> Suspicion | None:
    """What to make of a text; None when nobody asks about a message or link and none is in it.

    A link alone is a question too: somebody wants to know whether to press it.
    """
    links = _LINK.findall(text)
    plain = " ".join(unmark(text).split())
    asks = _ASKS.search(plain) is not None
    strange = [link for link in links if not official(link)]
    if not strange and not (asks and (links or _MESSAGE.search(plain))):
        return None
    if links and not strange:
        return Suspicion("official") if asks else None
    if not links and not _quotes(plain):
        return None
    if any(_COPIED.search(_host(link)) for link in strange):
        return Suspicion("known", LOOK_ALIKE, asks)
    found = next((pattern for pattern in PATTERNS if pattern.words.search(plain)), None)
    return Suspicion("known", found, asks) if found is not None else Suspicion("unknown", asks=asks)


def official(link: str) -> bool:
    """Whether an address belongs to the state or to the shops of applications; a look-alike does not."""
    host = _host(link)
    return any(host == end or host.endswith(f".{end}") for end in _OFFICIAL)


def _host(link: str) -> str:
    bare = re.sub(r"^https?://", "", link.strip().lower())
    return re.split(r"[/?#]", bare)[0].split("@")[-1].split(":")[0].removeprefix("www.").rstrip(".,;!?)")


def _quotes(plain: str) -> bool:
    """Whether the message itself stands there, and not only the question about it."""
    return len(plain.split()) > 12
