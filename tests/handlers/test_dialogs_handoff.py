"""«Kẹt ở đây» on every channel: one question, one helper, words both ways, an end that the citizen judges."""

from __future__ import annotations

import pytest

from bot.types import Attachment
from storage.cases import Case
from storage.tx import begin
from tests.handlers.dialogs import dialog, picks, said_to
from tests.support.house import House, Phone

STEP = "Chỉ từng bước"


async def work(house: House) -> None:
    for _ in range(4):
        await house.app.scheduler.run_due()
        await house.app.settle()


async def stuck(house: House, name: str = "ba", *, area: str = "Ấp Chợ") -> Phone:
    """A citizen who got stuck at the second step, and said where they live."""
    citizen = house.phone(name, "Bác Ba")
    await citizen.says("quên mật khẩu vneid")
    await picks(citizen, STEP)
    await picks(citizen, "Xong, bước tiếp")
    await picks(citizen, "Kẹt ở đây")
    await picks(citizen, area)
    await work(house)
    return citizen


async def taken(house: House) -> tuple[Phone, Phone]:
    """A citizen, and the helper who took the case."""
    helper = await house.leader("ap-cho", role="helper", author="giup")
    citizen = await stuck(house)
    await helper.says("nhận 1")
    return citizen, helper


async def case(house: House, number: int = 1) -> Case:
    async with begin(house.app.database) as tx:
        found = await tx.cases.get(number)
    assert found is not None
    return found


async def test_a_step_leads_to_a_helper_of_the_hamlet_with_all_that_they_need(house: House) -> None:
    helper = await house.leader("ap-cho", role="helper", author="giup")

    citizen = await stuck(house)
    (offer,) = said_to(house, helper.chat)
    await citizen.says("nó báo lỗi, máy samsung của tôi")
    (card,) = await helper.says("nhận 1")

    assert "Nơi ở: ấp Chợ" in offer and "bước 2/7" in offer and "«quên mật khẩu vneid»" in offer
    assert "Bác Ba" not in offer  # who it is, only who took it learns
    assert "Bác Ba" in card and "nó báo lỗi, máy samsung của tôi" in card and "Máy: Samsung" in card
    assert "Câu soạn sẵn:" in card and "ra Công an xã đổi số trước" in card


async def test_it_is_not_said_to_have_arrived_before_the_platform_took_it(house: House) -> None:
    await house.leader("ap-cho", role="helper", author="giup")
    citizen = house.phone("ba")
    await dialog(citizen, ("gặp người", "Bác ở ấp nào"), ("[Ấp Chợ]", "đang chuyển"))

    before = said_to(house, citizen.chat)
    await work(house)

    assert not any("đã tới" in text or "đã báo" in text for text in before)
    assert [text for text in said_to(house, citizen.chat) if "đã tới" in text] == [
        "Dạ, lời bác **đã tới** người hỗ trợ ấp Chợ (số **1**). Ai nhận, cháu báo bác ngay."
    ]


async def test_a_refused_offer_goes_to_the_next_rung_at_once_and_nothing_is_said_to_have_arrived(house: House) -> None:
    from bot.errors import Rejected

    await house.leader("ap-cho", role="helper", author="giup")
    leader = await house.leader("ap-cho")
    citizen = house.phone("ba")
    await citizen.says("gặp người")
    await citizen.says("ấp Chợ")
    house.channel.fail_next = [Rejected("no")]

    await work(house)

    assert [text for text in said_to(house, citizen.chat) if "đã tới" in text] == [
        "Dạ, lời bác **đã tới** đội phụ trách ấp Chợ (số **1**). Ai nhận, cháu báo bác ngay."
    ]
    assert "cần người giúp" in said_to(house, leader.chat)[0]


async def test_both_sides_talk_and_nothing_is_said_twice(house: House) -> None:
    citizen, helper = await taken(house)

    assert await citizen.says("thôi xong rồi hả chị") == []
    assert await helper.says("Bác bấm nút màu đỏ giúp con") == []

    assert said_to(house, helper.chat)[-1] == "**#1 Bác Ba:** thôi xong rồi hả chị"
    assert said_to(house, citizen.chat)[-1] == "**Chị Hoa, người hỗ trợ:** Bác bấm nút màu đỏ giúp con"
    await house.deliver(citizen, text="lặp lại", event_id="same")
    await house.deliver(citizen, text="lặp lại", event_id="same")
    assert sum("lặp lại" in text for text in said_to(house, helper.chat)) == 1


