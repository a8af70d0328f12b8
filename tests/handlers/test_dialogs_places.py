"""Support points by chat: where and when, being told, editing with a preview; on every channel of the table."""

from __future__ import annotations

import pytest

from handlers.points.standing import standing
from storage.tx import begin
from tests.handlers.dialogs import dialog, picks, said_to
from tests.support.house import House

DESK = "Bàn tư vấn Dịch vụ công"


async def run_tasks(house: House) -> None:
    await house.app.scheduler.run_due()
    await house.app.settle()


async def audits(house: House, action: str) -> int:
    async with begin(house.app.database) as tx:
        return len([row for row in await tx.audit.newest() if row.action == action])


async def test_open_now_is_told_first_and_then_what_opens_next(house: House) -> None:
    (answer,) = await house.phone().says("/diem")

    assert answer.startswith("**Đang mở bây giờ (09:00):**")
    assert "Đang mở, tới 11:00: **Tổ công nghệ số về ấp Chợ**" in answer
    assert "**Sắp mở:**\n• Thứ Hai 20/10, 7:30–11:30: **" + DESK in answer
    assert "Mang theo căn cước" in answer


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        ("chiều nay ở đâu làm", "chiều nay chưa có điểm nào mở"),
        ("thứ hai tuần sau ở đâu làm", "**Thứ Hai 20/10:**\n• 7:30–11:30: **" + DESK),
        ("ấp Chợ mấy giờ", "**Gần ấp Chợ:**\n• Đang mở, tới 11:00"),
        ("ap trau may gio", "**Gần ấp Trầu:**"),
        ("điểm nào gần chợ Phước Thiền", "ấp Chợ"),
        ("/lich ấp Mỹ Khoan", "**Lịch hỗ trợ 18/10 – 24/10 – ấp Mỹ Khoan**"),
        ("bây giờ có chỗ nào mở không", "Đang mở bây giờ"),
        ("đội 1 về ấp tôi khi nào", "Đang mở bây giờ"),
        ("mở cửa chưa", "Đang mở bây giờ"),
    ],
)
async def test_free_words_are_answered_from_the_schedule(house: House, asked: str, heard: str) -> None:
    await dialog(house.phone(), (asked, heard))


@pytest.mark.parametrize(
    "asked",
    [
        "đi làm cần mang theo gì",
        "làm ở đó có mất tiền không",
        "làm chữ ký số ở đâu",
        "cho hỏi lịch cúp điện ấp Chợ",
        "ấp Chợ có bao nhiêu người",
        "làm căn cước ở đâu",
        "mai tôi đi họ",
    ],
)
async def test_what_to_bring_and_what_it_costs_is_the_guides_to_say(house: House, asked: str) -> None:
    answers = await house.phone().says(asked)

    assert "Đang mở" not in answers[0]


async def test_the_named_hamlet_is_remembered(house: House) -> None:
    citizen = house.phone()
    await citizen.says("ấp Trầu mấy giờ")

    (answer,) = await citizen.says("thứ bảy này ở đâu làm")

    assert answer.split("\n")[1].endswith("nhà văn hóa ấp Trầu")


async def test_a_hamlet_is_chosen_from_a_list(house: House) -> None:
    citizen = house.phone()

    await dialog(citizen, ("/diem", "Đang mở"), ("[Tìm gần nhà]", "ở ấp nào"), ("[ấp Bến Sắn]", "**Gần ấp Bến Sắn:**"))


async def test_in_a_group_it_is_one_short_answer_and_only_when_named(house: House) -> None:
    group = house.group("g-1", "u9")

    assert await group.says("chiều nay ở đâu làm") == []
    (answer,) = await group.says("ấp Chợ mấy giờ", mentioned=True)

    assert len(answer.split("\n")) <= 4
    assert "nhắn riêng" in answer


