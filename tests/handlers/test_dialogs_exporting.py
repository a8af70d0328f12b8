"""«/xuat» by chat: who may, which period, which files, and what is told where a channel takes none."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from bot.press import Press
from bot.types import File
from handlers.paper.drawn import Drawn
from tests.handlers.dialogs import said_to
from tests.support.house import House
from tests.support.papers import QuickPress


@pytest.fixture
def press(house: House, tmp_path: Path) -> QuickPress:
    quick = QuickPress()
    house.app.tools.drawn = Drawn(tmp_path / "files", quick)
    return quick


async def run_tasks(house: House) -> None:
    await house.app.scheduler.run_due()
    await house.app.settle()


def files(house: House, chat: str) -> list[File]:
    return [part.file for to, part in house.channel.said if to.chat == chat and part.file is not None]


async def test_an_officer_gets_both_files_with_what_is_missing_told_first(house: House, press: QuickPress) -> None:
    officer = await house.officer()

    [answer] = await officer.says("/xuat")
    await run_tasks(house)

    assert "Word và bảng tính Excel tuần 42" in answer
    told = said_to(house, officer.chat)
    if house.channel.capabilities.file:
        assert [file.name for file in files(house, officer.chat)] == [
            "bao-cao-nhon-trach-2025-2025-W42.docx",
            "bao-cao-nhon-trach-2025-2025-W42.xlsx",
        ]
        assert any("Còn thiếu: ấp Chợ" in text for text in told)
    else:
        assert any("trolyso export --period 2025-W42" in text for text in told)
    assert press.made == (["print_files"] if house.channel.capabilities.file else [])


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("/xuat excel", ["bao-cao-nhon-trach-2025-2025-W42.xlsx"]),
        ("xuất báo cáo", ["bao-cao-nhon-trach-2025-2025-W42.docx", "bao-cao-nhon-trach-2025-2025-W42.xlsx"]),
        ("/xuat Word tuần trước", ["bao-cao-nhon-trach-2025-2025-W41.docx"]),
        ("/xuat 2025-w43 word", ["bao-cao-nhon-trach-2025-2025-W43.docx"]),
    ],
)
async def test_the_period_and_the_kind_are_understood(
    house: House, press: QuickPress, typed: str, names: list[str]
) -> None:
    officer = await house.officer()

    await officer.says(typed)
    await run_tasks(house)

    assert [file.name for file in files(house, officer.chat)] == (names if house.channel.capabilities.file else [])


@pytest.mark.parametrize("typed", ["/xuat biểu đồ", "/xuat ảnh tuần này", "/xuat png 2025-W42"])
async def test_the_picture_goes_wherever_pictures_are_seen(house: House, press: QuickPress, typed: str) -> None:
    officer = await house.officer()

    await officer.says(typed)
    await run_tasks(house)

    [file] = files(house, officer.chat)
    assert (file.name, file.photo) == ("bao-cao-nhon-trach-2025-2025-W42.png", True)


async def test_a_period_that_does_not_exist_is_answered_with_one_that_does(house: House, press: QuickPress) -> None:
    officer = await house.officer()

    assert "/xuat 2025-W42 word" in (await officer.says("/xuat 2031-W01"))[0]
    assert "/xuat 2025-W42 word" in (await officer.says("/xuat abc"))[0]


async def test_nobody_but_officers_gets_the_files(house: House, press: QuickPress) -> None:
    for phone in (await house.leader(), house.phone("dan")):
        await phone.says("/xuat")
        await run_tasks(house)
        assert not files(house, phone.chat)
    assert press.made == []


async def test_when_drawing_fails_again_and_again_the_officer_is_told_once(house: House, press: QuickPress) -> None:
    officer = await house.officer()
    press.broken = True

    await officer.says("/xuat word")
    await house.until("2025-10-18T12:00:00+07:00")

    told = [text for text in said_to(house, officer.chat) if "chưa lập được" in text]
    assert len(told) == (1 if house.channel.capabilities.file else 0)


async def test_a_template_that_fails_does_not_cost_the_report(house: House, tmp_path: Path) -> None:
    officer, tools = await house.officer(), house.app.tools
    tools.drawn = Drawn(tmp_path / "files", Press())
    tools.campaign = tools.campaign.with_template(str(tmp_path / "gone.docx"))

    await officer.says("/xuat word")
    await run_tasks(house)

    if house.channel.capabilities.file:
        [file] = files(house, officer.chat)
        assert file.name == "bao-cao-nhon-trach-2025-2025-W42-mau-chung.docx"
        assert "CỘNG HÒA" in docx.Document(file.path).element.body.xml
        assert any("Mẫu Word riêng của xã chưa dùng được" in text for text in said_to(house, officer.chat))