async def test_a_secret_is_hidden_from_the_helper_and_the_sender_warned(house: House) -> None:
    citizen, helper = await taken(house)

    (warning,) = await citizen.says("mật khẩu của tôi là Abc12345 chị coi giúp")

    assert "mật khẩu hoặc mã PIN" in warning and "Abc12345" not in warning
    assert "•••" in said_to(house, helper.chat)[-1] and "Abc12345" not in said_to(house, helper.chat)[-1]


async def test_the_prepared_answer_goes_out_with_one_tap(house: House) -> None:
    citizen, helper = await taken(house)

    pressed = "[Gửi câu soạn sẵn]" if house.channel.capabilities.button_limit else "gửi câu soạn sẵn"
    await dialog(helper, (pressed, "Em chuyển câu soạn sẵn"))

    assert "Nhập số định danh 12 số" in said_to(house, citizen.chat)[-1]


async def test_the_end_is_judged_once_and_a_good_answer_becomes_a_draft(house: House) -> None:
    officer = await house.officer()
    citizen, helper = await taken(house)
    await helper.says("Bác ra Công an xã đổi số điện thoại trước rồi mới lấy lại mật khẩu được ạ.")
    await dialog(helper, ("xong việc", "Đã khép việc số **1**"))

    assert "Bác thấy được chưa" in said_to(house, citizen.chat)[-1]
    (thanks,) = await citizen.says("được rồi")
    await work(house)

    assert "cảm ơn" in thanks and (await case(house)).rating == "up"
    proposal = next(text for text in said_to(house, officer.chat) if "câu trả lời hay" in text)
    assert "«quên mật khẩu vneid»" in proposal and "ra Công an xã đổi số điện thoại trước" in proposal
    await house.deliver(citizen, choice="handoff:down:1")
    assert (await case(house)).rating == "up"
    await officer.says("/cauhoi")
    if house.channel.capabilities.button_limit:
        (approved,) = await house.deliver(officer, choice="teach:approve:1")
        assert "Đã duyệt" in approved
    else:
        assert "quên mật khẩu vneid" in said_to(house, officer.chat)[-1]


async def test_a_citizen_opens_it_again_and_the_same_helper_is_asked_first(house: House) -> None:
    citizen, helper = await taken(house)
    await helper.says("Dạ bác thử lại giúp con nhé")
    await helper.says("xong việc 1")

    (again,) = await citizen.says("mở lại")
    await work(house)

    assert "đang chuyển" in again
    assert "(bà con mở lại)" in said_to(house, helper.chat)[-1]
    (card,) = await helper.says("nhận 1")
    assert "Dạ bác thử lại giúp con nhé" in card


async def test_who_hands_a_case_on_is_not_asked_again_and_the_citizen_is_told(house: House) -> None:
    second = await house.leader("ap-cho", role="helper", author="giup-2")
    citizen, helper = await taken(house)

    await dialog(helper, ("chuyển việc", "đang chuyển"))
    await work(house)

    assert "nhờ người khác giúp bác tiếp" in "\n".join(said_to(house, citizen.chat))
    assert "(người trước nhờ giúp tiếp)" in said_to(house, second.chat)[-1]
    assert sum("Bà con cần người giúp" in text for text in said_to(house, helper.chat)) == 1
    (late,) = await helper.says("alo bác ơi")
    assert "chưa chuyển" not in late or "alo" not in said_to(house, citizen.chat)[-1]


async def test_a_second_helper_hears_who_was_faster(house: House) -> None:
    second = await house.leader("ap-cho", role="helper", author="giup-2")
    await taken(house)

    await dialog(second, ("nhận 1", "đã có Chị Hoa, người hỗ trợ nhận lúc 09:00"))


