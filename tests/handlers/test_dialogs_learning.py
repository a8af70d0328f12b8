"""Officers learn what people asked in vain, answer it by chat, and the bot knows it from then on."""

from __future__ import annotations

from datetime import date

import pytest

from guides.book import Book
from handlers.learning import drops
from storage.learning import Walk
from storage.tx import begin
from tests.handlers.dialogs import dialog, labels, picks, said_to
from tests.support.house import House, Phone

ASKED = "chợ Long Thọ mấy giờ mở cửa"
ANSWER = "Chợ mở từ 5 giờ sáng đến 6 giờ chiều mỗi ngày."


async def answered(house: House, officer: Phone) -> None:
    """One question, asked by somebody, answered and approved by the officer."""
    await house.phone("hoi-1").says(ASKED)
    await officer.says("/cauhoi")
    await picks(officer, "Trả lời câu 1")
    await officer.says(ANSWER)
    await picks(officer, "Duyệt")


async def test_an_answer_is_drafted_shown_approved_and_known_at_once(house: House) -> None:
    officer, first = await house.officer(), house.phone("hoi-1")
    await dialog(first, (ASKED, "chưa biết"))

    await dialog(
        officer,
        ("/cauhoi", f"«{ASKED}» – 1 người"),
        ("[Trả lời câu 1]", "gõ câu trả lời"),
        ("ngắn", "ngắn quá"),
        ("Chợ mở cửa sáng sớm hàng ngày.", "Bà con sẽ thấy như sau"),
        ("[Sửa lại]", "gõ lại"),
        (ANSWER, ANSWER),
        ("[Duyệt]", "Em báo lại cho 1 người"),
    )
    await house.app.scheduler.run_due()
    await house.app.settle()

    assert [ANSWER in text and "hôm trước bác hỏi" in text for text in said_to(house, first.chat)[-1:]] == [True]
    (told,) = await house.phone("hoi-2").says("chợ long thọ mấy giờ mở cửa vậy")
    assert ANSWER in told and "Cán bộ Chị Hoa trả lời ngày 18/10/2025." in told


async def test_the_asker_is_told_once_and_the_question_leaves_the_list(house: House) -> None:
    officer = await house.officer()
    await answered(house, officer)
    for _ in range(2):
        await house.app.scheduler.run_due()
        await house.app.settle()

    assert sum("hôm trước bác hỏi" in text for text in said_to(house, "c-hoi-1")) == 1
    await dialog(officer, ("/cauhoi", "Không có câu nào chờ"))


async def test_a_removed_answer_is_not_given_any_more(house: House) -> None:
    officer = await house.officer()
    await answered(house, officer)

    await dialog(officer, ("/traloi", "Câu trả lời của xã đang dùng: 1"), ("[Gỡ câu 1]", "Đã gỡ"))
    house.clock.advance(seconds=6)

    await dialog(house.phone("hoi-3"), (ASKED, "chưa biết"))
    await dialog(officer, ("/traloi", "Chưa có câu trả lời nào"))


async def test_a_local_answer_never_takes_the_place_of_a_sure_guide(house: House) -> None:
    officer = await house.officer()
    async with begin(house.app.database) as tx:
        made = await tx.local_guides.draft(
            "Quên mật khẩu ví xã", ("quên mật khẩu ví của xã",), ANSWER, "Cán bộ Hoa", [], house.clock.now()
        )
        await tx.local_guides.approve(made, house.clock.now())

    (told,) = await house.phone().says("quên mật khẩu vneid")

    assert ANSWER not in told and "VNeID" in told
    assert officer.private


async def test_another_process_sees_an_approved_answer_soon(house: House) -> None:
    citizen = house.phone()
    await dialog(citizen, (ASKED, "chưa biết"))
    async with begin(house.app.database) as tx:
        made = await tx.local_guides.draft(ASKED, (ASKED,), ANSWER, "Cán bộ Hoa", [], house.clock.now())
        await tx.local_guides.approve(made, house.clock.now())

    house.clock.advance(seconds=6)

    await dialog(citizen, (ASKED, ANSWER))


async def test_a_number_in_an_officers_answer_is_hidden_and_said_so(house: House) -> None:
    officer = await house.officer()
    await house.phone("hoi-1").says(ASKED)
    await officer.says("/cauhoi")
    await picks(officer, "Trả lời câu 1")

    (preview,) = await officer.says("Hỏi anh Tư giữ chợ, số 0912 345 678 ạ.")

    assert "•••" in preview and "che số riêng" in preview and "0912" not in preview


async def test_only_officers_see_and_answer_questions(house: House) -> None:
    await dialog(house.phone(), ("/cauhoi", "cán bộ"), ("/traloi", "cán bộ"))
    for payload in ("teach:answer:1", "teach:approve:1", "teach:remove:1", "teach:page:0", "teach:leave:1"):
        (told,) = await house.deliver(house.phone(), choice=payload)
        assert "cán bộ" in told, payload


async def test_old_and_broken_buttons_of_an_officer_are_explained(house: House) -> None:
    officer = await house.officer()
    for payload in (
        "teach:answer:9",
        "teach:approve:9",
        "teach:remove:x",
        "teach:drop:9",
        "teach:rewrite:",
        "teach:leave:",
    ):
        assert len(await house.deliver(officer, choice=payload)) == 1, payload


