"""The daily counts: a line or the form in, a receipt back; clashes, doubts, corrections, refusals with a way out."""

from __future__ import annotations

import pytest

from tests.handlers.dialogs import dialog, picks, record, said_to, standing
from tests.support.house import House

# -- one line ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "báo cáo cks 5 vneid 12 lượt 30",
        "BC CKS 5, VNEID 12, LUOT 30",
        "bc lượt 30 vneid 12 cks 5",
        "/baocao cks 5 vneid 12 lượt 30",
        "/bc cks: 5\nvneid: 12\nlượt: 30",
        "cks 5 vneid 12 lượt 30",
    ],
)
async def test_a_line_in_any_order_is_stored_and_receipted(house: House, line: str) -> None:
    leader = await house.leader()

    await dialog(leader, (line, "Biên nhận **1** – ấp Chợ"))

    assert await standing(house) == {"cks": 5, "vneid2": 12, "luot": 30}
    (report,) = await record(house)
    assert (report.id, report.operation, report.replaces) == (1, "set", None)


async def test_a_receipt_says_what_is_missing_and_the_share_of_the_target(house: House) -> None:
    (answer,) = await (await house.leader()).says("bc cks 12")

    assert "chữ ký số: 12" in answer
    assert "12/1.200" in answer and "1 %" in answer
    assert "VNeID mức 2, lượt hướng dẫn" in answer


async def test_in_a_group_a_named_or_commanded_report_counts_and_talk_does_not(house: House) -> None:
    leader = await house.leader()
    group = house.group("g1", leader.author)

    assert await group.says("chiều nay họp lúc 5 giờ nhé") == []
    assert ["Biên nhận" in answer for answer in await group.says("bc cks 5")] == [True]
    assert ["Biên nhận" in answer for answer in await group.says("vneid 12", mentioned=True)] == [True]

    assert await standing(house) == {"cks": 5, "vneid2": 12}


async def test_a_redelivered_report_counts_once_and_is_answered_once(house: House) -> None:
    leader = await house.leader()

    first = await house.deliver(leader, text="bc cks 5", event_id="same")
    again = await house.deliver(leader, text="bc cks 5", event_id="same")

    assert (len(first), again, len(await record(house))) == (1, [], 1)


async def test_a_report_that_comes_late_is_dated_by_when_it_was_sent(house: House) -> None:
    leader = await house.leader()
    sent = house.clock.now()
    house.clock.advance(hours=30)

    await house.deliver(leader, text="bc cks 5", sent_at=sent)

    assert (await standing(house), await standing(house, day="2025-10-19")) == ({"cks": 5}, {})


async def test_a_leader_without_an_area_is_told_to_ask_for_a_code(house: House) -> None:
    leader = await house.leader("", author="nowhere")

    await dialog(leader, ("bc cks 5", "mã mời"), ("báo cáo", "mã mời"))
    assert await record(house) == []


# -- the same figures twice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "heard", "value"),
    [
        ("[Thay bằng]", "5 → 7", 7),
        ("thay", "5 → 7", 7),
        ("[Cộng thêm]", "Đã cộng thêm", 12),
        ("cộng thêm", "Đã cộng thêm", 12),
        ("CONG", "Đã cộng thêm", 12),
        ("[Giữ]", "giữ nguyên", 5),
        ("giữ như cũ", "giữ nguyên", 5),
        ("thôi", "", 5),
        ("huỷ", "", 5),
    ],
)
async def test_the_same_figure_twice_is_asked_about(house: House, answer: str, heard: str, value: int) -> None:
    leader = await house.leader()

    await dialog(leader, ("bc cks 5", "Biên nhận"), ("bc cks 7", "thay hay cộng thêm"), (answer, heard))

    assert await standing(house) == {"cks": value}


async def test_what_does_not_clash_is_stored_before_the_question(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("bc cks 5", "Biên nhận"), ("bc cks 7 vneid 3", "thay hay cộng thêm"))

    assert await standing(house) == {"cks": 5, "vneid2": 3}


async def test_a_question_between_is_answered_and_the_clash_can_still_be_settled(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("bc cks 5", "Biên nhận"), ("bc cks 7", "thay hay cộng thêm"))
    assert await leader.says("quên mật khẩu vneid thì làm thế nào")
    await dialog(leader, ("thay", "5 → 7"))


