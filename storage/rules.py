"""What officers let the bot say at regular times, planned by chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from storage.database import Connection
from storage.tables import rules


@dataclass(frozen=True, slots=True)
class Rule:
    """Words, readers and moments. `when` has one of «weekdays», «monthday», «lunar», «on»."""

    id: int
    campaign: str
    text: str
    to: tuple[str, ...]
    at: str
    when: Mapping[str, Any]
    skips: tuple[str, ...]
    state: str
    who: str

    @property
    def key(self) -> str:
        """What the keys of its planned rows begin with."""
        return f"rule:{self.id}:"


_TABLE = rules.c
_COLUMNS = (
    _TABLE.id,
    _TABLE.campaign,
    _TABLE.text,
    _TABLE.to,
    _TABLE.at,
    _TABLE.when,
    _TABLE.skips,
    _TABLE.state,
    _TABLE.who,
)
_STANDING = select(*_COLUMNS).where(_TABLE.campaign == bindparam("of"), _TABLE.state != "removed").order_by(_TABLE.id)
_ONE = select(*_COLUMNS).where(_TABLE.id == bindparam("which"))
_ADD = insert(rules).returning(_TABLE.id)
_CHANGE = (
    update(rules)
    .where(_TABLE.id == bindparam("which"))
    .values(
        text=bindparam("words"),
        to=bindparam("readers"),
        at=bindparam("hour"),
        when=bindparam("moments"),
        skips=bindparam("days"),
        state=bindparam("now"),
        changed_at=bindparam("moment"),
    )
)


class Rules:
    """Add, find, change; a removed one stays, so that its keys are never given again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(
        self,
        campaign: str,
        *,
        text: str,
        to: Sequence[str],
        at: str,
        when: Mapping[str, Any],
        who: str,
        moment: datetime,
    ) -> Rule:
        """Keep a new one, live."""
        values: dict[str, Any] = {
            "campaign": campaign,
            "text": text,
            "to": list(to),
            "at": at,
            "when": dict(when),
            "skips": [],
        }
        values |= {"state": "live", "who": who, "created_at": moment, "changed_at": moment}
        id_ = (await self._connection.execute(_ADD, values)).scalar()
        return Rule(int(id_ or 0), campaign, text, tuple(to), at, dict(when), (), "live", who)

    async def standing(self, campaign: str) -> list[Rule]:
        """All that are live or paused, oldest first."""
        return [_rule(row) for row in await self._connection.execute(_STANDING, {"of": campaign})]

    async def get(self, id_: int) -> Rule | None:
        row = (await self._connection.execute(_ONE, {"which": id_})).first()
        return _rule(row) if row else None

    async def change(self, rule: Rule, at: datetime) -> None:
        """Keep it as it is given."""
        values = {"which": rule.id, "words": rule.text, "readers": list(rule.to), "hour": rule.at, "now": rule.state}
        values |= {"moments": dict(rule.when), "days": list(rule.skips), "moment": at}
        await self._connection.execute(_CHANGE, values)


def _rule(row: Any) -> Rule:
    id_, campaign, text, to, at, when, skips, state, who = row
    return Rule(id_, campaign, text, tuple(to), at, dict(when), tuple(skips), state, who)
