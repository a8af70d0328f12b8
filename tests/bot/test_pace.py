"""Never faster than a platform lets us speak."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import Pacer
from bot.types import Pace

CHATS = {"p1": True, "p2": True, "g1": False}


def spoken(pace: Pace, wishes: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """When each wish goes out, if whoever asks waits exactly as long as told."""
    pacer, now, out = Pacer(pace), 1000.0, []
    for chat, pause in wishes:
        now += pause
        while (wait := pacer.wait(chat, private=CHATS[chat], now=now)) > 0:
            now += max(wait, 1e-6)
        pacer.spend(chat, private=CHATS[chat], now=now)
        out.append((chat, now))
    return out


def most(moments: list[float], span: float) -> int:
    """The most that fall into any stretch of that length (shorter by a hair, for the rounding of floats)."""
    return max((sum(start <= m < start + span - 1e-3 for m in moments) for start in moments), default=0)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(CHATS)), st.floats(0, 2)), max_size=80),
    st.integers(1, 30),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_no_limit_is_broken_over_any_window(
    wishes: list[tuple[str, float]], per_second: int, per_chat: int, burst: int
) -> None:
    pace = Pace(per_second, per_chat_per_second=per_chat, chat_burst=burst, per_group_per_minute=6)

    out = spoken(pace, wishes)

    assert most([at for _, at in out], 1.0) <= per_second
    for chat in CHATS:
        moments = [at for where, at in out if where == chat]
        assert most(moments, burst / per_chat) <= burst
        if not CHATS[chat]:
            assert most(moments, 60.0) <= 6


def test_a_burst_goes_out_at_once_and_then_waits() -> None:
    pacer = Pacer(Pace(1000, per_chat_per_second=1, chat_burst=3))
    waits = []
    for _ in range(4):
        waits.append(pacer.wait("c", private=True, now=10.0))
        if not waits[-1]:
            pacer.spend("c", private=True, now=10.0)

    assert waits == [0.0, 0.0, 0.0, 3.0]


def test_a_group_hears_at_most_twenty_in_a_minute() -> None:
    out = spoken(Pace(1000, per_chat_per_second=1000, chat_burst=1000), [("g1", 0.0)] * 21)

    assert [round(at - 1000) for _, at in out] == [0] * 20 + [60]


def test_one_chats_pace_does_not_hold_up_another() -> None:
    pacer = Pacer(Pace(1000))
    pacer.spend("a", private=True, now=10.0)

    assert pacer.wait("a", private=True, now=10.5) == pytest.approx(0.5)
    assert pacer.wait("b", private=True, now=10.5) == 0


def test_silence_that_was_asked_for_is_kept() -> None:
    pacer = Pacer(Pace(1000))
    pacer.stop("a", 25.0)

    assert pacer.wait("a", private=True, now=10.0) == 15.0
    assert pacer.wait("b", private=True, now=10.0) == 0
    pacer.stop("", 30.0)
    assert pacer.wait("b", private=True, now=10.0) == 20.0
    assert pacer.wait("a", private=True, now=31.0) == 0
