"""«/vuongmac»: the officers' list, owner, answer, done – and what the leader who told it hears, where they told it."""

from __future__ import annotations

from io import BytesIO

import docx
import openpyxl
import pytest

from handlers.bundling import bundle_of
from handlers.summaries import letter, sheet
from storage.tx import begin, reading
from tests.handlers.dialogs import dialog, said_to
from tests.support.house import House, Phone

SQUAD = "g-doi-1"


@pytest.fixture
async def officer(house: House) -> Phone:
    return await house.officer()


async def tells(house: House, area: str, words: str) -> Phone:
    leader = await house.leader(area)
    (answer,) = await leader.says(f"vướng mắc {words}")
    assert "Đã ghi vướng mắc" in answer
    return leader


async def number_of(house: House, text: str) -> int:
    async with begin(house.app.database) as tx:
        told = await tx.obstacles.told("nhon-trach-2025")
    return next(one.number for one in told if one.text == text)


async def test_the_officer_sees_what_is_open_by_hamlet_with_day_and_author(house: House, officer: Phone) -> None:
    await tells(house, "ap-trau", "thiếu máy in")
    leader = await house.leader("ap-cho")
    await leader.says("bc cks 5 vneid 12 lượt 30, vướng: mạng yếu cuối ấp")

    (text,) = await officer.says("/vuongmac")

    lines = text.split("\n")
    assert lines[0] == "⚠️ **Vướng mắc đang mở: 2**"
    assert lines[1] == "**Ấp Chợ**" and "mạng yếu cuối ấp" in lines[2]
    assert "(18/10, Chị Hoa)" in lines[2] and lines[2].endswith("mới nêu")
    assert lines[3] == "**Ấp Trầu**" and "thiếu máy in" in lines[4]


async def test_nothing_in_the_way_is_said_so(house: House, officer: Phone) -> None:
    await dialog(officer, ("/vuongmac", "Không còn vướng mắc"))


async def test_an_obstacle_is_given_to_a_squad_answered_and_closed_and_its_leader_hears_each(
    house: House, officer: Phone
) -> None:
    leader = await tells(house, "ap-cho", "mạng yếu")
    number = await number_of(house, "mạng yếu")
    house.channel.said.clear()

    await dialog(
        officer, (f"/vuongmac {number}", "«mạng yếu»"), ("[Giao việc]", "Ai lo việc này"), ("[Đội 1]", "Đội 1 lo")
    )
    await dialog(officer, ("/vuongmac", "đang xử lý, Đội 1 lo"))
    await dialog(
        officer,
        (f"/vuongmac {number}", "«mạng yếu»"),
        ("[Trả lời]", "Anh/chị gõ câu trả lời"),
        ("VNPT sẽ lắp thêm trạm trước 25/10", "Đã gửi câu trả lời tới ấp Chợ"),
        ("[Đã xong]", "đã xong"),
    )

    heard = said_to(house, leader.chat)
    assert [f"vướng mắc số {number}" in text.casefold() for text in heard] == [True, True, True]
    assert "**Đội 1** lo" in heard[0] and "VNPT sẽ lắp thêm trạm" in heard[1] and "đã xong" in heard[2]
    await dialog(officer, ("/vuongmac", "Không còn vướng mắc"))
    await dialog(leader, ("/vuongmac", "VNPT sẽ lắp thêm trạm"))


async def test_the_answer_goes_into_the_group_in_which_it_was_told(house: House, officer: Phone) -> None:
    leader = await house.leader("ap-cho")
    group = house.group(SQUAD, leader.author, leader.name)
    await group.says("bc vướng: mạng yếu", mentioned=True)
    number = await number_of(house, "mạng yếu")
    before = len(said_to(house, SQUAD))

    await officer.says(f"/vuongmac {number} trả lời: mai có thêm trạm")

    assert [("mai có thêm trạm" in text) for text in said_to(house, SQUAD)[before:]] == [True]
    assert not any("mai có thêm trạm" in text for text in said_to(house, leader.chat))