async def test_a_leader_moves_an_opening_and_those_who_asked_are_told_once(house: House) -> None:
    leader, officer = await house.leader("ap-cho"), await house.officer()
    asker, follower, stranger = house.phone("a"), house.phone("b"), house.phone("c")
    await asker.says("ấp Chợ mấy giờ")
    await dialog(follower, ("nhắc tôi khi đội về ấp chợ", "cháu sẽ nhắn bác chiều hôm trước"))
    await stranger.says("/start")
    preview = "Sẽ là: **thứ Bảy 18/10, 14:00–17:00, nhà văn hoá ấp Trầu**\nEm sẽ báo"

    await dialog(leader, ("dời sang nhà văn hoá ấp Trầu 14h", preview))
    assert said_to(house, asker.chat)[-1].startswith("**Gần ấp Chợ")
    await dialog(leader, ("[Duyệt]", "Đã đổi lịch"))
    await run_tasks(house)
    await run_tasks(house)

    change = (
        "**Lịch hỗ trợ đổi:** Tổ công nghệ số về ấp Chợ\n"
        "Trước: thứ Bảy 18/10, 8:00–11:00, nhà văn hóa ấp Chợ\n"
        "Nay: **thứ Bảy 18/10, 14:00–17:00, nhà văn hoá ấp Trầu**"
    )
    assert said_to(house, asker.chat).count(change) == said_to(house, follower.chat).count(change) == 1
    assert change not in said_to(house, stranger.chat)
    assert change not in said_to(house, leader.chat)
    assert said_to(house, officer.chat)[-1] == f"{change}\n(do Chị Hoa đổi)"
    await dialog(
        asker, ("chiều nay ở đâu làm", "14:00–17:00: **Tổ công nghệ số về ấp Chợ** – nhà văn hoá ấp Trầu (mới dời)")
    )
    assert await audits(house, "schedule-changed") == 1


async def test_nothing_changes_without_the_word(house: House) -> None:
    leader = await house.leader("ap-cho")

    await dialog(leader, ("dời sang 14h", "duyệt"), ("[Thôi]", "giữ nguyên"), ("ấp Chợ mấy giờ", "tới 11:00"))


async def test_an_opening_is_called_off_added_and_put_back(house: House) -> None:
    leader = await house.leader("ap-cho")

    await dialog(
        leader,
        ("huỷ buổi 25/10", "Buổi thứ Bảy 25/10, 8:00–11:00, nhà văn hóa ấp Chợ sẽ **không mở**"),
        ("duyệt nhé", "Đã đổi lịch"),
        ("thêm buổi 26/10 18:00-20:00 tại nhà bà Sáu", "Thêm buổi: **Chủ nhật 26/10, 18:00–20:00, nhà bà Sáu**"),
        ("[Duyệt]", "Đã đổi lịch"),
        ("26/10 ở đâu làm", "18:00–20:00: **Tổ công nghệ số về ấp Chợ** – nhà bà Sáu"),
        ("trả lại buổi 25/10", "trở lại như lịch: **thứ Bảy 25/10, 8:00–11:00"),
        ("[Duyệt]", "Đã đổi lịch"),
        ("thêm buổi 26/10 19:00-20:00", "đã có một buổi"),
    )


