"""Every shelf, on both databases: what is unique stays unique, and a list costs the same for one row as for three."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.conversations import TalkRow
from storage.database import Connection, Database
from storage.inbox import Kept
from storage.outbox import Leased, Saying, Settled
from storage.people import Duty
from storage.reports import Entry
from storage.tables import chats, people
from storage.tasks import Planned, TaskRow
from storage.tx import Tx, begin

NOW = datetime(2025, 10, 18, 9, 30, tzinfo=UTC)
DAY = date(2025, 10, 18)
SECOND = timedelta(seconds=1)


def kept(event: str, *, chat: str = "c1", channel: str = "t", message: str = "") -> Kept:
    return Kept(channel, event, chat, "u1", {"text": f"xin chào {event}"}, NOW, NOW, message)


def saying(text: str, *, chat: str = "c1", bulk: bool = False, key: str | None = None, due: datetime = NOW) -> Saying:
    return Saying("t", chat, True, {"text": text}, due, bulk=bulk, key=key)


def entry(update: int, person: int, *, area: str = "ap-cho", **values: int) -> Entry:
    return Entry("nhon-trach-2025", area, DAY, "set", values, person, update, "bc", "", NOW, NOW)


async def texts(tx: Tx, *, now: datetime = NOW, limit: int = 64) -> list[str]:
    return [row.part["text"] for row in await tx.outbox.lease("t", 1, now, limit=limit)]


# -- inbox ------------------------------------------------------------------------------------------------------------


async def test_an_update_is_kept_once_for_ever(database: Database) -> None:
    async with begin(database) as tx:
        await tx.inbox.keep([kept("e1"), kept("e1"), kept("e2"), kept("e1", channel="z")])
    async with begin(database) as tx:
        first = await tx.inbox.waiting([("t", "c1"), ("z", "c1")])
        await tx.inbox.answered({row.id: None for row in first}, NOW)
        await tx.inbox.keep([kept("e1"), kept("e3")])
    async with begin(database) as tx:
        second = await tx.inbox.waiting([("t", "c1"), ("z", "c1")])

    assert [(row.channel, row.update["text"][-2:]) for row in first] == [("t", "e1"), ("t", "e2"), ("z", "e1")]
    assert [row.update["text"][-2:] for row in second] == ["e3"]


async def test_two_processes_that_keep_the_same_update_at_once_keep_it_once(database: Database) -> None:
    async def keep() -> None:
        async with begin(database) as tx:
            await tx.inbox.keep([kept(f"e{number}") for number in range(20)])

    await asyncio.gather(*(keep() for _ in range(4)))

    async with begin(database) as tx:
        assert len(await tx.inbox.waiting([("t", "c1")])) == 20


async def test_what_waits_is_found_by_chat_in_order_and_within_the_limit(database: Database) -> None:
    async with begin(database) as tx:
        await tx.inbox.keep([kept("e1", chat="b"), kept("e2", chat="a"), kept("e3", chat="b")])

        assert await tx.inbox.places_waiting() == [("t", "b"), ("t", "a")]
        assert [row.id for row in await tx.inbox.waiting([("t", "b")], limit=1)] == [1]
        assert await tx.inbox.waiting([]) == []


async def test_what_is_noted_once_stays(database: Database) -> None:
    async with begin(database) as tx:
        first = await tx.notes.once("key", "a")
    async with begin(database) as tx:
        again = await tx.notes.once("key", "b")

    assert (first, again) == ("a", "a")


async def test_a_ticket_finds_its_update(database: Database) -> None:
    async with begin(database) as tx:
        await tx.inbox.keep([kept("e1")])
        await tx.inbox.answered({1: "AB12"}, NOW)

        found = await tx.inbox.by_ticket("AB12")
        assert found is not None
        assert found.update == {"text": "xin chào e1"}
        assert await tx.inbox.by_ticket("none") is None
        assert await tx.inbox.places_waiting() == []


async def test_a_message_and_its_edits_are_found_together(database: Database) -> None:
    async with begin(database) as tx:
        await tx.inbox.keep([kept("e1", message="m"), kept("e2", message="n"), kept("e3", message="m")])

        assert await tx.inbox.of_message(("t", "c1"), "m") == [1, 3]


# -- outbox -----------------------------------------------------------------------------------------------------------


async def test_a_chat_hears_one_at_a_time_in_order(database: Database) -> None:
    async with begin(database) as tx:
        await tx.outbox.put([saying("1"), saying("2"), saying("x", chat="c2")])

        rows = await tx.outbox.lease("t", 1, NOW, limit=9)
        assert [row.part["text"] for row in rows] == ["1", "x"]
        assert await texts(tx) == []
        await tx.outbox.settle([Settled(rows[0].id, "sent", NOW, sent_id="m1")])
        assert await texts(tx) == ["2"]


async def test_a_mixture_with_and_without_keys_keeps_its_order(database: Database) -> None:
    heard = []
    async with begin(database) as tx:
        await tx.outbox.put([saying("1", key="k"), saying("2"), saying("3", key="l"), saying("4")])
        for _ in range(4):
            rows = await tx.outbox.lease("t", 1, NOW, limit=9)
            heard += [row.part["text"] for row in rows]
            await tx.outbox.settle([Settled(row.id, "sent", NOW) for row in rows])

    assert heard == ["1", "2", "3", "4"]


async def test_answers_overtake_bulk_within_a_chat(database: Database) -> None:
    async with begin(database) as tx:
        await tx.outbox.put([saying("nhắc", bulk=True), saying("đáp"), saying("khác", chat="c2", bulk=True)])

        assert await texts(tx) == ["đáp", "khác"]


async def test_a_row_that_must_be_repeated_holds_its_chat_up_and_no_other(database: Database) -> None:
    async with begin(database) as tx:
        await tx.outbox.put([saying("1"), saying("2"), saying("x", chat="c2")])
        rows = await tx.outbox.lease("t", 1, NOW, limit=1)
        await tx.outbox.settle([Settled(rows[0].id, "waiting", NOW, error="Unreachable", retry_at=NOW + 9 * SECOND)])

        assert await texts(tx) == ["x"]
        assert await tx.outbox.next_due("t", NOW) == NOW + 9 * SECOND
        again = await tx.outbox.lease("t", 1, NOW + 9 * SECOND, limit=9)
        assert [(row.part["text"], row.attempts) for row in again] == [("1", 2)]


async def test_waiting_for_our_own_pace_is_no_attempt(database: Database) -> None:
    async with begin(database) as tx:
        await tx.outbox.put([saying("1")])
        (row,) = await tx.outbox.lease("t", 1, NOW, limit=1)
        await tx.outbox.settle([Settled(row.id, "waiting", NOW, retry_at=NOW, counts=False)])

        assert [row.attempts for row in await tx.outbox.lease("t", 1, NOW, limit=1)] == [1]


async def test_what_is_not_due_is_not_said_and_holds_nobody_up(database: Database) -> None:
    async with begin(database) as tx:
        await tx.outbox.put([saying("mai", due=NOW + 3600 * SECOND), saying("nay")])

        assert await texts(tx) == ["nay"]


async def test_a_key_is_said_once_for_ever(database: Database) -> None:
    async def put() -> None:
        async with begin(database) as tx:
            await tx.outbox.put([saying("một lần", key="deadline:W42:c1")])

    await asyncio.gather(*(put() for _ in range(4)))

    async with begin(database) as tx:
        rows = await tx.outbox.lease("t", 1, NOW, limit=9)
        await tx.outbox.settle([Settled(row.id, "sent", NOW) for row in rows])
    await put()
    async with begin(database) as tx:
        assert (len(rows), await tx.outbox.states()) == (1, {"sent": 1})


async def test_two_senders_never_take_the_same_row(database: Database) -> None:
    async with begin(database) as tx:
        await tx.outbox.put([saying(str(number), chat=f"c{number}") for number in range(40)])

    async def take(owner: int) -> list[Leased]:
        async with begin(database) as tx:
            return await tx.outbox.lease("t", owner, NOW, limit=30)

    taken = [row.id for rows in await asyncio.gather(*(take(owner) for owner in range(1, 5))) for row in rows]

    assert len(taken) == len(set(taken))


async def test_only_what_is_being_sent_can_be_settled(database: Database) -> None:
    async with begin(database) as tx:
        await tx.outbox.put([saying("1")])
        (row,) = await tx.outbox.lease("t", 7, NOW, limit=1)
        assert [(one.id, owner) for one, owner in await tx.outbox.sending()] == [(row.id, 7)]

        await tx.outbox.settle([Settled(row.id, "sent", NOW, sent_id="m1")])
        await tx.outbox.settle([Settled(row.id, "failed", NOW, error="too late")])

        assert await tx.outbox.states() == {"sent": 1}
        assert await tx.outbox.sent_as("t", "c1", "m1") == (None, None)
        assert await tx.outbox.sent_as("t", "c1", "m2") is None


async def test_a_chat_that_is_gone_hears_nothing_more(database: Database) -> None:
    async with begin(database) as tx:
        await tx.outbox.put([saying("1"), saying("2"), saying("x", chat="c2")])

        await tx.outbox.cancel("t", "c1", "Gone", NOW)

        assert await texts(tx) == ["x"]
        assert [row.part["text"] for row in await tx.outbox.in_state("cancelled")] == ["1", "2"]


async def test_a_moved_chats_sayings_follow_it(database: Database) -> None:
    async with begin(database) as tx:
        await tx.outbox.put([saying("1"), saying("2")])

        await tx.outbox.move("t", "c1", "-100")

        assert [(row.chat, row.part["text"]) for row in await tx.outbox.lease("t", 1, NOW, limit=9)] == [("-100", "1")]


# -- tasks ------------------------------------------------------------------------------------------------------------


async def test_a_task_is_planned_taken_and_done_once(database: Database) -> None:
    plan = [Planned("remind", NOW, {"period": "W42"}, "k"), Planned("post", NOW + SECOND, {}, "l")]

    async def at_once(owner: int) -> list[TaskRow]:
        async with begin(database) as tx:
            await tx.tasks.plan(plan)
            return await tx.tasks.take(owner, NOW, limit=9)

    taken = [row for rows in await asyncio.gather(*(at_once(owner) for owner in range(1, 5))) for row in rows]

    assert [row.name for row in taken] == ["remind"]
    async with begin(database) as tx:
        assert await tx.tasks.next_due() == NOW + SECOND
        await tx.tasks.done(taken[0].id, NOW)
        await tx.tasks.plan(plan)
        rows = await tx.tasks.between(NOW, NOW + 9 * SECOND)
        assert [(row.key, row.state, dict(row.values)) for row in rows] == [
            ("k", "done", {"period": "W42"}),
            ("l", "planned", {}),
        ]


async def test_a_task_put_off_comes_again_and_a_failed_one_does_not(database: Database) -> None:
    async with begin(database) as tx:
        await tx.tasks.plan([Planned("a", NOW, {}), Planned("b", NOW, {})])
        await tx.tasks.take(3, NOW, limit=9)
        assert await tx.tasks.running() == [(1, 3), (2, 3)]

        await tx.tasks.again(1, NOW + SECOND, "later")
        await tx.tasks.failed(2, "x" * 400, NOW)

        assert await tx.tasks.take(3, NOW, limit=9) == []
        assert await tx.tasks.next_due() == NOW + SECOND
        again = await tx.tasks.take(3, NOW + SECOND, limit=9)
        assert [(row.name, row.attempts, row.due_at) for row in again] == [("a", 2, NOW)]


# -- people and chats -------------------------------------------------------------------------------------------------


async def test_people_have_duties_that_begin_once_and_end(database: Database) -> None:
    async with begin(database) as tx:
        await tx.people.meet({("t", "u1"): ("Chị Hoa" + "a" * 300, "c1"), ("t", "u2"): ("", None)}, NOW)
        for _ in range(2):
            await tx.people.give(1, "leader", "ap-cho", NOW)
        await tx.people.give(1, "officer", None, NOW)
        person = (await tx.people.of([("t", "u1")]))["t", "u1"]

        assert (person.duties, person.chat, len(person.name)) == (
            (Duty("leader", "ap-cho"), Duty("officer", None)),
            "c1",
            200,
        )
        assert person.roles == {"citizen", "leader", "officer"}
        assert person.areas("leader", "deputy") == ("ap-cho",)
        assert [p.id for p in await tx.people.in_role("leader", "officer")] == [1]
        await tx.people.take(1, "leader", NOW)
        assert [p.duties for p in await tx.people.by_ids([1])] == [(Duty("officer", None),)]
        await tx.people.set_chat(2, "c2")
        await tx.people.missed(2, 3, NOW)
        other = (await tx.people.of([("t", "u2")]))["t", "u2"]
        assert (other.chat, other.misses, other.locked_until) == ("c2", 3, NOW)


async def test_a_code_is_spent_by_one_of_two_who_are_fast(database: Database) -> None:
    async with begin(database) as tx:
        await tx.people.meet({("t", f"u{n}"): ("", None) for n in range(4)}, NOW)
        await tx.people.invite("digest", "leader", "ap-cho", NOW)

    async def use(person: int) -> bool:
        async with begin(database) as tx:
            found = await tx.people.invited("digest")
            assert found is not None
            return await tx.people.use(found.id, person, NOW)

    assert sorted(await asyncio.gather(*(use(person) for person in range(1, 5)))) == [False, False, False, True]


async def test_groups_are_bound_let_go_gone_and_back(database: Database) -> None:
    async with begin(database) as tx:
        await tx.chats.meet({("t", "g1"): False, ("t", "g2"): False, ("t", "c1"): True}, NOW)
        await tx.chats.bind(("t", "g1"), "squad", "doi-1")
        await tx.chats.bind(("t", "g2"), "officers", None)

        assert [chat.chat for chat in await tx.chats.bound()] == ["g1", "g2"]
        assert [chat.chat for chat in await tx.chats.bound("squad", "doi-1")] == ["g1"]
        await tx.chats.set_gone(("t", "g1"), True)
        assert [chat.chat for chat in await tx.chats.bound()] == ["g2"]
        await tx.chats.set_gone(("t", "g1"), False)
        await tx.chats.bind(("t", "g2"), None, None)
        assert [chat.chat for chat in await tx.chats.bound()] == ["g1"]


@pytest.mark.parametrize("known", [False, True])
async def test_a_group_that_became_a_supergroup_keeps_its_purpose(database: Database, known: bool) -> None:
    async with begin(database) as tx:
        await tx.chats.meet({("t", "g1"): False, **({("t", "-100"): False} if known else {})}, NOW)
        await tx.chats.bind(("t", "g1"), "squad", "doi-1")

        for _ in range(2):
            await tx.chats.move(("t", "g1"), "-100")

        assert [(chat.chat, chat.area) for chat in await tx.chats.bound()] == [("-100", "doi-1")]


async def test_a_chat_and_a_person_are_met_once_even_by_many_at_once(database: Database) -> None:
    async def meet(name: str) -> None:
        async with begin(database) as tx:
            await tx.chats.meet({("t", "c"): True}, NOW)
            await tx.people.meet({("t", "u"): (name, None)}, NOW)

    await asyncio.gather(*(meet(name) for name in "abcd"))

    async with database.begin() as connection:
        for table in (chats, people):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar() == 1


# -- the rest ---------------------------------------------------------------------------------------------------------


async def test_a_talk_is_kept_as_it_is_now(database: Database) -> None:
    talk = ("t", "c", "u")
    first = TalkRow("report", "form", {"values": {"cks": 5}}, {"1": "f:x"}, NOW)
    second = TalkRow("", "", {}, {}, None)
    async with begin(database) as tx:
        await tx.conversations.put({talk: first, ("t", "c", "other"): second})
        assert await tx.conversations.of([talk, ("t", "c", "nobody")]) == {talk: first}
        await tx.conversations.put({talk: second})
        assert await tx.conversations.of([talk]) == {talk: second}


async def test_a_web_line_is_kept_once_and_read_on(database: Database) -> None:
    async with begin(database) as tx:
        ids = [await tx.web_lines.append("c", f"k{n}", "u", {"text": str(n)}, NOW) for n in (1, 2, 3, 2)]
        await tx.web_lines.append("d", "k1", "u", {"text": "x"}, NOW)

        assert ids[3] == ids[1]
        assert [row.line["text"] for row in await tx.web_lines.since("c", ids[0], limit=9)] == ["2", "3"]
        assert [row.line["text"] for row in await tx.web_lines.since("c", 0, limit=2)] == ["2", "3"]


async def test_moments_come_out_aware_and_equal(database: Database) -> None:
    local = datetime.fromisoformat("2025-10-18T16:30:00.000001+07:00")
    async with begin(database) as tx:
        await tx.outbox.put([saying("1", due=local)])
        (row,) = await tx.outbox.lease("t", 1, local, limit=1)

    assert row.due_at == local
    assert row.due_at.tzinfo is not None


class Counting:
    """An open transaction that counts its statements."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect
        self.count = 0

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        self.count += 1
        return await self._connection.execute(statement, parameters)

    async def write(self, statement: Any, rows: Any) -> None:
        self.count += 1
        await self._connection.write(statement, rows)


