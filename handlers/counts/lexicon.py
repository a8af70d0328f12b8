"""What the words of one campaign stand for: its indicators, groups and areas, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from handlers.campaign import Campaign
from handlers.counts.misspelt import LONG_ENOUGH, distance, meant_by
from handlers.counts.numbers import SPOKEN
from handlers.counts.tokens import Token, Words, is_syllable, spell, tidy, tokenise

Sort = Literal["indicator", "group", "area"]

SOFT = Words("""
    hướng dẫn, hỗ trợ, tư vấn, bà con, người dân, nhân dân, dân, nhà, gia đình, nhà dân, số người, đoàn, hội, khác,
    cài, cài đặt, app, y tế, bảo hiểm, ngân hàng, thanh toán, học sinh, thanh niên, phụ nữ, hộ dân, hộ gia đình,
    đến nhà, gõ cửa, đi hộ, công dân, đào tạo, tập huấn, lớp học, học viên, vneid, định danh, chữ ký số, chữ ký,
    cán bộ, chờ, đợi, đồng nai, sức khỏe, thương mại, bán hàng online, kỹ năng, thanh hóa, kích hoạt, số hộ, số nhà,
    người hướng dẫn, được hướng dẫn, hướng dẫn người dân, đảng viên, đoàn viên, hội viên, hồ sơ, dịch vụ công,
    cài vneid, kích hoạt vneid, cài app, mở thẻ, thẻ, dvc, cks, không có nhà, đi xa, đi vắng, vắng, đi làm xa,
    tải app, kỹ năng số, kh, hộ, lượt, hs, mở tài khoản, mở tk, có vneid, có cks, kích hoạt cks,
    kích hoạt chữ ký số, đăng ký cks, cài chữ ký số, cài vssid, vssid, có chữ ký số, bhxh, sàn
    """)
"""Labels that also occur as plain words in a story, so that they may stand there without a figure."""

_HELD = re.compile(r"([a-z])\1+")
_SYLLABLE = re.compile(r"[aeiouy]+")
_COUNTED = re.compile(r"(?<!\d)[1-9](?!\d)")
_SPOKEN = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
"""«khu phố hai Lam Sơn» beside «khu phố 2 Lam Sơn»."""
_PARTICLES = ("nha", "nhe", "dan", "the")
_ONE_MEANING = frozenset(("luot", "khoat"))
"""Words that are taken with any marks, since no other word of daily life is spelt with these letters."""
_SHORT_UNITS = {"khu phố": ("kp",), "thị trấn": ("tt",), "phường": ("p",), "xã": ("x",), "thị xã": ("tx",)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One way of writing something."""

    parts: tuple[tuple[str, str], ...]
    sort: Sort
    ids: tuple[str, ...]
    soft: bool
    stem: bool
    """Without its last figure it is a label as well: «vneid 2» beside «vneid»."""
    short: bool = False
    """The first letters of a group, which are sure only beside another group («đv»: which members?)."""

    @property
    def words(self) -> str:
        return " ".join(low for low, _ in self.parts)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The compiled words of a campaign."""

    campaign: Campaign
    entries: dict[str, tuple[Entry, ...]]
    seconds: dict[str, tuple[Entry, ...]]
    """The entries of two words and more of indicators, by their second word without marks."""
    known: tuple[tuple[str, str], ...]
    """Plain spelling run together and indicator or group id, for the search of the nearest label."""
    label_words: frozenset[str]
    """Words that occur in some label, with their marks."""
    plain_label_words: frozenset[str]
    """The same without."""
    spelt: frozenset[str]
    """Words of labels, groups and numbers, with their marks."""
    plain_spelt: frozenset[str]
    """The same without."""

    def begins(self, tokens: tuple[Token, ...], at: int) -> bool:
        """Whether an entry may begin here that is more than one mistyped word; surely not where it says no."""
        following = at + 1 < len(tokens) and tokens[at + 1].plain in self.seconds
        return following or tokens[at].plain in self.entries

    def longest(self, tokens: tuple[Token, ...], at: int) -> tuple[Entry, int] | None:
        """The longest entry that begins at this token, and the number of tokens that it takes."""
        token = tokens[at]
        if token.kind == "mark":
            return None
        best: tuple[Entry, int] | None = None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        entries = self.entries.get(token.plain, ())
        for entry in entries:
            if len(entry.parts) > 1 and not _may_follow(after, entry.parts[1][1]):
                continue
            taken = _match(entry, tokens, at)
            if taken and (best is None or taken > best[1]):
                best = entry, taken
        if after is not None and (entries or after.plain in self.seconds):
            found = self._misspelt(tokens, at, best[1] if best else 0)
            if found is not None:
                return found
        if best is None and _HELD.search(token.plain):
            return self._stuttered(token)
        if best is None and after is not None and after.kind == "digits":
            return self._exchanged(token)
        return best

    def _exchanged(self, token: Token) -> tuple[Entry, int] | None:
        """«luto 17», «vnedi 4»: two letters that changed places in a label of one word; no other word is spelt so."""
        return _exchanged(self, token.plain) if len(token.plain) >= LONG_ENOUGH and token.kind == "word" else None

    def _misspelt(self, tokens: tuple[Token, ...], at: int, taken: int) -> tuple[Entry, int] | None:
        """«chờ dyệt 11», «hưng dẫn 16»: one letter is wrong in a word of a longer label, and its figure follows."""
        for entry in self.entries.get(tokens[at].plain, ()):
            count = len(entry.parts)
            if entry.sort != "indicator" or count < 2 or count <= taken or at + count >= len(tokens):
                continue
            last, meant = tokens[at + count - 1], entry.parts[-1][1]
            if tokens[at + count].kind != "digits" or last.kind != "word" or last.plain == meant:
                continue
            if len(meant) < 5 and not (
                len(meant) == LONG_ENOUGH and sorted(last.plain) == sorted(meant)
            ):  # «kích haot 4»
                continue
            begins = all(tokens[at + i].plain == part[1] for i, part in enumerate(entry.parts[:-1]))
            if begins and last.plain[0] == meant[0] and distance(last.plain, meant, 1) == 1:
                return entry, count
        first = tokens[at]
        if taken or first.kind != "word" or len(first.plain) < LONG_ENOUGH or at + 2 >= len(tokens):
            return None
        for entry in self.seconds.get(tokens[at + 1].plain, ()):
            count, meant = len(entry.parts), entry.parts[0][1]
            if at + count >= len(tokens) or tokens[at + count].kind != "digits" or first.plain[0] != meant[0]:
                continue
            ends = all(tokens[at + i].plain == part[1] for i, part in enumerate(entry.parts) if i)
            if ends and len(meant) > LONG_ENOUGH and distance(first.plain, meant, 1) == 1:
                return entry, count
        return None

    def _stuttered(self, token: Token) -> tuple[Entry, int] | None:
        """A label of one word with a letter held too long: «ckss», «vneiddd»."""
        once = _HELD.sub(r"\1", token.plain)
        if once == token.plain or len(once) < 3 or once in _PARTICLES:
            return None
        return next(((entry, 1) for entry in self.entries.get(once, ()) if len(entry.parts) == 1), None)

    def nearest(self, word: str) -> str | None:
        """The id of the label that is nearest to a mistyped word; None when nothing is near."""
        return _nearest(self, word)


@lru_cache(maxsize=4096)
def _nearest(lexicon: Lexicon, word: str) -> str | None:
    limit = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
    best: tuple[int, str] | None = None
    for known, id_ in lexicon.known:
        if abs(len(known) - len(word)) > limit:
            continue
        far = distance(word, known, limit)
        if 0 < far <= limit and (best is None or far < best[0]):
            best = far, id_
    return best[1] if best else None


@lru_cache(maxsize=4096)
def _exchanged(lexicon: Lexicon, word: str) -> tuple[Entry, int] | None:
    if is_syllable(word):
        return None
    found = [
        entry
        for meant, entries in lexicon.entries.items()
        for entry in entries
        if entry.sort == "indicator" and len(entry.parts) == 1 and meant_by(word, meant)
    ]
    return (found[0], 1) if len({entry.ids for entry in found}) == 1 else None


@lru_cache(maxsize=32)
def _compiled(key: int, campaign: _Held) -> Lexicon:
    return _compile(campaign.campaign)


class _Held:
    """Holds a campaign by identity, so that compiling happens once per campaign object."""

    __slots__ = ("campaign",)

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.campaign is self.campaign

    def __hash__(self) -> int:
        return id(self.campaign)


def lexicon_of(campaign: Campaign) -> Lexicon:
    """The campaign's words, compiled once."""
    return _compiled(id(campaign), _Held(campaign))


