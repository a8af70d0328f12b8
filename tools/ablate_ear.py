"""What each part of the ear is worth: `python tools/ablate_ear.py TABLE …` trains without it and measures.

Needs numpy and scipy like train_ear. The last rows are two plain methods on the same texts, measured in the same run.
"""

from __future__ import annotations

import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from guides import fold, traits
from tools.ear_texts import Text, gather
from tools.measure_ear import Asked, read
from tools.train_ear import Corpus, fit


def is_pair(trait: str) -> bool:
    """Neighbouring words, or words with others between."""
    return not trait.startswith(("#", "@")) and (" " in trait or "~" in trait)


def figures(asked: Sequence[Asked], ranked: Sequence[Sequence[str]]) -> str:
    """First choice right and within the first three."""
    first = sum(order[0] in one.right for one, order in zip(asked, ranked, strict=True)) / len(asked)
    three = sum(any(i in one.right for i in order[:3]) for one, order in zip(asked, ranked, strict=True)) / len(asked)
    return f"{first:6.1%} {three:6.1%}"


def trained(texts: list[Text], tables: Sequence[list[Asked]], np: Any, sp: Any, kind: Callable[[str], bool]) -> str:
    """The figures of an ear trained on these texts with these kinds of traits."""
    corpus = Corpus(texts, np, sp, kept_kind=kind)
    table, bias = fit(corpus, np.arange(len(corpus.owner)))
    found = []
    for asked in tables:
        scores = corpus.vectors([traits.numbers(fold.words(one.question)) for one in asked]) @ table + bias
        found.append(figures(asked, [[corpus.intents[at] for at in np.argsort(-row)[:3]] for row in scores]))
    return " | ".join(found) + f" | {len(corpus.kept):6d} traits"


def bm25(texts: list[Text], tables: Sequence[list[Asked]]) -> str:
    """Nearest phrasing by BM25 over unmarked words; an intent counts by its best phrasing."""
    documents = [fold.unmark(text.text).split() for text in texts]
    mean = sum(map(len, documents)) / len(documents)
    held: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, words in enumerate(documents):
        for word, times in Counter(words).items():
            held[word].append((at, times * 2.2 / (times + 1.2 * (0.25 + 0.75 * len(words) / mean))))
    found, began = [], time.perf_counter()
    for asked in tables:
        ranked = []
        for one in asked:
            scores: dict[int, float] = defaultdict(float)
            for word in set(fold.unmark(one.question).split()):
                told = math.log(1 + (len(documents) - len(held[word]) + 0.5) / (len(held[word]) + 0.5))
                for at, weight in held[word]:
                    scores[at] += told * weight
            order: dict[str, None] = dict.fromkeys(
                texts[at].intent for at in sorted(scores, key=lambda at: -scores[at])
            )
            ranked.append([*order, "", "", ""][:3])
        found.append(figures(asked, ranked))
    spent = (time.perf_counter() - began) / sum(map(len, tables))
    return " | ".join(found) + f" | {spent * 1e3:.2f} ms a question"


def main() -> int:
    """Print a row per part."""
    import numpy as np
    import scipy.sparse as sp

    tables = [read(Path(name)) for name in sys.argv[1:]]
    texts = gather()

    def row(name: str, chosen: list[Text], kind: Callable[[str], bool] = lambda _: True) -> None:
        print(f"{name:34s} {trained(chosen, tables, np, sp, kind)}", flush=True)

    row("all", texts)
    row("without sayings", texts, lambda trait: not trait.startswith("@"))
    row("without pieces of words", texts, lambda trait: not trait.startswith("#"))
    row("without pairs of words", texts, lambda trait: not is_pair(trait))
    row("without patterns", [text for text in texts if text.weight != 0.4])
    row("without sentences of the guides", [text for text in texts if text.spoken or text.weight == 0.4])
    quiet = [Text(text.intent, text.text, text.weight, text.spoken, 0) for text in texts]
    row("without noise", quiet)
    full, bare = fold.lexicon(), fold._bare
    fold.lexicon = lambda: fold.Lexicon({}, full.same)  # type: ignore[assignment]
    row("without short forms", texts)
    fold._bare = lambda word, vni: fold.unmark(word)[:40]  # type: ignore[assignment]
    row("without short forms, telex, VNI", texts)
    row("plain: pieces and this training", quiet, lambda trait: trait.startswith("#"))
    fold._bare = bare
    print(f"{'plain: BM25, nearest phrasing':34s} {bm25([text for text in texts if text.spoken], tables)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
