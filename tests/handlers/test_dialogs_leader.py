"""Around the leader's line: odd figures, locked periods, other days, deputies, several hamlets, practice, the form."""

from __future__ import annotations

import pytest

from storage.tx import begin
from tests.handlers.dialogs import dialog, picks, record, standing
from tests.support.house import House, Phone

FRIDAY_BEFORE = "2025-10-17"


async def _yesterdays(house: House, figures: str = "cks 12 vneid 9 luot 14") -> Phone:
    """A leader of ấp Chợ who has reported on Thursday and Friday; it is Saturday now."""
    leader = await house.leader()
    await leader.says(f"bc đúng ngày 16/10/2025 {figures}")
    await leader.says(f"bc đúng ngày 17/10/2025 {figures}")
    house.channel.said.clear()
    return leader


# -- odd figures -----------------------------------------------------------------------------------------------------


async def test_a_figure_that_does_not_fit_is_asked_about_once_and_the_rest_is_stored(house: House) -> None:
    leader = await _yesterdays(house)

    (answer,) = await leader.says("bc cks 120 vneid 10")

    assert "VNeID mức 2: 10" in answer
    assert "hôm qua 12, hôm nay **120**" in answer
    assert "cả ấp Chợ 950 hộ – đúng không" in answer
    assert await standing(house) == {"vneid2": 10}
    await dialog(leader, ("[Đúng, ghi 120]", "Biên nhận"))
    assert await standing(house) == {"vneid2": 10, "cks": 120}
    last = (await record(house))[-1]
    assert last.confirmed is not None
    assert (last.confirmed["why"], last.confirmed["answer"]) == ("implausible", "Đúng, ghi 120")
    assert last.confirmed["line"] == "bc cks 120 vneid 10"
    assert "đúng không" in last.confirmed["question"]


@pytest.mark.parametrize(
    ("answer", "value"),
    [("đúng", 120), ("phải", 120), ("[Nhầm, chỉ 12]", 12), ("12", 12), ("mười hai", 12), ("bc cks 11", 11)],
)
async def test_an_odd_figure_is_settled_by_a_word_or_the_right_number(house: House, answer: str, value: int) -> None:
    leader = await _yesterdays(house)
    await leader.says("bc cks 120")

    await dialog(leader, (answer, "Biên nhận"))

    assert await standing(house) == {"cks": value}


@pytest.mark.parametrize("answer", ["không", "[Không, để em gõ lại]", "gõ nhầm"])
async def test_an_odd_figure_that_is_denied_is_not_stored(house: House, answer: str) -> None:
    leader = await _yesterdays(house)
    await leader.says("bc cks 120")

    await dialog(leader, (answer, "gõ lại số đúng"))

    assert await standing(house) == {}


async def test_after_a_confirmed_day_the_same_again_is_not_asked(house: House) -> None:
    leader = await _yesterdays(house)
    await leader.says("bc cks 120")
    await leader.says("đúng")
    house.clock.advance(days=1)

    await dialog(leader, ("bc cks 118", "Biên nhận"))

    assert await standing(house, day="2025-10-19") == {"cks": 118}


async def test_another_odd_number_is_asked_about_again(house: House) -> None:
    leader = await _yesterdays(house)
    await leader.says("bc cks 120")

    await dialog(leader, ("bc cks 1200", "đúng không"), ("không", "gõ lại"))

    assert await standing(house) == {}


async def test_a_clash_comes_before_an_odd_figure_and_both_are_settled(house: House) -> None:
    leader = await _yesterdays(house)
    await leader.says("bc cks 5")

    await dialog(
        leader,
        ("bc cks 6 vneid 150", "thay hay cộng thêm"),
        ("thay", "hôm nay **150**"),
        ("đúng", "Biên nhận"),
    )

    assert await standing(house) == {"cks": 6, "vneid2": 150}


