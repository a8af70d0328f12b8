"""The full number: `python -m tests.recounts 100000 [from]`, over all presets by turns; 1 if anything differed.

It tells how far it has come, and stops in good order when it is interrupted.
"""

from __future__ import annotations

import sys

from handlers.presets import names
from tests.recounts.compare import differences

EVERY = 1000
FILES = 100
"""Of every so many histories of a preset the real workbook and document are drawn and read back."""


def main(count: int, first: int) -> int:
    presets, wrong, done = names(), 0, 0
    try:
        for at in range(count):
            seed = first + at // len(presets)
            found = differences(presets[at % len(presets)], seed, real_files=not seed % FILES)
            done, wrong = at + 1, wrong + bool(found)
            sys.stdout.writelines(f"{one}\n" for one in found[:5])
            if not done % EVERY:
                sys.stdout.write(f"{done} histories, {wrong} with differences\n")
                sys.stdout.flush()
    except KeyboardInterrupt:
        pass
    sys.stdout.write(f"{done} histories of {len(presets)} presets from seed {first}, {wrong} with differences\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
