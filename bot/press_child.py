"""The other end of the press: `python -m bot.press_child` reads an order, calls the function, writes what it made.

Apart from `bot.press`, so that a child that lives for half a second does not load the event loop.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import traceback
from importlib import import_module


def main() -> int:
    """0 with the result on standard output, or 1 with a traceback on standard error."""
    if hasattr(os, "nice"):
        os.nice(5)  # whoever waits for an answer comes first, but an officer waits for this as well
    gc.set_threshold(100_000, 20, 20)  # it ends soon: looking for rubbish would be a sixth of its work
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not spoil the result
    module, name, args, kwargs = pickle.loads(sys.stdin.buffer.read())
    try:
        made = getattr(import_module(module), name)(*args, **kwargs)
        with out:
            pickle.dump(made, out)
    except Exception:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
