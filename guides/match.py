"""The ear: a question in anybody's spelling → ranked intents with honest confidence, and what to do with them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from guides import fold
from guides.book import Book
from guides.traits import EMPTY, Said
from guides.weights import SHIPPED, Weights, read

OUT_OF_SCOPE = "ngoai-pham-vi"
SMALL_TALK = frozenset({"chao-hoi", "cam-on-tam-biet"})
SHOWN = 5
"""How many ranked intents an answer carries."""

FAINT = 16
"""A chance that is smaller than the best one by this power of e counts as none."""

FOREIGN = 0.9
"""From this chance of being out of scope on a short question does not lean on the last answer."""

TALK = 0.7
"""From this chance on greetings and thanks are answered: nobody should be asked what a «cảm ơn» is about."""

LOCAL = 0.7
"""How like a phrasing of the commune's own guides a question must be to be offered it."""
CERTAIN = 0.8
"""… and to be answered by it, where the trained intents are not sure."""
SAME = 0.92
"""… and to be answered by it although a trained intent is sure: nearly the very words that were answered."""

_SEAMS = re.compile(
    r"[.?!;\n](?=\s|$)"
    r"|,?\s(?=(?:với lại|voi lai|và còn|va con|ngoài ra|ngoai ra|tiện thể|tien the|nhân tiện|nhan tien|luôn tiện"
    r"|luon tien|sẵn tiện|san tien|à mà|a ma|cho hỏi thêm|cho hoi them|hỏi thêm|hoi them|rồi còn|roi con|mà còn|ma con"
    r"|còn nữa|con nua|thêm nữa|them nua|đồng thời|dong thoi)\b)"
    r"|,\s?(?=(?:còn|con|và|va|rồi|roi|mà|ma)\s)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:và|va|hai là|hai la|thứ hai|thu hai)\s", re.IGNORECASE)
_FOLLOWS = re.compile(r"^(?:a |vay |the |con |roi |nhung |ma |neu |lo |thi |xong |sau do |buoc |cho do |cai do |no )")
_ASKS_ON = re.compile(
    r"(?:thi sao|the nao|lam sao|o dau|bao lau|may ngay|bao nhieu|mat tien khong|duoc khong|nua khong|khong)$"
)

_TOPICS = (
    ("cks-smartca", "smartca chu ky so"),
    ("cks-mysign", "mysign chu ky so"),
    ("cks-usb-token", "usb token chu ky so"),
    ("cks", "chu ky so"),
    ("vneid", "vneid"),
    ("vssid", "vssid"),
    ("dvc", "cong dich vu cong"),
    ("bhyt", "the bao hiem y te"),
    ("so-suc-khoe", "so suc khoe dien tu"),
    ("an-sinh", "tai khoan an sinh xa hoi"),
    ("ngan-hang", "ngan hang"),
    ("thue", "etax ma so thue"),
    ("can-cuoc", "the can cuoc"),
    ("ly-lich", "ly lich tu phap"),
    ("doi-gplx", "doi bang lai xe"),
    ("thanh-toan", "thanh toan"),
    ("sim", "sim chinh chu"),
    ("dien-thoai", "dien thoai"),
    ("lua-dao", "lua dao"),
)
"""How a question that leans on the last answer names its topic, by the beginning of that answer's intent."""

_TOPIC_SAYINGS = (
    "@vneid @cks @smartca @mysign @vssid @dvc @bhyt @bhxh @banglai @nganhang @thue @cancuoc @lltp @sim @usbtoken"
    " @sosuckhoe @ansinh @cutru @hotich @dangkyxe @phat"
)
_NAMED = frozenset(_TOPIC_SAYINGS.split())
"""Sayings that name a topic themselves, so that the last answer's is not needed."""


_TWIN_INTENTS = (
    "vneid-quen-mat-khau vssid-quen-mat-khau vneid-dang-nhap-loi vssid-dang-nhap-loi dvc-dang-nhap cks-gia-han"
    " bhyt-gia-han-online doi-gplx-online vneid-doi-may cks-doi-may vneid-doi-so-dien-thoai vssid-doi-thong-tin"
    " cks-loi-dang-ky cks-loi-ky an-sinh-loi-lien-ket vneid-cho-duyet vneid-kich-hoat cks-smartca-cai-dat"
)
_TWINS = frozenset(_TWIN_INTENTS.split())
"""Intents that exist for several things: «quên mật khẩu» alone does not say of which."""


