"""What each part of the ear is worth: `python tools/ablate_ear.py TABLE …` trains without it and measures.

Needs numpy and scipy like train_ear. All rows are trained with batches of 2,048, four times quicker than the shipped
ear and nearly as good. The last rows are the shipped ear and two plain methods on the same texts, with the time of a
question and the memory that the method holds, measured in the same run.
"""

from __future__ import annotations

import gc
import math
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from guides import fold, traits
from guides.match import Ear
from guides.traits import Said
from tools.ear_texts import MADE_WEIGHT, Text, gather
from tools.measure_ear import Asked, read
from tools.train_ear import Corpus, fit, heard_in

Ranking = Callable[[str], list[str]]
"""A question → its intents, the likeliest first; at least three."""


def is_pair(trait: str) -> bool:
    """Neighbouring words, or words with others between."""
    return not trait.startswith(("#", "@", "=")) and (" " in trait or "~" in trait)


def figures(asked: Sequence[Asked], ranked: Sequence[Sequence[str]]) -> str:
    """First choice right and within the first three."""
    first = sum(order[0] in one.right for one, order in zip(asked, ranked, strict=True)) / len(asked)
    three = sum(any(i in one.right for i in order[:3]) for one, order in zip(asked, ranked, strict=True)) / len(asked)
    return f"{first:6.1%} {three:6.1%}"


def trained(corpus: Corpus, tables: Sequence[list[Asked]], kind: Callable[[str], bool] = lambda _: True) -> str:
    """The figures of an ear trained on these texts with these kinds of traits."""
    np = corpus.np
    kept = np.array([kind(corpus.spelt[number]) for number in corpus.kept])
    whole = corpus.matrix
    narrow = whole[:, np.flatnonzero(kept)]
    corpus.matrix = _of_unit_length(narrow, corpus)
    table, bias = fit(corpus, np.arange(len(corpus.owner)), size=2048, columns=narrow.shape[1])
    corpus.matrix = whole
    found = []
    for asked in tables:
        numbers = [[traits.number(trait) for trait in heard_in(one.question)] for one in asked]
        scores = _of_unit_length(corpus.vectors(numbers)[:, np.flatnonzero(kept)], corpus) @ table + bias
        found.append(figures(asked, [[corpus.intents[at] for at in np.argsort(-row)[:3]] for row in scores]))
    return " | ".join(found) + f" | {int(kept.sum()):6d} traits"


def _of_unit_length(matrix: Any, corpus: Corpus) -> Any:
    np = corpus.np
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).ravel()
    lengths[lengths == 0] = 1
    return (corpus.sp.diags((1 / lengths).astype(np.float32)) @ matrix).tocsr()


def shipped() -> Ranking:
    """The ear as it is shipped."""
    ear = Ear.load()

    def rank(question: str) -> list[str]:
        chances = ear.chances(Said.of(question))
        return [ear.weights.intents[at] for at in sorted(range(len(chances)), key=lambda at: -chances[at])[:3]]

    return rank


def bm25(texts: list[Text]) -> Ranking:
    """The nearest phrasing by BM25 over unmarked words; an intent counts by its best phrasing."""
    documents = [fold.unmark(text.text).split() for text in texts]
    mean = sum(map(len, documents)) / len(documents)
    held: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, words in enumerate(documents):
        for word, times in Counter(words).items():
            held[word].append((at, times * 2.2 / (times + 1.2 * (0.25 + 0.75 * len(words) / mean))))
    intents, count = [text.intent for text in texts], len(documents)

    def rank(question: str) -> list[str]:
        scores: dict[int, float] = defaultdict(float)
        for word in set(fold.unmark(question).split()):
            with_it = held.get(word, [])
            told = math.log(1 + (count - len(with_it) + 0.5) / (len(with_it) + 0.5))
            for at, weight in with_it:
                scores[at] += told * weight
        order = dict.fromkeys(intents[at] for at in sorted(scores, key=lambda at: -scores[at]))
        return [*order, "", "", ""][:3]

    return rank


