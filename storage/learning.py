"""What the guides learn from people: questions nobody could answer, thumbs, how far people get, officers' answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import guide_thumbs, guide_walks, local_guides, questions

UNANSWERED = ("none", "other", "down", "suspicious")
"""What leaves somebody without an answer: not known, none of the proposed, a thumb down, a doubtful message."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is still without an answer, masked."""

    id: int
    text: str
    decision: str
    person: int | None
    guide: str | None
    asked_at: datetime


_ASKED = insert(questions)
_PUT = insert(questions).returning(questions.c.id)
_OPEN = (
    select(
        questions.c.id,
        questions.c.text,
        questions.c.decision,
        questions.c.person,
        questions.c.guide,
        questions.c.asked_at,
    )
    .where(
        questions.c.asked_at >= bindparam("since"),
        questions.c.settled.is_(None),
        questions.c.decision.in_(UNANSWERED),
    )
    .order_by(questions.c.id.desc())
    .limit(bindparam("limit"))
)
_SETTLE = (
    update(questions)
    .where(questions.c.id.in_(bindparam("ids", expanding=True)), questions.c.settled.is_(None))
    .values(settled=bindparam("how"))
)
_ASKERS = select(questions.c.person).where(
    questions.c.id.in_(bindparam("ids", expanding=True)), questions.c.person.is_not(None)
)


class Questions:
    """What was asked, masked, and how we decided. Written together when the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._added: list[dict[str, Any]] = []

    async def add(
        self,
        text: str,
        intent: str | None,
        decision: str,
        at: datetime,
        *,
        person: int | None = None,
        guide: str | None = None,
    ) -> None:
        self._added.append(
            {"text": text, "intent": intent, "decision": decision, "asked_at": at, "person": person, "guide": guide}
        )

    async def put(self, text: str, decision: str, at: datetime, *, guide: str | None = None) -> int:
        """One of nobody in particular, written at once; its number."""
        values = {"text": text, "decision": decision, "asked_at": at, "guide": guide}
        row = (await self._connection.execute(_PUT, values)).one()
        return int(row[0])

    async def flush(self) -> None:
        """Write what was added."""
        added, self._added = self._added, []
        await self._connection.write(_ASKED, added)

    async def unanswered(self, since: datetime, *, limit: int = 5000) -> list[Asked]:
        """The open ones since then, oldest first; of very many the newest."""
        rows = await self._connection.execute(_OPEN, {"since": since, "limit": limit})
        return [Asked(*row) for row in reversed(list(rows))]

    async def settle(self, ids: Sequence[int], how: str) -> None:
        """These are answered by that guide, or («-») left aside."""
        if ids:
            await self._connection.execute(_SETTLE, {"ids": list(ids), "how": how})

    async def askers(self, ids: Sequence[int]) -> list[int]:
        """Who asked these, each once."""
        if not ids:
            return []
        rows = await self._connection.execute(_ASKERS, {"ids": list(ids)})
        return sorted({row[0] for row in rows})


@dataclass(frozen=True, slots=True)
class Walk:
    """How many people got how far in a guide and went no further: at `step` of `total`, or asked for help there."""

    guide: str
    anchor: str
    step: int
    total: int
    state: str
    people: int


def _walk(dialect: Any) -> Any:
    statement = dialect.insert(guide_walks)
    new, old = statement.excluded, guide_walks.c
    return statement.on_conflict_do_update(
        index_elements=["person", "guide", "anchor"],
        set_={
            "step": case((new.step > old.step, new.step), else_=old.step),
            "total": new.total,
            "state": case((old.state == "done", old.state), else_=new.state),
            "at": new.at,
        },
    )


_WALK = {"sqlite": _walk(sqlite), "postgresql": _walk(postgresql)}
_WALKED = (
    select(
        guide_walks.c.guide,
        guide_walks.c.anchor,
        guide_walks.c.step,
        guide_walks.c.total,
        guide_walks.c.state,
        func.count(),
    )
    .where(guide_walks.c.at >= bindparam("since"), guide_walks.c.at < bindparam("until"))
    .group_by(guide_walks.c.guide, guide_walks.c.anchor, guide_walks.c.step, guide_walks.c.total, guide_walks.c.state)
)


def _thumb(dialect: Any) -> Any:
    statement = dialect.insert(guide_thumbs)
    return statement.on_conflict_do_update(
        index_elements=["person", "guide"],
        set_={"verdict": statement.excluded.verdict, "at": statement.excluded.at},
    )


_THUMB = {"sqlite": _thumb(sqlite), "postgresql": _thumb(postgresql)}
_VERDICT = select(guide_thumbs.c.verdict).where(
    guide_thumbs.c.person == bindparam("who"), guide_thumbs.c.guide == bindparam("which")
)
_THUMBS = (
    select(guide_thumbs.c.guide, guide_thumbs.c.verdict, func.count())
    .where(guide_thumbs.c.at >= bindparam("since"), guide_thumbs.c.verdict.in_(("up", "down")))
    .group_by(guide_thumbs.c.guide, guide_thumbs.c.verdict)
)


class Readers:
    """How people fare with the guides: one walk and one thumb for each person and guide."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def walked(
        self, person: int, guide: str, anchor: str, step: int, total: int, at: datetime, *, state: str = "open"
    ) -> None:
        """That step was shown («open»), help was wanted there («stuck»), or all was done («done»)."""
        values = {
            "person": person,
            "guide": guide,
            "anchor": anchor,
            "step": step,
            "total": total,
            "state": state,
            "at": at,
        }
        await self._connection.write(_WALK[self._connection.dialect], [values])

    async def walks(self, since: datetime, until: datetime) -> list[Walk]:
        """How far people got who last turned a page in that stretch of time."""
        rows = await self._connection.execute(_WALKED, {"since": since, "until": until})
        return sorted((Walk(*row) for row in rows), key=lambda walk: (walk.guide, walk.anchor, walk.step, walk.state))

    async def verdict(self, person: int, guide: str) -> str | None:
        """What this person said of the guide: up, down, «asked» when they said nothing, None when never asked."""
        found = (await self._connection.execute(_VERDICT, {"who": person, "which": guide})).scalar()
        return str(found) if found is not None else None

    async def thumb(self, person: int, guide: str, verdict: str, at: datetime) -> None:
        values = {"person": person, "guide": guide, "verdict": verdict, "at": at}
        await self._connection.write(_THUMB[self._connection.dialect], [values])

    async def thumbs(self, since: datetime) -> dict[str, tuple[int, int]]:
        """Guide → (thumbs up, thumbs down) since then."""
        found: dict[str, tuple[int, int]] = {}
        for guide, verdict, count in await self._connection.execute(_THUMBS, {"since": since}):
            up, down = found.get(guide, (0, 0))
            found[guide] = (up + count, down) if verdict == "up" else (up, down + count)
        return found