class Hit(NamedTuple):
    """An intent, the guide that answers it, and how sure the ear is: of hits with 0.8, eight in ten are right."""

    intent: str
    guide: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What was heard. `also` holds the intents of further questions in the same message, in their order."""

    decision: Literal["answer", "clarify", "none"]
    ranked: tuple[Hit, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ear:
    """Hears questions by trained weights. The same question always gives the same answer; no question raises."""

    weights: Weights
    guides: Mapping[str, str]
    local: tuple[tuple[str, frozenset[str]], ...] = ()
    """Intents that training never met, of guides that a commune added, each with the words of one phrasing."""

    @classmethod
    def load(cls, book: Book | None = None, path: Path = SHIPPED) -> Ear:
        """The shipped ear, answering with the guides of a book. Raises WeightsError when the file is unusable."""
        return cls(read(path), {}).knowing(book) if book is not None else cls(read(path), {})

    def knowing(self, book: Book) -> Ear:
        """The same ear with another book. Intents that it was not trained on are known by their guide's phrasings."""
        trained = frozenset(self.weights.intents)
        new = tuple(
            (intent, _content(fold.words(phrasing)))
            for intent, guide in book.intents.items()
            if intent not in trained
            for phrasing in (book.guides[guide].title, *book.guides[guide].asked_as)
        )
        return replace(self, guides=book.intents, local=tuple(pair for pair in new if pair[1]))

    def hear(self, question: str, *, previous: str | None = None) -> Answer:
        """The ranked intents of a question and the decision. `previous` is the intent of the last answered guide.

        Where the question leans on nothing, is a greeting, thanks or clearly foreign, `previous` makes no difference.
        """
        said = Said.of(question)
        chances = self.chances(said)
        heard = self._judged(question, said, chances, alone=True)
        topic = _topic(previous) if previous is not None and _leans(said) else None
        if topic is not None and not _settled(heard):
            chances = self._leaning(said, topic, previous or "")
            heard = self._judged(question, said, chances, alone=False)
        near = self._nearest_local(said)
        if near is not None and near.score > LOCAL:
            sure = self._decide(heard.ranked, self._outside(chances)) == "answer"
            if near.score > SAME or not sure:
                return Answer("answer" if near.score > CERTAIN else "clarify", (near, *heard.ranked[: SHOWN - 1]))
        return heard

    @staticmethod
    def leans(question: str) -> bool:
        """Whether the last answered guide may change what a question means; else `previous` makes no difference."""
        return _leans(Said.of(question))

    def chances(self, said: Said) -> list[float]:
        """The chance of every intent, in the order of the weights' intents; they add up to 1."""
        scores = self.weights.scores(said)
        heat = float(self.weights.settings["temperature"])
        top = max(scores)
        least = top - FAINT * heat
        grown = [math.exp((score - top) / heat) if score > least else 0.0 for score in scores]
        total = math.fsum(grown)
        return [value / total for value in grown]

    def _ranked(self, chances: Sequence[float]) -> tuple[Hit, ...]:
        """The likeliest intents."""
        intents = self.weights.intents
        likely = [at for at, chance in enumerate(chances) if chance]
        if len(likely) < SHOWN:
            likely = list(range(len(chances)))
        best = sorted(likely, key=chances.__getitem__, reverse=True)[:SHOWN]
        return tuple(Hit(intents[at], self.guides.get(intents[at]), round(chances[at], 4)) for at in best)

    def _judged(self, question: str, said: Said, chances: Sequence[float], *, alone: bool) -> Answer:
        """The decision from these chances; `alone` when nothing was read before that the question could mean."""
        ranked = self._ranked(chances)
        decision = self._decide(ranked, self._outside(chances))
        if decision == "answer" and alone and ranked[0].intent in _TWINS and _names_nothing(said):
            decision = "clarify"
        asked = self._asked(question) if decision != "none" and len(said.words) >= 6 else ()
        if decision == "clarify" and len(asked) > 1 and ranked[0].intent in asked:
            decision = "answer"
        first = self.guides.get(ranked[0].intent, ranked[0].intent)
        also = tuple(intent for intent in asked if self.guides.get(intent, intent) != first)[:2]
        return Answer(decision, ranked, also)

    def _outside(self, chances: Sequence[float]) -> float:
        """The chance that the question is out of scope."""
        intents = self.weights.intents
        return chances[intents.index(OUT_OF_SCOPE)] if OUT_OF_SCOPE in intents else 0.0

    def _decide(self, ranked: Sequence[Hit], outside: float) -> Literal["answer", "clarify", "none"]:
        settings = self.weights.settings
        best = ranked[0]
        if best.intent == OUT_OF_SCOPE or outside > settings["outside"] * (best.score + outside):
            return "none"
        if best.score >= (TALK if best.intent in SMALL_TALK else settings["answer"]):
            return "answer"
        return "clarify" if best.score >= settings["least"] else "none"

    def _leaning(self, said: Said, topic: str, previous: str) -> list[float]:
        """The chances of a question read with the last answer's topic; where that stays dark, with its whole name."""
        chances = self.chances(said.adding(topic.split()))
        if max(chances) >= self.weights.settings["answer"]:
            return chances
        whole = self.chances(said.adding(previous.split("-")))
        best = self.weights.intents[max(range(len(whole)), key=whole.__getitem__)]
        return whole if _topic(best) == topic else chances

    def _nearest_local(self, question: Said) -> Hit | None:
        """The likest phrasing of the commune's own guides: the share of words that both have."""
        if not self.local or not (said := _content(question.words)):
            return None
        share, intent = max((2 * len(said & known) / (len(said) + len(known)), intent) for intent, known in self.local)
        return Hit(intent, self.guides.get(intent), round(share, 4))

    def _asked(self, question: str) -> tuple[str, ...]:
        """The in-scope intents that the clauses of a question ask with confidence, in their order."""
        text = "\n".join(" ".join(line.split()) for line in fold.shorten(question).splitlines())
        clauses = [part for clause in _SEAMS.split(text) for part in _parted(clause) if len(part.split()) >= 3]
        if len(clauses) < 2:
            return ()
        found: dict[str, None] = {}
        for clause in clauses[:8]:
            chances = self.chances(Said.of(clause))
            at = max(range(len(chances)), key=chances.__getitem__)
            intent = self.weights.intents[at]
            if chances[at] >= self.weights.settings["also"] and intent != OUT_OF_SCOPE and intent not in SMALL_TALK:
                found[intent] = None
        return tuple(found)