LISTS: dict[str, Callable[[Tx, int], Awaitable[Any]]] = {
    "inbox.waiting": lambda tx, n: tx.inbox.waiting([("t", f"c{i}") for i in range(n)]),
    "inbox.places": lambda tx, n: tx.inbox.places_waiting(),
    "inbox.answered": lambda tx, n: tx.inbox.answered(dict.fromkeys(range(1, n + 1)), NOW),
    "outbox.lease": lambda tx, n: tx.outbox.lease("t", 1, NOW, limit=9),
    "outbox.put": lambda tx, n: tx.outbox.put([saying(str(i)) for i in range(n)]),
    "outbox.put keyed": lambda tx, n: tx.outbox.put([saying(str(i), key=f"x{i}") for i in range(n)]),
    "outbox.settle": lambda tx, n: tx.outbox.settle([Settled(i, "sent", NOW) for i in range(1, n + 1)]),
    "people.of": lambda tx, n: tx.people.of([("t", f"u{i}") for i in range(n)]),
    "people.in_role": lambda tx, n: tx.people.in_role("leader"),
    "chats.of": lambda tx, n: tx.chats.of([("t", f"c{i}") for i in range(n)]),
    "chats.bound": lambda tx, n: tx.chats.bound(),
    "talks.of": lambda tx, n: tx.conversations.of([("t", f"c{i}", "u") for i in range(n)]),
    "tasks.take": lambda tx, n: tx.tasks.take(1, NOW, limit=9),
    "tasks.plan": lambda tx, n: tx.tasks.plan([Planned("p", NOW, {}, f"y{i}") for i in range(n)]),
    "reports.between": lambda tx, n: tx.reports.between("nhon-trach-2025", ["ap-0", "ap-1", "ap-2"], DAY, DAY),
    "reports.standing": lambda tx, n: tx.reports.standing("nhon-trach-2025", "ap-0", DAY),
    "reports.all": lambda tx, n: tx.reports.all("nhon-trach-2025"),
    "reports.last_by": lambda tx, n: tx.reports.last_by("nhon-trach-2025", 1, limit=9),
    "web_lines.since": lambda tx, n: tx.web_lines.since("c", 1, limit=9),
}