async def test_a_slip_in_an_edited_message_leaves_what_stood_until_it_is_confirmed(house: House) -> None:
    leader = await _yesterdays(house)
    await leader.says("bc cks 5 vneid 3", message_id="m-1")

    answers = await house.deliver(leader, text="bc cks 500 vneid 4", message_id="m-1", edited=True)

    assert ["hôm nay **500**" in answer for answer in answers] == [True]
    assert await standing(house) == {"cks": 5, "vneid2": 4}
    await dialog(leader, ("đúng", "Biên nhận"))
    assert await standing(house) == {"cks": 500, "vneid2": 4}


async def test_an_added_figure_is_judged_by_itself(house: House) -> None:
    leader = await _yesterdays(house)
    await leader.says("bc cks 12")

    await dialog(leader, ("thêm 2 cks", "Đã cộng thêm"), ("thêm 200 cks", "đúng không"), ("đúng", "Đã cộng thêm"))

    assert await standing(house) == {"cks": 214}


async def test_the_form_asks_about_an_odd_figure_too(house: House) -> None:
    leader = await _yesterdays(house)

    await dialog(leader, ("báo cáo", "Có bao nhiêu"), ("120", "Có bao nhiêu"), ("xong", "đúng không"), ("đúng", "Biên"))

    assert await standing(house) == {"cks": 120}


# -- another day, a locked period -------------------------------------------------------------------------------------


async def test_another_day_is_confirmed_once_and_the_answer_is_kept(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("bc cks 5 hôm qua", "đúng không"), ("[Đúng, ghi cho thứ Sáu 17/10]", "Biên nhận"))

    assert await standing(house, day=FRIDAY_BEFORE) == {"cks": 5}
    last = (await record(house))[-1]
    assert last.confirmed is not None
    assert (last.confirmed["why"], last.confirmed["line"]) == ("other-day", "bc cks 5 hôm qua")


async def _locked(house: House) -> Phone:
    """ấp Chợ told 5 for last Friday week; that week's books are closed."""
    house.clock.move_to(house.clock.now().replace(day=18))
    leader = await house.leader()
    await leader.says("bc đúng ngày 17/10/2025 cks 5 vneid 3 luot 9")
    house.clock.advance(days=4)
    return leader


LATE = "bc đúng ngày 17/10/2025 sửa cks 8"


async def test_a_locked_period_keeps_its_figures_and_the_difference_counts_in_the_next(house: House) -> None:
    leader = await _locked(house)

    (answer,) = await leader.says(LATE)
    assert "khoá sổ" in answer
    assert "5 → 8 (+3)" in answer
    assert "Lý do" in answer
    await dialog(leader, ("[Báo sót]", "điều chỉnh"))

    assert (await standing(house, day=FRIDAY_BEFORE))["cks"] == 5
    officer = await house.officer()
    (before,) = await officer.says("/tonghop 2025-W42")
    (after,) = await officer.says("/tonghop 2025-W43")
    assert "Chữ ký số: **5**" in before
    assert "Chữ ký số: **3**, luỹ kế 8" in after
    last = (await record(house))[-1]
    assert (last.operation, last.reason, dict(last.before), dict(last.after)) == (
        "adjust",
        "Báo sót",
        {"cks": 5},
        {"cks": 8},
    )


async def test_an_adjustment_can_be_told_in_own_words_told_again_and_taken_back(house: House) -> None:
    leader = await _locked(house)

    await dialog(
        leader,
        (LATE, "Lý do"),
        ("đếm trùng nhà bác Tư", "Lý do: đếm trùng nhà bác Tư"),
        ("bc đúng ngày 17/10/2025 sửa cks 6", "8 → 6 (−2)"),
        ("đếm lại", "−2"),
        ("bc đúng ngày 17/10/2025 sửa cks 6", "đúng như vậy rồi"),
        ("huỷ", "đã bỏ điều chỉnh"),
    )

    day = (await record(house))[0].day
    async with begin(house.app.database) as tx:
        about = await tx.adjustments.about("nhon-trach-2025", "ap-cho", day)
    assert about == {"cks": 3}


