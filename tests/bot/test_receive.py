"""Updates are kept, then answered with all their consequences – each once, in the order of its chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from bot.clock import VirtualClock
from bot.context import Context
from bot.receive import Courtesy, Receiver
from bot.router import Router, Routes
from bot.types import Address, Capabilities, Choice, Incoming, Reply
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")
COURTESY = Courtesy(
    apology=lambda ticket: f"lỗi {ticket}",
    stale="cũ",
    anonymous="ẩn danh",
    not_allowed=lambda _entry: "không được",
    not_here=lambda _entry: "không ở đây",
)
ROOMS = {"t": Capabilities(text_limit=500, button_limit=3)}
routes: Routes[dict[str, Any]] = Routes("f")


@routes.command("nho", takes_line=True)
async def _note(ctx: Context[dict[str, Any]]) -> Reply:
    before = await ctx.tx.notes.get("list") or []
    await ctx.tx.notes.put("list", [*before, ctx.text])
    if ctx.text in ctx.tools["broken"]:
        raise RuntimeError(ctx.text)
    return Reply(f"đã nhớ {ctx.text}")


@routes.command("hoi")
async def _ask(ctx: Context[dict[str, Any]]) -> Reply:
    ctx.conversation.start("f", "answer", count=0)
    return Reply("sao?", choices=(Choice("Có", "f:yes:1"), Choice("Không", "f:no")))


@routes.choice("yes")
async def _yes(ctx: Context[dict[str, Any]]) -> Reply:
    ctx.later("slow", key=f"slow:{ctx.argument}")
    ctx.tell(Address("t", "officer"), Reply("có người đáp"))
    return Reply(f"có {ctx.argument}")


@routes.step("answer")
async def _answer(ctx: Context[dict[str, Any]]) -> Reply:
    ctx.conversation.answers["count"] += 1
    return Reply(f"lần {ctx.conversation.answers['count']}: {ctx.text}")


@routes.command("rieng", where="private", roles=["leader"])
async def _private(_ctx: Context[dict[str, Any]]) -> Reply:
    return Reply("bí mật")


@routes.text(rank=1)
async def _echo(ctx: Context[dict[str, Any]]) -> list[Reply]:
    return [Reply(f"nghe {ctx.text}"), Reply("hết")] if ctx.text == "hai" else [Reply(f"nghe {ctx.text}")]


class Room:
    """A receiver with everything it needs, and its outbox in sight."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = VirtualClock(NOON)
        self.broken: set[str] = set()
        self.pressed: list[Incoming] = []
        self.knocked: set[str] = set()
        self.receiver: Receiver[dict[str, Any]] = Receiver(
            database,
            self.clock,
            Router([routes]),
            {"broken": self.broken},
            ROOMS,
            COURTESY,
            knock=self.knocked.update,
            pressed=self.pressed.append,
        )

    async def accept(self, *updates: Incoming) -> None:
        await self.receiver.accept(updates)

    async def answered(self) -> list[tuple[str, str]]:
        """Everything said so far, as (chat, words), in the order of its rows."""
        await self.receiver.settle()
        async with begin(self.database) as tx:
            rows = await tx.outbox.in_state("waiting")
        return [(row.chat, row.part["text"]) for row in rows]

    async def noted(self) -> list[str]:
        async with begin(self.database) as tx:
            return list(await tx.notes.get("list") or [])


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    await migrate(database_url)
    async with await Database.open(database_url) as database:
        yield Room(database)


def typed(text: str, event: str, *, chat: str = "c1", **more: Any) -> Incoming:
    return Incoming(Address(more.pop("channel", "t"), chat), f"u-{chat}", event, NOON, text=text, **more)


async def test_updates_of_one_chat_are_answered_in_order(room: Room) -> None:
    await room.accept(typed("một", "e1"), typed("hai", "e2"), typed("ba", "e3", chat="c2"))

    said = await room.answered()

    assert [words for chat, words in said if chat == "c1"] == ["nghe một", "nghe hai", "hết"]
    assert [words for chat, words in said if chat == "c2"] == ["nghe ba"]
    assert room.knocked == {"t"}


async def test_a_redelivered_update_is_not_answered_twice(room: Room) -> None:
    await room.accept(typed("một", "e1"), typed("một", "e1"))
    await room.answered()
    await room.accept(typed("một", "e1"))

    assert await room.answered() == [("c1", "nghe một")]


async def test_a_failing_handler_harms_nobody_else_and_is_apologised_for_once(room: Room) -> None:
    room.broken.add("hỏng")
    await room.accept(
        typed("nho a", "e1"), typed("nho hỏng", "e2"), typed("nho b", "e3"), typed("nho c", "e4", chat="c2")
    )

    said = await room.answered()

    mine = [words for chat, words in said if chat == "c1"]
    assert (mine[0], mine[2], [words for chat, words in said if chat == "c2"]) == (
        "đã nhớ a",
        "đã nhớ b",
        ["đã nhớ c"],
    )
    assert sorted(await room.noted()) == ["a", "b", "c"]
    ticket = mine[1].removeprefix("lỗi ")
    async with begin(room.database) as tx:
        failed = await tx.inbox.by_ticket(ticket)
    assert failed is not None and failed.update["text"] == "nho hỏng"
    assert await room.answered() == said


