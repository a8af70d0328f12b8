"""Days without duty, the way to the target, the Sunday statement and what is said against it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from handlers.statement import plan
from storage.tx import begin
from tests.handlers.dialogs import dialog, record, said_to
from tests.support.house import House, Phone

SUNDAY_EVENING = "2025-10-19T18:30:00+07:00"


# -- days without duty -------------------------------------------------------------------------------------------------


async def _excuses(house: House) -> list[tuple[str, str, str, str]]:
    async with begin(house.app.database) as tx:
        found = await tx.excuses.between("nhon-trach-2025", date(2025, 10, 1), date(2025, 12, 31))
    return [(one.area, str(one.since), str(one.until), one.reason) for one in found]


@pytest.mark.parametrize(
    ("line", "since", "until", "reason"),
    [
        ("/nghi 20/10 đám tang", "2025-10-20", "2025-10-20", "đám tang"),
        ("nghỉ hôm nay vì mưa lớn", "2025-10-18", "2025-10-18", "vì mưa lớn"),
        ("/nghi từ 20/10 đến 22/10: mưa lũ", "2025-10-20", "2025-10-22", "mưa lũ"),
        ("xin nghỉ mai đi họp huyện", "2025-10-19", "2025-10-19", "đi họp huyện"),
        ("/nghi ấp Chợ 20/10-21/10/2025 cúp điện", "2025-10-20", "2025-10-21", "cúp điện"),
    ],
)
async def test_a_leader_excuses_days_with_a_reason(
    house: House, line: str, since: str, until: str, reason: str
) -> None:
    leader, officer = await house.leader(), await house.officer()

    await dialog(leader, (line, "Đã ghi: **ấp Chợ** nghỉ"))

    assert await _excuses(house) == [("ap-cho", since, until, reason)]
    assert [reason in text for text in said_to(house, officer.chat)] == [True]


async def test_a_missing_reason_is_asked_for(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("/nghi 20/10", "Lý do là gì"), ("nước ngập", "Lý do: nước ngập"))

    assert await _excuses(house) == [("ap-cho", "2025-10-20", "2025-10-20", "nước ngập")]


@pytest.mark.parametrize(
    "line", ["/nghi", "/nghi 32/13 mưa", "/nghi vì mưa", "/nghi 20/10/2030 mưa", "/nghi 1/9-2/9 lễ"]
)
async def test_what_cannot_be_excused_is_explained(house: House, line: str) -> None:
    leader = await house.leader()

    answers = await leader.says(line)

    assert len(answers) == 1
    assert await _excuses(house) == []


async def test_talk_about_rest_is_talk(house: House) -> None:
    group = house.group("g", (await house.leader()).author)

    assert await group.says("nghỉ tay uống nước đã mọi người ơi") == []


async def test_another_hamlet_is_excused_by_the_officer_only(house: House) -> None:
    leader, officer = await house.leader(), await house.officer()

    await dialog(leader, ("/nghi ấp Trầu 20/10 mưa", "không phải nơi anh/chị phụ trách"))
    await dialog(officer, ("/nghi 20/10 mưa", "của ấp nào"), ("/nghi ấp Trầu 20/10 mưa", "Đã ghi: **ấp Trầu**"))

    assert await _excuses(house) == [("ap-trau", "2025-10-20", "2025-10-20", "mưa")]


async def test_an_excuse_is_taken_back(house: House) -> None:
    leader = await house.leader()
    await leader.says("/nghi 20/10 mưa")

    await dialog(leader, ("/nghi bỏ", "ngày nghỉ nào"), ("[ấp Chợ nghỉ 20/10]", "lại là ngày trực"))

    assert await _excuses(house) == []
    assert (await leader.says("/nghi bỏ"))[0].startswith("Chưa có ngày nghỉ nào")


async def test_a_week_off_leaves_the_denominator_and_is_not_reminded(house: House) -> None:
    leader, officer = await house.leader(), await house.officer()
    await dialog(officer, ("/nghi ấp Chợ 13/10-19/10 lũ", "Đã ghi"), ("/thieu", "(4/4 ấp)"))
    house.channel.said.clear()

    await house.until("2025-10-18T16:00:00+07:00")

    assert said_to(house, leader.chat) == []
    assert "ấp Chợ" not in (await officer.says("/thieu"))[0]


async def test_a_day_off_is_not_reminded_but_the_week_is_still_expected(house: House) -> None:
    leader, officer = await house.leader(), await house.officer()
    await leader.says("/nghi hôm nay đám giỗ")
    house.channel.said.clear()

    await house.until("2025-10-18T16:00:00+07:00")

    assert said_to(house, leader.chat) == []
    assert "ấp Chợ" in (await officer.says("/thieu"))[0]


# -- the way to the target ---------------------------------------------------------------------------------------------


async def test_a_leader_sees_the_pace_that_is_needed(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 20")

    (before,) = await leader.says("/tiendo")
    await leader.says("/nghi 20/10-31/10 lũ")
    (after,) = await leader.says("tiến độ")

    assert "Tiến độ ấp Chợ" in before
    assert "**20/" in before
    assert "/ngày** để kịp" in before
    assert "Mỗi 100 hộ, mỗi ngày trực" in before
    assert _needed(after) > _needed(before)


def _needed(text: str) -> int:
    return int(text.partition("cần **")[2].split()[0])


async def test_an_officer_sees_all_hamlets_or_one(house: House) -> None:
    officer = await house.officer()
    await officer.says("bc ấp Trầu cks 20")

    (every,) = await officer.says("/tiendo")
    (one,) = await officer.says("/tiendo ấp Trầu")
    (unknown,) = await officer.says("/tiendo ấp Không Có")

    assert every.index("ấp Trầu") < every.index("ấp Chợ")
    assert "Tiến độ ấp Trầu" in one
    assert "chưa rõ là nơi nào" in unknown


async def test_another_hamlets_pace_is_not_a_leaders(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("/tiendo ấp Trầu", "ấp Chợ"))


# -- the statement -----------------------------------------------------------------------------------------------------


async def _week(house: House) -> tuple[Phone, Phone]:
    leader, officer = await house.leader(), await house.officer()
    await leader.says("bc cks 5 vneid 3")
    await leader.says("sửa cks 8")
    await leader.says("bc đúng ngày 17/10/2025 cks 2")
    house.channel.said.clear()
    return leader, officer


async def test_on_sunday_each_leader_hears_what_was_counted_and_changed(house: House) -> None:
    leader, _ = await _week(house)

    await house.until(SUNDAY_EVENING)

    (text,) = [text for text in said_to(house, leader.chat) if "Bản kê tuần" in text]
    assert "chữ ký số: 10, VNeID mức 2: 3" in text
    assert "18/10 chữ ký số 5 → 8 (Chị Hoa, biên nhận 2)" in text
    assert "48 giờ" in text
    assert len(text.splitlines()) <= 7


async def test_the_statement_is_said_once_and_only_where_somebody_may_be_written_to(house: House) -> None:
    leader, officer = await _week(house)

    await house.until(SUNDAY_EVENING)
    await house.until("2025-10-20T06:00:00+07:00")

    told = [to.chat for to, part in house.channel.said if "Bản kê tuần" in part.text]
    assert told == [leader.chat]
    assert officer.chat not in told


async def test_a_reply_objects_and_the_officers_answer_closes_it(house: House) -> None:
    leader, officer = await _week(house)
    await house.until(SUNDAY_EVENING)
    statement = next(part for to, part in house.channel.said if "Bản kê tuần" in part.text)
    assert statement

    answers = await leader.says("chưa đúng: thứ Bảy ấp em làm 9", message_id="m-o")
    assert ["Đã ghi ý kiến số **1**" in answer for answer in answers] == [True]
    (note,) = [text for text in said_to(house, officer.chat) if "Ý kiến số" in text]
    assert "«sửa cks 8»" in note
    await dialog(
        officer,
        ("/phanhoi", "thứ Bảy ấp em làm 9"),
        ("/phanhoi 1", "câu trả lời"),
        ("/phanhoi 1 đã sửa thành 9", "đóng ý kiến số 1"),
        ("/phanhoi 1 lần nữa", "đã được trả lời rồi"),
        ("/phanhoi", "Không có ý kiến"),
        ("/phanhoi 7 gì đó", "Không có ý kiến số 7"),
    )

    assert ["đã sửa thành 9" in text for text in said_to(house, leader.chat) if "trả lời ý kiến" in text] == [True]


async def test_a_reply_to_the_statements_message_objects_too(house: House) -> None:
    leader, officer = await _week(house)
    await house.until(SUNDAY_EVENING)
    number = next(n for n, (_, part) in enumerate(house.channel.said) if "Bản kê tuần" in part.text)
    sent = await _sent_id(house, leader, number)

    answers = await leader.says("em làm 9 chứ", reply_to=sent)

    assert ["Đã ghi ý kiến" in answer for answer in answers] == [True]
    assert [text for text in said_to(house, officer.chat) if "em làm 9 chứ" in text]


async def _sent_id(house: House, phone: Phone, _number: int) -> str:
    from sqlalchemy import select

    from storage.tables import outbox

    async with house.app.database.begin() as connection:
        rows = await connection.execute(select(outbox.c.sent_id, outbox.c.key).where(outbox.c.chat == phone.chat))
        return str(next(row[0] for row in rows if row[1] and ":statement:" in row[1]))


async def test_after_two_days_not_right_is_no_objection_any_more(house: House) -> None:
    leader, _ = await _week(house)
    await house.until("2025-10-22T09:00:00+07:00")

    await leader.says("chưa đúng: em làm 9")

    async with begin(house.app.database) as tx:
        assert await tx.objections.open("nhon-trach-2025") == []
    assert len(await record(house)) == 3


def test_one_statement_per_week_and_hamlet_is_planned_under_a_key_that_stays(house: House) -> None:
    campaign = house.app.tools.campaign
    since, until = (datetime.fromisoformat(f"2025-10-{day}T09:00:00+07:00") for day in (18, 26))

    once = plan(campaign, since, until)

    assert [row.key for row in once] == [f"nhon-trach-2025:statement:2025-10-19:{leaf.id}" for leaf in campaign.leaves]
    assert plan(campaign, since, until) == once


@pytest.mark.parametrize(
    "question", ["nghỉ học có sao không", "không đúng mật khẩu vneid thì sao", "mời cô chú xem giúp"]
)
async def test_a_citizens_words_that_begin_like_a_duty_are_answered_as_a_question(house: House, question: str) -> None:
    answers = await house.phone().says(question)

    assert len(answers) == 1
    assert "mã mời" not in answers[0]