@pytest.mark.parametrize(
    ("role", "area", "words"),
    [("helper", "ap-trau", "là của nơi khác"), ("citizen", None, "dành cho")],
)
async def test_only_who_is_responsible_takes_a_case(house: House, role: str, area: str | None, words: str) -> None:
    await house.leader("ap-cho", role="helper", author="giup")
    await stuck(house)
    other = house.phone("x", "Ai đó")
    await other.says("/start")
    if role != "citizen":
        other = await house.leader(area or "", role=role, author="x")

    answers = await house.deliver(other, choice="handoff:take:1")

    assert words in answers[0]
    assert (await case(house)).state == "waiting"


async def test_nobody_takes_their_own_case(house: House) -> None:
    leader = await house.leader("ap-cho")
    await leader.says("gặp người")
    await leader.says("ấp Chợ")

    (answer,) = await leader.says("nhận 1")

    assert "của chính mình" in answer


async def test_a_report_line_of_a_helper_is_a_report_and_never_the_citizens(house: House) -> None:
    leader = await house.leader("ap-cho")
    citizen = await stuck(house)
    await leader.says("nhận 1")

    (receipt,) = await leader.says("bc cks 5 vneid 12 lượt 20")

    assert "Biên nhận" in receipt
    assert not any("cks" in text for text in said_to(house, citizen.chat))


async def test_a_slash_command_is_the_bots_even_within_a_talk(house: House) -> None:
    citizen, helper = await taken(house)

    (menu,) = await citizen.says("/menu")

    assert "chọn việc" in menu and "/menu" not in said_to(house, helper.chat)[-1]


async def test_while_nobody_has_taken_it_sure_questions_are_answered_and_all_words_kept(house: House) -> None:
    helper = await house.leader("ap-cho", role="helper", author="giup")
    citizen = await stuck(house)

    await dialog(citizen, ("làm chữ ký số ở đâu", "ký số"), ("con tôi nó đi làm xa", "ghi thêm vào việc số **1**"))
    (card,) = await helper.says("nhận 1")

    assert "làm chữ ký số ở đâu" in card and "con tôi nó đi làm xa" in card


async def test_whoever_needs_nobody_any_more_says_so(house: House) -> None:
    citizen = await stuck(house)
    await dialog(citizen, ("thôi không cần", "khép việc số **1**"), ("gặp người", "đang chuyển"))


async def test_a_helper_is_told_when_the_citizen_calls_it_off(house: House) -> None:
    citizen, helper = await taken(house)

    await house.deliver(citizen, choice="handoff:cancel:1")

    assert "không cần nữa" in said_to(house, helper.chat)[-1]
    (late,) = await helper.says("bác ơi")
    assert "chưa chuyển" in late


async def test_pressing_again_tells_how_it_stands_and_opens_no_second(house: House) -> None:
    citizen = await stuck(house)

    (waits,) = await citizen.says("gặp người")
    assert "đang chờ người hỗ trợ ấp Chợ" in waits or "đang chờ" in waits
    async with begin(house.app.database) as tx:
        assert [one.id for one in await tx.cases.standing("nhon-trach-2025")] == [1]


async def test_with_several_cases_a_helper_chooses_and_quotes_reach_the_right_one(house: House) -> None:
    citizen, helper = await taken(house)
    other = house.phone("tu", "Bác Tư")
    await other.says("gặp người")
    await other.says("ấp Chợ")
    await work(house)
    await helper.says("nhận 2")

    (where,) = await helper.says("Dạ con nghe đây")
    assert where == "→ số 2, Bác Tư"
    await citizen.says("còn tôi thì sao")
    line = house.channel.last_id()
    await helper.says("Bác Ba chờ con chút", reply_to=line)

    assert said_to(house, other.chat)[-1].endswith("Dạ con nghe đây")
    assert said_to(house, citizen.chat)[-1].endswith("Bác Ba chờ con chút")
    await dialog(helper, ("việc", "số 1"), ("[Trả lời số 2]", "Bác Tư"))
    await helper.says("Bác Tư ơi")
    assert said_to(house, other.chat)[-1].endswith("Bác Tư ơi")


async def test_a_picture_that_cannot_be_fetched_is_told_to_who_sent_it(house: House) -> None:
    citizen, helper = await taken(house)

    await house.deliver(citizen, attachments=(Attachment("photo", "nowhere"),))
    await work(house)

    assert said_to(house, helper.chat)[-1] == "**#1 Bác Ba:** (ảnh)"
    assert "ảnh vừa gửi em **chưa chuyển được**" in said_to(house, citizen.chat)[-1]