async def test_a_left_question_leaves_the_list(house: House) -> None:
    officer = await house.officer()
    await house.phone("hoi-1").says(ASKED)
    await dialog(
        officer,
        ("/cauhoi", ASKED),
        ("[Trả lời câu 1]", "gõ câu trả lời"),
        ("[Bỏ qua câu này]", "Đã bỏ qua"),
        ("/cauhoi", "Không có câu nào chờ"),
    )


async def test_people_are_counted_and_wordings_grouped(house: House) -> None:
    officer = await house.officer()
    for number, text in enumerate([ASKED, "cho long tho mo cua may gio", "chợ long thọ mở cửa chưa", ASKED]):
        await house.phone(f"hoi-{number % 3}").says(text)

    (told,) = await officer.says("/cauhoi")

    assert "– 3 người" in told and "2. «" not in told


async def test_a_thumb_is_asked_for_once_and_a_thumb_down_stays_open(house: House) -> None:
    officer, citizen = await house.officer(), house.phone()
    await citizen.says("quên mật khẩu vneid")
    (whole,) = (await picks(citizen, "Xem cả bài"))[-1:]
    assert "Có giúp được bác không ạ?" in whole

    await dialog(citizen, ("[👎 Chưa được]", "ghi lại"))
    await citizen.says("quên mật khẩu vneid")
    again = await picks(citizen, "Xem cả bài")

    assert not any("Có giúp được" in text for text in again)
    (told,) = await officer.says("/cauhoi")
    assert "«quên mật khẩu vneid» – 1 người, chê bài" in told and "👎 1" in told


async def test_the_officers_monday_list_tells_questions_steps_and_old_guides_once(house: House) -> None:
    officer = await house.officer()
    for number in range(5):
        citizen = house.phone(f"doc-{number}")
        await citizen.says("quên mật khẩu vneid")
        await picks(citizen, "Chỉ từng bước")
        if number < 2:
            await picks(citizen, "Xong, bước tiếp")
            await picks(citizen, "Kẹt ở đây")
        else:
            while any(label.startswith("Xong, bước") for label in labels(citizen)):
                await picks(citizen, "Xong, bước tiếp")
    await house.phone("hoi").says(ASKED)
    house.channel.said.clear()

    await house.until("2025-10-20T08:01:00+07:00")

    heard = [text for text in said_to(house, officer.chat) if "Bà con hỏi gì" in text]
    assert len(heard) == 1
    assert ASKED in heard[0] and "40 % (2/5 người) kẹt ở bước 2" in heard[0] and "Bài cần xem lại" not in heard[0]


async def test_nothing_to_tell_is_no_list(house: House) -> None:
    officer = await house.officer()
    await house.until("2025-10-20T08:01:00+07:00")

    assert not [text for text in said_to(house, officer.chat) if "Bà con hỏi gì" in text]


async def test_a_guide_past_its_date_says_so_and_stands_in_the_list(house: House) -> None:
    officer = await house.officer()
    house.clock.move_to(house.clock.now().replace(year=2029))

    (told,) = await house.phone().says("quên mật khẩu vneid")
    (group,) = await house.group("g", "u9").says("quên mật khẩu vneid", mentioned=True)
    (overview,) = await officer.says("/cauhoi")

    assert "quá hạn kiểm tra lại" in told and "quá hạn kiểm tra lại" in group
    assert "Bài cần xem lại" in overview and "mục nữa" in overview


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("tin này lừa đảo không: Tai khoan VNeID se bi khoa, cap nhat tai http://abc.top/x", "cách lừa đảo đã biết"),
        ("https://dichvucong-gov.vn.top/login", "giả giống trang nhà nước"),
        ("dichvucong.gov.vn có phải thật không", "địa chỉ chính thức"),
    ],
)
async def test_a_known_trick_gets_its_warning(house: House, said: str, heard: str) -> None:
    await dialog(house.phone(), (said, heard))


async def test_an_unknown_link_goes_to_the_officer_masked_and_the_citizen_is_told(house: House) -> None:
    officer = await house.officer()

    await dialog(house.phone(), ("link này an toàn không bit.ly/3abc gọi 0912345678", "chưa biết thật hay giả"))

    (note,) = said_to(house, officer.chat)[-1:]
    assert "bit.ly/3abc" in note and "0912345678" not in note
    await dialog(officer, ("/cauhoi", "nhờ xem có lừa đảo không"))


def test_the_step_at_which_most_people_stop_is_told(house: House) -> None:
    book: Book = house.app.tools.book
    guide = next(guide for guide in book.guides.values() if len(guide.steps) >= 4)
    total = len(guide.steps)
    walks = [
        Walk(guide.id, "", 4, total, "stuck", 4),
        Walk(guide.id, "", 2, total, "open", 1),
        Walk(guide.id, "", total, total, "done", 5),
        Walk("gone", "", 1, 3, "open", 50),
    ]

    (found,) = drops(book, walks)

    assert (found.step, found.stopped, found.started) == (4, 4, 10)
    assert found.text == guide.steps[3].text and drops(book, walks[1:2]) == []
    assert date(2025, 10, 18) < guide.review_by
