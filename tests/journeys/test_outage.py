"""Zalo answers every call with a page for two hours: a person hears of it on another channel, and it is soon over."""

from __future__ import annotations

from datetime import timedelta
from math import inf

import pytest

from storage.tx import begin
from tests.journeys.cast import october
from tests.journeys.stage import Stage
from tests.support.faults import outage
from tests.support.house import ListChannel

pytestmark = pytest.mark.slow

BEGIN, END = october(15, "09:00:00"), october(15, "11:00:00")
MOST_CALLS = 2 * 3600 // 45 + 10
"""One loop that asks again after 1, 2, 4 … 45 seconds."""


@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_two_hours_of_error_pages_are_told_elsewhere_and_over_within_a_minute(
    database_url: str, mode: str
) -> None:
    other = ListChannel("kenh-khac")
    stage = Stage(database_url, BEGIN - timedelta(minutes=10), on="zalo-bot", mode=mode, more=[other])
    async with stage():
        await stage.start()
        await somebody_looks_after_it(stage)
        ba, tu = stage.server.person(1, "Ba"), stage.server.person(2, "Tư")
        await ba.says("chữ ký số là gì")
        await ba.hears(1, timeout=20)
        await stage.until(BEGIN)
        before = stage.server.calls.copy()

        stage.server.fails("*", outage(502), times=inf)
        await ba.says("quên mật khẩu vneid")
        await stage.endures(END, step=15, more=mode == "polling")
        calls = stage.server.calls - before
        told = [part.text for _, part in other.said]
        stage.server.heals()
        await tu.says("không nhận được mã OTP")
        await stage.endures(END + timedelta(seconds=60), step=2)

        assert len(told) == 1
        assert "«zalo-bot»" in told[0] and "Việc cần làm trước" in told[0]
        assert 0 < calls["sendmessage"] + calls["getupdates"] <= (2 if mode == "polling" else 1) * MOST_CALLS
        assert [len(who.chat.said) for who in (ba, tu)] == [2, 1]
        assert [bool(part.text) and "«zalo-bot»" in part.text for _, part in other.said] == [True, True]
        assert "đã" in other.said[-1][1].text and other.said[-1][1].text != told[0]


async def somebody_looks_after_it(stage: Stage) -> None:
    """A technician, who has written on another channel."""
    async with begin(stage.app.database) as tx:
        now = stage.clock.now()
        await tx.people.meet({("kenh-khac", "kt"): ("Anh Kỹ", "c-kt")}, now)
        person = (await tx.people.of([("kenh-khac", "kt")]))["kenh-khac", "kt"]
        await tx.people.give(person.id, "technician", None, now)
