"""Telegram's channel is loaded without what its library takes along, and others still find it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = """
import sys
from bot.channels.telegram_lean import telegram
print(telegram().__name__, "cryptography" in sys.modules, "httpx._main" in sys.modules)
from cryptography.fernet import Fernet
print(len(Fernet.generate_key()))
from bot.channels.telegram import Telegram
print(Telegram is telegram())
"""


def test_a_process_that_speaks_telegram_only_does_not_load_what_it_never_uses() -> None:
    said = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert said.split() == ["Telegram", "False", "False", "44", "True"]
