"""What the ear is trained on: the guides' own phrasings, with the noise that people add to them."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from guides.book import Book, Guide
from guides.fold import WORDS, unmark

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "guides" / "content"
PHRASINGS = ROOT / "guides" / "phrasings"

MADE = 8
"""Sentences made of each pattern."""
MADE_WEIGHT = 0.4
UNMARKED = 0.4
"""How many of the noisy copies are typed without marks."""
_PART = re.compile(r"\{([a-z]+)\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")

_BEFORE = """
cho tôi hỏi | cho hỏi | cho em hỏi | ad ơi | em ơi | cháu ơi | bác hỏi | xin hỏi | cho bác hỏi chút | chào em |
alo | ad cho hỏi | mọi người ơi | mọi người cho mình hỏi | chào bạn | giúp tôi với | làm ơn cho hỏi | nhờ tư vấn
giúp | dạ cho em hỏi | tôi muốn hỏi | cô chú cho hỏi | anh chị cho em hỏi | bác già rồi không rành | cán bộ ơi |
tui hỏi chút | hỏi chút | tình hình là | hôm qua tới giờ | tôi ở xã | tôi năm nay 60 tuổi | mẹ tôi năm nay 70
tuổi | nhà tôi ở xa | tôi đang làm theo hướng dẫn | sáng nay tôi thử | con tôi đi làm xa | tôi làm mấy lần rồi |
bữa giờ | thưa cán bộ | kính gửi cán bộ | admin ơi | bạn ơi | shop ơi | trợ lý ơi | hồi sáng
"""
BEFORE = tuple(" ".join(piece.split()) for piece in _BEFORE.split("|"))
_AFTER = """
giúp tôi với | ạ | vậy ạ | cảm ơn | em cảm ơn | với ạ | nhé | giúp bác với | chỉ giùm | hướng dẫn giúp | mong
được hướng dẫn | sao giờ | làm sao | phải làm sao | thì làm thế nào | xin cảm ơn | vậy em | vậy cháu | giúp mình
| hả em | được không | vậy trời | gấp lắm | tôi không rành | chán quá | bực quá | mấy ngày nay rồi | cảm ơn
nhiều | trả lời giúp | thì phải làm gì | hỏi ai | nói rõ giúp bác
"""
AFTER = tuple(" ".join(piece.split()) for piece in _AFTER.split("|"))
_KEYS = "asq bvn cxv dsf ewr gfh hgj iuo kjl lk mn nbm oip po qwa ret sad try uyi vcb xzc ytu"
_NEAR = {keys[0]: keys[1:] for keys in _KEYS.split()}
_SOUNDS = "ch/tr tr/ch s/x x/s gi/d d/gi l/n n/l i/y y/i ng/n v/d r/g qu/w c/k t/c nh/n iu/ieu uo/u ph/f"
_SLIPS = tuple(pair.partition("/")[::2] for pair in _SOUNDS.split())


@dataclass(frozen=True, slots=True)
class Text:
    """Something that means an intent, and how much it counts."""

    intent: str
    text: str
    weight: float = 1.0
    spoken: bool = True
    """Typed by a person, so that calibration may look at it."""
    noise: int = 5
    """How many noisy copies are added."""


def gather(content: Path = CONTENT, phrasings: Path = PHRASINGS) -> list[Text]:
    """All texts to train on, in a fixed order, none twice for one intent."""
    book = Book.load(content)
    found: list[Text] = []
    for guide in sorted(book.guides.values(), key=lambda guide: guide.id):
        found.extend(_of_guide(guide))
    for path in sorted(phrasings.glob("*.txt")):
        intent = path.name.split(".")[0]
        for raw in path.read_text(encoding="utf-8").splitlines():
            if line := raw.partition("#")[0].strip():
                found.append(Text(intent, line))
    found.extend(_of_patterns((phrasings / "patterns.grammar").read_text(encoding="utf-8")))
    once: dict[tuple[str, str], Text] = {}
    for text in found:
        once.setdefault((text.intent, text.text.casefold()), text)
    return list(once.values())


def _of_guide(guide: Guide) -> Iterator[Text]:
    """A guide's phrasings and headings; its own sentences count little."""
    intents = [intent for intent, _ in guide.intents]
    main = next((intent for intent, anchor in guide.intents if anchor is None), None)
    if main is None and len(intents) == 1:
        main = intents[0]
    if main is not None:
        if len(intents) == 1:
            yield from (Text(main, text) for text in guide.asked_as)
        yield Text(main, guide.title)
        yield from (
            Text(main, part, 0.25, spoken=False, noise=0) for part in _SENTENCE.split(guide.summary) if len(part) > 15
        )
    for section in guide.sections:
        owner = next((intent for intent, anchor in guide.intents if anchor and anchor == section.anchor), main)
        if owner is None:
            continue
        if section.anchor:
            yield Text(owner, section.title, 0.5, spoken=False, noise=1)
        for step in section.steps:
            yield from (Text(owner, fault, 0.25, spoken=False, noise=0) for fault, _ in step.troubles)


