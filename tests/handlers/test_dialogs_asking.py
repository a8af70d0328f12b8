"""A citizen asks, and is led through a guide step by step."""

from __future__ import annotations

import pytest

from storage.tx import begin
from tests.handlers.dialogs import dialog, picks
from tests.support.house import House


@pytest.mark.parametrize(
    ("question", "heard"),
    [
        ("quên mật khẩu vneid", "mật khẩu VNeID"),
        ("QUEN MAT KHAU VNEID", "mật khẩu VNeID"),
        ("xin chào", "Trợ lý số"),
        ("cảm ơn nhiều", "không có gì"),
        ("menu", "việc nào"),
        ("/gapnguoi", "Trung tâm Phục vụ hành chính công"),
        ("2", "không có câu nào chờ"),
        ("15", "không có câu nào chờ"),
        ("b", "không có câu nào chờ"),
    ],
)
async def test_words_find_their_answer(house: House, question: str, heard: str) -> None:
    await dialog(house.phone(), (question, heard))


async def test_what_we_do_not_know_is_said_and_kept_without_numbers(house: House) -> None:
    citizen = house.phone()

    await dialog(citizen, ("giá vàng hôm nay bao nhiêu, gọi em 0912 345 678", "chưa biết"))

    from sqlalchemy import select

    from storage.tables import questions

    async with house.app.database.begin() as connection:
        kept = [row[0] for row in await connection.execute(select(questions.c.text))]
    assert kept == ["giá vàng hôm nay bao nhiêu, gọi em •••"]


async def test_a_picture_without_words_is_answered_kindly_and_in_a_group_not_at_all(house: House) -> None:
    from bot.types import Attachment

    photo = (Attachment("photo", "f1"),)

    assert ["ảnh" in answer for answer in await house.deliver(house.phone(), attachments=photo)] == [True]
    assert await house.deliver(house.group("g", "u1"), attachments=photo) == []


async def test_the_menu_opens_a_guide_that_is_walked_to_its_end(house: House) -> None:
    citizen = house.phone()

    await dialog(
        citizen,
        ("/menu", "việc nào"),
        ("[Quên mật khẩu VNeID]", "mật khẩu VNeID"),
        ("[Chỉ từng bước]", "**Bước 1/"),
        ("[Xong, bước tiếp]", "**Bước 2/"),
        ("[◂ Bước trước]", "**Bước 1/"),
    )
    total = int(citizen.channel.said[-1][1].text.partition("**Bước 1/")[2].partition(".")[0])
    for number in range(2, total + 1):
        await dialog(citizen, ("[Xong, bước tiếp]", f"**Bước {number}/{total}.**"))
    await dialog(citizen, ("[Xong cả rồi]", "mật khẩu VNeID"), ("tiếp", "việc nào"))


async def test_the_whole_guide_comes_at_once(house: House) -> None:
    citizen = house.phone()
    await dialog(citizen, ("quên mật khẩu vneid", "mật khẩu"))

    answers = await picks(citizen, "Xem cả bài")

    assert "1. " in answers[0]
    assert "– Thấy: ô nhập số định danh và số điện thoại." in answers[0]
    assert any("Đã kiểm tra ngày" in answer for answer in answers)


async def test_somebody_who_is_stuck_learns_where_a_person_helps(house: House) -> None:
    citizen = house.phone()

    await dialog(citizen, ("quên mật khẩu vneid", "mật khẩu"), ("[Chỉ từng bước]", "Bước 1/"))
    stuck = next(c for c in _offered(citizen) if "người" in c)
    answers = await picks(citizen, stuck)

    assert ["Trung tâm Phục vụ hành chính công" in answer for answer in answers] == [True]


def _offered(phone: object) -> list[str]:
    import re

    newest = phone.channel.said[-1][1]  # type: ignore[attr-defined]
    return [b.label for b in newest.buttons] or re.findall(r"^\w+\. (.+)$", newest.text, re.MULTILINE)


