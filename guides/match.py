"""The ear: a question in anybody's spelling → ranked intents with honest confidence, and what to do with them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from guides import fold
from guides.book import Book
from guides.traits import EMPTY, numbers
from guides.weights import SHIPPED, Weights, read

OUT_OF_SCOPE = "ngoai-pham-vi"
SMALL_TALK = frozenset({"chao-hoi", "cam-on-tam-biet"})
SHOWN = 5
"""How many ranked intents an answer carries."""

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


@dataclass(frozen=True, slots=True)
class Hit:
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
        """The ranked intents of a question and the decision. `previous` is the intent of the last answered guide."""
        words = fold.words(question)
        chances = self._chances_after(words, previous)
        order = sorted(range(len(chances)), key=chances.__getitem__, reverse=True)
        intents = self.weights.intents
        ranked = tuple(Hit(intents[at], self.guides.get(intents[at]), round(chances[at], 4)) for at in order[:SHOWN])
        near = self._nearest_local(words)
        decision = self._decide(ranked, dict(zip(intents, chances, strict=True)))
        if near is not None and near.score > LOCAL and (near.score > SAME or decision != "answer"):
            sure = near.score > CERTAIN
            return Answer("answer" if sure else "clarify", (near, *ranked[: SHOWN - 1]))
        if decision == "answer" and previous is None and ranked[0].intent in _TWINS and _names_nothing(words):
            decision = "clarify"
        asked = self._asked(question) if decision != "none" else ()
        if decision == "clarify" and len(asked) > 1 and ranked[0].intent in asked:
            decision = "answer"
        first = self.guides.get(ranked[0].intent, ranked[0].intent)
        also = tuple(intent for intent in asked if self.guides.get(intent, intent) != first)[:2]
        return Answer(decision, ranked, also)

    @staticmethod
    def leans(question: str) -> bool:
        """Whether the last answered guide may change what a question means; else `previous` makes no difference."""
        return _leans(fold.words(question))

    def chances(self, words: Sequence[str]) -> list[float]:
        """The chance of every intent, in the order of the weights' intents; they add up to 1."""
        scores = self.weights.scores(numbers(words))
        heat = float(self.weights.settings["temperature"])
        top = max(scores)
        grown = [math.exp((score - top) / heat) for score in scores]
        total = math.fsum(grown)
        return [value / total for value in grown]

    def _decide(self, ranked: Sequence[Hit], chances: Mapping[str, float]) -> Literal["answer", "clarify", "none"]:
        settings = self.weights.settings
        best = ranked[0]
        outside = chances.get(OUT_OF_SCOPE, 0.0)
        if best.intent == OUT_OF_SCOPE or outside > settings["outside"] * (best.score + outside):
            return "none"
        if best.score >= settings["answer"]:
            return "answer"
        return "clarify" if best.score >= settings["least"] else "none"

    def _chances_after(self, words: list[str], previous: str | None) -> list[float]:
        """The chances of the words, read with the last answer's topic when they lean on it and name none themselves.

        A question that stays dark with the topic alone is read with the whole of the last answer's name.
        """
        topic = next((topic for start, topic in _TOPICS if previous and previous.startswith(start)), None)
        if previous is None or topic is None or not _leans(words):
            return self.chances(words)
        chances = self.chances([*words, *topic.split()])
        if max(chances) >= self.weights.settings["answer"]:
            return chances
        return self.chances([*words, *previous.split("-")])

    def _nearest_local(self, words: Sequence[str]) -> Hit | None:
        """The likest phrasing of the commune's own guides: the share of words that both have."""
        said = _content(words)
        if not self.local or not said:
            return None
        share, intent = max((2 * len(said & known) / (len(said) + len(known)), intent) for intent, known in self.local)
        return Hit(intent, self.guides.get(intent), round(share, 4))

    def _asked(self, question: str) -> tuple[str, ...]:
        """The in-scope intents that the clauses of a question ask with confidence, in their order."""
        text = "\n".join(" ".join(line.split()) for line in fold.shorten(question).splitlines())
        clauses = [clause for clause in _SEAMS.split(text) if len(clause.split()) >= 3]
        if len(clauses) < 2:
            return ()
        found: dict[str, None] = {}
        for clause in clauses[:8]:
            chances = self.chances(fold.words(clause))
            at = max(range(len(chances)), key=chances.__getitem__)
            intent = self.weights.intents[at]
            if chances[at] >= self.weights.settings["also"] and intent != OUT_OF_SCOPE and intent not in SMALL_TALK:
                found[intent] = None
        return tuple(found)


def _content(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if word not in EMPTY)


def _leans(words: Sequence[str]) -> bool:
    """Whether a question is short or begins or ends like a follow-up, and names no topic itself."""
    plain = " ".join(words)
    if not words or len(words) > 16 or not _NAMED.isdisjoint(fold.sayings(words)):
        return False
    return len(words) <= 5 or bool(_FOLLOWS.search(plain) or _ASKS_ON.search(plain))


def _names_nothing(words: Sequence[str]) -> bool:
    """Whether a few words name no topic, so that they may mean the same trouble with another thing."""
    return len(words) <= 5 and _NAMED.isdisjoint(fold.sayings(words))