def _compile(campaign: Campaign) -> Lexicon:
    spellings: dict[tuple[tuple[str, str], ...], tuple[Sort, list[str]]] = {}

    def add(sort: Sort, id_: str, texts: Iterable[str]) -> None:
        for text in _denied(texts):
            parts = _parts(text)
            if not parts or all(part[0].isdigit() for part in parts):
                continue
            held = spellings.setdefault(parts, (sort, []))
            if held[0] == sort and id_ not in held[1]:
                held[1].append(id_)

    for indicator in campaign.indicators:
        id_ = indicator.id
        add("indicator", id_, (id_.replace("-", " "), indicator.label, indicator.short, *indicator.aliases))
    for group in campaign.groups:
        add("group", group.id, (group.id.replace("-", " "), group.label, *group.aliases))
    for area in campaign.areas:
        bare = _parts(area.name)
        names = [area.full_name]
        names += [f"{short} {area.name}" for short in _SHORT_UNITS.get(area.unit, ())]
        if len(bare) > 1 and not any(part[0].isdigit() for part in bare):
            names.append(area.name)
        names += [alias for alias in area.aliases if len(_parts(alias)) > 1 or len(alias) > 2]
        names += [_COUNTED.sub(lambda found: _SPOKEN[int(found.group())], name) for name in names]
        add("area", area.id, names)

    for parts, (sort, ids) in list(spellings.items()):
        plain = "".join(part[1] for part in parts)
        if len(parts) > 1 and sort != "area" and len(plain) >= 4 and not any(p[1].isdigit() for p in parts):
            spellings.setdefault((("".join(part[0] for part in parts), plain),), (sort, list(ids)))

    entries: dict[str, list[Entry]] = {}
    for parts, (sort, ids) in spellings.items():
        if sort == "area" and len(ids) > 1:
            continue
        stem = len(parts) > 1 and parts[-1][0] in ("1", "2") and parts[:-1] in spellings
        words = tokenise(" ".join(low for low, _ in parts))
        soft = SOFT.at(words, 0) == len(words)
        entry = Entry(parts, sort, tuple(ids), soft, stem)
        entries.setdefault(parts[0][1], []).append(entry)
    for group in campaign.groups:
        words_ = _parts(group.label)
        initials = (("".join(low[0] for low, _ in words_), "".join(plain[0] for _, plain in words_)),)
        if len(words_) == 2 and initials not in spellings:
            entries.setdefault(initials[0][1], []).append(Entry(initials, "group", (group.id,), False, False, True))
    known = tuple(
        ("".join(part[1] for part in parts), ids[0]) for parts, (sort, ids) in spellings.items() if sort != "area"
    )
    words_of_labels = [part for parts, (sort, _) in spellings.items() if sort == "indicator" for part in parts]
    label_words = frozenset(part[0] for part in words_of_labels)
    plain_words = frozenset(part[1] for part in words_of_labels)
    ordered = {first: tuple(sorted(held, key=lambda e: -len(e.parts))) for first, held in entries.items()}
    named = [part[0] for parts, (sort, _) in spellings.items() if sort != "area" for part in parts]
    spelt = frozenset(named) | frozenset(SPOKEN)
    plain_spelt = frozenset(spell(word)[1] for word in spelt)
    seconds: dict[str, tuple[Entry, ...]] = {}
    for entry in (entry for held_ in ordered.values() for entry in held_):
        if entry.sort == "indicator" and len(entry.parts) > 1:
            seconds[entry.parts[1][1]] = (*seconds.get(entry.parts[1][1], ()), entry)
    return Lexicon(campaign, ordered, seconds, known, label_words, plain_words, spelt, plain_spelt)