async def test_a_guide_is_resumed_days_later_even_after_other_questions(house: House) -> None:
    citizen = house.phone()
    await dialog(citizen, ("quên mật khẩu vneid", "mật khẩu"), ("[Chỉ từng bước]", "Bước 1/"), ("[Xong,", "Bước 2/"))

    house.clock.advance(days=9)
    await dialog(citizen, ("cảm ơn", "không có gì"), ("tiếp tục", "**Bước 2/"), ("[Xong, bước tiếp]", "**Bước 3/"))


async def test_a_guide_or_step_that_is_no_more_is_explained(house: House) -> None:
    citizen = house.phone()

    for payload in (
        "guide:open:khong-co",
        "guide:step:khong-co.1.",
        "guide:step:vneid-quen-mat-khau.99.",
        "guide:step:vneid-quen-mat-khau.x.",
        "guide:whole:",
        "guide:done:khong-co",
    ):
        answers = await house.deliver(citizen, choice=payload)
        assert ["không còn" in answer for answer in answers] == [True], payload


async def test_two_questions_in_one_message_are_both_answered_or_asked_about(house: House) -> None:
    answers = await house.phone().says("quên mật khẩu vneid với cả không nhận được mã OTP thì làm sao")

    assert answers
    assert not any("lỗi" in answer for answer in answers)


async def test_a_doubtful_question_is_asked_back_and_a_pick_opens_its_guide(house: House) -> None:
    citizen = house.phone()

    await dialog(citizen, ("mất mật khẩu", "việc nào dưới đây"), ("[Không phải các việc trên]", "chưa biết"))


async def test_in_a_group_one_short_answer_quotes_the_question(house: House) -> None:
    group = house.group("g1", "u1")

    answers = await group.says("quên mật khẩu vneid", mentioned=True)

    assert ["nhắn riêng" in answer for answer in answers] == [True]
    assert house.channel.said[-1][1].reply_to is not None
    assert house.channel.said[-1][1].buttons == ()


async def test_a_citizens_report_is_refused_kindly_and_questions_about_reports_are_answered(house: House) -> None:
    citizen = house.phone()

    await dialog(
        citizen, ("bc cks 5", "đội trưởng"), ("/baocao cks 5", "đội trưởng"), ("báo cáo cks 5 vneid 2", "mã mời")
    )
    for question in ("báo cáo thuế ở đâu?", "báo cáo lừa đảo cho ai", "bc là gì vậy"):
        answers = await citizen.says(question)
        assert len(answers) == 1
        assert "số liệu do" not in answers[0]


@pytest.mark.parametrize("command", ["/homnay", "/thieu", "/tonghop", "sửa cks 5"])
async def test_what_is_for_others_is_refused_with_a_way_out(house: House, command: str) -> None:
    await dialog(house.phone(), (command, "mã mời"))


async def test_an_old_or_foreign_button_is_harmless_and_explained(house: House) -> None:
    citizen = house.phone()

    for payload in (
        "gone:away",
        "rác",
        "report:option:0",
        "report:clash:set",
        "report:form:done",
        "report:area:ap-cho",
    ):
        answers = await house.deliver(citizen, choice=payload)
        assert len(answers) == 1, payload
    assert await _reports(house) == 0


async def _reports(house: House) -> int:
    async with begin(house.app.database) as tx:
        return len(await tx.reports.all(house.app.tools.campaign.id))


async def test_a_pressed_step_replaces_its_message_where_the_channel_can(house: House) -> None:
    if not house.channel.capabilities.edits:
        pytest.skip("nothing said can be replaced there")
    citizen = house.phone()
    await dialog(citizen, ("quên mật khẩu vneid", "mật khẩu"), ("[Chỉ từng bước]", "Bước 1/"))

    await citizen.presses("Xong, bước tiếp")

    assert house.channel.said[-1][1].edit is not None


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "😀" * 400, "a" * 5000, "\u202e\u200b", "/", "//", "?", "\n\n"])
async def test_odd_words_are_answered_without_an_apology(house: House, text: str) -> None:
    answers = await house.phone().says(text)

    assert not [answer for answer in answers if "bị lỗi" in answer]
