"""The checker is worth nothing unless it sees what it is there for: books that were tampered with."""

from __future__ import annotations

import asyncio
import copy
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.torture.books import Books, Row
from tests.torture.checker import RECEIPT, check
from tests.torture.house import House
from tests.torture.ledger import Ledger, Shown
from tests.torture.platforms import PLATFORMS
from tests.torture.preset import TEXT, WINDOW

Tampering = Callable[[Ledger, Books, random.Random], None]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, Books]:
    """A short run with a few kills, whose books balance."""
    folder: Path = tmp_path_factory.mktemp("checker")
    house = House(folder, f"sqlite:///{folder / 'house.sqlite3'}", PLATFORMS["telegram"], seed=7, kills=4, reports=250)

    async def play() -> tuple[Ledger, Books]:
        await house.furnish()
        return await house.play()

    return asyncio.run(play())


def _newest_set(books: Books, dice: random.Random) -> Row:
    return dice.choice([row for row in books.reports if row["operation"] == "set"])


def _standing(books: Books, dice: random.Random) -> Row:
    return dice.choice([row for row in books.counts if row["value"] > 0])


def _shown_receipt(ledger: Ledger, dice: random.Random) -> int:
    return dice.choice([at for at, shown in enumerate(ledger.shown) if RECEIPT.search(shown.text)])


def _answer(books: Books, dice: random.Random, *, private: bool) -> Row:
    rows = [row for row in books.outbox if row["answers"] and row["private"] is private and row["state"] == "sent"]
    return dice.choice([row for row in rows if row["attempts"] == 1 and RECEIPT.search(_text(row))])


def _text(row: Row) -> str:
    return str(row["part"]["text"]).replace("**", "")


def lose_a_report(ledger: Ledger, books: Books, dice: random.Random) -> None:
    books.reports.remove(_newest_set(books, dice))


def store_a_report_twice(ledger: Ledger, books: Books, dice: random.Random) -> None:
    row = _newest_set(books, dice)
    books.reports.append({**row, "id": books.reports[-1]["id"] + 1})


def store_other_figures(ledger: Ledger, books: Books, dice: random.Random) -> None:
    row = _newest_set(books, dice)
    row["values"] = {key: value + 1 for key, value in row["values"].items()}


def store_for_another_place(ledger: Ledger, books: Books, dice: random.Random) -> None:
    row = _newest_set(books, dice)
    row["area"] = "ap-1" if row["area"] != "ap-1" else "ap-2"


def count_twice(ledger: Ledger, books: Books, dice: random.Random) -> None:
    _standing(books, dice)["value"] *= 2


def forget_a_count(ledger: Ledger, books: Books, dice: random.Random) -> None:
    books.counts.remove(_standing(books, dice))


def invent_a_count(ledger: Ledger, books: Books, dice: random.Random) -> None:
    books.counts.append({"area": "ap-1", "day": "2025-12-30", "key": "cks", "value": 1})


def tell_other_figures(ledger: Ledger, books: Books, dice: random.Random) -> None:
    at = dice.choice([at for at, shown in enumerate(ledger.shown) if "\nĐã ghi: " in shown.text])
    text = ledger.shown[at].text
    ledger.shown[at] = replace(
        ledger.shown[at], text=text.replace("\nĐã ghi: chữ ký số: ", "\nĐã ghi: chữ ký số: 9", 1)
    )
    if ledger.shown[at].text == text:
        head, _, tail = text.partition("\nĐã ghi: ")
        label, _, rest = tail.partition(": ")
        ledger.shown[at] = replace(ledger.shown[at], text=f"{head}\nĐã ghi: {label}: 9{rest}")


def give_a_receipt_for_nothing(ledger: Ledger, books: Books, dice: random.Random) -> None:
    at = _shown_receipt(ledger, dice)
    ledger.shown[at] = replace(ledger.shown[at], text=RECEIPT.sub("Biên nhận 999999", ledger.shown[at].text))


def repeat_in_other_words(ledger: Ledger, books: Books, dice: random.Random) -> None:
    shown = ledger.shown[_shown_receipt(ledger, dice)]
    ledger.shown.append(Shown(shown.chat, 999_999, shown.text + "\nlần nữa"))


def hide_an_answer(ledger: Ledger, books: Books, dice: random.Random) -> None:
    row = _answer(books, dice, private=True)
    ledger.shown[:] = [shown for shown in ledger.shown if str(shown.message) != row["sent_id"] or shown.chat < 0]


def answer_nothing(ledger: Ledger, books: Books, dice: random.Random) -> None:
    row = _answer(books, dice, private=True)
    books.outbox.remove(row)
    ledger.shown[:] = [shown for shown in ledger.shown if shown.text != _text(row)]


def say_it_twice_in_a_group(ledger: Ledger, books: Books, dice: random.Random) -> None:
    row = _answer(books, dice, private=False)
    ledger.shown.append(Shown(int(row["chat"]), 999_999, _text(row)))


def say_it_twice_without_need(ledger: Ledger, books: Books, dice: random.Random) -> None:
    row = _answer(books, dice, private=True)
    ledger.shown.append(Shown(int(row["chat"]), 999_999, _text(row)))


def leave_a_group_in_doubt(ledger: Ledger, books: Books, dice: random.Random) -> None:
    _answer(books, dice, private=False)["state"] = "unknown"


def leave_a_person_in_doubt(ledger: Ledger, books: Books, dice: random.Random) -> None:
    _answer(books, dice, private=True)["state"] = "unknown"


