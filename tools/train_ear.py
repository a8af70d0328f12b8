"""Train the ear: `python tools/train_ear.py` reads guides/content and guides/phrasings and writes guides/ear.bin.

`make ear` runs it in the project's own .venv: numpy and scipy are in requirements-dev.txt. The bot needs neither, it
only reads the weights. The same texts give the same bytes on one machine. `--check` only says whether the shipped
weights are those of the present texts. `--questions FILE` measures the new ear on labelled questions it never saw.
`--held-out` says how phrasings are understood that the ear was not trained on, and what each threshold would do.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from array import array
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from guides import traits, weights
from tools.ear_texts import Text, digest, gather, noisy

SEED = 20261121
FOLDS = 5
PIECES, PAIRS, SAYINGS, MARKED = 0.5, 0.7, 1.5, 0.7
"""How much a piece of a word, a pair, a saying and a marked word tell, next to a word. Chosen on held-out phrasings."""
HEAT = 0.6
"""Chances are read at this temperature. The questions of other people fit best at 0.5, but they are few."""
SETTINGS = {"temperature": HEAT, "answer": 0.8, "least": 0.15, "outside": 0.3, "also": 0.7}


def share(trait: str) -> float:
    """How much a trait of this kind tells, next to a word."""
    if trait.startswith("#"):
        return PIECES
    if trait.startswith("@"):
        return SAYINGS
    if trait.startswith("="):
        return MARKED
    return PAIRS if " " in trait or "~" in trait else 1.0


class Corpus:
    """The texts as a sparse matrix over the traits that occur in at least two of them."""

    def __init__(
        self, texts: list[Text], np: Any, sp: Any, least: int = 2, kept_kind: Callable[[str], bool] = lambda _: True
    ) -> None:
        self.np, self.sp = np, sp
        self.texts = texts
        self.intents = sorted({text.intent for text in texts})
        chance = random.Random(SEED)
        fillers = [text.text for text in texts if text.intent == "chao-hoi"]
        found: list[list[int]] = []
        self.owner: list[int] = []
        met: Counter[int] = Counter()
        share_of: dict[int, float] = {}
        self.spelt: dict[int, str] = {}
        """The traits of the texts themselves by their numbers."""
        for at, text in enumerate(texts):
            named = [trait for trait in heard_in(text.text) if kept_kind(trait)]
            numbers = [traits.number(trait) for trait in named]
            self.spelt.update(zip(numbers, named, strict=True))
            share_of.update(zip(numbers, map(share, named), strict=True))
            met.update(set(numbers))
            found.append(numbers)
            self.owner.append(at)
            for _ in range(text.noise):
                found.append([traits.number(trait) for trait in heard_in(noisy(text.text, chance, fillers))])
                self.owner.append(at)
        kept = sorted(trait for trait, times in met.items() if times >= least)
        self.row = {trait: at for at, trait in enumerate(kept)}
        self.kept = kept
        total = len(texts)
        telling = [share_of[trait] * math.sqrt(math.log((total + 1) / (met[trait] + 0.5))) for trait in kept]
        # Rounded as the weights file keeps it.
        self.telling = np.rint(np.array(telling) * weights.TELLING_STEPS).astype(np.float32) / weights.TELLING_STEPS
        self.matrix = self.vectors(found)
        self.label = np.array([self.intents.index(texts[at].intent) for at in self.owner])
        counts = Counter(text.intent for text in texts)
        middle = sorted(counts.values())[len(counts) // 2]
        even = {intent: (middle / number) ** 0.2 for intent, number in counts.items()}
        self.weight = np.array([texts[at].weight * even[texts[at].intent] for at in self.owner], dtype=np.float32)
        self.first = np.array([at == 0 or self.owner[at] != self.owner[at - 1] for at in range(len(self.owner))])

    def vectors(self, found: list[list[int]]) -> Any:
        """Rows of unit length for lists of traits; one that stands twice counts twice."""
        np = self.np
        indices: list[int] = []
        starts = [0]
        for numbers in found:
            indices.extend(sorted(self.row[number] for number in numbers if number in self.row))
            starts.append(len(indices))
        where = np.array(indices, dtype=np.int64)
        data = self.telling[where]
        squares = np.concatenate(([0.0], np.cumsum(data.astype(np.float64) ** 2)))
        lengths = np.sqrt(squares[starts[1:]] - squares[starts[:-1]])
        lengths[lengths == 0] = 1
        data = (data / np.repeat(lengths, np.diff(starts))).astype(np.float32)
        matrix = self.sp.csr_matrix((data, where, starts), shape=(len(found), len(self.kept)), dtype=np.float32)
        matrix.sum_duplicates()
        return matrix


def heard_in(text: str) -> list[str]:
    """The traits of a text as somebody typed it."""
    return traits.traits(traits.Said.of(text))


def fit(
    corpus: Corpus,
    rows: Any,
    *,
    rounds: int = 6,
    decay: float = 2e-6,
    smooth: float = 0.05,
    size: int = 512,
    columns: int | None = None,
) -> tuple[Any, Any]:
    """Softmax regression by Adam over mini-batches: a weight per trait and intent, and a bias per intent."""
    np = corpus.np
    chance = np.random.default_rng(SEED)
    width = len(corpus.intents)
    shape = (columns or len(corpus.kept), width)
    table, bias = np.zeros(shape, np.float32), np.zeros(width, np.float32)
    mean, square = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    bias_mean, bias_square = np.zeros(width, np.float32), np.zeros(width, np.float32)
    step = 0
    batches = rounds * math.ceil(len(rows) / size)
    for _ in range(rounds):
        order = chance.permutation(rows)
        for start in range(0, len(order), size):
            picked = order[start : start + size]
            x = corpus.matrix[picked]
            logits = x @ table + bias
            logits -= logits.max(axis=1, keepdims=True)
            chances = np.exp(logits)
            chances /= chances.sum(axis=1, keepdims=True)
            chances -= smooth / width
            chances[np.arange(len(picked)), corpus.label[picked]] -= 1 - smooth
            chances *= corpus.weight[picked][:, None] / len(picked)
            step += 1
            rate = 0.08 * (1 - step / (batches + 1))
            slope = x.T @ chances + decay * table
            mean += 0.1 * (slope - mean)
            square += 0.01 * (slope * slope - square)
            table -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-7)
            slope = chances.sum(axis=0)
            bias_mean += 0.1 * (slope - bias_mean)
            bias_square += 0.01 * (slope * slope - bias_square)
            bias -= 0.2 * rate * (bias_mean / (1 - 0.9**step)) / (np.sqrt(bias_square / (1 - 0.99**step)) + 1e-7)
    return table, bias


def held_out(corpus: Corpus) -> tuple[Any, Any]:
    """The scores and labels of every phrasing, each heard by an ear that was trained on the other folds."""
    np = corpus.np
    fold_of = np.array([random.Random(f"{SEED}/{at}").randrange(FOLDS) for at in range(len(corpus.texts))])
    spoken = np.array([text.spoken for text in corpus.texts])
    owner = np.array(corpus.owner)
    scores, labels = [], []
    for part in range(FOLDS):
        table, bias = fit(corpus, np.flatnonzero(fold_of[owner] != part))
        held = np.flatnonzero((fold_of[owner] == part) & spoken[owner] & corpus.first)
        scores.append(corpus.matrix[held] @ table + bias)
        labels.append(corpus.label[held])
    return np.concatenate(scores), np.concatenate(labels)


def calibrate(corpus: Corpus) -> str:
    """What held-out phrasings say: how many are understood, the best temperature, and what each threshold does."""
    np = corpus.np
    scores, right = held_out(corpus)
    best = np.argsort(-scores, axis=1)
    three = (best[:, :3] == right[:, None]).any(axis=1).mean()

    def chances(heat: float) -> Any:
        hot = np.exp((scores - scores.max(axis=1, keepdims=True)) / heat)
        return hot / hot.sum(axis=1, keepdims=True)

    every = np.arange(len(right))
    heat = min((0.3 + 0.05 * at for at in range(25)), key=lambda h: -np.log(chances(h)[every, right] + 1e-12).mean())
    lines = [
        f"{len(right)} held-out phrasings: first {(best[:, 0] == right).mean():.1%}, three {three:.1%};"
        f" best temperature {heat:.2f}, thresholds at {HEAT}:"
    ]
    found = chances(HEAT)
    outside = corpus.intents.index("ngoai-pham-vi")
    most, inside = found.max(axis=1), right != outside
    apart = np.delete(found, outside, axis=1).max(axis=1)
    for edge in (0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        none = (best[:, 0] == outside) | (found[:, outside] > edge * (apart + found[:, outside]))
        for least in (0.6, 0.65, 0.7, 0.75, 0.8, 0.9):
            told = ~none & (most >= least)
            wrong = (best[:, 0] != right)[told].mean()
            lines.append(
                f"outside {edge:.2f} answer {least:.2f}: answered {told[inside].mean():.1%} of in scope, wrong"
                f" {wrong:.1%}, outside known {none[~inside].mean():.1%}, refused {none[inside].mean():.1%}"
            )
    return "\n".join(lines)


def pack(corpus: Corpus, table: Any, bias: Any, settings: dict[str, Any]) -> weights.Weights:
    """The weights in bytes: the trait's own weight is multiplied in, rounded to whole steps."""
    np = corpus.np
    told = table * corpus.telling[:, None]
    edge = float(np.abs(told).max()) / 127
    cells = np.rint(told / edge).astype(np.int16)
    slab = (cells + 128).astype(np.uint8)
    if len(corpus.intents) % 2:
        slab = np.concatenate((slab, np.full((len(slab), 1), 128, np.uint8)), axis=1)
    return weights.Weights(
        intents=tuple(corpus.intents),
        bias=tuple(float(value) for value in bias),
        scale=edge,
        traits=array("I", corpus.kept),
        telling=array("H", np.rint(corpus.telling * weights.TELLING_STEPS).astype(int).tolist()),
        slab=slab.tobytes(),
        settings=settings,
    )