async def test_a_button_pressed_twice_counts_once(house: House) -> None:
    leader = await house.leader()
    await dialog(leader, ("bc cks 5", "Biên nhận"), ("bc cks 7", "thay hay cộng thêm"), ("[Cộng thêm]", "Đã cộng thêm"))

    answers = await house.deliver(leader, choice="report:clash:add")

    assert ["cũ" in answer for answer in answers] == [True]
    assert await standing(house) == {"cks": 12}


async def test_a_button_of_last_week_is_harmless_and_explained(house: House) -> None:
    leader = await house.leader()
    await dialog(leader, ("bc cks 5", "Biên nhận"), ("bc cks 7", "thay hay cộng thêm"))

    house.clock.advance(days=7)

    await dialog(leader, ("[Cộng thêm]", "cũ"))
    assert await standing(house) == {"cks": 5}


async def test_a_form_of_last_week_is_closed(house: House) -> None:
    leader = await house.leader()
    await dialog(leader, ("báo cáo", "1/10"), ("5", "2/10"))

    house.clock.advance(days=7)

    await dialog(leader, ("[Xong]", "cũ"))
    assert await record(house) == []


# -- doubts -----------------------------------------------------------------------------------------------------------


async def test_a_bare_number_is_asked_about_and_a_pick_is_stored(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("bc 12", "số nào thuộc mục nào"), ("[VNeID mức 2 12]", "VNeID mức 2: 12"))

    assert await standing(house) == {"vneid2": 12}


async def test_a_doubt_can_be_answered_by_a_clearer_line(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("bc cks 5-6", "khoảng"), ("cks 6", "chữ ký số: 6"))

    assert await standing(house) == {"cks": 6}


async def test_what_is_beyond_doubt_is_stored_with_the_question(house: House) -> None:
    leader = await house.leader()

    (answer,) = await leader.says("bc cks 5-6 vneid 12")

    assert "Biên nhận" in answer and "khoảng" in answer
    assert await standing(house) == {"vneid2": 12}


@pytest.mark.parametrize("line", ["bc", "/bc"])
async def test_a_new_beginning_leaves_an_open_question(house: House, line: str) -> None:
    await dialog(await house.leader(), ("bc 12", "số nào"), (line, "1/10"))


# -- areas ------------------------------------------------------------------------------------------------------------


async def test_another_units_figures_are_asked_about_first(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("bc cks 3 ấp trầu", "không phải nơi"), ("[Không]", "giữ nguyên"))
    assert await record(house) == []
    await dialog(leader, ("bc cks 3 ấp trầu", "không phải nơi"), ("[Đúng]", "ấp Trầu"))

    assert (await standing(house), await standing(house, "ap-trau")) == ({}, {"cks": 3})


@pytest.mark.parametrize("answer", ["[ấp Trầu]", "ấp trầu", "trầu"])
async def test_an_officer_says_which_unit_is_meant(house: House, answer: str) -> None:
    officer = await house.officer()

    await dialog(officer, ("bc cks 3", "của ấp nào"), (answer, "Biên nhận **1** – ấp Trầu"))

    assert await standing(house, "ap-trau") == {"cks": 3}


async def test_an_officers_form_asks_for_the_unit_first(house: House) -> None:
    await dialog(await house.officer(), ("báo cáo", "ấp nào"), ("[ấp Bến Sắn]", "ấp Bến Sắn"), ("4", "2/10"))