@pytest.mark.parametrize("word", ["à", "1", "b", "việc"])
async def test_a_short_word_in_a_talk_is_a_word_and_presses_nothing(house: House, word: str) -> None:
    citizen, helper = await taken(house)

    assert await citizen.says(word) == []
    assert said_to(house, helper.chat)[-1].endswith(word)
    answers = await helper.says(word)

    if word == "việc":
        assert "số 1" in answers[0]
    else:
        assert answers == [] and said_to(house, citizen.chat)[-1].endswith(word)
    assert (await case(house)).state == "helped"


@pytest.mark.parametrize("said", ["nhận được mã OTP rồi làm gì nữa", "xong việc", "chuyển việc", "mở lại"])
async def test_a_helpers_orders_are_plain_words_from_anybody_else(house: House, said: str) -> None:
    answers = await house.phone("x", "Bác Sáu").says(said)

    assert answers and not any("dành cho" in text for text in answers)


@pytest.mark.parametrize("said", ["Ấp Chợ", "dạ tôi ở ấp chợ", "nhà con ở ap cho"])
async def test_the_hamlet_is_understood_as_people_type_it(house: House, said: str) -> None:
    citizen = house.phone("ba")
    await citizen.says("gặp người")
    await citizen.says(said)

    assert (await case(house)).area == "ap-cho"


async def test_what_is_no_hamlet_is_what_the_case_is_about(house: House) -> None:
    helper = await house.leader("", role="officer", author="ban")
    citizen = house.phone("ba")
    await citizen.says("gặp người")
    (answer,) = await citizen.says("máy tôi hư màn hình")
    await helper.says("nhận 1")

    assert "số **1**" in answer and (await case(house)).area is None
    assert "máy tôi hư màn hình" in said_to(house, helper.chat)[-1]


async def test_who_does_not_tell_the_hamlet_is_helped_without(house: House) -> None:
    await house.leader("", role="officer", author="cb")
    citizen = house.phone("ba")
    await citizen.says("gặp người")

    await house.until("2025-10-18T09:03:00+07:00")

    assert (await case(house)).state == "waiting"
    assert "**07:30 thứ Hai 20/10**" in said_to(house, citizen.chat)[-1]  # on a Saturday no officer is there
    await house.until("2025-10-20T07:31:00+07:00")
    assert "cần người giúp" in said_to(house, "c-cb")[-1] and "đã tới** cán bộ" in said_to(house, citizen.chat)[-1]


async def test_in_a_group_the_way_to_a_person_is_private(house: House) -> None:
    member = house.group("g1", "u7")

    (answer,) = await member.says("/gapnguoi", mentioned=True)

    assert "nhắn riêng" in answer
    async with begin(house.app.database) as tx:
        assert await tx.cases.standing("nhon-trach-2025") == []


async def test_take_without_a_number_takes_the_only_one_that_waits(house: House) -> None:
    helper = await house.leader("ap-cho", role="helper", author="giup")
    await stuck(house)

    (card,) = await helper.says("nhận")
    assert "đã nhận việc số **1**: Bác Ba" in card
    await dialog(helper, ("xong việc", "Đã khép"))
    for name in ("tu", "nam"):
        await house.phone(name, f"Bác {name}").says("gặp người")
        await house.phone(name, f"Bác {name}").says("ấp Chợ")
        await work(house)
    await dialog(helper, ("nhận việc", "số 3"), ("nhận 3", "đã nhận việc số **3**"))
    await helper.says("nhận")
    assert said_to(house, "c-nam")[-1].endswith("nhận")


async def test_whoever_calls_hears_who_sits_in_the_own_hamlet_right_now(house: House) -> None:
    await house.leader("ap-cho", role="helper", author="giup")
    citizen, other = house.phone("ba", "Bác Ba"), house.phone("tu", "Bác Tư")

    await dialog(
        citizen, ("gặp người", "ở ấp nào"), ("ấp Chợ", "**Tổ công nghệ số về ấp Chợ** ở nhà văn hóa ấp Chợ, tới 11:00")
    )
    house.clock.advance(hours=3)
    await other.says("gặp người")
    (answer,) = await other.says("ấp Chợ")
    assert "Ngay lúc này" not in answer
