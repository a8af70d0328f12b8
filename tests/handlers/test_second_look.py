"""A second look by the model: after the first answer, among the ear's guides, and only while it is still wanted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.types import Capabilities
from tests.support.house import BUTTONS, LISTS, House, Phone, sqlite


class Chooser:
    """Chooses always the same place, and keeps what it was asked."""

    def __init__(self, place: int | None) -> None:
        self.place = place
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    async def __call__(self, question: str, titles: Sequence[str]) -> int | None:
        self.asked.append((question, tuple(titles)))
        return self.place


async def house_with(folder: Path, chooser: Chooser, capabilities: Capabilities = BUTTONS) -> House:
    house = await House.open(sqlite(folder), capabilities=capabilities)
    house.app.tools.choose = chooser
    return house


async def later(house: House, phone: Phone) -> list[str]:
    """What is said in the chat once the tasks have run."""
    before = len(house.channel.said)
    await house.app.scheduler.tick()
    await house.app.settle()
    return [part.text for to, part in house.channel.said[before:] if to.chat == phone.chat]


async def test_the_chosen_guide_is_offered_after_the_question_back(tmp_path: Path) -> None:
    chooser = Chooser(1)
    house = await house_with(tmp_path, chooser)
    citizen = house.phone()

    (asked_back,) = await citizen.says("quên mật khẩu")
    (offer,) = await later(house, citizen)

    assert "việc nào dưới đây" in asked_back
    ((question, titles),) = chooser.asked
    assert question == "quên mật khẩu" and len(titles) >= 2
    assert titles[1] in offer and citizen.buttons == [titles[1]]
    assert await later(house, citizen) == []
    await house.close()


async def test_the_model_sees_no_number_of_anybody(tmp_path: Path) -> None:
    chooser = Chooser(None)
    house = await house_with(tmp_path, chooser)
    citizen = house.phone()

    await citizen.says("nó báo lỗi hoài số của bác là 0912345678 căn cước 079123456789")
    await later(house, citizen)

    assert chooser.asked
    assert not any(secret in question for question, _ in chooser.asked for secret in ("0912345678", "079123456789"))
    await house.close()


@pytest.mark.parametrize("then", ["[Không phải", "quên mật khẩu vneid", "[1"])
async def test_who_has_gone_on_is_left_in_peace(tmp_path: Path, then: str) -> None:
    house = await house_with(tmp_path, Chooser(0))
    citizen = house.phone()
    await citizen.says("quên mật khẩu")

    if then.startswith("["):
        label = citizen.buttons[0] if then == "[1" else then[1:]
        await citizen.presses(label)
    else:
        await citizen.says(then)

    assert await later(house, citizen) == []
    await house.close()


async def test_an_unsure_or_silent_model_adds_nothing(tmp_path: Path) -> None:
    house = await house_with(tmp_path, Chooser(None))
    citizen = house.phone()

    assert len(await citizen.says("quên mật khẩu")) == 1
    assert await later(house, citizen) == []
    await house.close()


async def test_a_clear_question_and_a_clear_stranger_are_not_shown_to_the_model(tmp_path: Path) -> None:
    chooser = Chooser(0)
    house = await house_with(tmp_path, chooser)
    citizen = house.phone()

    await citizen.says("quên mật khẩu vneid")
    await citizen.says("giá vàng hôm nay")
    await later(house, citizen)

    assert chooser.asked == []
    await house.close()


async def test_a_late_look_is_not_taken(tmp_path: Path) -> None:
    chooser = Chooser(0)
    house = await house_with(tmp_path, chooser)
    citizen = house.phone()
    await citizen.says("quên mật khẩu")

    house.clock.move_to(house.clock.now() + timedelta(minutes=3))

    assert await later(house, citizen) == []
    assert chooser.asked == []
    await house.close()


async def test_without_buttons_the_offer_is_words_that_clash_with_no_list(tmp_path: Path) -> None:
    house = await house_with(tmp_path, Chooser(0), LISTS)
    citizen = house.phone()

    (asked_back,) = await citizen.says("quên mật khẩu")
    (offer,) = await later(house, citizen)

    assert "\n1. " in asked_back
    assert "\n1. " not in offer and "Bác gõ «" in offer
    await house.close()


async def test_without_a_model_nothing_is_planned(tmp_path: Path) -> None:
    house = await House.open(sqlite(tmp_path))
    citizen = house.phone()

    await citizen.says("quên mật khẩu")

    assert await later(house, citizen) == []
    await house.close()
