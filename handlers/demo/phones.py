"""The four people of the demo, and what one may try on each phone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone on the demo page; whose it is on the server is told by its pass."""

    key: str
    title: str
    tab: str
    """The title, short enough for a quarter of a phone's width."""
    about: str
    chips: tuple[str, ...]


PHONES = (
    Phone(
        "citizen",
        "Người dân",
        "Dân",
        "Bà con hỏi, trợ lý chỉ từng bước",
        ("VNeID mức 2 làm ở đâu?", "Tôi quên mật khẩu VNeID", "Chữ ký số có mất tiền không?"),
    ),
    Phone(
        "class",
        "Nhóm lớp",
        "Lớp",
        "Trợ lý chỉ lên tiếng khi được gọi",
        ("@TroLy cài VNeID cho con thế nào?", "Trợ lý ơi, chữ ký số là gì?", "Mai mấy giờ họp phụ huynh ạ?"),
    ),
    Phone(
        "squad",
        "Nhóm Đội 1",
        "Đội 1",
        "Đội trưởng báo cáo một dòng",
        ("bc cks 5 vneid 12 lượt 20", "/homnay", "/sua"),
    ),
    Phone(
        "officer",
        "Cán bộ xã",
        "Cán bộ",
        "Xem tiến độ, nhận tổng hợp",
        ("/thieu", "/tonghop", "/homnay"),
    ),
)
