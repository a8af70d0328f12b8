"""The wizard's questions, one at a time; a wrong answer is told why and asked again."""

from __future__ import annotations

import getpass
import re
import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from cli._init_files import Wanted
from handlers.phrases import init as say
from handlers.presets import load_named, names

TELEGRAM = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
TOKEN = re.compile(r"[!-~]{8,}")
ADDRESS = re.compile(r"https?://[^\s/'\"]+(?:/[^\s'\"]*)?")
SERVER = re.compile(r"postgresql://[^\s'\"\\$`]+")
PATH = re.compile(r"[^'\"\x00-\x1f]+")

Check = Callable[[str], str]
"""Says what is wrong with an answer, or nothing."""


def new_key() -> str:
    """For backups: to be written down by hand, so without letters that look alike; 120 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(5))


def told(pattern: re.Pattern[str], words: str, *, empty: bool = True) -> Check:
    """That the answer looks so; or, where that is allowed, that there is none."""
    return lambda answer: "" if (not answer and empty) or pattern.fullmatch(answer) else words


def needed(answer: str) -> str:
    return "" if answer else say.NEEDED


def ask(question: str, default: str = "", check: Check = lambda _: "", *, hidden: bool = False) -> str:
    """One answer, stripped; what is hidden is not shown while it is typed. EOFError when nobody answers."""
    prompt = (say.PROMPT if default else say.PROMPT_BARE).format(question=question, default=default)
    while True:
        answer = (getpass.getpass(prompt) if hidden else input(prompt)).strip() or default
        if not (wrong := check(answer)):
            return answer
        sys.stdout.write(f"  {wrong}\n")


def agreed(question: str, *, default: bool = True) -> bool:
    """Yes or no."""
    usual = say.YES if default else say.NO
    answers = (say.YES, say.NO, "y", "n", "có", "không")
    answer = ask(say.YES_NO.format(question=question), usual, lambda a: "" if a.lower() in answers else say.NOT_YES_NO)
    return answer.lower() in (say.YES, "y", "có")


def choose(campaigns: Path, default: str) -> str:
    """One of the presets, by its number or its name."""
    known: Sequence[str] = names(campaigns)
    sys.stdout.write(f"\n{say.CAMPAIGNS}\n")
    for number, name in enumerate(known, 1):
        one = load_named(name, campaigns)
        line = say.CAMPAIGN_LINE.format(
            number=number, name=one.name, commune=one.place.commune, start=one.start, end=one.end
        )
        sys.stdout.write(f"{line}\n")
    wrong = say.NOT_A_NUMBER.format(most=len(known))

    def check(answer: str) -> str:
        return "" if answer in known or (answer.isdecimal() and 1 <= int(answer) <= len(known)) else wrong

    answer = ask(say.CAMPAIGN, str(known.index(default) + 1) if default in known else "", check)
    return answer if answer in known else known[int(answer) - 1]


def fill(wanted: Wanted, campaigns: Path) -> None:
    """Ask for everything; what is there already is offered."""
    sys.stdout.write(f"{say.HELLO}\n\n")
    wanted.commune = ask(say.COMMUNE, wanted.commune, needed)
    wanted.province = ask(say.PROVINCE, wanted.province, needed)
    wanted.campaign = choose(campaigns, wanted.campaign)
    sys.stdout.write("\n")
    if not wanted.telegram:
        wanted.telegram = ask(say.TELEGRAM, check=told(TELEGRAM, say.NOT_TELEGRAM), hidden=True)
    if not wanted.zalo:
        wanted.zalo = ask(say.ZALO, check=told(TOKEN, say.STRANGE_LETTERS), hidden=True)
    if wanted.zalo:
        wanted.zalo_name = ask(say.ZALO_NAME, wanted.zalo_name, needed)
    wanted.public_url = ask(say.PUBLIC, wanted.public_url, told(ADDRESS, say.NOT_AN_ADDRESS))
    if not wanted.database:
        wanted.database = ask(say.DATABASE, check=told(SERVER, say.NOT_A_DATABASE), hidden=True)
    wanted.backup = ask(say.BACKUP, wanted.backup, told(PATH, say.NOT_A_PATH, empty=False))
    if not wanted.backup_key and agreed(say.SEAL):
        wanted.backup_key = new_key()