def main() -> int:
    """Train, measure, write; or only check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the shipped weights are up to date")
    parser.add_argument("--out", type=Path, default=weights.SHIPPED)
    parser.add_argument("--questions", type=Path, help="a table of labelled questions to measure on")
    parser.add_argument("--held-out", action="store_true", help="also measure on held-out phrasings, five times")
    options = parser.parse_args()
    texts = gather()
    if options.check:
        if weights.read(options.out).settings.get("digest") == digest(texts):
            print("the weights are those of the present texts")
            return 0
        print("the weights are stale: run «python tools/train_ear.py»")
        return 1
    try:
        import numpy as np
        import scipy.sparse as sp
    except ImportError:
        print("training needs numpy and scipy: «make ear» trains with the project's own .venv, which has them")
        return 1

    began = time.perf_counter()
    corpus = Corpus(texts, np, sp)
    print(f"{len(texts)} texts, {len(corpus.intents)} intents, {corpus.matrix.shape} matrix")
    if options.held_out:
        print(calibrate(corpus))
    table, bias = fit(corpus, np.arange(len(corpus.owner)))
    packed = pack(corpus, table, bias, {**SETTINGS, "digest": digest(texts)})
    weights.write(packed, options.out)
    print(f"wrote {options.out}: {options.out.stat().st_size:,} bytes, {time.perf_counter() - began:.0f} s")
    if options.questions:
        from tools.measure_ear import report

        print(report(options.questions, options.out))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
