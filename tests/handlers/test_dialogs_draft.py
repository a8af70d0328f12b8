"""Saturday in one word: the draft, «duyệt», «sửa lời», «nhắc thiếu», the post at 16:30, and the books that close."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.types import File
from handlers.bundling import bundle_of
from handlers.paper.drawn import Drawn
from handlers.summaries.letter_words import Words
from storage.manners import Manners
from storage.numbers import Number
from storage.tx import begin, reading
from tests.handlers.dialogs import dialog, picks, said_to, standing
from tests.support.house import House, Phone
from tests.support.papers import QuickPress

DRAFTED, JUST_BEFORE, OVER = (f"2025-10-18T{at}+07:00" for at in ("16:00:30", "16:29:50", "16:31:00"))
SQUAD = "g-doi-1"


@pytest.fixture
async def officer(house: House, tmp_path: Path) -> AsyncIterator[Phone]:
    """Four of five hamlets have reported, ấp Chợ's squad has a bound group; nothing is drawn for real."""
    house.app.tools.drawn = Drawn(tmp_path / "files", QuickPress())
    phone = await house.officer()
    for area in ("ap-trau", "ap-my-khoan", "ap-phuoc-my", "ap-cho"):
        leader = await house.leader(area)
        await leader.says("bc cks 5 vneid 12 lượt 30")
    await house.leader("ap-ben-san")
    await house.group(SQUAD, phone.author).says("chào", mentioned=True)
    async with begin(house.app.database) as tx:
        await tx.chats.bind((house.channel.name, SQUAD), "squad", "doi-1")
    house.channel.said.clear()
    yield phone


async def other_officer(house: House) -> Phone:
    phone = await house.leader("", role="officer", author="officer-2")
    return dataclasses.replace(phone, name="Cô Hạnh")


def files(house: House, chat: str) -> list[File]:
    return [part.file for to, part in house.channel.said if to.chat == chat and part.file is not None]


def draft_of(house: House, phone: Phone) -> str:
    [draft] = [text for text in said_to(house, phone.chat) if "Bản nháp tuần 42" in text and "Nhóm sẽ thấy" in text]
    return draft


def in_group(house: House) -> list[str]:
    return [text for text in said_to(house, SQUAD) if not text.startswith("Nhắc các đội")]


# -- the draft --------------------------------------------------------------------------------------------------------


async def test_half_an_hour_before_the_officer_has_the_draft_with_gaps_on_top_and_both_files(
    house: House, officer: Phone
) -> None:
    await house.until("2025-10-18T15:59:59+07:00")
    assert not any("Bản nháp" in text for text in said_to(house, officer.chat))
    await house.until(DRAFTED)

    head, gaps, *rest = draft_of(house, officer).split("\n")
    assert "16:30 thứ Bảy 18/10" in head and "1 nhóm" in head
    assert gaps == "⚠️ Còn thiếu 1 ấp: ấp Bến Sắn."
    shown = rest[rest.index("Nhóm sẽ thấy:") + 1 :]
    post = shown[: shown.index("")]
    assert 3 <= len(post) <= 5
    assert "Đủ báo cáo: 4/5 ấp" in "\n".join(post)
    kinds = [file.name.rpartition(".")[2] for file in files(house, officer.chat)]
    assert kinds == (["docx", "xlsx"] if house.channel.capabilities.file else [])
    assert all("Bản nháp" not in text for chat in (SQUAD, "c-leader-ap-cho") for text in said_to(house, chat))


async def test_doubtful_numbers_stand_above_what_will_be_posted(house: House, officer: Phone) -> None:
    async with begin(house.app.database) as tx:
        report = (await tx.reports.all("nhon-trach-2025"))[0]
        place = house.app.tools.campaign.area(report.area)
        people = place.populations["nguoi-lon"]
        number = Number(report.area, "population", "nguoi-lon", 4)
        await tx.numbers.put(report.campaign, [number], house.clock.now())
    assert people > 5

    await house.until(DRAFTED)

    told = draft_of(house, officer)
    assert "Cần hỏi lại" in told.partition("Nhóm sẽ thấy:")[0]
    assert "vượt số người trưởng thành (4)" in told
    assert "Cần hỏi lại" not in told.partition("Nhóm sẽ thấy:")[2]


