"""The class-group kit by chat: the name once, a message to forward, files or links, and counts without people."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.text import units
from bot.types import Capabilities, File
from handlers.paper.drawn import Drawn
from handlers.phrases import share as say
from handlers.presets import CAMPAIGNS, load_named, names
from handlers.share.kit import message
from storage.marks import Mark
from storage.tx import begin
from tests.handlers.dialogs import dialog, picks, said_to
from tests.support.house import House, Phone
from tests.support.papers import QuickPress

ADDRESS = "https://troly.nhontrach.example.vn"
SCHOOL = "lớp 5A1 trường TH Phú Đông"


@pytest.fixture
def press(house: House, tmp_path: Path) -> QuickPress:
    """The house has a public address and a web chat; drawing is quick."""
    quick = QuickPress()
    tools = house.app.tools
    tools.public_url, tools.web_chat, tools.drawn = ADDRESS, True, Drawn(tmp_path / "files", quick)
    return quick


async def run_tasks(house: House) -> None:
    await house.app.scheduler.run_due()
    await house.app.settle()


def files_to(house: House, chat: str) -> list[File]:
    return [part.file for to, part in house.channel.said if to.chat == chat and part.file is not None]


async def listed(house: House) -> list[Mark]:
    async with begin(house.app.database) as tx:
        return await tx.marks.listed(house.app.tools.campaign.id)


async def times(house: House, mark: str) -> int:
    async with begin(house.app.database) as tx:
        return (await tx.marks.openings([mark], house.clock.now().date()))[mark].total


async def test_a_teacher_names_the_class_once_and_gets_message_code_and_posters(
    house: House, press: QuickPress
) -> None:
    teacher = await house.leader("", role="teacher")

    await dialog(teacher, ("/chiase", "Gõ tên một lần"))
    ready, forward = await teacher.says("Lớp 5A1 trường TH Phú Đông")
    await run_tasks(house)

    [mark] = await listed(house)
    assert (mark.kind, mark.label, mark.area) == ("class", SCHOOL, None)
    assert SCHOOL in ready
    assert f"{ADDRESS}/l/{mark.id}" in forward and units(forward) <= 500
    can = house.channel.capabilities
    names_ = [file.name for file in files_to(house, teacher.chat)]
    pdfs = ["to-dan-a6-lop-5a1-truong-th-phu-dong.pdf", "to-dan-a4-lop-5a1-truong-th-phu-dong.pdf"]
    assert names_ == ["qr-lop-5a1-truong-th-phu-dong.png", *(pdfs if can.file else [])]
    links = [text for text in said_to(house, teacher.chat) if "/a4.pdf" in text]
    assert len(links) == (0 if can.file else 1)
    assert all(Path(file.path).read_bytes() for file in files_to(house, teacher.chat))


async def test_the_same_class_is_remembered_with_its_link_and_drawn_once(house: House, press: QuickPress) -> None:
    officer = await house.officer()

    first = (await officer.says(f"/chiase {SCHOOL}"))[-1]
    await run_tasks(house)
    drawn = list(press.made)
    again = (await officer.says("chia sẻ"), await picks(officer, SCHOOL))[-1][-1]
    await run_tasks(house)
    typed = (await officer.says("/chiase LỚP 5A1  Trường TH Phú Đông"))[-1]

    assert first == again == typed
    assert len(await listed(house)) == 1
    assert press.made == drawn


async def test_a_task_that_runs_twice_sends_once(house: House, press: QuickPress) -> None:
    officer = await house.officer()
    await officer.says(f"/chiase {SCHOOL}")
    await run_tasks(house)
    said = len(house.channel.said)

    async with begin(house.app.database) as tx:
        [row] = [
            r
            for r in await tx.tasks.between(house.clock.now(), house.clock.now().replace(hour=23))
            if r.name == "share-kit"
        ]
        await tx.tasks.again(row.id, house.clock.now())
    await run_tasks(house)

    assert len(house.channel.said) == said


async def test_a_leader_gets_a_kit_for_their_hamlet(house: House, press: QuickPress) -> None:
    leader = await house.leader("ap-cho")

    await dialog(leader, ("/chiase", "ấp Chợ"))
    ready, forward = await picks(leader, "ấp Chợ")

    [mark] = await listed(house)
    assert (mark.kind, mark.label, mark.area) == ("area", "ấp Chợ", "ap-cho")
    assert "ấp Chợ" in ready and forward.startswith("Kính gửi bà con ấp Chợ")


async def test_counts_are_shown_and_others_kits_are_not(house: House, press: QuickPress) -> None:
    officer, teacher = await house.officer(), await house.leader("", role="teacher")
    await teacher.says(f"/chiase {SCHOOL}")
    [mark] = await listed(house)

    for parent in ("p1", "p2"):
        await house.phone(parent).says(f"/start l-{mark.id}")
    house.clock.advance(days=1)
    await house.phone("p1").says(f"/start l-{mark.id}")

    await dialog(officer, ("/chiase", f"{SCHOOL}: 3 lượt mở, hôm nay 1"))
    other = await house.leader("", role="teacher", author="another")
    assert SCHOOL not in (await other.says("/chiase"))[0].replace("ví dụ:\n• lớp 5A1 trường TH Phú Đông", "")


async def test_a_visitor_counts_once_a_day_however_often_they_come(house: House, press: QuickPress) -> None:
    officer, parent = await house.officer(), house.phone("p1")
    await officer.says(f"/chiase {SCHOOL}")
    [mark] = await listed(house)

    for _ in range(3):
        await parent.says(f"/start l-{mark.id.upper()}")

    assert await times(house, mark.id) == 1


async def test_parents_are_greeted_with_three_ways_on(house: House, press: QuickPress) -> None:
    officer, parent = await house.officer(), house.phone("p1")
    await officer.says(f"/chiase {SCHOOL}")
    [mark] = await listed(house)

    await dialog(parent, (f"/start l-{mark.id}", f"Kính chào quý phụ huynh **{SCHOOL}**"))
    await dialog(parent, ("[Lịch và nơi hỗ trợ]", "7:30–11:30"))
    await parent.says(f"/start l-{mark.id}")
    await dialog(parent, ("[Hướng dẫn cho phụ huynh]", "phụ huynh"), ("[Phụ huynh cần làm gì]", "VNeID mức 2"))
    await parent.says(f"/start l-{mark.id}")
    await dialog(parent, ("[Hỏi điều khác]", "gõ điều muốn hỏi"))


async def test_an_unknown_mark_and_a_guides_link_lead_on(house: House, press: QuickPress) -> None:
    parent = house.phone("p1")

    await dialog(parent, ("/start l-zzzzzzz", "vẫn giúp được"), ("/start l-vneid-kich-hoat", "**Kích hoạt"))

    assert (await times(house, "zzzzzzz"), await times(house, "vneid-kich-hoat")) == (0, 1)


async def test_one_visitor_cannot_swell_the_counts(house: House, press: QuickPress) -> None:
    parent = house.phone("p1")
    guides = list(house.app.tools.book.guides)[:25]

    for guide in guides:
        await parent.says(f"/start l-{guide}")

    assert sum([await times(house, guide) for guide in guides]) == 20


HOSTILE = [
    ("x" * 2000, "hơi dài"),
    ("lớp " + "5A1 " * 300, "hơi dài"),
    ("   ", "Gõ tên một lần"),
    ("‮‮🎉🎉", "chưa đọc được"),
    ("學校 مدرسة", "chưa đọc được"),
    ("lớp 5A1 học sinh Nguyễn Văn A", "không ghi tên học sinh"),
    ("mẹ bé An lớp 5A1", "không ghi tên học sinh"),
    ("lớp 5A1 0912345678", "không ghi tên học sinh"),
    ("lớp 5A1 001085012345", "không ghi tên học sinh"),
]


@pytest.mark.parametrize(("typed", "heard"), HOSTILE)
async def test_a_name_that_is_none_is_asked_again(house: House, press: QuickPress, typed: str, heard: str) -> None:
    officer = await house.officer()

    assert heard in (await officer.says(f"/chiase {typed}"))[-1]
    assert await listed(house) == []

    assert SCHOOL in (await officer.says(SCHOOL))[0]


CLEANED = [
    ("5A1 TH Phú Đông", "lớp 5A1 TH Phú Đông"),
    ("**lớp 5A1** <script>alert(1)</script>", "lớp 5A1 script alert(1)/script"),
    ('=HYPERLINK("http://x.vn";"lớp 5A1")', "HYPERLINK( http //x.vn lớp 5A1 )"),
    ("+lớp 5A1\u202e\u0000\n{mark}", "lớp 5A1 mark"),
    ("Lớp 5A1", "lớp 5A1"),
]


@pytest.mark.parametrize(("typed", "label"), CLEANED)
async def test_a_name_is_kept_without_what_is_no_name(house: House, press: QuickPress, typed: str, label: str) -> None:
    officer = await house.officer()
    await officer.says(f"/chiase {typed}")

    [mark] = await listed(house)
    assert re.sub(r"\W+", " ", mark.label) == re.sub(r"\W+", " ", label)
    assert not set(mark.label) & set('*<>"=\u202e\u0000{}\n;')
    assert mark.label[0] not in "=+-@"


async def test_without_an_address_it_says_what_the_technician_must_set(house: House) -> None:
    officer = await house.officer()

    await dialog(officer, ("/chiase", "public_url"))
    house.app.tools.public_url = ADDRESS
    await dialog(officer, ("/chiase", "[channels.web]"), (f"/chiase {SCHOOL}", "[channels.web]"))

    assert await listed(house) == []


async def test_who_may_not_is_told_and_a_group_is_sent_to_private(house: House, press: QuickPress) -> None:
    officer = await house.officer()
    citizen = house.phone("dan")

    assert "giáo viên" in (await citizen.says("/chiase"))[0]
    await dialog(house.group("g1", officer.author), ("/chiase", "nhắn riêng"), (f"/chiase {SCHOOL}", "nhắn riêng"))
    assert await listed(house) == []


async def test_a_press_that_fails_is_said_and_the_link_still_works(house: House, press: QuickPress) -> None:
    officer = await house.officer()
    press.broken = True
    await officer.says(f"/chiase {SCHOOL}")

    for _ in range(4):
        house.clock.advance(minutes=10)
        await run_tasks(house)

    told = [text for text in said_to(house, officer.chat) if "chưa vẽ được" in text]
    assert len(told) == 1
    assert files_to(house, officer.chat) == []


async def test_a_kit_is_taken_off_the_list_and_its_link_goes_on(house: House, press: QuickPress) -> None:
    officer, parent = await house.officer(), house.phone("p1")
    await officer.says(f"/chiase {SCHOOL}")
    [mark] = await listed(house)

    await dialog(officer, ("/chiase bỏ lớp nào", "không thấy"), (f"/chiase bỏ {SCHOOL}", "Đã bỏ"))

    assert await listed(house) == []
    await dialog(parent, (f"/start l-{mark.id}", "Kính chào quý phụ huynh"))


@pytest.mark.parametrize("preset", names(CAMPAIGNS))
def test_the_message_to_forward_is_short_in_every_campaign(house: House, press: QuickPress, preset: str) -> None:
    tools = replace(house.app.tools, campaign=load_named(preset), public_url=f"https://{'x' * 60}.example.gov.vn")
    for kind in ("class", "area"):
        text = message(tools, Mark("k7m2xab", kind, "lớp " + "M" * 56, None, None))
        assert units(text) <= say.LONGEST_MESSAGE
        assert "/l/k7m2xab\n" in text and "**" not in text


async def test_every_guide_offered_to_parents_is_there(house: House) -> None:
    assert [id_ for _, id_ in say.PARENT_ITEMS if id_ not in house.app.tools.book.guides] == []


async def test_a_teacher_is_greeted_and_helped_with_what_they_can_do(house: House) -> None:
    teacher = await house.leader("", role="teacher")

    await dialog(teacher, ("/start", "**/chiase**"), ("giúp", "**/in**"))


# -- the schedule, and manners in a class group ---------------------------------------------------------------------


async def class_group(house: House, chat: str, author: str = "p1") -> Phone:
    group = house.group(chat, author, "Mẹ bé An")
    await group.says("chào cả nhà")
    async with begin(house.app.database) as tx:
        await tx.chats.bind((house.channel.name, chat), "class", None)
    return group


async def test_in_a_class_group_it_speaks_when_named_in_one_short_line(house: House, press: QuickPress) -> None:
    group = await class_group(house, "lop-5a1")

    assert await group.says("quên mật khẩu vneid") == []
    [answer] = await group.says("quên mật khẩu vneid", mentioned=True)
    [unsure] = await group.says("xyz abc đủ thứ chuyện trên đời", mentioned=True)

    assert f"{ADDRESS}/l/vneid-quen-mat-khau" in answer
    assert "riêng" in unsure
    for said in (answer, unsure):
        assert "\n" not in said and units(said) < 350


async def test_without_an_address_the_group_is_asked_to_write_privately(house: House) -> None:
    group = await class_group(house, "lop-5a1")

    [answer] = await group.says("quên mật khẩu vneid", mentioned=True)

    assert answer.endswith("(Bác nhắn riêng cho cháu để xem từng bước.)") and "http" not in answer


@pytest.mark.parametrize("asked", ["lịch hỗ trợ thế nào", "điểm hỗ trợ ở đâu", "may gio lam viec"])
async def test_the_schedule_is_posted_when_the_group_asks(house: House, press: QuickPress, asked: str) -> None:
    group = await class_group(house, "lop-5a1")

    [answer] = await group.says(asked, mentioned=True)

    assert "7:30–11:30" in answer and "Bàn tư vấn" in answer


async def test_the_officer_posts_the_schedule_here_or_into_all_class_groups_once_a_week(
    house: House, press: QuickPress
) -> None:
    officer = await house.officer()
    await class_group(house, "lop-5a1")
    await class_group(house, "lop-5a2", "p2")

    assert "7:30" in (await house.group("lop-5a1", officer.author).says("/chiase lịch"))[0]
    house.channel.said.clear()
    for _ in range(2):
        await dialog(officer, ("/chiase lịch", "vào 2 nhóm lớp"), ("[Đăng vào]", "2 nhóm lớp"))
    await dialog(officer, ("/chiase lịch", "2 nhóm lớp"), ("[Thôi]", "chưa đăng"))

    assert [len(said_to(house, chat)) for chat in ("lop-5a1", "lop-5a2")] == [1, 1]
    for days, posts in ((1, 1), (1, 2)):  # on Sunday it is the same week, on Monday another
        house.clock.advance(days=days)
        await officer.says("/chiase lịch")
        await picks(officer, "Đăng vào")
        assert [len(said_to(house, chat)) for chat in ("lop-5a1", "lop-5a2")] == [posts, posts]


async def test_only_an_officer_posts_into_all_groups(house: House, press: QuickPress) -> None:
    teacher = await house.leader("", role="teacher")
    await class_group(house, "lop-5a1")

    await dialog(teacher, ("/chiase lịch", "việc của cán bộ"))
    assert "cán bộ" in (await house.deliver(teacher, choice="share:post"))[0]

    assert [text for text in said_to(house, "lop-5a1") if "7:30" in text] == []


# -- printing a guide -----------------------------------------------------------------------------------------------


async def test_a_leader_prints_the_guide_that_they_read(house: House, press: QuickPress) -> None:
    leader = await house.leader()

    await leader.says("/start vneid-kich-hoat")
    await picks(leader, "In bài này")
    await run_tasks(house)

    if house.channel.capabilities.file:
        assert [f.name for f in files_to(house, leader.chat)] == ["vneid-kich-hoat-a4.pdf", "vneid-kich-hoat-a5.pdf"]
    else:
        assert f"{ADDRESS}/l/vneid-kich-hoat/a5.pdf" in said_to(house, leader.chat)[-1]


async def test_a_guide_to_print_is_found_by_words(house: House, press: QuickPress) -> None:
    leader = await house.leader()

    await dialog(
        leader,
        ("in", "muốn in bài nào"),
        ("/in vneid-kich-hoat", "Kích hoạt"),
        ("/in quên mật khẩu vneid", "mật khẩu"),
        ("/in con mèo nhà em", "muốn in bài nào"),
    )


async def test_a_citizen_sees_no_print_button_and_may_not_print(house: House, press: QuickPress) -> None:
    citizen = house.phone("dan")
    text = (await citizen.says("quên mật khẩu vneid"))[0]

    assert "In bài này" not in text and "In bài này" not in citizen.buttons
    assert "dành cho" in (await house.deliver(citizen, choice="print:guide:vneid-kich-hoat"))[0]


async def test_without_files_and_address_printing_says_what_can_be_done(house: House, tmp_path: Path) -> None:
    leader = await house.leader()
    house.app.tools.drawn = Drawn(tmp_path / "files", QuickPress())
    house.app.capabilities["phone"] = Capabilities(text_limit=2000)

    await leader.says("/in vneid-kich-hoat")
    await run_tasks(house)

    assert "guides print vneid-kich-hoat" in said_to(house, leader.chat)[-1]