async def test_a_reply_to_the_message_that_told_it_answers_it(house: House, officer: Phone) -> None:
    leader = await tells(house, "ap-cho", "mạng yếu")
    async with begin(house.app.database) as tx:
        found = [
            row
            for row in range(1000, int(house.channel.last_id()) + 1)
            if ((await tx.outbox.sent_as(house.channel.name, officer.chat, str(row))) or (None, ""))[1]
        ]

    answers = await house.deliver(officer, text="em báo VNPT rồi", reply_to=str(found[-1]))

    assert "Đã gửi câu trả lời" in answers[0]
    assert "em báo VNPT rồi" in said_to(house, leader.chat)[-1]


async def test_an_owner_may_be_typed_and_one_that_is_solved_comes_back_when_told_again(
    house: House, officer: Phone
) -> None:
    leader = await tells(house, "ap-cho", "mạng yếu")
    number = await number_of(house, "mạng yếu")

    await dialog(officer, (f"/vuongmac {number} giao anh Minh VNPT", "anh Minh VNPT lo"))
    await dialog(officer, (f"/vuongmac {number} xong", "đã xong"), (f"/vuongmac {number} xong", "đã như vậy rồi"))
    await dialog(
        officer, (f"/vuongmac {number}", "đã xong"), ("[Mở lại]", "mở lại"), (f"/vuongmac {number} xong", "xong")
    )
    await leader.says("vướng mắc mạng yếu")

    (text,) = await officer.says("/vuongmac")
    assert "đang mở: 1**" in text and f"số {number} " not in text


async def test_the_same_words_told_again_while_open_are_one(house: House, officer: Phone) -> None:
    leader = await tells(house, "ap-cho", "mạng yếu")
    house.clock.advance(days=1)
    await leader.says("vướng mắc Mạng yếu")

    (text,) = await officer.says("/vuongmac")

    assert "đang mở: 1**" in text and "nêu 2 lần" in text


async def test_what_is_taken_back_or_only_practised_is_not_in_the_list(house: House, officer: Phone) -> None:
    leader = await house.leader("ap-cho")
    await leader.says("bc cks 5 vướng: mạng yếu")
    await leader.says("huỷ")
    await leader.says("tập")
    await leader.says("bc cks 5 vướng: mưa to")

    await dialog(officer, ("/vuongmac", "Không còn vướng mắc"))


async def test_a_leader_sees_only_their_own_hamlet_and_can_still_report(house: House, officer: Phone) -> None:
    await tells(house, "ap-trau", "thiếu máy in")
    leader = await tells(house, "ap-cho", "5 hộ chưa có điện thoại")

    (text,) = await leader.says("/vuongmac")

    assert "5 hộ chưa có điện thoại" in text and "thiếu máy in" not in text and "ghi rõ vướng mắc" in text
    number = await number_of(house, "thiếu máy in")
    await leader.says(f"/vuongmac {number}")
    for payload in (f"obstacle:open:{number}", f"obstacle:solve:{number}", f"obstacle:squad:{number}.0"):
        assert "dành cho cán bộ" in (await house.deliver(leader, choice=payload))[0]


async def test_an_officer_of_one_area_handles_only_that_area(house: House) -> None:
    await tells(house, "ap-trau", "thiếu máy in")
    await tells(house, "ap-cho", "mạng yếu")
    limited = await house.leader("ap-cho", role="officer", author="can-bo-ap")
    trau = await number_of(house, "thiếu máy in")

    (text,) = await limited.says("/vuongmac")

    assert "mạng yếu" in text and "thiếu máy in" not in text
    refused = (await limited.says(f"/vuongmac {trau} xong"))[0]
    assert "ấp Trầu" in refused and "đã xong" not in refused
    async with begin(house.app.database) as tx:
        assert {one.state for one in await tx.obstacles.told("nhon-trach-2025")} == {"new"}