def leave_words_unsaid(ledger: Ledger, books: Books, dice: random.Random) -> None:
    dice.choice(books.outbox)["state"] = "waiting"


def leave_an_update_open(ledger: Ledger, books: Books, dice: random.Random) -> None:
    dice.choice(books.inbox)["answered_at"] = None


def give_an_update_up(ledger: Ledger, books: Books, dice: random.Random) -> None:
    dice.choice(books.inbox)["ticket"] = "A1B2C3"


def never_keep_an_update(ledger: Ledger, books: Books, dice: random.Random) -> None:
    books.inbox.remove(dice.choice(books.inbox))


def keep_an_update_twice(ledger: Ledger, books: Books, dice: random.Random) -> None:
    row = dice.choice(books.inbox)
    books.inbox.append({**row, "id": books.inbox[-1]["id"] + 1})


def confirm_too_early(ledger: Ledger, books: Books, dice: random.Random) -> None:
    ledger.pending = 1


def let_a_task_fail(ledger: Ledger, books: Books, dice: random.Random) -> None:
    dice.choice(books.tasks)["state"] = "failed"


def miss_a_post_within_its_window(ledger: Ledger, books: Books, dice: random.Random) -> None:
    row = dice.choice(books.tasks)
    row |= {"state": "skipped-late", "done_at": row["due_at"] + WINDOW - timedelta(seconds=1)}


CAUGHT: list[tuple[Tampering, str]] = [
    (lose_a_report, "made 0 rows, not 1"),
    (lose_a_report, "was given for nothing"),
    (store_a_report_twice, "made 2 rows, not 1"),
    (store_other_figures, "is kept as"),
    (store_for_another_place, "is kept as"),
    (count_twice, "is counted as"),
    (forget_a_count, "is counted as None"),
    (invent_a_count, "is counted as 1, not None"),
    (tell_other_figures, "says {"),
    (give_a_receipt_for_nothing, "receipt 999999 was given for nothing"),
    (repeat_in_other_words, "was given in 2 wordings"),
    (hide_an_answer, "nobody saw it"),
    (answer_nothing, "has no answer"),
    (answer_nothing, "was never acknowledged"),
    (say_it_twice_in_a_group, "2 copies"),
    (say_it_twice_without_need, "2 copies"),
    (leave_a_group_in_doubt, "was not whispered"),
    (leave_a_person_in_doubt, "ended as unknown"),
    (leave_words_unsaid, "ended as waiting"),
    (leave_an_update_open, "was never answered"),
    (give_an_update_up, "given up with an apology"),
    (never_keep_an_update, "stands 0 times in the inbox"),
    (keep_an_update_twice, "stands 2 times in the inbox"),
    (confirm_too_early, "still holds 1 updates"),
    (let_a_task_fail, "ended as failed"),
    (miss_a_post_within_its_window, "ended as skipped-late"),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("tamper", "finding"), CAUGHT, ids=lambda one: getattr(one, "__name__", None))
def test_tampered_books_are_caught(sound: tuple[Ledger, Books], tamper: Tampering, finding: str, seed: int) -> None:
    ledger, books = copy.deepcopy(sound)
    assert check(ledger, books) == []

    tamper(ledger, books, random.Random(seed))

    findings = check(ledger, books)
    assert any(finding in found for found in findings), findings


POST = {"text": "Tin của mốc 10:00.", "timely": {"post": "tin-1000"}}


def posted(state: str, *shown: str, told: bool = False) -> list[str]:
    """What is found in a house that had one post for one group."""
    error = "TooLate" if state == "cancelled" else None
    row = {"id": 1, "chat": "-5", "private": False, "author": None, "answers": None, "part": POST, "key": "post:1"}
    row |= {"state": state, "attempts": 1, "sent_id": "7", "error": error}
    task = {"id": 1, "key": "missed:tin-1000", "name": "missed-send", "state": "done"}
    return check(
        Ledger(shown=[Shown(-5, 7, text) for text in shown]), Books(outbox=[row], tasks=[task] if told else [])
    )


def test_a_post_may_come_late_and_says_so() -> None:
    assert posted("sent", "(gửi muộn 30 phút) Tin của mốc 10:00.") == []
    assert posted("sent", "Tin của mốc 10:00.") == []
    assert posted("sent", "(gửi muộn 30 phút) Tin của mốc 10:00.", "Tin của mốc 10:00.") != []


def test_a_post_whose_window_passed_is_not_shown_and_somebody_hears_of_it() -> None:
    assert posted("cancelled", told=True) == []
    assert posted("cancelled") != []
    assert posted("cancelled", "Tin của mốc 10:00.", told=True) != []


def gathered(lead: str) -> list[str]:
    """What is found in a house that said two posts in one."""
    text, shared = (
        f"{TEXT.format(at='08:30')}\n\n{lead}",
        {"chat": "-5", "private": False, "author": None, "answers": None},
    )
    first = shared | {"id": 1, "key": "so-cai:post:tin-0830:x", "state": "sent", "attempts": 1, "sent_id": "7"}
    second = shared | {"id": 2, "key": "so-cai:post:tin-0900:x", "state": "cancelled", "attempts": 0, "sent_id": None}
    first |= {"part": {"text": text}, "error": None}
    second |= {"part": {"text": ""}, "error": "digest:so-cai:post:tin-0830:x"}
    return check(Ledger(shown=[Shown(-5, 7, text)]), Books(outbox=[first, second]))


def test_a_post_may_be_said_by_another_one() -> None:
    assert gathered(TEXT.format(at="09:00")) == []
    assert gathered("Tin khác.") != []