async def test_a_forged_area_is_refused(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 3 ấp trầu")

    answers = await house.deliver(leader, choice="report:area:ap-my-khoan")

    assert ["cũ" in answer for answer in answers] == [True]
    assert await record(house) == []


# -- the form ---------------------------------------------------------------------------------------------------------


async def test_the_form_asks_skips_goes_back_and_sends(house: House) -> None:
    leader = await house.leader()

    await dialog(
        leader,
        ("báo cáo", "1/10"),
        ("nhiều lắm", "một con số"),
        ("năm", "2/10"),
        ("[Quay lại]", "Đã ghi: 5"),
        ("6", "2/10"),
        ("bỏ qua", "3/10"),
        ("lùi", "2/10"),
        ("mười hai", "3/10"),
        ("0", "4/10"),
        ("[Xong, gửi luôn]", "chữ ký số: 6, VNeID mức 2: 12, lượt hướng dẫn: 0"),
    )
    assert await standing(house) == {"cks": 6, "vneid2": 12, "luot": 0}


async def test_the_form_ends_by_itself_behind_its_last_question(house: House) -> None:
    leader = await house.leader()
    await leader.says("báo cáo")
    for number in range(1, 10):
        await dialog(leader, (str(number), f"{number + 1}/10"))

    await dialog(leader, ("10", "Biên nhận **1**"))

    assert sorted((await standing(house)).values()) == list(range(1, 11))


async def test_the_form_is_resumed_after_hours_and_keeps_its_day(house: House) -> None:
    leader = await house.leader()
    await dialog(leader, ("báo cáo", "1/10"), ("5", "2/10"))

    house.clock.advance(hours=16)

    await dialog(leader, ("12", "3/10"), ("xong", "Biên nhận"))
    assert await standing(house, day="2025-10-18") == {"cks": 5, "vneid2": 12}


@pytest.mark.parametrize("line", ["vneid 12 lượt 30", "bc vneid 12 lượt 30"])
async def test_a_whole_line_inside_the_form_keeps_what_was_gathered(house: House, line: str) -> None:
    leader = await house.leader()

    await dialog(leader, ("báo cáo", "1/10"), ("5", "2/10"), (line, "Biên nhận"))

    assert await standing(house) == {"cks": 5, "vneid2": 12, "luot": 30}


async def test_a_doubtful_line_inside_the_form_keeps_what_was_gathered(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("báo cáo", "1/10"), ("5", "2/10"), ("vneid 12 lượt 30-40", "khoảng"))

    assert await standing(house) == {"cks": 5, "vneid2": 12}


async def test_an_empty_form_writes_nothing(house: House) -> None:
    await dialog(await house.leader(), ("báo cáo", "1/10"), ("xong", "chưa ghi gì"))
    assert await record(house) == []


async def test_a_form_that_is_stopped_writes_nothing(house: House) -> None:
    await dialog(await house.leader(), ("báo cáo", "1/10"), ("5", "2/10"), ("thôi", "dừng"), ("xong", ""))
    assert await record(house) == []


async def test_a_question_inside_the_form_is_answered_and_the_form_goes_on(house: House) -> None:
    leader = await house.leader()
    await dialog(leader, ("báo cáo", "1/10"), ("5", "2/10"))

    (answer,) = await leader.says("quên mật khẩu vneid thì làm thế nào")

    assert "mật khẩu VNeID" in answer
    await dialog(leader, ("12", "3/10"))


@pytest.mark.parametrize("number", ["999", "2400", "5000"])
async def test_a_large_but_possible_number_gets_through_the_form(house: House, number: str) -> None:
    leader = await house.leader()

    await dialog(leader, ("báo cáo", "1/10"), (number, ""))
    said = said_to(house, leader.chat)[-1]

    assert "2/10" in said or "?" in said, said
    assert "Xin bác gửi một con số" not in said


# -- corrections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "heard", "value"),
    [
        ("sửa cks 6", "5 → 6", 6),
        ("sua cks 6", "5 → 6", 6),
        ("/sua cks 6", "5 → 6", 6),
        ("thêm 2 cks", "Đã cộng thêm", 7),
        ("huỷ", "đã bỏ biên nhận 1", None),
        ("/huy", "đã bỏ biên nhận 1", None),
        ("hủy báo cáo", "đã bỏ biên nhận 1", None),
        ("sửa", "sửa cks", 5),
    ],
)
async def test_a_correction_is_a_new_version(house: House, line: str, heard: str, value: int | None) -> None:
    leader = await house.leader()

    await dialog(leader, ("bc cks 5", "Biên nhận **1**"), (line, heard))

    assert await standing(house) == ({} if value is None else {"cks": value})
    assert next(report.after for report in await record(house)) == {"cks": 5}


async def test_an_undo_brings_back_what_stood_before_and_only_once(house: House) -> None:
    leader = await house.leader()

    await dialog(
        leader,
        ("bc cks 5", "Biên nhận **1**"),
        ("sửa cks 6", "Biên nhận **2**"),
        ("huỷ", "đã bỏ biên nhận 2"),
        ("huỷ", "đã bỏ biên nhận 1"),
        ("huỷ", "Không có lần báo cáo nào"),
    )
    assert await standing(house) == {}


