"""The press: pure functions in a process of their own."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bot.press import Press, PressDied, PressFailed, without
from tests.support import drawings


async def test_it_runs_elsewhere_and_gives_back_what_was_made() -> None:
    press = Press()

    assert await press.run(drawings.twice, b"ab", times=3) == b"ababab"
    assert await press.run(drawings.process) != os.getpid()


async def test_what_the_function_prints_does_not_spoil_the_result(capfd: pytest.CaptureFixture[str]) -> None:
    assert await Press().run(drawings.talkative) == "fine"
    assert "noise" not in capfd.readouterr().out


async def test_a_failure_is_named_and_the_next_one_runs() -> None:
    press = Press()

    with pytest.raises(PressFailed, match="ValueError: no such colour"):
        await press.run(drawings.broken)
    with pytest.raises(PressDied):
        await press.run(drawings.dies)

    assert await press.run(drawings.twice, b"a") == b"aa"


async def test_one_that_never_ends_is_stopped() -> None:
    with pytest.raises(PressDied, match="longer"):
        await Press(longest=0.3).run(drawings.forever)


async def test_a_cancelled_one_leaves_no_process_behind(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    press = Press()
    task = asyncio.ensure_future(press.run(drawings.notes_itself_and_goes_on, str(noted)))
    while not noted.exists() or not noted.read_text():
        await asyncio.wait([task], timeout=0.02)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)
    assert await press.run(drawings.twice, b"a") == b"aa"


async def test_no_secret_of_ours_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLYSO_CHANNELS__TELEGRAM__TOKEN", "123:secret")

    assert await Press().run(drawings.environment) == []


async def test_what_a_value_keeps_secret_is_cut_out_of_what_the_child_says(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(PressFailed, match="ValueError") as failed:
        await Press().run(drawings.blabs, drawings.Locked("mật-mã'7\\x"))

    told = [str(failed.value), *(str(vars(record)) for record in caplog.records)]
    assert "cannot open •••" in told[0] and len(told) == 2
    assert not any("mật-mã" in one for one in told)


def test_the_longer_secret_is_cut_out_before_one_within_it() -> None:
    assert without("a://u:pw@h pw", ["pw", "a://u:pw@h"]) == "••• •••"


async def test_the_parent_does_not_load_what_draws() -> None:
    assert await Press().run(drawings.light_imports) == []
