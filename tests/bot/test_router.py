"""Which handler answers."""

from __future__ import annotations

import pytest

from bot.router import Router, Routes
from bot.types import Menu


async def _silent(_ctx: object) -> None:
    return None


def routes() -> Routes[None]:
    declared: Routes[None] = Routes("report")
    declared.command("baocao", "báo cáo", "bc", summary="Báo cáo số liệu", takes_line=True)(_silent)
    declared.command("bao", takes_line=True)(_silent)
    declared.command("tonghop", "tổng hợp", summary="Số liệu của kỳ", roles=["officer"], where="private")(_silent)
    declared.choice("area")(_silent)
    declared.step("form")(_silent)
    declared.event("joined")(_silent)
    declared.text(rank=90)(_silent)
    declared.text(rank=5)(_silent)
    return declared


ROUTER: Router[None] = Router([routes()])


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("/baocao cks 5", "baocao", "cks 5"),
        ("báo cáo cks 5", "baocao", "cks 5"),
        ("BAO CAO cks 5", "baocao", "cks 5"),
        ("bc", "baocao", ""),
        ("bc: cks 5", "baocao", "cks 5"),
        ("bc\ncks 5\nvneid 2", "baocao", "cks 5\nvneid 2"),
        ("báo cks 5", "bao", "cks 5"),
        ("tổng hợp", "tonghop", ""),
        ("/tonghop tuần trước", "tonghop", "tuần trước"),
        ("/TỔNG  HỢP tuần trước", "tonghop", "tuần trước"),
        ("  bc   cks 5", "baocao", "cks 5"),
    ],
)
def test_a_command_is_found_however_it_is_typed(typed: str, name: str, rest: str) -> None:
    found = ROUTER.command(typed)

    assert found is not None
    assert (found.entry.keys[0], found.text) == (name, rest)


@pytest.mark.parametrize("typed", ["", "/", "/ ", "/khongco", "tổng hợp giấy tờ ở đâu", "bccks 5", "xin báo cáo"])
def test_other_words_are_no_command(typed: str) -> None:
    assert ROUTER.command(typed) is None


def test_a_choice_is_found_by_feature_and_verb_with_its_argument() -> None:
    found = ROUTER.choice("report:area:ap-cho:2")

    assert found is not None
    assert found.argument == "ap-cho:2"
    assert [ROUTER.choice(payload) for payload in ("report:gone", "other:area:x", "rác", "")] == [None] * 4


def test_a_step_belongs_to_its_open_form() -> None:
    assert ROUTER.step("report", "form") is not None
    assert ROUTER.step("", "form") is None
    assert ROUTER.step("report", "gone") is None


def test_events_are_found_by_kind() -> None:
    assert ROUTER.event("joined") is not None
    assert ROUTER.event("removed") is None


def test_free_text_is_asked_by_rank() -> None:
    assert [entry.rank for entry in ROUTER.texts()] == [5, 90]


def test_the_menu_has_the_commands_with_a_summary() -> None:
    assert ROUTER.menu() == [
        Menu("baocao", "Báo cáo số liệu", frozenset(), True),
        Menu("tonghop", "Số liệu của kỳ", frozenset({"officer"}), False),
    ]


@pytest.mark.parametrize("kind", ["command", "choice", "step", "event"])
def test_two_routes_for_one_thing_refuse_to_start(kind: str) -> None:
    one: Routes[None] = Routes("f")
    two: Routes[None] = Routes("f")
    getattr(one, kind)("Báo")(_silent)
    getattr(two, kind)("bao" if kind == "command" else "Báo")(_silent)

    with pytest.raises(ValueError, match=f"two routes for {kind}"):
        Router([one, two])