def _content(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if word not in EMPTY)


def _topic(previous: str) -> str | None:
    """How the topic of that intent is called; None for one that has no siblings."""
    return next((topic for start, topic in _TOPICS if previous.startswith(start)), None)


def _parted(clause: str) -> list[str]:
    """The two halves of a clause at its «và», where each names a topic of its own; else the clause."""
    halves = _AND.split(clause, maxsplit=1)
    if len(halves) == 2 and min(len(half.split()) for half in halves) >= 3:
        first, second = (_NAMED.intersection(fold.sayings(fold.words(half))) for half in halves)
        if first and second and first.isdisjoint(second):
            return halves
    return [clause]


def _settled(heard: Answer) -> bool:
    """Whether a question is a greeting, thanks or clearly foreign, whatever was read before it."""
    best = heard.ranked[0]
    small_talk = heard.decision == "answer" and best.intent in SMALL_TALK
    return small_talk or (best.intent == OUT_OF_SCOPE and best.score >= FOREIGN)


def _leans(said: Said) -> bool:
    """Whether a question is short or begins or ends like a follow-up, and names no topic itself."""
    if not said.words or len(said.words) > 16 or not _NAMED.isdisjoint(said.sayings):
        return False
    plain = " ".join(said.words)
    return len(said.words) <= 5 or bool(_FOLLOWS.search(plain) or _ASKS_ON.search(plain))


def _names_nothing(said: Said) -> bool:
    """Whether a few words name no topic, so that they may mean the same trouble with another thing."""
    return len(said.words) <= 5 and _NAMED.isdisjoint(said.sayings)
