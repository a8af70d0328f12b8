"""Secrets are hidden before anything is kept, and counts are left alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.shield import HIDDEN, mask
from tests.support.house import House, sqlite

SECRETS = [
    ("cccd 079083001234 của tôi", "cccd ••• của tôi", ("id",)),
    ("079 083 001 234", "•••", ("id",)),
    ("0790 8300 1234", "•••", ("id",)),
    ("số 079.083.001.234 nhé", "số ••• nhé", ("id",)),
    ("cmnd cũ 123456789", "cmnd cũ •••", ("id",)),
    ("otp 482193", "otp •••", ("otp",)),
    ("mã xác thực của tôi là 48 21 93", "mã xác thực của tôi là •••", ("otp",)),
    ("ma xac nhan: 4821", "ma xac nhan: •••", ("otp",)),
    ("482193 là mã otp phải không", "••• là mã otp phải không", ("otp",)),
    ("mật khẩu là Lua2026#", "mật khẩu là •••", ("password",)),
    ("mk: hoa1234", "mk: •••", ("password",)),
    ("pin=123456", "pin=•••", ("password",)),
    ("thẻ 4111 1111 1111 1111", "thẻ •••", ("card",)),
    ("gọi 0912 345 678 nhé", "gọi ••• nhé", ("phone",)),
    ("+84912345678", "•••", ("phone",)),
    ("cccd 079083001234, otp 482193", "cccd •••, otp •••", ("otp", "id")),
]
HARMLESS = [
    "bc cks 5 vneid 12 lượt 30 hộ 22",
    "bc ngày 18/10/2025 cks 1.200 vneid 0",
    "quên mật khẩu vneid 2 lần rồi",
    "mật khẩu 8-20 ký tự là sao",
    "không nhận được otp 3 lần từ 8h",
    "tổng đài 1900 0368 hay 18001096",
    "nghị định 69/2024/NĐ-CP",
    "passcode 6 số là gì",
]


@pytest.mark.parametrize(("text", "shown", "kinds"), SECRETS)
def test_a_secret_is_hidden_and_named(text: str, shown: str, kinds: tuple[str, ...]) -> None:
    masked = mask(text)

    assert (masked.text, masked.kinds) == (shown, kinds)


@pytest.mark.parametrize("text", HARMLESS)
def test_counts_dates_and_hotlines_are_left_alone(text: str) -> None:
    assert mask(text) == type(mask(text))(text, ())


def test_masking_twice_changes_nothing_more() -> None:
    for text, _, _ in SECRETS:
        once = mask(text).text
        assert mask(once).text == once


async def test_canaries_leave_no_trace_in_the_database(tmp_path: Path) -> None:
    house = await House.open(sqlite(tmp_path))
    chance = random.Random(7)
    canaries: list[str] = []
    for number in range(1_500):
        kind = number % 3
        digits = "".join(str(chance.randrange(10)) for _ in range(12))
        canary = ("0" + digits[1:], "09" + digits[2:10], digits[:6])[kind]
        canaries.append(canary)
    wrapped = ("căn cước của tôi {}", "số điện thoại {} nha", "mã otp là {}")
    for start in range(0, 1_500, 500):
        batch = [wrapped[n % 3].format(canaries[n]) for n in range(start, start + 500)]
        await house.deliver_many(batch)
    await house.close()

    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert [canary for canary in canaries if len(canary) > 6 and canary.encode() in kept] == []
    assert kept.count(f"mã otp là {HIDDEN}".encode()) > 0 or b"m\\u00e3 otp" in kept
    assert not any(f"otp là {canary}".encode() in kept for canary in canaries[2::3])


async def test_who_sends_a_code_is_told_at_once_and_answered_all_the_same(tmp_path: Path) -> None:
    house = await House.open(sqlite(tmp_path))
    citizen = house.phone()

    (alone,) = await citizen.says("otp 482193")
    warning, answer = await citizen.says("tôi quên mật khẩu vneid, căn cước của tôi là 079083001234")

    assert "mã OTP" in alone
    assert "482193" not in alone
    assert "số căn cước" in warning
    assert "079083001234" not in warning + answer
    assert "Quên" in answer
    await house.close()


async def test_in_a_group_too_even_unasked(tmp_path: Path) -> None:
    house = await House.open(sqlite(tmp_path))
    mother = house.group("class", "mother")

    (warning,) = await mother.says("cccd của con em 079083001234 nhé cô")
    quiet = await mother.says("mai họp lúc mấy giờ cô ơi")

    assert "số căn cước" in warning
    assert quiet == []
    await house.close()