async def test_an_edit_to_nothing_but_a_too_large_figure_is_a_correction(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 5 vneid 8", message_id="m-1")

    (asked,) = await house.deliver(leader, text="bc cks 500", message_id="m-1", edited=True)
    assert "**500**" in asked
    await dialog(leader, ("đúng", "chữ ký số: 5 → 500"))

    assert await standing(house) == {"cks": 500, "vneid2": 8}


async def test_a_too_large_figure_of_a_locked_period_is_shown_and_not_left_out(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 5 vneid 8", message_id="m-1")
    house.clock.advance(hours=8 * 24)

    (asked,) = await house.deliver(leader, text="bc cks 500 vneid 9", message_id="m-1", edited=True)

    assert "chữ ký số: 5 → 500 (+495), VNeID mức 2: 8 → 9 (+1)" in asked


@pytest.mark.parametrize("answer", ["không ghi", "[Không ghi]", "thôi"])
async def test_an_adjustment_that_is_declined_writes_nothing(house: House, answer: str) -> None:
    leader = await _locked(house)
    before = len(await record(house))

    await dialog(leader, (LATE, "Lý do"))
    answers = await (picks(leader, answer[1:-1]) if answer.startswith("[") else leader.says(answer))

    assert len(answers) == 1
    assert len(await record(house)) == before


async def test_a_question_instead_of_a_reason_is_no_reason(house: House) -> None:
    leader = await _locked(house)
    before = len(await record(house))

    await dialog(leader, (LATE, "Lý do"))
    answers = await leader.says("quên mật khẩu vneid thì làm sao?")

    assert len(answers) == 1
    assert len(await record(house)) == before


async def test_an_old_reason_button_is_harmless(house: House) -> None:
    leader = await _locked(house)

    answers = await house.deliver(leader, choice="report:adjust:0")

    assert ["cũ" in answer for answer in answers] == [True]


async def test_an_adjustment_does_not_make_a_report_complete(house: House) -> None:
    leader = await _locked(house)
    await leader.says(LATE)
    await leader.says("báo sót")

    officer = await house.officer()
    (missing,) = await officer.says("/thieu")

    assert "ấp Chợ" in missing


# -- edits that random histories found --------------------------------------------------------------------------------


async def test_an_edit_that_comes_while_a_question_is_open_is_still_an_edit(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 5 luot 9", message_id="m-1")
    await leader.says("bc cks 7")  # replace or add?

    answers = await house.deliver(leader, text="bc cks 6 luot 9", message_id="m-1", edited=True)

    assert ["chữ ký số: 5 → 6" in answer for answer in answers] == [True]
    assert await standing(house) == {"cks": 6, "luot": 9}


async def test_an_edited_line_that_names_its_day_is_not_asked_about_it(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc đúng ngày 17/10/2025 cks 5 luot 9", message_id="m-1")

    answers = await house.deliver(leader, text="bc đúng ngày 17/10/2025 cks 6", message_id="m-1", edited=True)

    assert ["chữ ký số: 5 → 6" in answer for answer in answers] == [True]
    assert await standing(house, day=FRIDAY_BEFORE) == {"cks": 6}


async def test_an_edit_of_what_was_taken_back_does_not_overwrite_a_deputys_figures(house: House) -> None:
    leader, deputy = await house.leader(), await house.leader(role="deputy")
    await leader.says("bc cks 5", message_id="m-1")
    await leader.says("huỷ")
    await deputy.says("bc cks 3")

    answers = await house.deliver(leader, text="bc cks 6", message_id="m-1", edited=True)

    assert ["thay hay cộng thêm" in answer for answer in answers] == [True]
    assert await standing(house) == {"cks": 3}


# -- deputies, several hamlets ----------------------------------------------------------------------------------------


async def test_a_deputy_reports_corrects_and_undoes_for_the_leader(house: House) -> None:
    leader, deputy = await house.leader(), await house.leader(role="deputy")
    await leader.says("bc cks 5")

    await dialog(deputy, ("bc vneid 3", "Biên nhận"), ("sửa cks 6", "5 → 6"), ("huỷ", "đã bỏ biên nhận"))

    assert await standing(house) == {"cks": 5, "vneid2": 3}


async def test_a_leader_of_two_hamlets_picks_once_and_is_remembered(house: House) -> None:
    leader = await house.leader()
    await house.leader("ap-trau", author=leader.author)

    await dialog(leader, ("bc cks 5", "của ấp nào"), ("[ấp Trầu]", "ấp Trầu"), ("bc vneid 3", "ấp Trầu"))
    house.clock.advance(days=1)
    await dialog(leader, ("bc cks 2", "ấp Trầu"), ("bc ấp Chợ cks 4", "ấp Chợ"), ("bc luot 7", "ấp Chợ"))

    assert await standing(house, "ap-trau") == {"cks": 5, "vneid2": 3}
    assert await standing(house, "ap-cho", "2025-10-19") == {"cks": 4, "luot": 7}


# -- practice ---------------------------------------------------------------------------------------------------------


async def test_practice_answers_like_the_real_thing_and_counts_nowhere(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("tập", "(tập)"), ("bc cks 5 vneid 12", "(tập) Biên nhận tập"), ("bc cks 4", "✅ Biên nhận"))

    assert await standing(house) == {"cks": 4}
    assert [(r.practice, dict(r.values)) for r in await record(house)] == [
        (True, {"cks": 5, "vneid2": 12}),
        (False, {"cks": 4}),
    ]


async def test_the_end_of_practice_is_told_and_a_refusal_explained(house: House) -> None:
    leader = await house.leader()
    await leader.says("tập")

    (refused,) = await leader.says("bc cks khoảng chục")
    (done,) = await leader.says("bc cks 10")

    assert refused.startswith("(tập)")
    assert "Vì sao em hỏi" in refused
    assert "Từ tin sau, số liệu được tính thật" in done
    assert await standing(house) == {}


async def test_corrections_undos_and_obstacles_of_practice_stay_practice(house: House) -> None:
    leader, officer = await house.leader(), await house.officer()
    await _practise(house, leader, 2)
    await leader.says("bc cks 5. Vướng: mạng yếu", message_id="m-1")

    answers = await house.deliver(leader, text="bc cks 6", message_id="m-1", edited=True)
    assert ["(tập)" in answer for answer in answers] == [True]
    await dialog(leader, ("sửa cks 7", "Sau khi sửa"), ("huỷ", "Đã bỏ biên nhận tập"), ("bc cks 4", "tính thật"))

    assert await standing(house) == {}
    assert not [text for to, part in house.channel.said if to.chat == officer.chat and "mạng" in (text := part.text)]
    assert all(report.practice for report in await record(house))


async def test_an_edit_of_a_practice_line_stays_practice_after_practice_is_over(house: House) -> None:
    leader = await house.leader()
    await leader.says("tập")
    await leader.says("bc cks 5", message_id="m-1")
    await leader.says("bc cks 4")

    await house.deliver(leader, text="bc cks 9", message_id="m-1", edited=True)

    assert await standing(house) == {"cks": 4}


async def test_what_is_asked_about_a_practice_line_is_answered_in_practice(house: House) -> None:
    leader = await house.leader()
    await leader.says("tập")
    await leader.says("bc cks 5", message_id="m-1")
    await house.deliver(leader, text="bc cks 500, vneid 4", message_id="m-1", edited=True)  # practice is over by now
    await dialog(leader, ("đúng", "(tập)"))

    await leader.says("tập")
    await leader.says("bc cks 500")
    house.clock.advance(hours=2)
    await dialog(leader, ("đúng", "(tập)"))

    assert await standing(house) == {}


async def test_an_asked_for_round_does_not_swallow_tomorrows_figures(house: House) -> None:
    leader = await house.leader()
    await leader.says("tập")
    house.clock.advance(hours=2)

    await dialog(leader, ("bc cks 5", "✅ Biên nhận"))

    assert await standing(house) == {"cks": 5}


async def test_practice_can_be_ended_at_once(house: House) -> None:
    leader = await house.leader()
    await _practise(house, leader, 2)

    await dialog(leader, ("thôi tập", "tính thật"), ("bc cks 5", "✅ Biên nhận"))


async def test_practice_does_not_clash_with_what_counts(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 5")
    await leader.says("tập")

    await dialog(leader, ("bc cks 9", "(tập) Biên nhận tập"))

    assert await standing(house) == {"cks": 5}


async def _practise(house: House, phone: Phone, left: int) -> None:
    async with begin(house.app.database) as tx:
        person = (await tx.people.of([(house.channel.name, phone.author)]))[house.channel.name, phone.author]
        await tx.people.set_practice(person.id, left)


# -- the form ---------------------------------------------------------------------------------------------------------


async def test_the_form_shows_what_is_recorded_and_keeps_it(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 5")

    await dialog(leader, ("báo cáo", "Đã ghi: 5"), ("[Như đã ghi (5)]", "2/"), ("3", "3/"), ("xong", "Biên nhận"))

    assert await standing(house) == {"cks": 5, "vneid2": 3}


async def test_the_form_asks_first_for_what_the_hamlet_reports_most(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc đúng ngày 17/10/2025 dvc 4")

    (first,) = await leader.says("báo cáo")
    asked = [first]
    for _ in range(3):
        asked += await leader.says("bỏ qua")

    assert "Dịch vụ công" in asked[3]


@pytest.mark.parametrize("word", ["báo cáo", "/baocao", "bc"])
async def test_a_form_that_was_left_is_resumed_with_what_was_gathered(house: House, word: str) -> None:
    leader = await house.leader()
    await dialog(leader, ("báo cáo", "1/"), ("mười hai", "2/"))
    house.clock.advance(hours=5)

    await dialog(leader, (word, "đang báo cáo dở"), ("dạ ba ạ", "3/"), ("xong", "Biên nhận"))

    assert await standing(house) == {"cks": 12, "vneid2": 3}


async def test_a_form_can_be_begun_anew(house: House) -> None:
    leader = await house.leader()
    await dialog(leader, ("báo cáo", "1/"), ("12", "2/"), ("báo cáo", "dở"), ("[Làm lại từ đầu]", "1/"), ("7", "2/"))
    await leader.says("xong")

    assert await standing(house) == {"cks": 7}


@pytest.mark.parametrize(
    ("spoken", "value"),
    [("hai mươi mốt", 21), ("dạ năm người ạ", 5), ("không có ai", 0), ("mười lăm", 15), ("12.", 12)],
)
async def test_the_form_takes_numbers_as_they_are_dictated(house: House, spoken: str, value: int) -> None:
    leader = await house.leader()

    await dialog(leader, ("báo cáo", "1/"), (spoken, "2/"), ("xong", "Biên nhận"))

    assert await standing(house) == {"cks": value}


# -- invited to practise -----------------------------------------------------------------------------------------------


async def test_an_officer_invites_by_chat_and_the_new_leader_practises_twice(house: House) -> None:
    officer, new = await house.officer(), house.phone("new", "Anh Bảy")
    (told,) = await officer.says("/moi đội trưởng ấp Trầu tập")
    code = told.partition("ấp Trầu: **")[2].partition("**")[0]

    (welcome,) = await new.says(code)
    assert "2 lần báo cáo đầu của anh/chị là **để tập**" in welcome
    await dialog(
        new,
        ("bc cks 5", "Còn **1** lần tập"),
        ("bc cks khoảng chục", "Vì sao em hỏi"),
        ("bc cks 6", "tính thật"),
        ("bc cks 7", "✅ Biên nhận"),
    )

    assert await standing(house, "ap-trau") == {"cks": 7}


@pytest.mark.parametrize("line", ["/moi", "/moi cán bộ", "/moi đội trưởng ấp Không Có"])
async def test_an_invitation_that_is_not_clear_is_explained(house: House, line: str) -> None:
    await dialog(await house.officer(), (line, "ví dụ «/moi đội trưởng"))


async def test_a_new_leader_without_practice_counts_at_once(house: House) -> None:
    officer, new = await house.officer(), house.phone("new", "Anh Bảy")
    (told,) = await officer.says("/moi đội phó ấp Trầu")
    await new.says(told.partition("ấp Trầu: **")[2].partition("**")[0])

    await dialog(new, ("bc cks 5", "✅ Biên nhận"))

    assert await standing(house, "ap-trau") == {"cks": 5}
