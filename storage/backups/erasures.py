"""Who was erased and when, kept outside the database: an older copy that is put back must not bring anybody back.

A folder `erased` beside the backups and another beside the database, each with a file per day that is only ever added
to. A line is a moment and a sum of the person's id, made with a key that stands in the database alone (and so in every
backup of it): without that it points to nobody. Lines live as long as backups may, and go with their day's file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

log = logging.getLogger("trolyso.privacy")

FOLDER = "erased"
KEY = "erasures-key"
"""The note with the key."""
SEEN = "erasures-seen"
"""The note with the moment of the newest line of which a database knows; an older copy of it knows of less."""
KEPT = timedelta(days=36)
"""A backup lives 35 days at most, and the night that throws it away may come a little late."""
_SINCE = "since"


def new_key() -> str:
    return secrets.token_hex(32)


def mark_of(key: str, channel: str, author: str) -> str:
    """The sum by which who has the key knows somebody again."""
    return hmac.new(bytes.fromhex(key), f"{channel}\n{author}".encode(), hashlib.sha256).hexdigest()


class Journal:
    """The same lines in one or more folders; what one of them misses is found in another. Blocking: for a thread."""

    def __init__(self, *places: Path) -> None:
        self.places = tuple(dict.fromkeys(places))

    def begin(self, now: datetime) -> None:
        """Backups made from now on can rely on it. Raises OSError when no place can be written."""
        self._somewhere(lambda place: _begun(place, now))

    def add(self, mark: str, at: datetime) -> None:
        """On the disk when this returns. Raises OSError when no place can be written."""

        def act(place: Path) -> None:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            _append(place, {mark: at})
            _begun(place, at)

        self._somewhere(act)

    def read(self) -> dict[str, datetime]:
        """The newest moment of each mark. What is torn or not ours is passed over."""
        return _newest(self.places)

    def covers(self, since: datetime, now: datetime) -> bool:
        """Whether it tells of all who were erased since that moment."""
        begun = [moment for place in self.places if (moment := _since(place)) is not None]
        return bool(begun) and min(begun) <= since and now - KEPT <= since

    def tidy(self, now: datetime, *more: Path) -> None:
        """What one place misses is copied there from the others, and from `more`; days that no backup remembers go."""
        first = (now - KEPT).astimezone(UTC).date()
        read_from = (*self.places, *more)
        everything = {mark: at for mark, at in _newest(read_from).items() if at.astimezone(UTC).date() >= first}
        begun = [since for place in read_from if (since := _since(place)) is not None]
        for place in self.places:
            try:
                for path in _days(place):
                    if date.fromisoformat(path.stem) < first:
                        path.unlink(missing_ok=True)
                known = _newest([place])
                missed = {mark: at for mark, at in everything.items() if mark not in known or known[mark] < at}
                if begun:
                    _begun(place, min(begun))
                _append(place, missed)
            except OSError as fault:
                _complain(fault)

    def _somewhere(self, act: Callable[[Path], None]) -> None:
        faults = []
        for place in self.places:
            try:
                act(place)
            except OSError as fault:
                _complain(fault)
                faults.append(fault)
        if len(faults) == len(self.places):
            raise faults[-1] if faults else FileNotFoundError("nowhere to keep it")


def _complain(fault: OSError) -> None:
    log.error("journal of erasures", extra={"action": "no-erasures", "fault": type(fault).__name__})


def _since(place: Path) -> datetime | None:
    try:
        return datetime.fromisoformat((place / _SINCE).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def _begun(place: Path, now: datetime) -> None:
    """The folder is there, and says since when; an earlier moment than it says is put there."""
    known = _since(place)
    if known is not None and known <= now:
        return
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place / f".{_SINCE}.{secrets.token_hex(4)}"  # two may begin at once, in threads or processes
    beside.write_text(now.isoformat(), encoding="ascii")
    beside.replace(place / _SINCE)


def _days(place: Path) -> list[Path]:
    try:
        found = sorted(place.glob("????-??-??.jsonl"))
    except OSError:
        return []
    return [path for path in found if _is_day(path.stem)]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _newest(places: Sequence[Path]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for place in places:
        for path in _days(place):
            for mark, at in _lines(path):
                found[mark] = max(at, found.get(mark, at))
    return found


def _lines(path: Path) -> Iterator[tuple[str, datetime]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as fault:
        return _complain(fault)
    for line in text.splitlines():
        try:
            told = json.loads(line)
            mark, at = str(told["who"]), datetime.fromisoformat(told["at"])
        except (ValueError, KeyError, TypeError):
            continue
        if at.tzinfo is not None:
            yield mark, at


def _append(place: Path, marks: Mapping[str, datetime]) -> None:
    """One write per day, so that what two processes add stays apart; a line that was torn before does not take ours."""
    days: dict[str, list[str]] = {}
    for mark, at in marks.items():
        name = f"{at.astimezone(UTC).date()}.jsonl"
        days.setdefault(name, []).append(json.dumps({"at": at.isoformat(), "who": mark}))
    for name, lines in days.items():
        descriptor = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, ("\n" + "\n".join(lines) + "\n").encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