async def test_a_leader_changes_only_the_own_hamlet_and_an_officer_all(house: House) -> None:
    leader, officer = await house.leader("ap-cho"), await house.officer()

    await dialog(leader, ("dời ấp Mỹ Khoan sang 14h", "ngoài nơi anh/chị phụ trách"))
    await dialog(officer, ("dời ấp Mỹ Khoan sang 14h", "14:00–17:00"), ("[Duyệt]", "Đã đổi"))
    await dialog(officer, ("dời sang 15h", "buổi nào"))
    await picks(officer, "Tổ công nghệ số về ấp Trầu")
    assert "15:00–18:00" in said_to(house, officer.chat)[-1]


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("dời", "nơi nào, ngày giờ nào"),
        ("dời sang 25h", "Giờ đóng phải sau giờ mở"),
        ("dời sang 17h-14h", "Giờ đóng phải sau giờ mở"),
        ("dời sang hôm nay 7h-8h", "đã qua"),
        ("dời sang 8h-11h", "vốn đã đúng"),
        ("thêm buổi tại nhà bà Sáu", "ngày và giờ từ – đến"),
        ("huỷ buổi 20/12", "không thấy buổi nào"),
        ("trả lại buổi 25/10", "không thấy buổi nào"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_way_out(house: House, typed: str, heard: str) -> None:
    await dialog(await house.leader("ap-cho"), (typed, heard))


@pytest.mark.parametrize(
    "typed", ["doi 1 sang nay cks 5 vneid 3 luot 9", "đội 1 cks 5 vneid 3 lượt 9", "đổi cks thành 8"]
)
async def test_words_that_look_alike_are_still_reports(house: House, typed: str) -> None:
    leader = await house.leader("ap-cho")

    answers = await leader.says(typed)

    assert "lịch" not in answers[0].lower() or "cks" in answers[0].lower() or "chữ ký số" in answers[0].lower()
    assert "dời" not in answers[0]


async def test_citizens_words_change_nothing(house: House) -> None:
    citizen = house.phone()

    for typed in ("dời sang nhà văn hoá ấp Trầu 14h", "huỷ buổi ấp Chợ", "thêm buổi ấp Chợ 26/10 8:00-9:00"):
        await citizen.says(typed)

    async with begin(house.app.database) as tx:
        assert await tx.places.changed(house.app.tools.campaign.id) == []


async def test_of_two_who_change_the_same_point_the_second_looks_again(house: House) -> None:
    leader, officer = await house.leader("ap-cho"), await house.officer()
    await leader.says("dời sang 14h")
    await officer.says("dời ấp Chợ sang 15h")

    await dialog(leader, ("[Duyệt]", "Đã đổi lịch"))
    await dialog(officer, ("[Duyệt]", "Vừa có người khác"))


async def test_followers_hear_on_the_afternoon_before_and_not_of_what_was_called_off(house: House) -> None:
    citizen, leader = house.phone("a"), await house.leader("ap-cho")
    await citizen.says("nhắc tôi khi đội về ấp chợ")
    await leader.says("huỷ buổi 01/11")
    await picks(leader, "Duyệt")

    await house.until("2025-10-24T16:59:00+07:00")
    before = [text for text in said_to(house, citizen.chat) if text.startswith("Nhắc bác")]
    await citizen.says("cảm ơn cháu")  # an Official Account may only write for some days after the last word
    await house.until("2025-11-07T16:00:00+07:00")
    await citizen.says("cảm ơn cháu")
    await house.until("2025-11-07T18:00:00+07:00")

    told = [text for text in said_to(house, citizen.chat) if text.startswith("Nhắc bác")]
    assert before == []
    assert [text.split("**")[1] for text in told] == ["thứ Bảy 25/10, 8:00–11:00", "thứ Bảy 08/11, 8:00–11:00"]


async def test_a_moved_day_moves_its_reminder(house: House) -> None:
    citizen, leader = house.phone("a"), await house.leader("ap-cho")
    await citizen.says("nhắc tôi khi đội về ấp chợ")
    await house.until("2025-10-20T09:00:00+07:00")
    await leader.says("dời 25/10 sang 26/10 9h")
    await picks(leader, "Duyệt")
    await citizen.says("cảm ơn cháu")

    await house.until("2025-10-27T09:00:00+07:00")

    told = [text for text in said_to(house, citizen.chat) if text.startswith("Nhắc bác")]
    assert [text.split("**")[1] for text in told] == ["Chủ nhật 26/10, 9:00–12:00"]


async def test_who_has_enough_is_told_no_more(house: House) -> None:
    citizen = house.phone("a")

    await dialog(
        citizen,
        ("nhắc tôi khi đội về ấp", "về ấp nào"),
        ("Trầu", "**ấp Trầu**"),
        ("báo cho tôi khi có lịch ở ấp trầu", "đang nhắc bác"),
        ("thôi nhắc lịch", "thôi nhắc lịch"),
        ("thôi nhắc lịch", "đang không nhắc"),
    )
    await house.until("2025-10-24T18:00:00+07:00")
    assert not [text for text in said_to(house, citizen.chat) if text.startswith("Nhắc bác")]


async def test_who_asked_is_forgotten_when_the_day_is_over(house: House) -> None:
    citizen = house.phone("a")
    await citizen.says("ấp Chợ mấy giờ")
    await house.until("2025-10-25T07:00:00+07:00")

    async with begin(house.app.database) as tx:
        assert await tx.places.askers(house.app.tools.campaign.id, "to-ap-cho:2025-10-18:0800") == []
        points = await standing(tx, house.app.tools.campaign)
    assert len(points) == len(house.app.tools.campaign.points)


async def test_the_schedule_goes_to_class_groups_and_teachers_once_a_week(house: House) -> None:
    officer, teacher = await house.officer(), await house.leader("", role="teacher")
    group = house.group("lop-5a1", officer.author)
    await group.says("/nhom lớp")

    await dialog(officer, ("/chiase lịch", "Và gửi riêng 1 thầy cô"), ("[Đăng vào 1]", "Đã gửi 1 thầy cô"))
    await dialog(officer, ("/chiase lịch", "1 nhóm lớp"), ("[Đăng vào 1]", "nhóm lớp"))
    await run_tasks(house)

    posted = [text for text in said_to(house, group.chat) if text.startswith("**Lịch hỗ trợ")]
    sent = [text for text in said_to(house, teacher.chat) if text.startswith("Kính nhờ thầy/cô")]
    assert (len(posted), len(sent)) == (1, 1)


@pytest.mark.parametrize("command", ["/doilich", "/huybuoi", "/thembuoi", "/tralaibuoi"])
async def test_a_slash_command_alone_asks_for_what_is_missing(house: House, command: str) -> None:
    (answer,) = await (await house.officer()).says(command)

    assert "chưa có lệnh này" not in answer and ("Ví dụ" in answer or "nào" in answer), answer
