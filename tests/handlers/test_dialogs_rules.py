"""Officers plan by chat, see their week, release what waits, and say by one tap what was missed; people say «dừng»."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from handlers.campaign import Exemption, Post
from handlers.week import upcoming
from storage.manners import Manners
from storage.tx import begin, reading
from tests.handlers.dialogs import dialog, picks, said_to
from tests.support.house import House, Phone

GROUPS = ("doi-1", "doi-2")


@pytest.fixture
async def squads(house: House) -> AsyncIterator[House]:
    """The same with two squads' groups, a class and its officer."""
    async with begin(house.app.database) as tx:
        await tx.chats.meet({(house.channel.name, chat): False for chat in (*GROUPS, "lop-5a")}, house.clock.now())
        for chat in GROUPS:
            await tx.chats.bind((house.channel.name, chat), "squad", chat)
        await tx.chats.bind((house.channel.name, "lop-5a"), "class", None)
    yield house


def heard(house: House, *fragments: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for to, part in house.channel.said:
        if all(fragment in part.text for fragment in fragments):
            found[to.chat] = found.get(to.chat, 0) + 1
    return found


async def added(officer: Phone, line: str) -> None:
    await officer.says(line)
    await picks(officer, "Duyệt")


async def test_a_rule_is_shown_word_by_word_with_its_cost_and_then_said_so(squads: House) -> None:
    officer = await squads.officer()
    await dialog(
        officer,
        ("/nhac thứ hai 8:00 các đội: Chúc {các} đội tuần mới!", "Mỗi lần **2 tin**, khoảng 10 tin trong 30 ngày"),
        ("[Duyệt]", "Đã đặt lời nhắc 1. Lần tới: 08:00 thứ Hai 20/10, 08:00 thứ Hai 27/10"),
        ("/lich7", "08:00 thứ Hai 20/10 – 2 nơi: lời nhắc"),
    )
    await squads.until("2025-10-20T07:59:00+07:00")
    assert "doi-1" not in heard(squads, "tuần mới!")

    await squads.until("2025-10-20T08:01:00+07:00")

    said = [text for chat in GROUPS for text in said_to(squads, chat) if "tuần mới!" in text]
    assert said == ["Chúc {các} đội tuần mới!"] * 2


async def test_what_is_missing_in_the_line_is_asked_one_by_one(squads: House) -> None:
    officer = await squads.officer()
    await dialog(
        officer,
        ("/nhac Mai họp tổ ở nhà văn hoá nhé bà con", "ngày nào, mấy giờ"),
        ("lúc nào cũng được", "chưa đọc được"),
        ("20/10", "mấy giờ"),
        ("2 giờ chiều", "cho ai"),
        ("[Nhóm các đội]", "Mai họp tổ ở nhà văn hoá"),
        ("duyệt", "14:00 thứ Hai 20/10"),
    )


async def test_a_moved_rule_is_said_at_its_new_hour_and_only_there(squads: House) -> None:
    officer = await squads.officer()
    await added(officer, "/nhac thứ hai 8:00 các đội: Nhắc họp")
    await officer.says("/nhac")
    await picks(officer, "Lời nhắc 1")
    await picks(officer, "Dời giờ")
    await dialog(officer, ("9:30", "09:30"), ("[Duyệt]", "Đã sửa lời nhắc 1. Lần tới: 09:30 thứ Hai 20/10"))

    await squads.until("2025-10-20T09:00:00+07:00")
    assert "doi-1" not in heard(squads, "Nhắc họp")
    await squads.until("2025-10-20T10:00:00+07:00")

    assert heard(squads, "Nhắc họp").get("doi-1") == 1


@pytest.mark.parametrize(("deed", "first", "second"), [("Bỏ một lần", 0, 1), ("Tạm dừng", 0, 0), ("Xoá", 0, 0)])
async def test_a_rule_is_skipped_once_paused_or_removed_after_one_word(
    squads: House, deed: str, first: int, second: int
) -> None:
    officer = await squads.officer()
    await added(officer, "/nhac thứ hai 8:00 các đội: Nhắc họp")
    await officer.says("/nhac")
    await picks(officer, "Lời nhắc 1")
    await picks(officer, deed)
    await picks(officer, "Duyệt")

    await squads.until("2025-10-20T09:00:00+07:00")
    assert heard(squads, "Nhắc họp").get("doi-1", 0) == first
    await squads.until("2025-10-27T09:00:00+07:00")

    assert heard(squads, "Nhắc họp").get("doi-1", 0) == second


async def test_a_paused_rule_comes_back(squads: House) -> None:
    officer = await squads.officer()
    await added(officer, "/nhac thứ hai 8:00 các đội: Nhắc họp")
    for deed in ("Tạm dừng", "Bật lại"):
        await officer.says("/nhac")
        await picks(officer, "Lời nhắc 1")
        await picks(officer, deed)
        await picks(officer, "Duyệt")

    await squads.until("2025-10-20T09:00:00+07:00")

    assert heard(squads, "Nhắc họp").get("doi-1") == 1


async def test_a_rule_at_night_comes_at_seven_and_says_so_before(squads: House) -> None:
    officer = await squads.officer()
    await dialog(officer, ("/nhac 20/10 23:00 đội 1: Khuya", "đến lúc 07:00"), ("[Duyệt]", "07:00 thứ Ba 21/10"))

    await squads.until("2025-10-21T06:59:00+07:00")
    assert "doi-1" not in heard(squads, "Khuya")
    await squads.until("2025-10-21T07:01:00+07:00")

    assert heard(squads, "Khuya").get("doi-1") == 1
    assert "doi-2" not in heard(squads, "Khuya")


async def test_only_officers_make_rules(house: House) -> None:
    await dialog(await house.leader(), ("/nhac thứ hai 8:00 các đội: x y", "dành cho"))


async def test_posts_due_together_are_one_message(squads: House) -> None:
    officer = await squads.officer()
    await added(officer, "/nhac thứ hai 8:00 các đội: Lời một")
    await added(officer, "/nhac 20/10 8:00 đội 1: Lời hai")

    await squads.until("2025-10-20T08:05:00+07:00")

    assert [t for t in said_to(squads, "doi-1") if "Lời" in t] == ["Lời một\n\nLời hai"]
    assert [t for t in said_to(squads, "doi-2") if "Lời" in t] == ["Lời một"]


async def test_a_group_hears_no_more_than_its_ceiling_and_an_officer_is_told(squads: House) -> None:
    officer = await squads.officer()
    leader = squads.group("doi-1", "officer", "Chị Hoa")
    await dialog(leader, ("/mucnhac 2", "tối đa **2 tin**"), ("/mucnhac", "Tuần này đã có 0"))
    for hour in (8, 9, 10):
        await added(officer, f"/nhac 21/10 {hour}:00 đội 1: Tin giờ {hour}")

    await squads.until("2025-10-21T11:00:00+07:00")

    assert [t for t in said_to(squads, "doi-1") if "Tin giờ" in t] == ["Tin giờ 8", "Tin giờ 9"]
    assert heard(squads, "đã nhận đủ 2 tin", "Tin giờ 10") == {officer.chat: 1}
    await dialog(squads.group("doi-1", "khach"), ("/mucnhac 9", "xin nhờ cán bộ"))


# -- missed, held, doubtful --------------------------------------------------------------------------------------------


async def test_one_tap_says_now_what_was_missed_and_never_twice(squads: House) -> None:
    officer = await squads.officer()
    await squads.app.scheduler.tick()
    squads.clock.move_to(datetime.fromisoformat("2025-10-18T18:30:00+07:00"))
    await squads.app.scheduler.tick()
    await squads.app.settle()
    assert "doi-1" not in heard(squads, "Đã đến hạn")
    button = (
        next(
            button
            for to, part in squads.channel.said
            if to.chat == officer.chat and "lẽ ra có tin" in part.text and "2025-W42" in part.text
            for button in part.buttons
            if "Gửi bây giờ" in button.label
        )
        if squads.channel.capabilities.button_limit
        else None
    )
    if button is None:
        return
    for answer in ("Em đang gửi", "đã được gửi"):
        (said,) = await squads.deliver(officer, choice=button.payload)
        assert answer in said
        await squads.app.scheduler.tick()
        await squads.app.settle()

    assert heard(squads, "(tin hẹn lúc 16:30 thứ Bảy 18/10)", "Đã đến hạn").get("doi-1") == 1


async def with_post(house: House, **values: object) -> None:
    """The campaign with one post to classes that an officer must release, due on Monday 19:00."""
    post = Post("phu-huynh-2", "Kính mời phụ huynh", ("classes",), at=time(19), on=(date(2025, 10, 20),), approval=True)
    house.app.tools.campaign = replace(
        house.app.tools.campaign, posts=(*house.app.tools.campaign.posts, replace(post, **values))
    )
    await house.app.scheduler.plan()


async def test_a_post_waits_for_the_one_word_and_is_then_said_in_time(squads: House) -> None:
    officer = await squads.officer()
    await with_post(squads)
    await squads.until("2025-10-19T19:01:00+07:00")
    assert heard(squads, "cần anh/chị **duyệt**", "Kính mời phụ huynh").get(officer.chat) == 1

    await dialog(officer, ("duyệt", "Em gửi lúc 19:00 thứ Hai 20/10"), ("duyệt", "không có tin nào chờ"))
    await squads.until("2025-10-20T19:01:00+07:00")

    assert [t for t in said_to(squads, "lop-5a") if "Kính mời" in t] == ["Kính mời phụ huynh"]


async def test_unapproved_at_the_hour_it_is_held_and_released_later_by_the_word(squads: House) -> None:
    officer = await squads.officer()
    await with_post(squads)
    await squads.until("2025-10-20T19:01:00+07:00")
    assert "lop-5a" not in heard(squads, "Kính mời")
    assert heard(squads, "nên em giữ lại", "Kính mời").get(officer.chat) == 1

    await dialog(officer, ("duyệt", "Em đang gửi"))
    await squads.app.scheduler.tick()
    await squads.app.settle()

    assert heard(squads, "Kính mời").get("lop-5a") == 1


async def test_unapproved_at_the_hour_it_is_said_plainly_where_the_rule_says_so(squads: House) -> None:
    await squads.officer()
    await with_post(squads, unapproved="plain", plain="Mời phụ huynh xem bảng tin")

    await squads.until("2025-10-20T19:01:00+07:00")

    assert [t for t in said_to(squads, "lop-5a") if "phụ huynh" in t] == ["Mời phụ huynh xem bảng tin"]


async def test_a_dropped_post_is_not_said(squads: House) -> None:
    officer = await squads.officer()
    await with_post(squads)
    await squads.until("2025-10-19T19:01:00+07:00")
    if squads.channel.capabilities.button_limit == 0:
        return
    await officer.presses("Không gửi")

    await squads.until("2025-10-20T21:00:00+07:00")

    assert "lop-5a" not in heard(squads, "Kính mời")


# -- hearing no more ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["dừng", "thôi", "TC", "stop", "Từ chối"])
async def test_one_word_stops_what_was_not_asked_for_and_another_brings_it_back(house: House, word: str) -> None:
    citizen = house.phone()
    await dialog(citizen, (word, "không tự nhắn nữa"), (word, "từ trước rồi"))
    async with reading(house.app.database) as tx:
        assert await tx.manners.get((house.channel.name, citizen.chat)) == Manners(muted=True)

    await dialog(citizen, ("quên mật khẩu vneid", ""), ("batlai", "đã bật lại"), ("bật lại", "vẫn đang bật"))


@pytest.mark.parametrize("word", ["đúng", "Đúng", "đừng", "dung"])
async def test_yes_to_an_open_question_is_never_taken_for_stop(house: House, word: str) -> None:
    leader = await house.leader()
    await dialog(leader, ("bc đúng ngày 17/10/2025 cks 12", "12"), ("bc cks 120", "đúng không"))

    await leader.says(word)

    async with reading(house.app.database) as tx:
        assert not (await tx.manners.get((house.channel.name, leader.chat))).muted


async def test_yes_confirms_an_odd_figure(house: House) -> None:
    leader = await house.leader()

    await dialog(
        leader, ("bc đúng ngày 17/10/2025 cks 12", ""), ("bc cks 120", "đúng không"), ("đúng", "chữ ký số: 120")
    )


async def test_a_duty_is_let_off_by_the_officer_only(squads: House) -> None:
    officer, leader = await squads.officer(), await squads.leader("ap-cho")
    await squads.phone(leader.author, leader.name).says("stop")
    await squads.until("2025-10-18T14:31:00+07:00")
    assert heard(squads, "em chưa nhận đủ số của ấp Chợ").get(leader.chat) == 1
    if squads.channel.capabilities.button_limit == 0:
        return
    await officer.presses("Tắt tin nhắc")

    await squads.until("2025-10-25T14:31:00+07:00")

    assert heard(squads, "em chưa nhận đủ số của ấp Chợ").get(leader.chat) == 1


async def test_a_muted_group_hears_the_deadline_only(squads: House) -> None:
    officer = await squads.officer()
    await added(officer, "/nhac 20/10 8:00 các đội: Lời nhắc")
    await dialog(squads.group("doi-1", "officer", "Chị Hoa"), ("/stop", "trừ tin đến hạn"))

    await squads.until("2025-10-25T17:00:00+07:00")

    assert heard(squads, "Lời nhắc") == {"doi-2": 1} | {
        chat: count for chat, count in heard(squads, "Lời nhắc").items() if chat.startswith("c-")
    }
    assert heard(squads, "Đã đến hạn").get("doi-1") == 2


async def test_who_reports_before_the_reminder_leaves_hears_nothing_of_it(squads: House) -> None:
    leader = await squads.leader("ap-cho")
    squads.clock.move_to(datetime.fromisoformat("2025-10-18T14:29:59+07:00"))
    await squads.app.scheduler.tick()
    squads.clock.move_to(datetime.fromisoformat("2025-10-18T14:30:01+07:00"))
    await squads.app.scheduler.tick()  # planned into the outbox, not sent yet
    await squads.app.receiver.settle()

    await squads.phone(leader.author).says("bc cks 5 vneid 12 lượt 30")
    await squads.app.settle()

    assert leader.chat not in heard(squads, "em chưa nhận đủ số của ấp Chợ")


# -- the calendar ------------------------------------------------------------------------------------------------------


async def test_a_deadline_whose_hour_changed_moves_is_told_once_and_never_said_again(squads: House) -> None:
    await squads.app.scheduler.tick()
    campaign = squads.app.tools.campaign
    squads.app.tools.campaign = replace(campaign, rhythm=replace(campaign.rhythm, at=time(17, 30)))
    for _ in range(2):
        await squads.app.scheduler.plan()

    await squads.until("2025-10-18T17:00:00+07:00")
    assert heard(squads, "dời sang 17:30 thứ Bảy 18/10", "trước là 16:30").get("doi-1") == 1
    assert "doi-1" not in heard(squads, "Đã đến hạn")
    await squads.until("2025-10-18T18:00:00+07:00")
    squads.app.tools.campaign = replace(campaign, rhythm=replace(campaign.rhythm, at=time(19, 0)))
    await squads.app.scheduler.plan()
    await squads.until("2025-10-18T20:00:00+07:00")

    assert heard(squads, "Đã đến hạn").get("doi-1") == 1


async def test_an_exception_moves_a_deadline_and_drops_posts(squads: House) -> None:
    campaign = squads.app.tools.campaign
    away = Exemption(date(2025, 10, 25), "Bầu cử", move_to=date(2025, 10, 24))
    quiet = Exemption(date(2025, 10, 25), "Bầu cử", posts=("ra-quan-hang-tuan",))
    squads.app.tools.campaign = replace(campaign, exemptions=(away, quiet))
    await squads.app.scheduler.plan()
    squads.channel.said.clear()

    await squads.until("2025-10-25T20:00:00+07:00")

    assert heard(squads, "Đã đến hạn báo cáo tuần 43").get("doi-1") == 1
    assert heard(squads, "dời sang 16:30 thứ Sáu 24/10").get("doi-1") == 1
    assert heard(squads, "Hôm nay các đội đi từng ngõ").get("doi-1") is None


async def test_the_list_of_the_week_equals_what_then_happens(squads: House) -> None:
    officer = await squads.officer()
    for line in ("mỗi ngày 7:00 các đội: Chào", "thứ tư 20:00 đội 2: Riêng", "thứ hai 23:30 các đội: Khuya"):
        await added(officer, f"/nhac {line}")
    async with begin(squads.app.database) as tx:
        await tx.manners.keep((squads.channel.name, "doi-1"), Manners(ceiling=4), squads.clock.now())
    await squads.app.scheduler.plan()
    since = squads.clock.now()
    until = datetime.fromisoformat("2025-10-25T09:00:00+07:00")
    async with reading(squads.app.database) as tx:
        listed = await upcoming(tx, squads.app.tools.campaign, since, until)
    promised = sorted((one.row.due_at, r.address.chat) for one in listed for r in one.readers if not r.private)

    moments: list[tuple[datetime, str]] = []
    said = len(squads.channel.said)
    while squads.clock.now() < until:
        async with reading(squads.app.database) as tx:
            due = await tx.tasks.next_due()
        step = min(due, until) if due else until
        squads.clock.move_to(max(step, squads.clock.now()))
        await squads.app.scheduler.tick()
        await squads.app.settle()
        moments += [
            (squads.clock.now(), to.chat)
            for to, part in squads.channel.said[said:]
            if to.chat in GROUPS and "dời sang" not in part.text
        ]
        said = len(squads.channel.said)
        if step == until:
            break

    assert sorted(set(moments)) == sorted(set(promised))
    assert len(moments) == len(set(moments)), "what is due together is one message"


# -- posts of the campaign's plan --------------------------------------------------------------------------------------


@pytest.fixture
async def plan(squads: House) -> House:
    """The same with one weekly post of the plan beside the deadline's."""
    campaign = squads.app.tools.campaign
    weekly = Post("tuan-moi", "Chúc {unit} tuần mới!", ("squads",), at=time(8, 0), weekdays=(0,))
    deadlines = tuple(post for post in campaign.posts if post.anchor == "deadline")
    squads.app.tools.campaign = replace(campaign, posts=(weekly, *deadlines))
    await squads.app.scheduler.plan()
    return squads


def in_groups(house: House, *fragments: str) -> dict[str, int]:
    return {chat: times for chat, times in heard(house, *fragments).items() if chat in GROUPS}


async def test_a_post_of_the_plan_gets_other_words_and_another_hour(plan: House) -> None:
    officer = await plan.officer()
    await dialog(
        officer,
        ("/tinkehoach", "1. thứ Hai lúc 08:00: «Chúc {unit} tuần mới!»"),
        ("[Tin 1]", "Nội dung"),
        ("[Sửa lời]", "giữ nguyên nếu cần: {unit}"),
        ("Các {unit} {nhớ} họp nhé!", "Các ấp {nhớ} họp nhé!"),
        ("[Duyệt]", "Đã đổi tin 1. Lần tới: 08:00 thứ Hai 20/10"),
        ("/tinkehoach", "«Các {unit}"),
        ("[Tin 1]", "(đã sửa)"),
        ("[Dời giờ]", "mấy giờ"),
        ("9:30", "thứ Hai lúc 09:30"),
        ("[Duyệt]", "09:30 thứ Hai 20/10"),
    )

    await plan.until("2025-10-20T09:29:00+07:00")
    assert in_groups(plan, "họp nhé") == {}
    await plan.until("2025-10-20T09:31:00+07:00")

    assert [text for text in said_to(plan, "doi-1") if "họp" in text or "tuần mới" in text] == ["Các ấp {nhớ} họp nhé!"]


async def test_a_post_of_the_plan_rests_and_comes_back_as_planned(plan: House) -> None:
    officer = await plan.officer()
    await dialog(
        officer,
        ("/tinkehoach", "2."),
        ("[Tin 1]", "Nội dung"),
        ("[Tạm dừng]", "duyệt"),
        ("[Duyệt]", "Đã đổi tin 1."),
        ("/tinkehoach", "(đang tạm dừng)"),
    )
    await plan.app.scheduler.plan()
    await plan.until("2025-10-20T12:00:00+07:00")
    assert in_groups(plan, "tuần mới") == {}

    await dialog(
        officer,
        ("/tinkehoach", "(đang tạm dừng)"),
        ("[Tin 1]", "Nội dung"),
        ("[Về như kế hoạch]", "đúng như kế hoạch"),
        ("[Duyệt]", "Lần tới: 08:00 thứ Hai 27/10"),
    )
    await plan.until("2025-10-27T08:01:00+07:00")

    assert in_groups(plan, "tuần mới") == {"doi-1": 1, "doi-2": 1}


async def test_the_deadline_post_gets_other_words_but_never_rests(plan: House) -> None:
    officer = await plan.officer()
    await dialog(officer, ("/tinkehoach", "2. khi đến hạn"), ("[Tin 2]", "Nội dung"))
    assert "Tạm dừng" not in officer.buttons and "Tạm dừng" not in said_to(plan, officer.chat)[-1]
    await dialog(
        officer,
        ("[Sửa lời]", "đúng từng chữ"),
        ("Đến giờ rồi, còn thiếu {missing}!", "Đến giờ rồi"),
        ("[Duyệt]", "Đã đổi tin 2."),
    )

    await plan.until("2025-10-18T16:31:00+07:00")

    assert in_groups(plan, "Đến giờ rồi, còn thiếu ấp") == {"doi-1": 1, "doi-2": 1}
