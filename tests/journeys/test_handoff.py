"""Help across apps: citizens on the web and on Zalo, helpers on a Zalo bot and on Telegram, on a moved clock."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import Gone
from bot.types import Address, Attachment, Incoming
from storage.cases import Case
from storage.tx import begin
from tests.support.crossing import Crossing
from tests.support.house import Phone, sqlite

MONDAY = datetime.fromisoformat("2025-10-20T09:00:00+07:00")
EVENING = datetime.fromisoformat("2025-10-20T21:15:00+07:00")
CROWD = 200
JPEG = b"\xff\xd8\xff" + b"\x00" * 200
OGG = b"OggS" + b"\x00" * 200


@pytest.fixture
async def crossing(tmp_path: Path) -> AsyncIterator[Crossing]:
    opened = await Crossing.open(sqlite(tmp_path), start=MONDAY)
    yield opened
    await opened.close()


async def call(crossing: Crossing, channel: str, author: str = "ba", name: str = "Bác Ba") -> Phone:
    """A citizen of ấp Chợ on that channel who asks for a person."""
    citizen = crossing.phone(channel, author, name)
    await citizen.says("gặp người")
    await citizen.says("ấp Chợ")
    await crossing.work()
    return citizen


async def case(crossing: Crossing, number: int = 1) -> Case:
    async with begin(crossing.app.database) as tx:
        found = await tx.cases.get(number)
    assert found is not None
    return found


@pytest.mark.parametrize("citizens", ["web", "zalo-oa"])
@pytest.mark.parametrize("helpers", ["zalo-bot", "telegram"])
async def test_both_talk_each_in_their_own_app(crossing: Crossing, citizens: str, helpers: str) -> None:
    helper = await crossing.on_duty(helpers, "helper", "ap-cho", "hoa", "Chị Hoa")
    citizen = await call(crossing, citizens)

    assert "**Bà con cần người giúp – số 1**" in crossing.heard(helper)[-1]
    await helper.says("nhận 1")
    said = [f"câu thứ {n} của bà con" for n in range(5)]
    answered = [f"câu thứ {n} của người giúp" for n in range(5)]
    for question, answer in zip(said, answered, strict=True):
        assert await citizen.says(question) == []
        assert await helper.says(answer) == []
    await helper.says("xong việc")
    await citizen.says("được rồi")

    assert [text for text in crossing.heard(helper) if "của bà con" in text] == [
        f"**#1 Bác Ba:** {text}" for text in said
    ]
    assert [text for text in crossing.heard(citizen) if "của người giúp" in text] == [
        f"**Chị Hoa, người hỗ trợ:** {text}" for text in answered
    ]
    assert ((await case(crossing)).state, (await case(crossing)).rating) == ("closed", "up")


async def test_of_two_hundred_presses_at_once_over_two_apps_one_helper_gets_the_case(
    database_url: str,
) -> None:
    crossing = await Crossing.open(database_url, start=MONDAY)
    try:
        helpers = []
        async with begin(crossing.app.database) as tx:
            names = [("telegram" if n % 2 else "zalo-bot", f"h{n}") for n in range(CROWD)]
            await tx.people.meet({(on, who): (f"Chị {who}", f"c-{who}") for on, who in names}, MONDAY)
            for person in (await tx.people.of(names)).values():
                await tx.people.give(person.id, "helper", "ap-cho", MONDAY)
                helpers.append(person)
        citizen = await call(crossing, "zalo-oa")
        before = {name: len(house.channel.said) for name, house in crossing.houses.items()}

        pressed = [
            Incoming(Address(on, f"c-{who}"), who, f"press-{who}", MONDAY, choice="handoff:take:1")
            if on == "telegram"
            else Incoming(Address(on, f"c-{who}"), who, f"press-{who}", MONDAY, text="nhận 1")
            for on, who in names
        ]
        await asyncio.gather(*(crossing.app.receiver.accept([one]) for one in pressed))
        await crossing.app.settle()

        answers = [
            part.text
            for name in ("telegram", "zalo-bot")
            for _, part in crossing.houses[name].channel.said[before[name] :]
        ]
        winners = [text for text in answers if "Anh/chị đã nhận việc số **1**" in text]
        losers = [text for text in answers if "đã có" in text]
        assert (len(winners), len(losers)) == (1, CROWD - 1)
        assert len([text for text in crossing.heard(citizen) if "đã nhận giúp bác" in text]) == 1
        async with begin(crossing.app.database) as tx:
            turns = await tx.cases.helpers(1)
        assert [(helper, why) for helper, why in turns] == [((await case(crossing)).helper, None)]
        assert len(helpers) == CROWD
    finally:
        await crossing.close()


async def test_the_ladder_is_climbed_until_somebody_takes_it_and_the_citizen_knows_where_it_is(
    crossing: Crossing,
) -> None:
    helper = await crossing.on_duty("zalo-bot", "helper", "ap-cho", "hoa", "Chị Hoa")
    leader = await crossing.on_duty("telegram", "leader", "ap-cho", "bay", "Anh Bảy")
    desk = await crossing.on_duty("telegram", "helper", None, "ban", "Chị Bàn")
    officer = await crossing.on_duty("zalo-oa", "officer", None, "can-bo", "Anh Tám")
    citizen = await call(crossing, "web")
    asked = {
        phone.name: "2025-10-20T09:" + minute
        for phone, minute in ((helper, "00"), (leader, "05"), (desk, "10"), (officer, "15"))
    }

    for phone in (helper, leader, desk, officer):
        await crossing.until(asked[phone.name] + ":02+07:00")
        heard = [one.name for one in (helper, leader, desk, officer) if "cần người giúp" in crossing.heard(one)[-1]]
        assert heard == [name for name, moment in asked.items() if moment <= asked[phone.name]]
    await officer.says("nhận 1")
    await crossing.until("2025-10-20T09:20:00+07:00")

    assert [
        text.partition("**đã tới** ")[2].partition(" (")[0] for text in crossing.heard(citizen) if "đã tới" in text
    ] == [
        "người hỗ trợ ấp Chợ",
        "đội phụ trách ấp Chợ",
        "bàn tư vấn",
        "cán bộ xã Nhơn Trạch",
    ]
    assert "**Cán bộ Anh Tám** đã nhận giúp bác" in crossing.heard(citizen)[-1]


async def test_a_hamlet_without_helpers_goes_to_its_leader_and_one_without_anybody_to_the_officer(
    crossing: Crossing,
) -> None:
    leader = await crossing.on_duty("telegram", "leader", "ap-cho", "bay", "Anh Bảy")
    officer = await crossing.on_duty("telegram", "officer", None, "can-bo", "Anh Tám")
    await call(crossing, "web")
    other = crossing.phone("zalo-oa", "tu", "Bác Tư")
    await other.says("gặp người")
    await other.says("ấp Trầu")
    await crossing.work()

    assert ["số 1" in text for text in crossing.heard(leader) if "cần người giúp" in text] == [True]
    assert ["số 2" in text for text in crossing.heard(officer) if "cần người giúp" in text] == [True]


async def test_with_nobody_at_all_the_citizen_hears_the_truth_and_the_technician_is_told(crossing: Crossing) -> None:
    technician = await crossing.on_duty("telegram", "technician", None, "tech", "Anh Kỹ")
    citizen = await call(crossing, "web")

    assert "đến giờ chưa ai nhận" in crossing.heard(citizen)[-1]
    assert "Bàn tư vấn Dịch vụ công" in crossing.heard(citizen)[-1]
    assert "Không có ai nhận được việc số 1" in crossing.heard(technician)[-1]
    assert not any("đã tới" in text for text in crossing.heard(citizen))


async def test_at_night_the_next_opening_is_told_and_kept(tmp_path: Path) -> None:
    crossing = await Crossing.open(sqlite(tmp_path), start=EVENING)
    try:
        helper = await crossing.on_duty("telegram", "helper", "ap-cho", "hoa", "Chị Hoa")
        citizen = await call(crossing, "zalo-oa")
        told = crossing.heard(citizen)[-1]
        assert "giờ này người giúp đã nghỉ" in told and "**07:30 thứ Ba 21/10**" in told

        await crossing.until("2025-10-21T07:29:00+07:00")
        assert not any("cần người giúp" in text for text in crossing.heard(helper))
        await crossing.until("2025-10-21T07:30:05+07:00")

        assert "cần người giúp" in crossing.heard(helper)[-1]
        assert "đã tới" in crossing.heard(citizen)[-1]
    finally:
        await crossing.close()


async def test_on_a_public_holiday_nobody_is_promised(tmp_path: Path) -> None:
    start = datetime.fromisoformat("2026-02-17T09:00:00+07:00")  # Tết
    crossing = await Crossing.open(sqlite(tmp_path), start=start)
    try:
        citizen = await call(crossing, "zalo-oa")

        assert "07:30 thứ Hai 23/02" in crossing.heard(citizen)[-1]
    finally:
        await crossing.close()


async def test_a_silent_helper_is_reminded_then_relieved_and_both_sides_know(crossing: Crossing) -> None:
    helper = await crossing.on_duty("zalo-bot", "helper", "ap-cho", "hoa", "Chị Hoa")
    leader = await crossing.on_duty("telegram", "leader", "ap-cho", "bay", "Anh Bảy")
    citizen = await call(crossing, "web")
    await helper.says("nhận 1")
    await helper.says("Dạ con nghe")
    await citizen.says("nó hiện màn hình trắng")

    await crossing.until("2025-10-20T09:10:01+07:00")
    assert "đang chờ anh/chị trả lời: «nó hiện màn hình trắng»" in crossing.heard(helper)[-1]
    assert len([text for text in crossing.heard(leader) if "cần người giúp" in text]) == 0
    await crossing.until("2025-10-20T09:20:02+07:00")
    await crossing.until("2025-10-20T09:25:10+07:00")

    assert "nhờ người khác giúp tiếp" in crossing.heard(helper)[-1]
    assert any("đang bận chưa đáp được" in text for text in crossing.heard(citizen))
    assert "(người trước nhờ giúp tiếp)" in crossing.heard(leader)[-1]
    (card,) = await leader.says("nhận 1")
    assert "nó hiện màn hình trắng" in card and "Dạ con nghe" in card
    assert "chưa chuyển" in (await helper.says("dạ con đây"))[0]


async def test_a_helper_who_answered_is_left_in_peace(crossing: Crossing) -> None:
    helper = await crossing.on_duty("zalo-bot", "helper", "ap-cho", "hoa", "Chị Hoa")
    citizen = await call(crossing, "web")
    await helper.says("nhận 1")
    await citizen.says("một")
    await helper.says("hai")

    await crossing.until("2025-10-20T10:00:00+07:00")

    assert not any("đang chờ anh/chị trả lời" in text for text in crossing.heard(helper))
    assert (await case(crossing)).state == "helped"


async def test_a_talk_that_fell_asleep_is_closed_after_a_day(crossing: Crossing) -> None:
    helper = await crossing.on_duty("telegram", "helper", "ap-cho", "hoa", "Chị Hoa")
    citizen = await call(crossing, "web")
    await helper.says("nhận 1")
    await helper.says("Bác thử đi ạ")

    await crossing.until("2025-10-21T09:00:05+07:00")

    assert ((await case(crossing)).state, (await case(crossing)).why) == ("closed", "idle")
    assert "Bác thấy được chưa" in crossing.heard(citizen)[-1]


async def test_nobody_for_days_is_told_and_left_to_the_officers(crossing: Crossing) -> None:
    officer = await crossing.on_duty("telegram", "officer", None, "can-bo", "Anh Tám")
    citizen = await call(crossing, "zalo-oa")

    await crossing.until("2025-10-23T12:00:00+07:00")
    assert (await case(crossing)).state == "waiting"
    await crossing.until("2025-10-24T12:00:00+07:00")

    assert ((await case(crossing)).state, (await case(crossing)).why) == ("closed", "nobody")
    assert any("chưa ai nhận được" in text for text in crossing.heard(citizen))
    assert any("đã hỏi 6 lượt" in text for text in crossing.heard(officer))


async def test_who_closed_the_page_goes_on_elsewhere_with_the_code(crossing: Crossing) -> None:
    helper = await crossing.on_duty("zalo-bot", "helper", "ap-cho", "hoa", "Chị Hoa")
    page = await call(crossing, "web")
    code = re.search(r"Mã theo dõi: \*\*(\S+)\*\*", "\n".join(crossing.heard(page)))
    assert code is not None
    await helper.says("nhận 1")
    await helper.says("Bác gỡ ra cài lại giúp con")

    phone = crossing.phone("zalo-oa", "ba-zalo", "Bác Ba")
    (there,) = await phone.says(code[1])
    await phone.says("cài lại rồi")
    await helper.says("Tốt quá")

    assert "nối lại việc số **1**" in there and "Bác gỡ ra cài lại giúp con" in there
    assert "cài lại rồi" in crossing.heard(helper)[-1]
    assert crossing.heard(phone)[-1].endswith("Tốt quá")
    assert "nhắn tiếp từ nơi khác" in crossing.heard(page)[-1]


async def test_wrong_codes_are_counted_and_locked(crossing: Crossing) -> None:
    stranger = crossing.phone("zalo-oa", "x", "Ai đó")

    answers = [(await stranger.says(f"theo dõi AAAA-AAA{letter}"))[0] for letter in "CDEFGH"]

    assert [("không đúng" in text, "khoá" in text) for text in answers] == [(True, False)] * 4 + [(False, True)] * 2


async def test_a_helper_who_is_gone_is_replaced_and_the_word_told_as_not_arrived(crossing: Crossing) -> None:
    helper = await crossing.on_duty("telegram", "helper", "ap-cho", "hoa", "Chị Hoa")
    leader = await crossing.on_duty("zalo-bot", "leader", "ap-cho", "bay", "Anh Bảy")
    citizen = await call(crossing, "web")
    await helper.says("nhận 1")
    helper.channel.fail_next = [Gone()]

    await citizen.says("chị ơi")
    await crossing.work()

    assert any("**chưa tới** Chị Hoa" in text for text in crossing.heard(citizen))
    assert "cần người giúp" in crossing.heard(leader)[-1]
    (card,) = await leader.says("nhận 1")
    assert "chị ơi" in card


async def test_pictures_and_voices_cross_and_are_not_kept(crossing: Crossing, tmp_path: Path) -> None:
    fetched = {("zalo-oa", "https://zalo/anh"): JPEG, ("telegram", "voice-1"): OGG, ("zalo-oa", "https://x"): b"MZ"}

    async def fetch(channel: str, what: str, _most: int) -> bytes | None:
        return fetched.get((channel, what))

    crossing.app.tools.fetch = fetch
    crossing.app.tools.passed_files = tmp_path / "passed"
    helper = await crossing.on_duty("telegram", "helper", "ap-cho", "hoa", "Chị Hoa")
    citizen = await call(crossing, "zalo-oa")
    await helper.says("nhận 1")

    house = crossing.houses["zalo-oa"]
    await house.deliver(citizen, text="đây chị", attachments=(Attachment("photo", "https://zalo/anh"),))
    await crossing.work()
    await crossing.houses["telegram"].deliver(helper, attachments=(Attachment("voice", "voice-1"),))
    await crossing.work()
    await house.deliver(citizen, attachments=(Attachment("photo", "https://x"),))
    await crossing.work()

    photo = next(part for _, part in helper.channel.said if part.file)
    voice = next(part for _, part in citizen.channel.said if part.file)
    assert photo.file is not None and photo.file.photo and photo.text == "#1: Ảnh của Bác Ba"
    assert voice.file is not None and voice.file.mime == "audio/ogg"
    assert "chưa chuyển được" in crossing.heard(citizen)[-1]
    kept = [Path(photo.file.path), Path(voice.file.path)]
    assert [path.read_bytes() for path in kept] == [JPEG, OGG]
    await crossing.until("2025-10-22T10:00:00+07:00")
    assert not any(path.exists() for path in kept)


async def test_a_picture_sent_while_waiting_reaches_whoever_takes_the_case(crossing: Crossing, tmp_path: Path) -> None:
    async def fetch(_channel: str, _what: str, _most: int) -> bytes | None:
        return JPEG

    crossing.app.tools.fetch, crossing.app.tools.passed_files = fetch, tmp_path / "passed"
    helper = await crossing.on_duty("zalo-bot", "helper", "ap-cho", "hoa", "Chị Hoa")
    leader = await crossing.on_duty("telegram", "leader", "ap-cho", "bay", "Anh Bảy")
    citizen = await call(crossing, "zalo-oa")
    await crossing.houses["zalo-oa"].deliver(citizen, attachments=(Attachment("photo", "https://x"),))

    await helper.says("nhận 1")
    await crossing.work()
    await helper.says("chuyển việc")
    await crossing.until("2025-10-20T09:06:00+07:00")
    await leader.says("nhận 1")
    await crossing.work()

    assert [sum(part.file is not None for _, part in one.channel.said) for one in (helper, leader)] == [1, 1]