async def test_in_a_group_nobody_who_was_not_talking_to_us_is_apologised_to(room: Room) -> None:
    room.broken.add("hỏng")
    await room.accept(typed("nho hỏng", "e1", chat="g1", private=False))
    await room.accept(typed("nho hỏng", "e2", chat="g2", private=False, mentioned=True))

    assert [(chat, words[:3]) for chat, words in await room.answered()] == [("g2", "lỗi")]


async def test_what_cannot_be_kept_is_not_acknowledged_and_nothing_later_suffers(room: Room) -> None:
    with pytest.raises(Exception, match=r"(?i)json|serializ|type"):
        await room.accept(typed("một", "e1", author_name=object()))  # type: ignore[arg-type]

    await room.accept(typed("hai", "e2", chat="c2"))

    assert [chat for chat, _ in await room.answered()] == ["c2", "c2"]


async def test_what_was_left_unanswered_is_answered_after_a_restart(room: Room) -> None:
    await room.accept(typed("một", "e1"))
    again = Room(room.database)

    assert await again.answered() == []
    await again.receiver.resume()

    assert await again.answered() == [("c1", "nghe một")]


async def test_a_form_waits_for_words_and_a_list_for_its_labels(room: Room) -> None:
    await room.accept(typed("hoi", "e1"), typed("x", "e2"), typed("có", "e3"), typed("y", "e4"), typed("/nho z", "e5"))

    said = [words for chat, words in await room.answered() if chat == "c1"]

    # The label of the question is no longer open after another answer.
    assert said == ["sao?", "lần 1: x", "lần 2: có", "lần 3: y", "đã nhớ z"]


async def test_a_pressed_button_acts_tells_others_and_plans(room: Room) -> None:
    await room.accept(typed("hoi", "e1"), typed("", "e2", choice="f:yes:1", callback_id="q1"))

    assert await room.answered() == [("c1", "sao?"), ("officer", "có người đáp"), ("c1", "có 1")]
    assert [update.callback_id for update in room.pressed] == ["q1"]
    async with begin(room.database) as tx:
        assert [(row.key, row.name) for row in await tx.tasks.between(NOON, NOON.replace(year=2026))] == [
            ("slow:1", "slow")
        ]


async def test_two_steps_in_one_round_build_on_each_other(room: Room) -> None:
    await room.accept(typed("hoi", "e1"), typed("a", "e2"), typed("b", "e3"))

    assert [words for _, words in await room.answered()] == ["sao?", "lần 1: a", "lần 2: b"]


async def test_every_refusal_is_said(room: Room) -> None:
    await room.accept(typed("", "e1", choice="gone:x"), typed("/rieng", "e2"))
    async with begin(room.database) as tx:
        await tx.people.meet({("t", "u-g1"): ("", None)}, NOON)
        person = (await tx.people.of([("t", "u-g1")]))["t", "u-g1"]
        await tx.people.give(person.id, "leader", None, NOON)
    await room.accept(typed("/rieng", "e3", chat="g1", private=False))

    assert await room.answered() == [("c1", "cũ"), ("c1", "không được"), ("g1", "không ở đây")]


async def test_a_chat_that_goes_hears_nothing_more_until_it_is_back(room: Room) -> None:
    await room.accept(typed("một", "e1"))
    await room.answered()

    await room.accept(typed("", "e2", kind="blocked"))
    assert await room.answered() == []
    await room.accept(typed("", "e3", kind="unblocked"), typed("lại đây", "e4"))

    assert await room.answered() == [("c1", "nghe lại đây")]


async def test_a_migrated_groups_sayings_and_purpose_follow(room: Room) -> None:
    await room.accept(typed("một", "e1", chat="g1", private=False))
    await room.answered()
    async with begin(room.database) as tx:
        await tx.chats.bind(("t", "g1"), "squad", "doi-1")

    await room.accept(typed("", "e2", chat="g1", private=False, kind="migrated", moved_to="-100"))

    assert await room.answered() == [("-100", "nghe một")]
    async with begin(room.database) as tx:
        assert [(chat.chat, chat.area) for chat in await tx.chats.bound()] == [("-100", "doi-1")]


async def test_an_update_of_a_channel_that_is_off_now_is_done_with(room: Room) -> None:
    await room.accept(typed("một", "e1", channel="zalo"))

    assert await room.answered() == []
    async with begin(room.database) as tx:
        assert await tx.inbox.places_waiting() == []


async def test_many_chats_at_once_are_all_answered(room: Room) -> None:
    await room.accept(*(typed("nho x", f"e{n}", chat=f"c{n}") for n in range(150)))

    said = await room.answered()

    assert sorted(said) == sorted((f"c{n}", "đã nhớ x") for n in range(150))
