"""Secrets are hidden before anything is kept, and counts are left alone."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bot.shield import HIDDEN, mask, shielded
from bot.types import Address, Incoming
from tests.support.house import SATURDAY, House, sqlite

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
    ("0 7 9 0 8 3 0 0 1 2 3 4", "•••", ("id",)),
    ("079\u00a0083\u200b001234", "•••", ("id",)),
    ("căn cước 07 90 83 00 12 34", "căn cước •••", ("id",)),
    ("số.079083001234nha", "số.•••nha", ("id",)),
    ("mã số bhxh 7512345678", "mã số bhxh •••", ("id",)),
    ("482193", "•••", ("otp",)),
    ("nó gửi mã 482193 về máy", "nó gửi mã ••• về máy", ("otp",)),
    ("48 21 93 là mã otp", "••• là mã otp", ("otp",)),
    ("mk Hoa1965! mà không vào được", "mk ••• mà không vào được", ("password",)),
    ("mật khẩu vneid Hoaphuong@2024", "mật khẩu vneid •••", ("password",)),
    ("mk: hoaphuong#", "mk: •••", ("password",)),
    ("mã pin của tôi 1234", "mã pin của tôi •••", ("password",)),
    ("thẻ 4111-1111-1111-1111", "thẻ •••", ("card",)),
    ("stk 1023456789 vcb", "stk ••• vcb", ("account",)),
    ("(0912) 345 678", "•••", ("phone",)),
    ("căn cước, gọi 0912345678", "căn cước, gọi •••", ("phone",)),
    ("cháu Nguyễn Văn An lớp 5A1 chưa có", "cháu ••• lớp 5A1 chưa có", ("name",)),
    ("con tôi tên minh anh học lớp 2", "con tôi tên ••• học lớp 2", ("name",)),
    ("tên cháu là Bảo An", "tên cháu là •••", ("name",)),
    ("nguyen thi thu ha lop 5a chua dang ky", "••• lop 5a chua dang ky", ("name",)),
    ("lớp 5A1 em Trần Thị Bình chưa làm", "lớp 5A1 em ••• chưa làm", ("name",)),
    ("họ tên hs: phạm gia bảo", "họ tên hs: •••", ("name",)),
    ("con tôi Lê Hoàng Phúc mất thẻ", "con tôi ••• mất thẻ", ("name",)),
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
    "quên mật khẩu từ năm 2023",
    "quên mật khẩu vneid trên iphone12",
    "quên mật khẩu thì gọi 1900 0368",
    "căn cước cấp ngày 18/10/2021",
    "mã hồ sơ 123456 tới đâu rồi",
    "bc 120 130 140 150",
    "bc 0 35 12 20 30 4",
    "CON QUÊN MẬT KHẨU VNEID",
    "con tên là gì thì ghi vào đâu",
    "sai họ tên đệm trong dữ liệu bhxh",
    "sim đứng tên con đưa mẹ xài",
    "đăng ký cho con vào lớp 1 trên cổng dịch vụ công",
    "hồ sơ lớp 5 nộp ở đâu",
    "trường Lê Lợi lớp 5A cài 12",
    "Đường Trần Phú lớp 5",
    "báo cáo học sinh kích hoạt sáu em đoàn viên kích hoạt ba bạn",
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


def test_a_page_may_not_claim_that_a_secret_was_pressed() -> None:
    pressed = Incoming(Address("web", "c"), "u", "e", SATURDAY, choice="cháu Trần Văn Bảotrâm lớp 5A1, 0912345678")

    assert shielded(pressed).choice == "cháu ••• lớp 5A1, •••"
    assert shielded(replace(pressed, choice="guide:step:vneid-kich-hoat.12.may-tinh")).choice == (
        "guide:step:vneid-kich-hoat.12.may-tinh"
    )


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