async def test_after_ten_minutes_nothing_is_taken_back(house: House) -> None:
    leader = await house.leader()
    await dialog(leader, ("bc cks 5", "Biên nhận"))

    house.clock.advance(minutes=10, seconds=1)

    await dialog(leader, ("huỷ", "10 phút"))
    assert await standing(house) == {"cks": 5}


async def test_what_somebody_else_has_changed_since_is_not_taken_back(house: House) -> None:
    leader, deputy = await house.leader(), await house.leader(role="deputy")
    await dialog(leader, ("bc cks 5", "Biên nhận **1**"))
    await dialog(deputy, ("sửa cks 8", "5 → 8"))

    await dialog(leader, ("huỷ", "không bỏ được"))

    assert await standing(house) == {"cks": 8}


async def test_an_edited_message_stands_instead_of_what_it_said(house: House) -> None:
    leader = await house.leader()
    await house.deliver(leader, text="bc cks 5 vneid 3", message_id="m")

    answers = await house.deliver(leader, text="bc cks 6", message_id="m", edited=True)

    assert ["5 → 6" in answer for answer in answers] == [True]
    assert await standing(house) == {"cks": 6}


async def test_an_edit_that_changes_no_figure_writes_nothing(house: House) -> None:
    leader = await house.leader()
    await house.deliver(leader, text="bc cks 5", message_id="m")

    (answer,) = await house.deliver(leader, text="bc cks 5 nhé", message_id="m", edited=True)

    assert "biên nhận 1" in answer
    assert len(await record(house)) == 1