async def test_in_a_squads_group_nobody_elses_obstacles_are_listed(house: House, officer: Phone) -> None:
    await tells(house, "ap-trau", "thiếu máy in")
    group = house.group(SQUAD, officer.author)
    await group.says("chào", mentioned=True)
    async with begin(house.app.database) as tx:
        await tx.chats.bind((house.channel.name, SQUAD), "squad", "doi-1")

    answers = await group.says("/vuongmac", mentioned=True)

    assert "thiếu máy in" not in "\n".join(answers)


async def test_phones_and_numbers_are_masked_everywhere_and_the_audit_names_no_words(
    house: House, officer: Phone
) -> None:
    await tells(house, "ap-cho", "gọi ông Ba 0901234567 mãi không được")
    async with begin(house.app.database) as tx:
        number = (await tx.obstacles.told("nhon-trach-2025"))[0].number

    shown = [*await officer.says("/vuongmac"), *await officer.says(f"/vuongmac {number}")]
    await officer.says(f"/vuongmac {number} trả lời: gọi 0912345678 nhé")
    shown += await officer.says(f"/vuongmac {number}")

    assert not any("0901234567" in text or "0912345678" in text for text in shown)
    async with begin(house.app.database) as tx:
        lines = [line for line in await tx.audit.newest() if line.action.startswith("obstacle")]
    assert [(line.action, line.what["obstacle"]) for line in lines] == [("obstacle-answered", number)]
    assert "ông Ba" not in str(lines)


async def test_the_weeks_files_tell_state_owner_and_answer_and_what_is_still_open_from_before(
    house: House, officer: Phone
) -> None:
    leader = await house.leader("ap-cho")
    await leader.says("vướng mắc mạng yếu")
    number = await number_of(house, "mạng yếu")
    await officer.says(f"/vuongmac {number} giao Đội 1")
    await tells(house, "ap-trau", "thiếu máy in")
    await officer.says(f"/vuongmac {await number_of(house, 'thiếu máy in')} xong")
    house.clock.advance(days=4)

    async def obstacles(period: str) -> list[tuple[str, str, str]]:
        async with reading(house.app.database) as tx:
            campaign = house.app.tools.campaign
            made = await bundle_of(tx, campaign, campaign.period(period), house.clock.now())
        return [(one.text, one.state, one.owner) for one in made.obstacles]

    assert await obstacles("2025-W42") == [("mạng yếu", "handling", "Đội 1"), ("thiếu máy in", "solved", "")]
    assert await obstacles("2025-W43") == [("mạng yếu", "handling", "Đội 1")]
    assert await obstacles("2025-W41") == []


async def test_word_and_excel_print_them(house: House, officer: Phone) -> None:
    await tells(house, "ap-cho", "mạng yếu")
    await officer.says(f"/vuongmac {await number_of(house, 'mạng yếu')} giao Đội 1")
    async with reading(house.app.database) as tx:
        campaign = house.app.tools.campaign
        made = await bundle_of(tx, campaign, campaign.period("2025-W42"), house.clock.now())

    book = openpyxl.load_workbook(BytesIO(sheet.draw(made)))
    rows = list(book["Vướng mắc"].iter_rows(values_only=True))
    assert rows[1][3:7] == ("mạng yếu", "đang xử lý", None, "Đội 1")
    paragraphs = [one.text for one in docx.Document(BytesIO(letter.draw(made))).paragraphs]
    assert "- Ấp Chợ: mạng yếu (đang xử lý, Đội 1 phụ trách)." in paragraphs


async def test_an_edited_report_takes_its_obstacle_along(house: House, officer: Phone) -> None:
    leader = await house.leader("ap-cho")
    await leader.says("bc cks 5 vướng: mạng yếu", message_id="m-1")
    await house.deliver(leader, text="bc cks 6 vướng: mất điện", message_id="m-1", edited=True)

    (text,) = await officer.says("/vuongmac")

    assert "mất điện" in text and "mạng yếu" not in text


async def test_numbers_that_nobody_told_are_answered_with_the_way_to_the_list(house: House, officer: Phone) -> None:
    await dialog(officer, ("/vuongmac 4711", "Gõ «/vuongmac»"))
    await dialog(officer, ("/vuongmac 4711 xong", "Không có vướng mắc số 4711"))