async def test_without_a_word_the_plain_post_goes_out_and_the_officer_is_told(house: House, officer: Phone) -> None:
    await house.until(OVER)

    [post] = in_group(house)
    assert post.startswith("Đã đến hạn báo cáo tuần 42")
    assert sum("chưa ai duyệt" in text for text in said_to(house, officer.chat)) == 1
    await dialog(await house.leader("ap-ben-san"), ("bc cks 3 vneid 2 lượt 9", "Biên nhận"))
    assert await standing(house, "ap-ben-san") == {"cks": 3, "vneid2": 2, "luot": 9}


async def test_where_the_rule_holds_the_post_waits_for_the_word_and_is_then_said_once(
    house: House, officer: Phone
) -> None:
    campaign = house.app.tools.campaign
    rhythm = dataclasses.replace(campaign.rhythm, unapproved="hold")
    house.app.tools.campaign = dataclasses.replace(campaign, rhythm=rhythm)
    await house.until("2025-10-18T16:40:00+07:00")
    assert in_group(house) == []
    assert sum("chưa ai duyệt" in text for text in said_to(house, officer.chat)) == 1

    await dialog(officer, ("duyệt", "ngay bây giờ"))
    await house.until("2025-10-18T16:45:00+07:00")

    [post] = in_group(house)
    assert "Số liệu tuần 42" in post and "sổ chốt lúc 16:40" in post
    assert "đã duyệt" in (await officer.says("duyệt"))[0] or "không có tin nào" in (await officer.says("duyệt"))[0]
    assert len(in_group(house)) == 1


async def test_a_campaign_may_do_without_drafts(house: House, officer: Phone) -> None:
    campaign = house.app.tools.campaign
    rhythm = dataclasses.replace(campaign.rhythm, draft=campaign.rhythm.drafted_before * 0)
    house.app.tools.campaign = dataclasses.replace(campaign, rhythm=rhythm)

    await house.until(OVER)

    assert not any("háp" in text for text in said_to(house, officer.chat))
    assert len(in_group(house)) == 1


# -- duyệt ------------------------------------------------------------------------------------------------------------


async def test_the_word_lets_the_figures_go_out_at_the_hour_and_closes_the_books(house: House, officer: Phone) -> None:
    await house.until(DRAFTED)
    await dialog(officer, ("duyệt", "Đã duyệt. 16:30 thứ Bảy 18/10 em gửi 1 nhóm và chốt sổ tuần 42"))
    await house.until("2025-10-18T16:29:59+07:00")
    assert in_group(house) == []
    await house.until(OVER)

    post, *picture = in_group(house)
    lines = post.split("\n")
    assert lines[0] == (
        "📊 **Số liệu tuần 42 (13/10–19/10)** – sổ chốt lúc 16:30 thứ Bảy 18/10, số gửi sau tính vào tuần 43"
    )
    assert len(lines) <= 5 and "chữ ký số: **20**" in post.casefold()
    assert [text.startswith("Biểu đồ") for text in picture] == [True]
    assert not any("chưa ai duyệt" in text for text in said_to(house, officer.chat))


async def test_the_button_does_the_same(house: House, officer: Phone) -> None:
    await house.until(DRAFTED)
    if house.channel.capabilities.button_limit:
        assert "chốt sổ" in (await officer.presses("Duyệt"))[0]
    else:
        assert "Duyệt" not in draft_of(house, officer).split("\n")[-1]
        assert "chốt sổ" in (await officer.says("duyệt"))[0]


async def test_of_several_officers_one_word_counts_and_the_others_hear_whose(house: House, officer: Phone) -> None:
    other = await other_officer(house)
    await house.until(DRAFTED)

    await other.says("duyệt")
    assert [text for text in said_to(house, officer.chat) if "Chị Hoa đã duyệt" in text or "Cô Hạnh đã duyệt" in text]
    answer = (await officer.says("duyệt"))[0]

    assert "không có tin nào chờ duyệt" in answer or "đã duyệt rồi" in answer
    if house.channel.capabilities.button_limit:
        assert "đã duyệt rồi" in (await officer.presses("Duyệt"))[0]
    await house.until(OVER)
    assert len([text for text in in_group(house) if "Số liệu" in text]) == 1
    async with begin(house.app.database) as tx:
        approved = [line for line in await tx.audit.newest() if line.action == "draft-approved"]
    assert len(approved) == 1


