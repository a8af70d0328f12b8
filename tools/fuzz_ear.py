"""Say a great many mutated lines to the ear: `python tools/fuzz_ear.py 1000000`. None may raise or take long."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from guides.book import Book
from guides.match import Ear
from tools.ear_texts import CONTENT, gather


def mutated(text: str, chance: random.Random) -> str:
    """The text with letters swapped, dropped, repeated or strange; sometimes two texts or a very long one."""
    letters = list(text)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(letters) + 1)
        match chance.randrange(7):
            case 0:
                letters.insert(at, chr(chance.randrange(0x20, 0x3000)))
            case 1 if letters:
                del letters[at - 1]
            case 2 if letters:
                letters[at - 1] *= chance.randrange(2, 40)
            case 3:
                letters.insert(
                    at, chance.choice(("\n", "\t", "\u200b", "\u0301", "😀", "。", "0", "?", "\ufeff", "\x00"))
                )
            case 4:
                letters = letters[at:] + letters[:at]
            case 5:
                letters.insert(at, chr(chance.choice((0xD800, 0xDFFF, 0x10FFFF, 0x202E, 0xFE0F))))
            case _:
                letters = [letter.upper() if chance.random() < 0.3 else letter for letter in letters]
    made = "".join(letters)
    return made * chance.randrange(2, 60) if chance.random() < 0.01 else made


def main() -> int:
    """Mutate, listen, time on the processor's clock (a busy machine is not the ear's fault); print the slowest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=int, nargs="?", default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    ear = Ear.load(Book.load(CONTENT))
    texts = [text.text for text in gather()]
    chance = random.Random(options.seed)
    slowest, line = 0.0, ""
    spent = [0] * 100_000
    for _ in range(options.lines):
        text = mutated(chance.choice(texts), chance)
        began = time.thread_time()
        ear.hear(text, previous="vneid-kich-hoat" if chance.random() < 0.2 else None)
        passed = time.thread_time() - began
        spent[min(int(passed * 1e5), len(spent) - 1)] += 1
        if passed > slowest:
            slowest, line = passed, text
    seen, at = 0, 0
    while seen < options.lines * 0.99:
        seen += spent[at]
        at += 1
    print(f"{options.lines:,} lines, no exception; p99 {at / 100:.2f} ms")
    print(f"slowest {slowest * 1e3:.1f} ms, for {len(line)} letters")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
