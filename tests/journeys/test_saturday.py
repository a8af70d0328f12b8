"""Saturday 16:30 comes once, whatever the machine does around it: late, too late, twice, or on two machines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import unused_port

from storage.tx import begin
from tests.journeys.cast import Cast, october
from tests.journeys.stage import CHANNEL, Stage

pytestmark = pytest.mark.slow


@pytest.fixture
async def cast(database_url: str) -> AsyncIterator[Cast]:
    """Everybody knows the bot, and ấp Chợ has reported; it is Saturday 16:15 and the bot runs."""
    async with Stage(database_url, october(18, "09:00:00"))() as stage:
        cast = Cast(stage)
        await stage.start()
        await introduce(cast)
        await cast.says(cast.leaders["ap-cho"], "bc cks 5 vneid: 12 lượt 30")
        await stage.until(october(18, "16:15:00"))
        for chat in [*cast.groups, cast.officer.chat]:
            chat.heard = len(chat.said)
        yield cast


async def introduce(cast: Cast) -> None:
    """The duties and groups, straight into the books: how they come there is the week's business."""
    for group in cast.groups:
        group.adds_bot(cast.officer)
    for person in (cast.officer, *cast.leaders.values()):
        await person.says("/start")
    await cast.stage.settle()
    async with begin(cast.stage.app.database) as tx:
        roles = [(cast.officer, "officer", None), *((who, "leader", area) for area, who in cast.leaders.items())]
        for who, role, area in roles:
            known = (await tx.people.of([(CHANNEL, str(who.id))]))[CHANNEL, str(who.id)]
            await tx.people.give(known.id, role, area, cast.stage.clock.now())
        for number, squad in cast.squads.items():
            await tx.chats.bind((CHANNEL, str(squad.id)), "squad", f"doi-{number + 1}")
        await tx.chats.bind((CHANNEL, str(cast.officers.id)), "officers", None)
        await tx.chats.bind((CHANNEL, str(cast.parents.id)), "class", None)


def squads_heard(cast: Cast) -> list[list[str]]:
    return [[said.text for said in squad.unheard] for squad in cast.squads.values()]


async def test_post_after_a_short_outage_says_that_it_is_late(cast: Cast) -> None:
    stage = cast.stage
    await stage.until(october(18, "16:20:00"))
    await stage.stop()
    stage.clock.move_to(october(18, "16:45:00"))
    await stage.start()
    await stage.through("2025-10-18T16:45:30+07:00")

    for posts in squads_heard(cast):
        assert len(posts) == 1
        assert posts[0].startswith("(gửi muộn 15 phút) Đã đến hạn báo cáo tuần 42")
        assert "Đã nhận 1/5 ấp" in posts[0]
    titles = [said.text[:12] for said in cast.officers.unheard]
    assert titles == ["(gửi muộn 15", "📊 Số liệu tu", "Biểu đồ tuần"]


async def test_restarts_say_nothing_twice(cast: Cast) -> None:
    stage = cast.stage
    await stage.through("2025-10-18T16:31:00+07:00", step=60.0)
    once = squads_heard(cast), [said.text for said in cast.officers.unheard + cast.officer.unheard]
    assert [len(posts) for posts in once[0]] == [1] * 5
    for moment in ("16:31:30", "16:45:00"):
        await stage.stop()
        stage.clock.move_to(october(18, moment))
        await stage.start()
        await stage.through(f"2025-10-18T{moment[:-2]}59+07:00", step=10.0)

    assert (squads_heard(cast), [said.text for said in cast.officers.unheard + cast.officer.unheard]) == once


async def test_post_that_comes_too_late_is_left_to_the_officer(cast: Cast) -> None:
    stage = cast.stage
    await stage.until(october(18, "16:20:00"))
    await stage.stop()
    stage.clock.move_to(october(18, "19:00:00"))
    await stage.start()
    await stage.through("2025-10-18T19:00:30+07:00")
    await stage.stop()
    await stage.start()

    assert [said.text for group in cast.groups for said in group.unheard] == []
    notes = [said.text for said in cast.officer.unheard if "lẽ ra có tin" in said.text]
    assert len(notes) == 1
    assert "16:30 thứ Bảy 18/10" in notes[0]
    assert "Đã đến hạn báo cáo tuần 42" in notes[0]
    assert "Đã nhận 1/5 ấp" in notes[0]
    assert len([said for said in cast.officer.unheard if "Số liệu tuần 42" in said.text]) == 1


async def test_two_machines_on_one_database_say_it_once(postgresql_url: str) -> None:
    async with Stage(postgresql_url, october(18, "16:00:00"), mode="webhook", redeliver=0.34)() as stage:
        cast = Cast(stage)
        await stage.start()
        await introduce(cast)
        await stage.start(port=unused_port())
        for chat in [*cast.groups, cast.officer.chat]:
            chat.heard = len(chat.said)
        await stage.until(october(18, "16:29:50"))
        for citizen in cast.citizens[:20]:
            await citizen.says("quên mật khẩu vneid")
        await stage.through("2025-10-18T16:31:00+07:00")

        assert [[text[:14] for text in posts] for posts in squads_heard(cast)] == [["Đã đến hạn báo"]] * 5
        assert len(cast.officers.unheard) == 3
        assert [said.text[:9] for said in cast.officer.unheard] == ["📊 Số liệu", "Biểu đồ t"]
        assert [len(citizen.chat.said) for citizen in cast.citizens[:20]] == [1] * 20
