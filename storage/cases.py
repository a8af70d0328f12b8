"""Cases: a citizen who needs a person, the one helper who took it, and every word between the two, once.

Who takes a case takes it alone: the state goes from «waiting» to «helped» in one statement, and each turn of a case has
room for one helper (`case_turns`). A turn ends when the case is closed, handed over, or given back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import case_lines, case_turns, cases

Side = Literal["citizen", "helper"]


@dataclass(frozen=True, slots=True)
class Case:
    """A citizen's call for a person. `turn` grows whenever it waits anew."""

    id: int
    campaign: str
    citizen: int
    state: str
    """asking (for the hamlet), waiting, helped, closed."""
    turn: int
    area: str | None
    guide: str
    anchor: str
    step: int
    device: str
    words: str
    """Masked: what led here."""
    helper: int | None
    rating: str | None
    why: str | None
    opened_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None

    @property
    def open(self) -> bool:
        return self.state != "closed"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One thing that one side said, masked; `files` are (kind, the platform's id)."""

    id: int
    case: int
    side: Side
    person: int
    text: str
    files: tuple[tuple[str, str], ...]
    at: datetime


_COLUMNS = (
    cases.c.id,
    cases.c.campaign,
    cases.c.citizen,
    cases.c.state,
    cases.c.turn,
    cases.c.area,
    cases.c.guide,
    cases.c.anchor,
    cases.c.step,
    cases.c.device,
    cases.c.words,
    cases.c.helper,
    cases.c.rating,
    cases.c.why,
    cases.c.opened_at,
    cases.c.claimed_at,
    cases.c.closed_at,
)
_DIALECTS: Any = {"sqlite": sqlite, "postgresql": postgresql}
_OPEN = {
    name: dialect.insert(cases).on_conflict_do_nothing().returning(cases.c.id) for name, dialect in _DIALECTS.items()
}
_ONE = select(*_COLUMNS).where(cases.c.id == bindparam("which"))
_OF = select(*_COLUMNS).where(cases.c.citizen == bindparam("who"), cases.c.state != "closed")
_BY_CODE = select(*_COLUMNS).where(cases.c.code == bindparam("sum"))
_OF_HELPER = select(*_COLUMNS).where(cases.c.helper == bindparam("who"), cases.c.state == "helped").order_by(cases.c.id)
_IN_STATES = (
    select(*_COLUMNS)
    .where(cases.c.campaign == bindparam("which"), cases.c.state.in_(("asking", "waiting", "helped")))
    .order_by(cases.c.id)
)
_OPENED_SINCE = select(func.count()).where(cases.c.citizen == bindparam("who"), cases.c.opened_at >= bindparam("since"))
_PLACE = (
    update(cases)
    .where(cases.c.id == bindparam("which"), cases.c.state == "asking")
    .values(state="waiting", area=bindparam("where"))
)
_CLAIM = (
    update(cases)
    .where(cases.c.id == bindparam("which"), cases.c.state == "waiting")
    .values(state="helped", helper=bindparam("who"), claimed_at=bindparam("at"))
    .returning(cases.c.turn)
)
_TURN = {
    name: dialect.insert(case_turns).on_conflict_do_nothing(index_elements=["case", "turn"])
    for name, dialect in _DIALECTS.items()
}
_END_TURN = (
    update(case_turns)
    .where(case_turns.c.case == bindparam("which"), case_turns.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), why=bindparam("reason"))
)
_BACK = (
    update(cases)
    .where(cases.c.id == bindparam("which"), cases.c.state == "helped", cases.c.turn == bindparam("in_turn"))
    .values(state="waiting", helper=None, claimed_at=None, turn=cases.c.turn + 1)
)
_CLOSE = (
    update(cases)
    .where(cases.c.id == bindparam("which"), cases.c.state != "closed")
    .values(state="closed", why=bindparam("reason"), closed_at=bindparam("at"))
)
_REOPEN = (
    update(cases)
    .where(cases.c.id == bindparam("which"), cases.c.state == "closed")
    .values(state="waiting", helper=None, claimed_at=None, closed_at=None, why=None, rating=None, turn=cases.c.turn + 1)
)
_RATE = (
    update(cases)
    .where(cases.c.id == bindparam("which"), cases.c.state == "closed", cases.c.rating.is_(None))
    .values(rating=bindparam("word"))
)
_CODE = update(cases).where(cases.c.id == bindparam("which")).values(code=bindparam("sum"))
_MOVE = update(cases).where(cases.c.id == bindparam("which")).values(citizen=bindparam("who"))
_WORDS = update(cases).where(cases.c.id == bindparam("which")).values(words=bindparam("said"))
_SAY = {
    name: dialect.insert(case_lines)
    .on_conflict_do_nothing(index_elements=["case", "update"])
    .returning(case_lines.c.id)
    for name, dialect in _DIALECTS.items()
}
_LINES = select(
    case_lines.c.id,
    case_lines.c.case,
    case_lines.c.side,
    case_lines.c.person,
    case_lines.c.text,
    case_lines.c.files,
    case_lines.c.at,
)
_LINES_OF = _LINES.where(case_lines.c.case == bindparam("which")).order_by(case_lines.c.id)
_LINE = _LINES.where(case_lines.c.id == bindparam("which"))
_HELPERS = (
    select(case_turns.c.helper, case_turns.c.why)
    .where(case_turns.c.case == bindparam("which"))
    .order_by(case_turns.c.turn)
)


