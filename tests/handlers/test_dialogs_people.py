"""«/nguoi»: who has which duty, moving, removing; officers limited to an area; deputies of officers; the audit."""

from __future__ import annotations

import pytest

from storage.tx import begin
from tests.handlers.dialogs import dialog, said_to
from tests.support.house import House, Phone


async def held(house: House) -> list[tuple[str, str | None]]:
    async with begin(house.app.database) as tx:
        return [(one.role, one.area) for one in await tx.people.held()]


async def done(house: House) -> list[str]:
    async with begin(house.app.database) as tx:
        return [line.action for line in await tx.audit.newest()]


async def officer_of(house: House, area: str, role: str = "officer") -> Phone:
    return await house.leader(area, role=role, author=f"{role}-of-{area}")


async def test_an_officer_sees_moves_and_removes(house: House) -> None:
    leader, officer = await house.leader(), await house.officer()

    await dialog(
        officer,
        ("/nguoi", "2 việc đang giao"),
        ("/nguoi ấp Chợ", "đội trưởng ấp Chợ"),
        ("[Chuyển]", "sang nơi nào"),
        ("trên trời", "chưa rõ"),
        ("ấp Trầu", "sang **ấp Trầu**"),
        ("[Đồng ý]", "Đã chuyển"),
        ("/nguoi ấp Trầu", "Nhận việc từ"),
        ("[Thôi giao]", "vẫn giữ nguyên"),
        ("[Đồng ý]", "Đã thôi giao"),
    )

    assert await held(house) == [("officer", None)]
    assert await done(house) == ["duty-ended", "duty-moved"]
    told = said_to(house, leader.chat)
    assert ["ấp Trầu" in text for text in told] == [True, True]
    await dialog(leader, ("/homnay", "dành cho"))


async def test_what_was_reported_stays_when_somebody_goes(house: House) -> None:
    leader, officer = await house.leader(), await house.officer()
    await leader.says("bc cks 5")

    await dialog(officer, ("/nguoi Hoa đội trưởng", "Không tìm thấy"), ("/nguoi 2", "đội trưởng"))
    await dialog(officer, ("[Thôi giao]", "giữ nguyên"), ("[Đồng ý]", "Đã thôi"), ("/homnay", "5"))


async def test_nobody_changes_their_own_duty_nor_a_number_that_is_not_there(house: House) -> None:
    officer = await house.officer()

    await dialog(officer, ("/nguoi 1", "chính anh/chị"), ("/nguoi 7", "Không có dòng số 7"))
    async with begin(house.app.database) as tx:
        (own,) = await tx.people.held()
    assert "chính anh/chị" in (await house.deliver(officer, choice=f"staff:ended:{own.id}"))[0]
    assert await held(house) == [("officer", None)]


async def test_unused_codes_are_listed_and_taken_back(house: House) -> None:
    officer, new = await house.officer(), house.phone("new")
    (told,) = await officer.says("/moi đội trưởng ấp Chợ")
    code = told.partition("ấp Chợ: **")[2].partition("**")[0]

    await dialog(officer, ("/nguoi", "Mã mời còn dùng được"), ("[Bỏ mã đội trưởng]", "Đã bỏ mã"))
    await dialog(new, (code, "quá hạn"))
    assert await done(house) == ["invite-cancelled", "invited"]


async def test_an_officer_of_one_hamlet_decides_only_there(house: House) -> None:
    await house.leader("ap-trau")
    local = await officer_of(house, "ap-cho")

    await dialog(
        local,
        ("/moi đội trưởng ấp Trầu", "không thuộc địa bàn"),
        ("/moi giáo viên", "cán bộ phụ trách chung"),
        ("/moi người hỗ trợ ấp Chợ", "Mã mời **người hỗ trợ** ấp Chợ"),
        ("/nguoi ấp Trầu", "Không tìm thấy"),
        ("/nghi ấp Trầu 20/10 mưa", "không phải nơi"),
        ("/nhac thứ hai 8:00 các đội: Chào", "phụ trách chung làm được"),
        ("bc ấp Trầu cks 5", "báo giúp"),
    )
    async with begin(house.app.database) as tx:
        other = next(one for one in await tx.people.held() if one.area == "ap-trau")
    for deed in ("end", "ended", "move", f"moved:{other.id}.ap-cho"):
        payload = f"staff:{deed}" if ":" in deed else f"staff:{deed}:{other.id}"
        assert "không thuộc địa bàn" in (await house.deliver(local, choice=payload))[0]
    assert ("leader", "ap-trau") in await held(house)


async def test_an_officers_deputy_does_the_work_but_makes_no_officers(house: House) -> None:
    officer = await house.officer()
    deputy = await house.leader("", role="vice", author="pho")

    await dialog(
        deputy,
        ("/start", "cán bộ phụ trách"),
        ("/homnay", "hôm nay"),
        ("/moi đội trưởng ấp Chợ", "Mã mời **đội trưởng**"),
        ("/nhac", "lời nhắc"),
        ("/nguoi 1", "cán bộ"),
    )
    assert deputy.buttons == []
    async with begin(house.app.database) as tx:
        above = next(one for one in await tx.people.held() if one.role == "officer")
    assert "phụ trách chung" in (await house.deliver(deputy, choice=f"staff:ended:{above.id}"))[0]
    await dialog(officer, ("/nguoi 2", "cán bộ phó"), ("[Thôi giao]", "cán bộ phó"), ("[Đồng ý]", "Đã thôi"))
    await dialog(deputy, ("/homnay", "dành cho"))


async def test_wrong_codes_groups_and_exports_stand_in_the_audit(house: House) -> None:
    officer, stranger = await house.officer(), house.phone()
    for _ in range(5):
        await stranger.says("AC34AC34")
    group = house.group("g1", officer.author)
    await dialog(group, ("/nhom đội 1", "Đội 1"), ("/nhom bỏ", "thôi nối"))
    await officer.says("/xuat")

    assert await done(house) == ["exported", "group-let-go", "group-bound", "codes-locked"]


@pytest.mark.parametrize("name", ["đội 2", "cán bộ"])
async def test_a_local_officer_binds_only_the_squads_of_their_hamlets(house: House, name: str) -> None:
    local = await officer_of(house, "ap-cho")

    await dialog(house.group("g1", local.author), (f"/nhom {name}", "không thuộc địa bàn"), ("/nhom đội 1", "Đội 1"))
    await house.officer()
    await dialog(house.group("g2", "officer"), ("/nhom đội 2", "Đội 2"))
    await dialog(house.group("g2", local.author), ("/nhom bỏ", "không thuộc"), ("/nhom đội 1", "không thuộc"))


async def test_a_helper_is_greeted_shares_and_prints(house: House) -> None:
    helper = await house.leader("ap-cho", role="helper")

    await dialog(helper, ("/start", "hỗ trợ bà con"), ("/in", "in"), ("/homnay", "dành cho"))
