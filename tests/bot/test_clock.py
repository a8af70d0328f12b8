"""The one source of time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import VIETNAM, MovableClock, SystemClock, VirtualClock

SATURDAY = datetime.fromisoformat("2025-10-18T16:25:00+07:00")


def test_clocks_are_aware_and_in_vietnam() -> None:
    clocks = [SystemClock(), MovableClock(SATURDAY), VirtualClock(SATURDAY.astimezone(UTC))]

    assert [clock.now().tzinfo for clock in clocks] == [VIETNAM] * 3


@pytest.mark.parametrize("kind", [MovableClock, VirtualClock])
def test_a_moment_without_a_time_zone_is_refused(kind: type[VirtualClock]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        kind(SATURDAY.replace(tzinfo=None))


@pytest.mark.parametrize("kind", [MovableClock, VirtualClock])
def test_a_clock_is_put_forward_but_never_back(kind: type[VirtualClock]) -> None:
    clock = kind(SATURDAY)

    assert clock.move_to(SATURDAY + timedelta(hours=1))
    assert clock.now() - SATURDAY >= timedelta(hours=1)
    assert not clock.move_to(SATURDAY)
    assert clock.now() - SATURDAY >= timedelta(hours=1)


async def test_waiting_moves_the_virtual_clock_on() -> None:
    clock = VirtualClock(SATURDAY)

    await clock.wait(90)
    clock.advance(minutes=5)

    assert clock.now() == SATURDAY + timedelta(seconds=390)


async def test_a_wake_that_is_set_ends_the_wait_at_once_and_is_cleared() -> None:
    for clock in (VirtualClock(SATURDAY), MovableClock(SATURDAY), SystemClock()):
        wake = asyncio.Event()
        wake.set()
        before = clock.now()

        await clock.wait(3600, wake=wake)

        assert not wake.is_set()
        assert clock.now() - before < timedelta(seconds=60)


async def test_who_waits_by_the_movable_clock_is_released_when_it_is_put_forward() -> None:
    clock = MovableClock(SATURDAY)
    waiting = asyncio.create_task(clock.wait(0.4))
    await asyncio.sleep(0)

    clock.move_to(SATURDAY + timedelta(hours=2))

    await asyncio.wait_for(waiting, 5)


async def test_a_wait_of_no_time_returns() -> None:
    for clock in (SystemClock(), MovableClock(SATURDAY), VirtualClock(SATURDAY)):
        await clock.wait(0)
        await clock.wait(-1, wake=asyncio.Event())
