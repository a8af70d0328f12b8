"""Compare the platform's ledger with the bot's books, by nothing but what people typed and read.

Each finding is a sentence; a run without findings is sound. No code of the bot's is used: the sums come from
`recount`, the rows from plain SQL, the receipts from the platform.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.torture.books import Books, Row
from tests.torture.ledger import Ledger, Update
from tests.torture.preset import AREAS, LABELS, TEXT, WINDOW
from tests.torture.recount import Outcome, Recount, Version

RECEIPT = re.compile(r"Biên nhận (\d+)")
_UNDONE = re.compile(r"Biên nhận (\d+): đã bỏ biên nhận (\d+)\. ấp ([^,]+), .*?(\d\d)/(\d\d)\)? nay còn: (.*)\.$")
_DONE = re.compile(r"Biên nhận (\d+) – ấp ([^,]+), .*?(\d\d)/(\d\d)\)?$")
_FIGURES = re.compile(r"^(Đã ghi|Đã cộng thêm|Đã sửa): (.*)\.$")
_LATE = re.compile(r"^\(gửi muộn \d+ phút\) ")
_KEYS = {label: key for key, label in LABELS.items()}


def check(ledger: Ledger, books: Books) -> list[str]:
    """Everything that does not balance, in words; empty when all does."""
    return list(_Audit(ledger, books).findings())


@dataclass(frozen=True, slots=True)
class _Receipt:
    """What a receipt told its reader."""

    number: int
    area: str
    day: str
    """Month and day, as ISO."""
    word: str
    figures: Mapping[str, str]
    undone: int | None = None


class _Audit:
    def __init__(self, ledger: Ledger, books: Books) -> None:
        self.ledger, self.books = ledger, books
        self.updates = {update.id: update for update in ledger.updates}
        self.inbox: dict[int, list[Row]] = defaultdict(list)
        for row in books.inbox:
            self.inbox[int(row["event"])].append(row)
        self.reports = {row["id"]: row for row in books.reports}
        self.by_update: dict[int, list[Row]] = defaultdict(list)
        for row in books.reports:
            self.by_update[int(row["event"])].append(row)
        stored_at = {event: rows[0]["stored_at"] for event, rows in self.by_update.items()}
        answered_at = {event: rows[0]["answered_at"] for event, rows in self.inbox.items() if rows[0]["answered_at"]}
        self.recount = Recount.of(ledger.updates, stored_at, answered_at)
        self.answers: dict[int, list[Row]] = defaultdict(list)
        for row in books.outbox:
            if row["answers"] is not None:
                self.answers[row["answers"]].append(row)
        self.shown = {(shown.chat, str(shown.message)): shown.text for shown in ledger.shown}
        self.copies = Counter((shown.chat, _LATE.sub("", shown.text)) for shown in ledger.shown)
        self.whispers = {row["key"]: row for row in books.outbox if str(row["key"]).startswith("whisper:")}

    def findings(self) -> Iterator[str]:
        yield from self.ledger.wrong
        yield from self._kept()
        yield from self._recorded()
        yield from self._counted()
        yield from self._receipts()
        yield from self._answered()
        yield from self._said()
        yield from self._ended()

    # -- every update is kept once and done with ------------------------------------------------------------------

    def _kept(self) -> Iterator[str]:
        if self.ledger.pending:
            yield f"the platform still holds {self.ledger.pending} updates"
        for update in self.ledger.updates:
            rows = self.inbox.get(update.id, [])
            if len(rows) != 1:
                yield f"update {update.id} stands {len(rows)} times in the inbox"
            if not self.ledger.deliveries[update.id]:
                yield f"update {update.id} was never delivered"
            for row in rows:
                if row["answered_at"] is None:
                    yield f"update {update.id} was never answered"
                if row["ticket"] is not None:
                    yield f"update {update.id} was given up with an apology"
                if (row["chat"], row["author"]) != (str(update.chat), str(update.user)):
                    yield f"update {update.id} is kept as somebody else's"
        for event in self.inbox.keys() - self.updates.keys():
            yield f"the inbox holds update {event}, which the platform never had"

    # -- the record is what was typed -----------------------------------------------------------------------------

    def _recorded(self) -> Iterator[str]:
        for update in self.ledger.updates:
            outcome, rows = self.recount.outcomes[update.id], self.by_update.get(update.id, [])
            wanted = 1 if outcome.version is not None else 0
            if len(rows) != wanted:
                yield f"update {update.id} «{update.text}» made {len(rows)} rows, not {wanted}"
            elif outcome.version is not None:
                yield from self._row(update, outcome, outcome.version, rows[0])
        for event in self.by_update.keys() - self.updates.keys():
            yield f"a report of update {event}, which the platform never had"

    def _row(self, update: Update, outcome: Outcome, version: Version, row: Row) -> Iterator[str]:
        kept = (row["author"], row["area"], row["day"], row["operation"], row["values"])
        if kept != (str(update.user), version.area, version.day, version.operation, version.values):
            yield f"receipt {row['id']} of «{update.text}» is kept as {kept}"
        if not outcome.free and (row["before"], row["after"]) != (version.before, version.after):
            yield f"receipt {row['id']} of «{update.text}»: {row['before']} → {row['after']}, not {version.after}"
        replaced = self.reports.get(row["replaces"]) if row["replaces"] is not None else None
        if version.replaces != (int(replaced["event"]) if replaced is not None else None):
            yield f"receipt {row['id']} takes back the wrong report"

    def _counted(self) -> Iterator[str]:
        expected = {(a, d, k): value for (a, d), cell in self.recount.cells.items() for k, value in cell.items()}
        counted = {(row["area"], row["day"], row["key"]): row["value"] for row in self.books.counts}
        for where in sorted(expected.keys() | counted.keys()):
            if expected.get(where) != counted.get(where):
                yield f"{where} is counted as {counted.get(where)}, not {expected.get(where)}"
        if len(counted) != len(self.books.counts):
            yield "a figure is counted twice"

    # -- what was acknowledged is stored --------------------------------------------------------------------------

    def _receipts(self) -> Iterator[str]:
        texts: dict[int, set[str]] = defaultdict(set)
        for shown in self.ledger.shown:
            if RECEIPT.search(shown.text) is None:
                continue
            receipt = _receipt(shown.text)
            if receipt is None:
                yield f"an unreadable receipt in chat {shown.chat}: {shown.text!r}"
                continue
            texts[receipt.number].add(shown.text)
            row = self.reports.get(receipt.number)
            if row is None:
                yield f"receipt {receipt.number} was given for nothing"
                continue
            if not _agrees(receipt, row):
                yield f"receipt {receipt.number} says {dict(receipt.figures)}, stored is {row}"
            update = self.updates.get(int(row["event"]))
            if update is not None and shown.chat not in (update.chat, update.user):
                yield f"receipt {receipt.number} was given in chat {shown.chat}"
        for number, said in texts.items():
            if len(said) > 1:
                yield f"receipt {number} was given in {len(said)} wordings"
        for number in self.reports.keys() - texts.keys():
            yield f"report {number} was never acknowledged"

    # -- every question is answered -------------------------------------------------------------------------------

    def _answered(self) -> Iterator[str]:
        for update in self.ledger.updates:
            for row in self.inbox.get(update.id, []):
                answers = self.answers.get(row["id"], [])
                if not answers:
                    yield f"update {update.id} «{update.text}» has no answer"
                for answer in answers:
                    yield from self._heard(update, answer)
            version = self.recount.outcomes[update.id].version
            said = [a for row in self.inbox.get(update.id, []) for a in self.answers.get(row["id"], [])]
            receipts = sum(1 for answer in said if RECEIPT.search(_plain(answer["part"]["text"])))
            if receipts != (version is not None):
                yield f"update {update.id} «{update.text}» was answered with {receipts} receipts"
            clashes = any("thay hay cộng thêm" in answer["part"]["text"] for answer in said)
            if clashes != self.recount.outcomes[update.id].asks:
                yield f"update {update.id} «{update.text}» was {'' if clashes else 'not '}asked about a clash"

    def _heard(self, update: Update, answer: Row) -> Iterator[str]:
        """The person has got it: in the chat, or, when nobody knows whether a group saw it, in private."""
        text = _plain(answer["part"]["text"])
        if answer["chat"] != str(update.chat):
            yield f"the answer to update {update.id} went to chat {answer['chat']}"
        if answer["state"] == "sent" and self.shown.get((update.chat, str(answer["sent_id"]))) != text:
            yield f"the answer to update {update.id} is said to be sent, but nobody saw it"
        if answer["state"] == "unknown":
            whisper = self.whispers.get(f"whisper:{answer['id']}")
            if whisper is None or self.shown.get((update.user, str(whisper["sent_id"]))) != text:
                yield f"the answer to update {update.id} may be lost, and was not whispered"

    # -- nothing is said twice where it must not be, nothing that is not in the outbox ----------------------------

    def _said(self) -> Iterator[str]:
        least: Counter[tuple[int, str]] = Counter()
        most: Counter[tuple[int, str]] = Counter()
        for row in self.books.outbox:
            said = (int(row["chat"]), _plain(row["part"]["text"]))
            least[said] += row["state"] == "sent"
            most[said] += 0 if row["state"] == "cancelled" else row["attempts"] if row["private"] else 1
        for said, copies in self.copies.items():
            if copies > most[said]:
                yield f"chat {said[0]} was shown {copies} copies of {said[1]!r}, at most {most[said]} were meant"
        for said, copies in least.items():
            if self.copies[said] < copies:
                yield f"chat {said[0]} was shown {self.copies[said]} copies of {said[1]!r}, {copies} were sent"

    def _ended(self) -> Iterator[str]:
        told = {row["key"] for row in self.books.tasks if row["name"] == "missed-send"}
        by_key = {row["key"]: row for row in self.books.outbox}
        for row in self.books.outbox:
            if _too_late(row):
                if f"missed:{row['part']['timely']['post']}" not in told:
                    yield f"outbox row {row['id']} was dropped as too late, and nobody is told"
            elif _gathered(row):
                lead = by_key.get(row["error"].removeprefix("digest:"))
                if lead is None or lead["chat"] != row["chat"] or _text_of(row["key"]) not in lead["part"]["text"]:
                    yield f"outbox row {row['id']} was gathered into a post that does not say it"
            elif row["state"] not in ("sent", "unknown") or (row["state"] == "unknown" and row["private"]):
                yield f"outbox row {row['id']} ended as {row['state']}"
        for row in self.books.tasks:
            if row["state"] not in ("done", "planned") and not _missed(row):
                yield f"task {row['key']} ended as {row['state']}"


def _too_late(row: Row) -> bool:
    """Whether this post was rightly kept back: its window had passed, since the clock leaps from post to post."""
    return row["state"] == "cancelled" and row["error"] == "TooLate" and bool(row["part"].get("timely"))


def _missed(row: Row) -> bool:
    """Whether this post was rightly not sent: the bot was killed again and again until its window had passed."""
    return row["state"] == "skipped-late" and row["done_at"] - row["due_at"] >= WINDOW


def _gathered(row: Row) -> bool:
    """Whether this post is said by another one for the same group, which was due at the same time."""
    return row["state"] == "cancelled" and str(row["error"]).startswith("digest:")


def _text_of(key: str) -> str:
    """What the preset says in the post with that key."""
    at = re.search(r":tin-(\d\d)(\d\d):", key)
    return "" if at is None else TEXT.format(at=f"{at[1]}:{at[2]}")


def _plain(text: str) -> str:
    return text.replace("**", "")


def _receipt(text: str) -> _Receipt | None:
    """The receipt that a message is, or begins with."""
    first, _, rest = text.partition("\n")
    if (undone := _UNDONE.search(first)) is not None:
        number, old, area, day, month, left = undone.groups()
        figures = {} if left == "không có" else _figures(left)
        return None if figures is None else _Receipt(int(number), area, f"{month}-{day}", "undo", figures, int(old))
    head, figures_ = _DONE.search(first), _FIGURES.match(rest.partition("\n")[0])
    if head is None or figures_ is None:
        return None
    figures = _figures(figures_[2])
    return None if figures is None else _Receipt(int(head[1]), head[2], f"{head[4]}-{head[3]}", figures_[1], figures)


def _figures(text: str) -> dict[str, str] | None:
    """«chữ ký số: 5, bảo hiểm số: 3 → 4» by key; None when a label is unknown."""
    pairs = [part.partition(": ") for part in text.split(", ")]
    if any(label not in _KEYS for label, _, _ in pairs):
        return None
    return {_KEYS[label]: figure.replace(".", "") for label, _, figure in pairs}


def _agrees(receipt: _Receipt, row: Row) -> bool:
    """Whether the reader was told exactly what is stored."""
    place = AREAS.get(row["area"]) == receipt.area and row["day"][5:] == receipt.day
    match receipt.word:
        case "undo":
            left = {key: str(value) for key, value in row["after"].items() if value is not None}
            told = row["operation"] == "undo" and row["replaces"] == receipt.undone and receipt.figures == left
        case "Đã cộng thêm":
            told = row["operation"] == "add" and receipt.figures == _texts(row["values"])
        case "Đã ghi":
            told = row["operation"] == "set" and receipt.figures == _texts(row["after"])
        case _:
            moved = [key for key in row["values"] if row["before"][key] != row["after"][key]] or list(row["values"])
            changed = {key: f"{_or_none(row['before'][key])} → {_or_none(row['after'][key])}" for key in moved}
            told = row["operation"] == "set" and receipt.figures == changed
    return place and told


def _texts(values: Mapping[str, int]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items()}


def _or_none(value: int | None) -> str:
    return "không có" if value is None else str(value)