async def test_until_the_hour_the_word_can_be_taken_back(house: House, officer: Phone) -> None:
    await house.until(DRAFTED)
    await officer.says("duyệt")
    await dialog(officer, ("[Chưa duyệt nữa]", "chưa duyệt"))
    await house.until(OVER)

    assert in_group(house)[0].startswith("Đã đến hạn báo cáo")
    await dialog(await house.leader("ap-ben-san"), ("bc cks 3 vneid 2 lượt 9", "Biên nhận"))
    assert await standing(house, "ap-ben-san") == {"cks": 3, "vneid2": 2, "luot": 9}


async def test_approved_but_left_open_the_books_close_when_the_rule_says(house: House, officer: Phone) -> None:
    await house.until(DRAFTED)
    if not officer_has_buttons(house):
        await officer.says("bản nháp")
    await picks(officer, "Duyệt, chưa chốt sổ")
    await house.until(OVER)

    assert in_group(house)[0].split("\n")[0] == "📊 **Số liệu tuần 42 (13/10–19/10)**"
    await dialog(await house.leader("ap-ben-san"), ("bc cks 3 vneid 2 lượt 9", "Biên nhận"))
    assert await standing(house, "ap-ben-san") == {"cks": 3, "vneid2": 2, "luot": 9}


async def test_after_the_hour_the_word_offers_to_close_the_books_only(house: House, officer: Phone) -> None:
    await house.until("2025-10-18T16:50:00+07:00")

    await dialog(officer, ("duyệt", "đã gửi tin hạn như thường lệ"), ("[Chốt sổ bây giờ]", "Đã chốt sổ"))

    assert [text for text in in_group(house) if "Số liệu" in text] == []
    house.clock.advance(minutes=1)
    await dialog(await house.leader("ap-cho"), ("bc cks 9", "đã chốt lúc 16:50"))


async def test_only_officers_see_or_decide_anything(house: House, officer: Phone) -> None:
    leader = await house.leader("ap-cho")
    await house.until(DRAFTED)
    for words in ("/duyet", "/bannhap", "/sualoi", "/nhacthieu"):
        assert "dành cho cán bộ" in (await leader.says(words))[0]
    async with begin(house.app.database) as tx:
        row = await tx.tasks.keyed("nhon-trach-2025:deadline:2025-W42")
    assert row is not None
    for payload in (f"post:yes:{row.id}", f"draft:open:{row.id}", f"draft:back:{row.id}", "draft:close:2025-W42"):
        assert "dành cho cán bộ" in (await house.deliver(leader, choice=payload))[0]
    await house.until(OVER)
    assert in_group(house)[0].startswith("Đã đến hạn")


# -- what moves between the draft and the hour, and after it ----------------------------------------------------------


async def test_what_comes_between_is_in_the_figures_and_the_officer_hears_that_they_moved(
    house: House, officer: Phone
) -> None:
    await house.until(DRAFTED)
    await officer.says("duyệt")
    await (await house.leader("ap-cho")).says("sửa cks 7")
    late = await house.leader("ap-ben-san")
    await house.until(JUST_BEFORE)
    await late.says("bc cks 1 vneid 1 lượt 2")
    await house.until(OVER)

    post = in_group(house)[0]
    assert "Đủ báo cáo: 5/5 ấp" in post and "**23**" in post
    [note] = [text for text in said_to(house, officer.chat) if "số tuần 42" in text and "đã đổi" in text]
    assert "ấp Chợ – chữ ký số: 5 → 7" in note
    assert "ấp Bến Sắn – chữ ký số: chưa có → 1" in note
    assert "ấp Trầu" not in note


async def test_what_moved_before_the_word_is_told_with_it_and_not_again(house: House, officer: Phone) -> None:
    await house.until(DRAFTED)
    await (await house.leader("ap-cho")).says("sửa cks 7")
    assert "chữ ký số: 5 → 7" in (await officer.says("duyệt"))[0]
    await house.until(OVER)

    assert not any("5 → 7" in text for text in said_to(house, officer.chat)[-6:] if "Đã duyệt" not in text)