def tfidf(texts: list[Text], np: Any, sp: Any) -> Ranking:
    """Logistic regression over TF-IDF of pieces of 2 to 4 letters within unmarked words, as in the textbooks."""

    def pieces(text: str) -> Counter[str]:
        edged = [f" {word} " for word in fold.unmark(text).split()]
        return Counter(w[at : at + size] for w in edged for size in (2, 3, 4) for at in range(len(w) - size + 1))

    counted = [pieces(text.text) for text in texts]
    met = Counter(piece for one in counted for piece in one)
    column = {piece: at for at, piece in enumerate(sorted(piece for piece, times in met.items() if times >= 2))}
    rare = np.array([math.log((1 + len(texts)) / (1 + met[piece])) + 1 for piece in column], dtype=np.float32)
    intents = sorted({text.intent for text in texts})

    def vectors(found: Sequence[Counter[str]]) -> Any:
        rows, columns, values = [], [], []
        for row, one in enumerate(found):
            known = [(column[piece], 1 + math.log(times)) for piece, times in one.items() if piece in column]
            length = math.sqrt(sum((value * rare[at]) ** 2 for at, value in known)) or 1.0
            rows += [row] * len(known)
            columns += [at for at, _ in known]
            values += [value * rare[at] / length for at, value in known]
        return sp.csr_matrix((values, (rows, columns)), shape=(len(found), len(column)), dtype=np.float32)

    class Plain:
        """What `fit` looks at."""

    plain: Any = Plain()
    plain.np, plain.intents, plain.kept, plain.matrix = np, intents, list(column), vectors(counted)
    plain.label = np.array([intents.index(text.intent) for text in texts])
    plain.weight = np.ones(len(texts), dtype=np.float32)
    table, bias = fit(plain, np.arange(len(texts)), rounds=20, smooth=0.0)

    def rank(question: str) -> list[str]:
        scores = (vectors([pieces(question)]) @ table + bias)[0]
        return [intents[at] for at in np.argsort(-scores)[:3]]

    return rank


def compared(name: str, make: Callable[[], Ranking], tables: Sequence[list[Asked]]) -> str:
    """A row with figures, the time of a question and the memory that the method holds."""
    gc.collect()
    tracemalloc.start()
    rank = make()
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    found, took = [], []
    for asked in tables:
        ranked = []
        for one in asked:
            began = time.thread_time()
            ranked.append(rank(one.question))
            took.append(time.thread_time() - began)
        found.append(figures(asked, ranked))
    took.sort()
    times = f"median {took[len(took) // 2] * 1e3:.2f} ms, p99 {took[len(took) * 99 // 100] * 1e3:.2f} ms"
    return f"{name:34s} {' | '.join(found)} | {times}, {held / 1e6:.1f} MB"


def main() -> int:
    """Print a row per part."""
    import numpy as np
    import scipy.sparse as sp

    tables = [read(Path(name)) for name in sys.argv[1:]]
    texts = gather()
    plain = [text for text in texts if text.spoken]
    print(compared("the shipped ear", shipped, tables), flush=True)
    print(compared("plain: BM25, nearest phrasing", lambda: bm25(plain), tables), flush=True)
    print(compared("plain: TF-IDF, logistic regression", lambda: tfidf(plain, np, sp), tables), flush=True)

    def row(name: str, corpus: Corpus, kind: Callable[[str], bool] = lambda _: True) -> None:
        print(f"{name:34s} {trained(corpus, tables, kind)}", flush=True)

    corpus = Corpus(texts, np, sp)
    row("all", corpus)
    row("without sayings", corpus, lambda trait: not trait.startswith("@"))
    row("without pieces of words", corpus, lambda trait: not trait.startswith("#"))
    row("without pairs of words", corpus, lambda trait: not is_pair(trait))
    row("without marked words", corpus, lambda trait: not trait.startswith("="))
    quiet = [Text(text.intent, text.text, text.weight, text.spoken, 0) for text in texts]
    row("without noise", Corpus(quiet, np, sp))
    row("without patterns", Corpus([text for text in texts if text.weight != MADE_WEIGHT], np, sp))
    full = fold.lexicon()
    fold.lexicon = lambda: fold.Lexicon({}, full.same, full.lengths)  # type: ignore[assignment]
    fold._bare = lambda word, vni: fold.unmark(word)[:40]  # type: ignore[assignment]
    fold._shipped.cache_clear()
    row("without short forms, Telex, VNI", Corpus(texts, np, sp))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
