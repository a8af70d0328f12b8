"""One question at a time: a doubt waits behind a clash, and «huỷ» takes back what the same message stored."""

from __future__ import annotations

from pathlib import Path

from bot.errors import Uncertain
from bot.sender import GATHERED
from storage.outbox import Saying
from storage.tx import begin, reading
from tests.support.house import House, sqlite


async def standing(house: House) -> dict[str, int]:
    async with reading(house.app.database) as tx:
        counts = await tx.reports.standing("nhon-trach-2025", "ap-cho", house.clock.now().date())
    return {count.key: count.value for count in counts}


async def test_a_doubt_waits_until_the_clash_is_answered(tmp_path: Path) -> None:
    house = await House.open(sqlite(tmp_path))
    leader = await house.leader("ap-cho")
    await leader.says("bc cks 5")

    (clash,) = await leader.says("bc cks 7, khoảng 3 dvc")
    (then,) = await leader.presses("Thay")
    (settled,) = await leader.says("dvc 3")

    assert "thay hay cộng thêm" in clash
    assert "5 → 7" in then and "dịch vụ công" in then
    assert "Biên nhận" in settled
    assert await standing(house) == {"cks": 7, "dvc": 3}
    await house.close()


async def test_cancelling_a_question_takes_back_what_its_message_stored(tmp_path: Path) -> None:
    house = await House.open(sqlite(tmp_path))
    leader = await house.leader("ap-cho")

    (asked,) = await leader.says("bc cks 5, khoảng 3 dvc")
    (undone,) = await leader.says("huỷ")

    assert "Biên nhận" in asked
    assert "đã bỏ" in undone
    assert await standing(house) == {}
    await house.close()


async def test_officers_hear_of_a_group_post_whose_fate_is_unknown(tmp_path: Path) -> None:
    house = await House.open(sqlite(tmp_path))
    officer = await house.officer()
    group = house.group("squad-1", "officer")
    await group.says("/nhom đội 1", mentioned=True)
    house.channel.said.clear()
    house.channel.fail_next = [Uncertain()]
    async with begin(house.app.database) as tx:
        post = Saying("phone", "squad-1", False, {"text": "Tin đến hạn"}, house.clock.now(), bulk=True, key="post:1")
        await tx.outbox.put([post])

    await house.app.settle()
    house.clock.advance(seconds=GATHERED.total_seconds())
    await house.app.scheduler.run_due()
    await house.app.settle()

    ((to, note),) = house.channel.said
    assert to.chat == officer.chat
    assert "không rõ nhóm đã thấy chưa" in note.text and "Tin đến hạn" in note.text
    await house.close()