async def test_after_the_close_new_work_counts_in_the_next_week_and_corrections_ask_why(
    house: House, officer: Phone
) -> None:
    await house.until(DRAFTED)
    await officer.says("duyệt")
    await house.until("2025-10-18T17:30:00+07:00")
    frozen = await standing(house, "ap-cho")
    cho, ben_san = await house.leader("ap-cho"), await house.leader("ap-ben-san")

    await dialog(cho, ("sửa cks 8", "Lý do là gì"), ("[Báo sót]", "tuần 43"))
    await dialog(ben_san, ("bc cks 4 vneid 2 lượt 9", "Làm sau giờ chốt sổ"))
    house.clock.advance(days=1)
    await dialog(cho, ("bc cks 6 vneid 3 lượt 5", "tuần 43"))

    assert await standing(house, "ap-cho") == frozen
    assert await standing(house, "ap-ben-san") == {}
    assert "Chữ ký số: **20**" in (await officer.says("/tonghop 2025-W42"))[0]
    house.clock.advance(days=2)
    assert "Chữ ký số: **13**" in (await officer.says("/tonghop"))[0]  # 3 more, 4 late, 6 on Sunday
    assert not any("em còn thiếu" in text for text in said_to(house, officer.chat))  # nobody is chased any more


@pytest.mark.parametrize(
    ("answer", "then", "booked"),
    [("[Làm thêm]", "Làm sau giờ chốt sổ", 6), ("cộng thêm", "Làm sau giờ chốt sổ", 6), ("[Thay]", "Lý do là gì", 1)],
)
async def test_a_second_figure_of_the_day_after_the_close_is_asked_about_not_guessed(
    house: House, officer: Phone, answer: str, then: str, booked: int
) -> None:
    await house.until(DRAFTED)
    await officer.says("duyệt")
    await house.until(OVER)
    leader = await house.leader("ap-cho")

    await dialog(leader, ("bc cks 6", "làm thêm hay thay"), (answer, then))
    if "Lý do" in then:
        await dialog(leader, ("[Đếm lại]", "5 → 6 (+1)"))

    house.clock.advance(days=3)
    assert f"Chữ ký số: **{booked}**" in (await officer.says("/tonghop"))[0]


async def test_more_of_the_day_after_the_close_needs_no_question(house: House, officer: Phone) -> None:
    await house.until(DRAFTED)
    await officer.says("duyệt")
    await house.until(OVER)

    await dialog(await house.leader("ap-cho"), ("thêm 2 cks", "5 → 7 (+2)"))


async def test_what_was_sent_before_the_close_counts_though_it_arrives_later(house: House, officer: Phone) -> None:
    await house.until(DRAFTED)
    await officer.says("duyệt")
    await house.until(OVER)
    sent = house.clock.now().replace(hour=16, minute=29)

    answers = await house.deliver(await house.leader("ap-ben-san"), text="bc cks 4 vneid 2 lượt 9", sent_at=sent)

    assert "Biên nhận" in answers[0]
    assert await standing(house, "ap-ben-san") == {"cks": 4, "vneid2": 2, "luot": 9}


async def test_the_draft_can_be_seen_again_with_the_figures_of_this_minute(house: House, officer: Phone) -> None:
    await house.until(DRAFTED)
    await (await house.leader("ap-cho")).says("sửa cks 7")

    (again,) = await officer.says("bản nháp")

    assert "**22**" in again and "Nhóm sẽ thấy" in again


# -- nhắc thiếu -------------------------------------------------------------------------------------------------------


async def test_one_tap_reminds_the_missing_once_an_hour(house: House, officer: Phone) -> None:
    await house.until(DRAFTED)
    before = len(said_to(house, "c-leader-ap-ben-san"))

    answer = (await (officer.presses("Nhắc ấp Bến Sắn") if officer_has_buttons(house) else officer.says("nhắc thiếu")))[
        0
    ]
    await house.until("2025-10-18T16:05:00+07:00")

    assert "Em đã nhắc ấp Bến Sắn" in answer
    assert len(said_to(house, "c-leader-ap-ben-san")) == before + 1
    assert "vừa được nhắc" in (await officer.says("nhắc thiếu"))[0]
    await (await house.leader("ap-ben-san")).says("bc cks 4 vneid 2 lượt 9")
    assert "không còn ai" in (await officer.says("nhắc thiếu"))[0]


async def test_who_does_not_want_to_hear_is_not_reminded(house: House, officer: Phone) -> None:
    leader = await house.leader("ap-ben-san")
    async with begin(house.app.database) as tx:
        await tx.manners.keep((house.channel.name, leader.chat), Manners(duty_muted=True), house.clock.now())
    await house.until(DRAFTED)
    before = len(said_to(house, leader.chat))

    await officer.says("nhắc thiếu")
    await house.until("2025-10-18T16:05:00+07:00")

    assert len(said_to(house, leader.chat)) == before