@dataclass(frozen=True, slots=True)
class LocalGuide:
    """An officer's answer to what people asked: a draft, live, or removed."""

    id: int
    title: str
    asked_as: tuple[str, ...]
    answer: str
    state: str
    who: str
    questions: tuple[int, ...]
    drafted_at: datetime
    approved_at: datetime | None


_GUIDE = (
    local_guides.c.id,
    local_guides.c.title,
    local_guides.c.asked_as,
    local_guides.c.answer,
    local_guides.c.state,
    local_guides.c.who,
    local_guides.c.questions,
    local_guides.c.drafted_at,
    local_guides.c.approved_at,
)
_ONE = select(*_GUIDE).where(local_guides.c.id == bindparam("which"))
_LIVE = select(*_GUIDE).where(local_guides.c.state == "live").order_by(local_guides.c.id)
_DRAFT = insert(local_guides).returning(local_guides.c.id)
_REWRITE = (
    update(local_guides)
    .where(local_guides.c.id == bindparam("which"), local_guides.c.state == "draft")
    .values(answer=bindparam("words"))
)
_APPROVE = (
    update(local_guides)
    .where(local_guides.c.id == bindparam("which"), local_guides.c.state == "draft")
    .values(state="live", approved_at=bindparam("when"))
)
_REMOVE = (
    update(local_guides)
    .where(local_guides.c.id == bindparam("which"), local_guides.c.state != "removed")
    .values(state="removed", removed_at=bindparam("when"))
)


class LocalGuides:
    """Drafted, approved, removed; nothing is ever deleted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def draft(
        self, title: str, asked_as: Sequence[str], answer: str, who: str, questions: Sequence[int], at: datetime
    ) -> int:
        values = {
            "title": title,
            "asked_as": list(asked_as),
            "answer": answer,
            "state": "draft",
            "who": who[:200],
            "questions": list(questions),
            "drafted_at": at,
        }
        row = (await self._connection.execute(_DRAFT, values)).one()
        return int(row[0])

    async def rewrite(self, id_: int, answer: str) -> bool:
        """Other words for a draft; False when it is one no more."""
        result = await self._connection.execute(_REWRITE, {"which": id_, "words": answer})
        return bool(result.rowcount == 1)

    async def approve(self, id_: int, at: datetime) -> bool:
        """A draft goes live; False when it was approved or dropped already."""
        result = await self._connection.execute(_APPROVE, {"which": id_, "when": at})
        return bool(result.rowcount == 1)

    async def remove(self, id_: int, at: datetime) -> bool:
        result = await self._connection.execute(_REMOVE, {"which": id_, "when": at})
        return bool(result.rowcount == 1)

    async def get(self, id_: int) -> LocalGuide | None:
        row = (await self._connection.execute(_ONE, {"which": id_})).first()
        return _local(row) if row is not None else None

    async def live(self) -> list[LocalGuide]:
        return [_local(row) for row in await self._connection.execute(_LIVE)]


def _local(row: Any) -> LocalGuide:
    id_, title, asked_as, answer, state, who, asked, drafted_at, approved_at = row
    return LocalGuide(id_, title, tuple(asked_as), answer, state, who, tuple(asked), drafted_at, approved_at)