def _denied(texts: Iterable[str]) -> Iterable[str]:
    """«không đủ điều kiện», «đi làm xa» as people of other regions say it."""
    for text in texts:
        yield text
        if "làm" in (said := text.lower().split()):
            yield from (" ".join(word if heard == "làm" else heard for heard in said) for word in ("mần", "lm"))
        if text.lower().startswith("không ") and len(text.split()) > 2:
            for word in ("hông", "hổng", "ko", "hem", "hok", "nỏ", "chẳng"):
                yield f"{word} {text[6:]}"


def _parts(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(spell(token.text) for token in tokenise(tidy(text)) if token.kind != "mark")


def _may_follow(token: Token | None, meant: str) -> bool:
    """Whether the second word of an entry can be found at this token, or behind it."""
    return token is not None and (token.plain == meant or token.kind == "mark" or token.plain == "nao")


def _match(entry: Entry, tokens: tuple[Token, ...], at: int) -> int:
    """How many tokens the entry takes here. Hyphens inside («Đồng Nai-S») are passed over."""
    index = at
    exact = True
    for number, part in enumerate(entry.parts):
        if number and index < len(tokens) and tokens[index].text in "-–_." and not tokens[index].spaced:
            index += 1
        if number and entry.sort == "indicator" and index < len(tokens) and tokens[index].plain == "nao":
            index += 1  # «chưa có hồ sơ nào ký số»
        if number and entry.sort == "area" and index < len(tokens) and tokens[index].text == ":":
            index += 1
        if number > 1 and entry.sort == "area":
            index += _placed(tokens, index)
        if index >= len(tokens) or tokens[index].plain != part[1]:
            return 0
        token = tokens[index]
        if (token.marked and token.low != part[0] and part[0] != part[1]) or (
            token.marked and part[0] == part[1] and token.plain != token.low and len(entry.parts) == 1
        ):
            exact = False
        index += 1
    if not exact and not _slip(entry, tokens, at):
        return 0
    return index - at


def _placed(tokens: tuple[Token, ...], at: int) -> int:
    """«kp 2 phường Lam Sơn», «KP2 – P. Lam Sơn»: words between a number and the name of the ward."""
    index = at
    if index < len(tokens) and tokens[index].text in ("-", "–", ","):
        index += 1
    if index < len(tokens) and tokens[index].low in ("phường", "phuong", "xã", "xa", "p", "f"):
        index += 1 + (index + 1 < len(tokens) and tokens[index + 1].text == ".")
        return index - at
    return index - at if index > at and tokens[at].text != "," else 0


def _slip(entry: Entry, tokens: tuple[Token, ...], at: int) -> bool:
    """Marks typed wrongly, where the word can be no other: «lươt», «kí sô», «hương dẫn», «dvc» as «đvc»."""
    if len(entry.parts) == 1:
        plain = entry.parts[0][1]
        joined = len(_SYLLABLE.findall(plain)) > 1  # «kísổ»: two words in one, which no other word is
        return (len(plain) > 2 and not set(plain) & set("aeiouy")) or joined or plain in _ONE_MEANING
    letters = sum(len(part[1]) for part in entry.parts)
    return letters >= 6 or any(tokens[at + i].low == part[0] for i, part in enumerate(entry.parts[:2]))