def _of_patterns(grammar: str) -> Iterator[Text]:
    """Sentences put together from parts, at most MADE of each; they count less than what a person wrote."""
    parts: dict[str, list[str]] = {}
    for raw in grammar.splitlines():
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        if "=" in line:
            name, _, options = line.partition("=")
            parts[name.strip()] = [option.strip().removeprefix("-") for option in options.split("|")]
            continue
        intent, _, sentences = line.partition(":")
        for sentence in sentences.split("|"):
            chance = random.Random(sentence)
            made = {_put_together(sentence, parts, chance) for _ in range(MADE)}
            yield from (Text(intent.strip(), text, MADE_WEIGHT, spoken=False, noise=1) for text in sorted(made))


def _put_together(sentence: str, parts: Mapping[str, list[str]], chance: random.Random) -> str:
    return " ".join(_PART.sub(lambda part: chance.choice(parts[part[1]]), sentence).split())


def digest(texts: list[Text]) -> str:
    """What tells whether shipped weights belong to these texts and to the present words.txt."""
    told = [[text.intent, text.text, text.weight] for text in texts]
    seen = json.dumps(told, ensure_ascii=False) + WORDS.read_text(encoding="utf-8")
    return hashlib.sha256(seen.encode()).hexdigest()[:32]


def noisy(text: str, chance: random.Random, fillers: list[str]) -> str:
    """The text as somebody else might have typed it: chatter around it, words missing, slips of finger and ear."""
    words = text.split()
    if len(words) > 4 and chance.random() < 0.4:
        del words[chance.randrange(len(words))]
    if len(words) > 8 and chance.random() < 0.3:
        del words[chance.randrange(len(words))]
    if chance.random() < 0.45:
        at = chance.randrange(len(words))
        words[at] = _slip(words[at], chance)
    if len(words) > 6 and chance.random() < 0.12:
        at = chance.randrange(len(words) - 1)
        words[at : at + 2] = [words[at] + words[at + 1]]
    if len(words) > 5 and chance.random() < 0.12:
        turn = chance.randrange(2, len(words) - 1)
        words = [*words[turn:], *words[:turn]]
    if chance.random() < 0.35:
        words = [*chance.choice(BEFORE).split(), *words]
    if chance.random() < 0.35:
        words = [*words, *chance.choice(AFTER).split()]
    if fillers and chance.random() < 0.1:
        story = chance.choice(fillers).split()
        words = [*story, *words] if chance.random() < 0.6 else [*words, *story]
    made = " ".join(words)
    return unmark(made) if chance.random() < UNMARKED else made


def _slip(word: str, chance: random.Random) -> str:
    """One word with a slip: a neighbouring key, a letter lost or swapped, or a sound of one's region."""
    kind = chance.random()
    if kind < 0.5:
        found = [(old, new) for old, new in _SLIPS if old in word]
        if found:
            old, new = chance.choice(found)
            return word.replace(old, new, 1)
    if len(word) < 3:
        return word
    at = chance.randrange(len(word) - 1)
    if kind < 0.65:
        return word[:at] + word[at + 1 :]
    if kind < 0.8:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    near = _NEAR.get(word[at].lower())
    return word[:at] + chance.choice(near) + word[at + 1 :] if near else word