async def test_a_reply_to_the_receipt_corrects_it(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 5 vneid 3")

    answers = await house.deliver(leader, text="cks 6", reply_to=house.channel.last_id())

    assert ["5 → 6" in answer for answer in answers] == [True]
    assert await standing(house) == {"cks": 6, "vneid2": 3}


async def test_a_reply_to_yesterdays_receipt_corrects_yesterday(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 5 vneid 3")
    receipt = house.channel.last_id()
    house.clock.advance(days=1)

    answers = await house.deliver(leader, text="bc cks 6", reply_to=receipt)

    assert ["5 → 6" in answer for answer in answers] == [True]
    assert (await standing(house), await standing(house, day="2025-10-19")) == ({"cks": 6, "vneid2": 3}, {})


async def test_an_edit_that_speaks_of_another_unit_changes_nothing_and_says_so(house: House) -> None:
    leader = await house.leader()
    await house.deliver(leader, text="bc cks 5", message_id="m")

    answers = await house.deliver(leader, text="bc cks 5 ấp trầu", message_id="m", edited=True)

    assert ["biên nhận 1 vẫn giữ nguyên" in answer for answer in answers] == [True]
    assert (await standing(house), await standing(house, "ap-trau")) == ({"cks": 5}, {})


async def test_a_strangers_reply_to_a_receipt_corrects_nothing_of_it(house: House) -> None:
    leader, other = await house.leader(), await house.leader("ap-trau")
    group = house.group("g", leader.author)
    await group.says("bc cks 5")

    await house.deliver(house.group("g", other.author), text="bc cks 6", reply_to=house.channel.last_id())

    assert (await standing(house), await standing(house, "ap-trau")) == ({"cks": 5}, {"cks": 6})


# -- obstacles --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    ["bc cks 5 vướng: mạng yếu", "bc cks 7-8 vướng: mạng yếu", "bc vướng: mạng yếu", "bc lượt 3 vướng: mạng yếu"],
)
async def test_an_obstacle_reaches_the_officer_whatever_becomes_of_the_figures(house: House, line: str) -> None:
    officer, leader = await house.officer(), await house.leader()
    await leader.says("bc lượt 2")
    house.channel.said.clear()

    (answer,) = await leader.says(line)

    told = said_to(house, officer.chat)
    assert ["mạng yếu" in text and "ấp Chợ" in text for text in told] == [True]
    assert "cán bộ" in answer
    assert [report.obstacle for report in await record(house) if report.obstacle] == ["mạng yếu"]


async def test_an_obstacle_reaches_the_officer_though_its_figures_are_refused(house: House) -> None:
    officer, leader = await house.officer(), await house.leader()

    (answer,) = await leader.says("bc cks 4 ngày 11/10 vướng: mạng yếu")

    assert "khoá sổ" in answer and "mạng yếu" in answer
    assert ["mạng yếu" in text for text in said_to(house, officer.chat) if "ấp Chợ" in text] == [True]
    assert await standing(house, day="2025-10-11") == {}


# -- refusals ---------------------------------------------------------------------------------------------------------


async def test_a_locked_period_is_refused_with_its_reason(house: House) -> None:
    await dialog(await house.leader(), ("bc cks 4 ngày 11/10", "khoá sổ"))
    assert await record(house) == []


async def test_a_day_outside_the_campaign_is_refused(house: House) -> None:
    house.clock.move_to(house.clock.now().replace(year=2026, month=2, day=3))

    await dialog(await house.leader(), ("bc cks 4", "chiến dịch"))
    assert await record(house) == []


@pytest.mark.parametrize("line", ["bc cks", "báo cáo chữ ký số nhiều lắm"])
async def test_a_line_without_a_number_is_asked_about_and_stores_nothing(house: House, line: str) -> None:
    await dialog(await house.leader(), (line, "«chữ ký số»"))
    assert await record(house) == []


# -- looking up -------------------------------------------------------------------------------------------------------


async def test_leaders_and_officers_look_the_figures_up(house: House) -> None:
    leader, officer = await house.leader(), await house.officer()
    await leader.says("bc cks 5 vneid 12 lượt 30")

    for phone in (leader, officer):
        await dialog(
            phone,
            ("/homnay", "1/5 ấp"),
            ("hôm nay", "Chữ ký số: **5**"),
            ("/thieu", "4/5 ấp"),
            ("thiếu", "ấp Trầu (Đội 2)"),
            ("/tonghop", "tuần 42"),
            ("tổng hợp", "1/5 ấp (20 %)"),
            ("/tonghop tuần trước", "tuần 41"),
            ("/tonghop hôm qua", "Chưa có số liệu"),
            ("/tonghop 2025-W42", "tuần 42"),
            ("/tonghop 2025-w42", "tuần 42"),
        )


@pytest.mark.parametrize("period", ["2024-W01", "2025-W99", "quý sau", "2027-01", "0000-00-00", "-W", "9" * 300])
async def test_an_unknown_period_is_explained_with_an_example(house: House, period: str) -> None:
    await dialog(await house.officer(), (f"/tonghop {period}", "2025-W42"))


async def test_when_all_have_reported_nobody_is_missing(house: House) -> None:
    officer = await house.officer()
    for area in house.app.tools.campaign.leaves:
        leader = await house.leader(area.id)
        await dialog(leader, ("bc cks 5 vneid 12 lượt 30", area.full_name))

    await dialog(officer, ("/thieu", "đã báo cáo đủ"), ("/homnay", "5/5 ấp"), ("/tonghop", "5/5 ấp (100 %)"))


async def test_labels_under_a_question_are_offered_by_buttons_or_by_a_list(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 5")
    await leader.says("bc cks 7")
    newest = house.channel.said[-1][1]

    has_buttons = house.channel.capabilities.button_limit > 0
    assert len(newest.buttons) == (3 if has_buttons else 0)
    assert ("a. Thay bằng 7" in newest.text) == (not has_buttons)
    assert await picks(leader, "Thay")


async def test_the_same_talk_on_postgresql(postgresql_url: str) -> None:
    house = await House.open(postgresql_url)
    officer, leader, citizen = await house.officer(), await house.leader(), house.phone()

    await dialog(
        leader,
        ("báo cáo", "1/10"),
        ("5", "2/10"),
        ("vneid 12 lượt 30 vướng: mạng yếu", "Vướng mắc"),
        ("bc cks 7", "thay hay cộng thêm"),
        ("[Cộng thêm]", "Đã cộng thêm"),
        ("huỷ", "đã bỏ biên nhận"),
        ("sửa cks 6", "5 → 6"),
    )
    await dialog(citizen, ("quên mật khẩu vneid", "mật khẩu"), ("[Chỉ từng bước]", "Bước 1/"), ("bc cks 5", "mã mời"))
    await dialog(officer, ("/homnay", "1/5 ấp"), ("/tonghop", "1/5 ấp (20 %)"))

    assert await standing(house) == {"cks": 6, "vneid2": 12, "luot": 30}
    assert len(said_to(house, officer.chat)) > 2
    await house.close()