def officer_has_buttons(house: House) -> bool:
    return house.channel.capabilities.button_limit > 0


# -- sửa lời ----------------------------------------------------------------------------------------------------------


async def written(house: House) -> dict[str, list[str]]:
    """The free parts of this week's report, as they will be printed."""
    async with reading(house.app.database) as tx:
        campaign = house.app.tools.campaign
        made = await bundle_of(tx, campaign, campaign.period("2025-W42"), house.clock.now())
    return {title.partition(".")[0]: lines for title, lines in Words(made).after_table}


async def test_the_parts_are_asked_one_by_one_shown_as_they_stand_and_kept(house: House, officer: Phone) -> None:
    before = await written(house)
    await house.until(DRAFTED)

    await dialog(
        officer,
        ("sửa lời", "III. KHÓ KHĂN, VƯỚNG MẮC** (1/4)"),
        ("Vướng mắc lớn nhất: sóng yếu ở ấp Chợ.\nThiếu máy đọc chip.", "IV. ĐÁNH GIÁ"),
        ("[Giữ như vậy]", "V. PHƯƠNG HƯỚNG"),
        ("Báo cáo tuần sau tập trung ấp Bến Sắn", "VI. KIẾN NGHỊ"),
        ("[Quay lại mục trước]", "Báo cáo tuần sau tập trung ấp Bến Sắn"),
        ("[Thôi, xong]", "Đã lưu"),
    )

    after = await written(house)
    assert after["III"] == ["Vướng mắc lớn nhất: sóng yếu ở ấp Chợ.", "Thiếu máy đọc chip."]
    assert after["V"] == ["Báo cáo tuần sau tập trung ấp Bến Sắn"]
    assert (after["IV"], after["VI"]) == (before["IV"], before["VI"])
    assert [one async for one in _reports(house)] == ["bc cks 5 vneid 12 lượt 30"] * 4, "no words became a report"


async def _reports(house: House) -> AsyncIterator[str]:
    async with begin(house.app.database) as tx:
        for report in await tx.reports.all("nhon-trach-2025"):
            yield report.line


async def test_our_own_words_can_be_taken_again(house: House, officer: Phone) -> None:
    before = await written(house)
    await officer.says("sửa lời")
    await officer.says("Lời của em")
    await officer.says("thôi")
    assert (await written(house))["III"] == ["Lời của em"]

    await dialog(officer, ("/sualoi", "Anh/chị đã viết là"), ("[Lấy lại lời em soạn]", "Em đang soạn là"))

    assert await written(house) == before


async def test_other_weeks_keep_their_own_words(house: House, officer: Phone) -> None:
    await dialog(officer, ("/sualoi tuần trước", "báo cáo tuần 41"), ("Tuần đầu", "(2/4)"))

    assert (await written(house))["III"] != ["Tuần đầu"]
    assert "Em chưa rõ kỳ" in (await officer.says("/sualoi mùa xuân"))[0]


async def test_a_part_that_is_too_long_and_one_without_words_change_nothing(house: House, officer: Phone) -> None:
    before = await written(house)
    await officer.says("sửa lời")

    assert "dài 4.000" in (await officer.says("á" * 4000))[0] or "dài 4000" in (await officer.says("á" * 4000))[0]
    await officer.says("…")

    assert await written(house) == before


async def test_the_word_file_with_the_new_words_is_sent_when_asked_for(house: House, officer: Phone) -> None:
    await officer.says("sửa lời")
    await officer.says("Lời của em")
    await picks(officer, "Thôi, xong")

    await dialog(officer, ("[Gửi bản Word]", "Em đang lập báo cáo Word"))
    await house.app.scheduler.run_due()
    await house.app.settle()

    names = [file.name for file in files(house, officer.chat)]
    assert names == (["bao-cao-nhon-trach-2025-2025-W42.docx"] if house.channel.capabilities.file else [])


async def test_buttons_of_a_form_that_is_closed_are_stale(house: House, officer: Phone) -> None:
    for payload in (
        "draft:keep",
        "draft:ours",
        "draft:previous",
        "draft:enough",
        "draft:words:2031-W01",
        "draft:word:x",
    ):
        assert "đã cũ" in (await house.deliver(officer, choice=payload))[0]