async def _furnish(tx: Tx, count: int) -> None:
    authors = [("t", f"u{i}") for i in range(count)]
    await tx.people.meet(dict.fromkeys(authors, ("", None)), NOW)
    people = [person.id for person in (await tx.people.of(authors)).values()]
    await tx.chats.meet({("t", f"c{i}"): False for i in range(count)}, NOW)
    await tx.inbox.keep([kept(f"e{i}", chat=f"c{i}") for i in range(count)])
    await tx.outbox.put([saying("x", chat=f"c{i}") for i in range(count)])
    await tx.tasks.plan([Planned("t", NOW, {}, f"k{i}") for i in range(count)])
    (first, *_) = await tx.inbox.waiting([("t", "c0")])
    for i in range(count):
        await tx.people.give(people[i], "leader", "ap-cho", NOW)
        await tx.chats.bind(("t", f"c{i}"), "squad", "doi-1")
        await tx.reports.write(entry(first.id, people[0], area=f"ap-{i}", cks=i, vneid2=1, luot=2))
        await tx.web_lines.append("c", f"k{i}", "u", {"text": "x"}, NOW)


async def test_a_list_costs_the_same_with_one_row_and_with_three(database: Database) -> None:
    costs: dict[str, list[int]] = {name: [] for name in LISTS}
    for count in (1, 3):
        for name, ask in LISTS.items():
            with pytest.raises(_Undo):
                async with database.begin() as connection:
                    await _furnish(Tx(connection), count)
                    counting = Counting(connection)
                    await ask(Tx(counting), count)
                    costs[name].append(counting.count)
                    raise _Undo

    assert [name for name, (one, three) in costs.items() if one != three] == []
    assert [name for name, (one, _) in costs.items() if one > 3] == []


class _Undo(Exception):
    pass
