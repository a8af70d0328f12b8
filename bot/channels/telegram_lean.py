"""Load Telegram's channel without what its library takes along and never uses here: 12 of 25 MB.

python-telegram-bot does without `cryptography` (for documents of Telegram Passport), httpx without the packages of its
command line; both say so in their lists of optional dependencies, and both look whether the packages can be imported.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram

_NEEDLESS = ("cryptography", "httpx._main")


def telegram() -> type[Telegram]:
    """The channel's class."""
    hidden = [name for name in _NEEDLESS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # an import of None fails, as if it were not there
    try:
        from bot.channels.telegram import Telegram
    finally:
        for name in hidden:
            del sys.modules[name]
    return Telegram
