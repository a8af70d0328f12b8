"""Hide a child's full name where words around it announce it: «cháu Nguyễn Văn A lớp 5A1», «con tôi tên minh anh».

Deterministic and therefore limited: a name is known by a family name of the usual list, by capital letters, or by the
words «tên … là». A given name alone («cháu An không vào được») stays, as do grown-ups' names in a report's line.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.text import fold

_FAMILY_NAMES = (
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn trương trịnh mai đào lương cao tạ"
    " hà lâm lưu phùng quách châu thái tô vương tống la kiều diệp mạc nghiêm thạch sơn danh kim giang khuất cù giáp"
    " bạch lò lù lại tăng triệu hứa khổng vi lục nông sùng thào giàng cầm quàng lường điểu ông siu ksor rcom rmah kpa"
)
_FAMILIES = frozenset(_FAMILY_NAMES.split()) | frozenset(fold(name) for name in _FAMILY_NAMES.split())
"""With marks and without: «Đặng» and «dang» are families, «đăng» is none."""
_SURE_NAMES = "nguyễn trần phạm huỳnh hoàng phan vũ võ đặng bùi ngô dương đinh trương trịnh lương phùng quách vương"
_SURE = frozenset(_SURE_NAMES.split()) | frozenset(fold(name) for name in _SURE_NAMES.split())
"""Family names that hardly ever are another word, so that small letters will do."""
_MIDDLE_WORDS = (
    "van thi duc huu ngoc minh thanh gia bao quoc khanh hoang anh thuy kim xuan hong thu bich tuan quang dinh cong nhat"
    " hai phuong quynh my dieu ngan thien tien manh viet phuc tan"
)
_MIDDLES = frozenset(_MIDDLE_WORDS.split())
"""What often stands between the family's and the given name."""
_END_WORDS = (
    "lop hoc sinh nam truong hoi o la thi bi khong ko k co ma chua muon can lam dang cai quen mat cho duoc dc va voi"
    " nhe a vay nay do kia roi xin nho giup khi de tren trong ngoai vao ra den tu so ngay vneid the tai dien cung"
    " nhung sao gi nao may hay hoac tuoi ten ho va nen gio hien chi con chau em be anh bac co thay ba ong bo me"
    " cua tai khoan sdt cccd hs nha tui toi"
)
_ENDS = frozenset(_END_WORDS.split())
_NO_NAME_WORDS = (
    "gi sao nao chi dang mien khong ko k bi sai dung nhap tai cong ung la thay cho that day moi cu khac ai the"
    " duoc dem lot trung thieu chua mat quen co tren trong"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_PLACE_WORDS = "trường đường phố khu ấp thôn xóm xã phường tổ bản làng tiểu cấp số đài"
_MARKED_PLACES = frozenset(_PLACE_WORDS.split())
_PLACES = frozenset(fold(word) for word in _PLACE_WORDS.split()) | {"th", "thcs", "thpt"}
_CHILD = (
    r"(?:cháu|chau|con|bé|be|em|học sinh|hoc sinh|học trò|hoc tro|hs|nhóc|nhoc|đứa|dua|bạn|ban|thằng|thang|cu"
    r"|con trai|con gái|con gai)"
)
_WORD = re.compile(r"[^\W\d_]+")
_TOLD = re.compile(
    rf"(?<!\w)(?:{_CHILD}(?:\s+(?:trai|gái|gai|nội|noi|ngoại|ngoai|của|cua|nhà|nha|tôi|toi|tui|mình|minh|em|chị|chi|anh"
    rf"|bác|bac|lớn|lon|út|ut|đầu|dau)){{0,4}}\s+(?:họ và |ho va |họ |ho )?(?:tên|ten)"
    rf"|(?:họ và |ho va |họ |ho )?(?:tên|ten)\s+(?:đầy đủ\s+|day du\s+)?(?:của\s+|cua\s+)?{_CHILD}"
    rf"(?:\s+(?:trai|gái|gai|nội|noi|ngoại|ngoai|của|cua|nhà|nha|tôi|toi|tui|mình|minh|em|chị|chi)){{0,3}}"
    rf"|(?:họ và tên|ho va ten|họ tên|ho ten)(?:\s+(?:học sinh|hoc sinh|hs))?)"
    rf"\s*(?P<is>(?:là|la)\b|:|=|-)?\s*",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"(?<!\w){_CHILD}(?:\s+(?:của|cua|nhà|nha|tôi|toi|tui|mình|minh|em|chị|chi)){{0,3}}\s*(?:là|la|:)?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"\s*[,(\-–:]?\s*(?:hiện |hien |đang |dang )?(?:học sinh |hoc sinh |hs )?(?:(?:học|hoc) )?(?:lớp|lop)\s*\d",
    re.IGNORECASE,
)
_AFTER_CLASS = re.compile(
    rf"(?:lớp|lop)\s*\d{{1,2}}\s*[/.]?\s*[a-zđ]?\d{{0,2}}\s*[,:\-–)]?\s*(?:có |co )?(?:{_CHILD}\s+)?(?=[^\W\d_])",
    re.IGNORECASE,
)


def hide_names(text: str, hidden: str) -> str:
    """The text with announced names of children replaced."""
    plain = fold(text)
    if not (
        "ten" in plain or "lop" in plain or any(mark in plain for mark in ("chau", "con", "be ", "em ", "hoc", "hs"))
    ):
        return text
    spans = _told(text) + _called(text) + _by_class(text)
    shown, at = [], 0
    for start, end in sorted(spans):
        if start < at:
            continue
        shown += [text[at:start], hidden]
        at = end
    return "".join([*shown, text[at:]]) if spans else text


def _told(text: str) -> list[tuple[int, int]]:
    """«con tôi tên minh anh», «tên cháu là Bảo An», «họ tên hs: lê văn b»."""
    found = []
    for told in _TOLD.finditer(text):
        words = _run(text, told.end())
        if not words or fold(words[0].group()) in _NO_NAME:
            continue
        family = words[0].group().lower() in _SURE and len(words) > 1
        announced = told["is"] or (fold(told.group()).endswith("ten") and not fold(told.group()).startswith("ho"))
        if announced or family or (words[0].group()[0].isupper() and not text.isupper()):
            found.append((words[0].start(), words[-1].end()))
    return found


def _called(text: str) -> list[tuple[int, int]]:
    """«cháu Nguyễn Văn An …»: a family name and more words with capitals, or in small letters a sure one."""
    shouting = text.isupper()
    found = []
    for called in _CALLED.finditer(text):
        words = _run(text, called.end(), proper=not shouting and text[called.end()].isupper())
        if len(words) < 2:
            continue
        family = words[0].group().lower()
        capitals = not shouting and all(word.group()[0].isupper() for word in words)
        sure = family in _SURE or (
            family in _FAMILIES
            and (_middle(words[1].group()) if not family.isascii() else fold(words[1].group()) in ("van", "thi"))
        )
        if (capitals and family in _FAMILIES) or (sure and len(words) >= 3):
            found.append((words[0].start(), words[-1].end()))
    return found


def _by_class(text: str) -> list[tuple[int, int]]:
    """«nguyễn văn an lớp 5a1», «lớp 5A1 em Trần Thị Bình»."""
    found = []
    for held in _CLASS.finditer(text):
        before = list(_WORD.finditer(text, max(0, held.start() - 40), held.start()))[-5:]
        for at, word in enumerate(before):
            run = before[at:]
            if _place(word.group()) and len(run) > 1 and not _middle(run[1].group()):
                break
            if not 2 <= len(run) <= 5 or not _touching(text, run) or word.group().lower() not in _FAMILIES:
                continue
            capitals = all(one.group()[0].isupper() for one in run) and not text.isupper()
            plain = [fold(one.group()) for one in run]
            sure = word.group().lower() in _SURE or (len(run) > 2 and _middle(run[1].group()))
            if capitals or (sure and _ENDS.isdisjoint(plain[2:-1])):
                found.append((word.start(), run[-1].end()))
                break
    for held in _AFTER_CLASS.finditer(text):
        words = _run(text, held.end(), proper=text[held.end()].isupper() and not text.isupper())
        if len(words) >= 2 and words[0].group().lower() in _FAMILIES:
            capitals = all(one.group()[0].isupper() for one in words) and not text.isupper()
            if capitals or (words[0].group().lower() in _SURE and len(words) >= 3):
                found.append((words[0].start(), words[-1].end()))
    return found


def _place(word: str) -> bool:
    """«trường», «đường», «ấp»: what follows is a place's name. «Trương» and «Dương» are families."""
    plain = fold(word)
    return plain in _PLACES and (word[0].islower() if word.isascii() else word.lower() in _MARKED_PLACES)


def _middle(word: str) -> bool:
    return fold(word) in _MIDDLES


def _touching(text: str, run: list[re.Match[str]]) -> bool:
    """Whether only spaces stand between the words."""
    return all(not text[a.end() : b.start()].strip() for a, b in pairwise(run))


def _run(text: str, start: int, *, proper: bool = False) -> list[re.Match[str]]:
    """Up to five words from there that may be a name: until a mark, a word no name holds, or a small letter."""
    words: list[re.Match[str]] = []
    for word in _WORD.finditer(text, start):
        between = text[words[-1].end() if words else start : word.start()]
        if between.strip() or "\n" in between:
            break
        plain = fold(word.group())
        small = word.group()[0].islower()
        if proper and small:
            break
        inner = (len(words) == 1 and plain in ("thi", "van")) or (words and plain in ("chi", "anh", "nam", "co", "ba"))
        family = not words and not word.group().isascii() and word.group().lower() in _FAMILIES
        if plain in _ENDS and not family and (small or text.isupper()) and not inner:
            break
        words.append(word)
        if len(words) == 5:
            break
    return words