class Cases:
    """Open, claim, talk, give back, close, reopen, rate."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(
        self,
        campaign: str,
        citizen: int,
        at: datetime,
        *,
        area: str | None,
        asking: bool,
        guide: str = "",
        anchor: str = "",
        step: int = 0,
        device: str = "",
        words: str = "",
    ) -> int | None:
        """A new case; None when this citizen has an open one already."""
        values = {
            "campaign": campaign,
            "citizen": citizen,
            "state": "asking" if asking else "waiting",
            "turn": 1,
            "area": area,
            "guide": guide,
            "anchor": anchor,
            "step": step,
            "device": device[:40],
            "words": words,
            "opened_at": at,
        }
        found = (await self._connection.execute(_OPEN[self._connection.dialect], values)).scalar()
        return int(found) if found is not None else None

    async def get(self, id_: int) -> Case | None:
        return self._first(await self._connection.execute(_ONE, {"which": id_}))

    async def of(self, citizen: int) -> Case | None:
        """The open case of a citizen."""
        return self._first(await self._connection.execute(_OF, {"who": citizen}))

    async def by_code(self, digest: str) -> Case | None:
        """The case that a follow-up code stands for, open or closed."""
        return self._first(await self._connection.execute(_BY_CODE, {"sum": digest}))

    async def helped_by(self, helper: int) -> list[Case]:
        """What this helper took and has not ended, the oldest first."""
        return [Case(*row) for row in await self._connection.execute(_OF_HELPER, {"who": helper})]

    async def standing(self, campaign: str) -> list[Case]:
        """All open cases of a campaign, the oldest first."""
        return [Case(*row) for row in await self._connection.execute(_IN_STATES, {"which": campaign})]

    async def opened_since(self, citizen: int, since: datetime) -> int:
        """How many cases this citizen opened since then."""
        found = await self._connection.execute(_OPENED_SINCE, {"who": citizen, "since": since})
        return int(found.scalar() or 0)

    async def place(self, id_: int, area: str | None) -> bool:
        """The hamlet is known, or known not to be told: from now on it waits for a helper. False: it did before."""
        return await self._one(_PLACE, {"which": id_, "where": area})

    async def claim(self, id_: int, helper: int, at: datetime) -> bool:
        """This helper takes the case; False when somebody was faster, or it waits for nobody."""
        turn = (await self._connection.execute(_CLAIM, {"which": id_, "who": helper, "at": at})).scalar()
        if turn is None:
            return False
        values = {"case": id_, "turn": turn, "helper": helper, "claimed_at": at}
        taken = await self._connection.execute(_TURN[self._connection.dialect], values)
        if taken.rowcount != 1:
            raise RuntimeError(f"turn {turn} of case {id_} has a helper already")
        return True

    async def give_back(self, id_: int, turn: int, why: str, at: datetime) -> bool:
        """It waits anew, in another turn, for somebody else; False when that turn was over before."""
        if not await self._one(_BACK, {"which": id_, "in_turn": turn}):
            return False
        await self._connection.execute(_END_TURN, {"which": id_, "at": at, "reason": why})
        return True

    async def close(self, id_: int, why: str, at: datetime) -> bool:
        """It is over; False when it was before."""
        if not await self._one(_CLOSE, {"which": id_, "reason": why, "at": at}):
            return False
        await self._connection.execute(_END_TURN, {"which": id_, "at": at, "reason": why})
        return True

    async def reopen(self, id_: int) -> bool:
        """A closed one waits anew; False when it is open. Who has another open case must be asked first."""
        return await self._one(_REOPEN, {"which": id_})

    async def rate(self, id_: int, verdict: str) -> bool:
        """What the citizen says of a closed one; only the first word counts."""
        return await self._one(_RATE, {"which": id_, "word": verdict})

    async def put_code(self, id_: int, digest: str) -> None:
        """By which code it can be followed from elsewhere; a former one works no more."""
        await self._connection.execute(_CODE, {"which": id_, "sum": digest})

    async def move(self, id_: int, citizen: int) -> None:
        """The citizen goes on as another person: another app, another browser."""
        await self._connection.execute(_MOVE, {"which": id_, "who": citizen})

    async def put_words(self, id_: int, words: str) -> None:
        """What it is about, in the citizen's masked words."""
        await self._connection.execute(_WORDS, {"which": id_, "said": words})

    async def say(
        self,
        id_: int,
        side: Side,
        person: int,
        update_: int,
        text: str,
        at: datetime,
        *,
        files: Sequence[tuple[str, str]] = (),
    ) -> int | None:
        """Keep what was said; None when this update was kept for the case before."""
        values = {
            "case": id_,
            "side": side,
            "person": person,
            "update": update_,
            "text": text,
            "files": [list(file) for file in files],
            "at": at,
        }
        found = (await self._connection.execute(_SAY[self._connection.dialect], values)).scalar()
        return int(found) if found is not None else None

    async def lines(self, id_: int) -> list[CaseLine]:
        """Everything that was said, in order."""
        return [_line(row) for row in await self._connection.execute(_LINES_OF, {"which": id_})]

    async def line(self, id_: int) -> CaseLine | None:
        row = (await self._connection.execute(_LINE, {"which": id_})).first()
        return _line(row) if row is not None else None

    async def helpers(self, id_: int) -> list[tuple[int, str | None]]:
        """Who took it, turn by turn, and why each turn ended."""
        return [(row[0], row[1]) for row in await self._connection.execute(_HELPERS, {"which": id_})]

    async def _one(self, statement: Any, values: dict[str, Any]) -> bool:
        result = await self._connection.execute(statement, values)
        return bool(result.rowcount == 1)

    @staticmethod
    def _first(rows: Any) -> Case | None:
        row = rows.first()
        return Case(*row) if row is not None else None


def _line(row: Any) -> CaseLine:
    id_, case, side, person, text, files, at = row
    return CaseLine(id_, case, side, person, text, tuple((kind, what) for kind, what in files), at)
