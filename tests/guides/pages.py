"""A small, sound guide for tests to break."""

from __future__ import annotations

from pathlib import Path

from guides.book import Book, Guide, read

ASKED = "\n".join(f"  - cách hỏi thứ {number}" for number in range(1, 13))

FRONT = f"""\
id: thu-nghiem
title: Bài thử nghiệm
intents: [thu-nghiem, thu-nghiem-may-tinh#may-tinh]
audience: [citizen]
asked_as:
{ASKED}
sources:
  - name: Nghị định 69/2024/NĐ-CP
    date: 2024-06-25
  - name: Báo Thử Nghiệm
    url: baothunghiem.vn/bai
    date: 2026-01-31
checked: 2026-11-01
review_by: 2027-02-01
"""

BODY = """\
Bác làm ngay trên điện thoại, mất năm phút.
Cần giúp, bác gọi {so_dien_thoai}.

## Cần chuẩn bị
- Điện thoại có mạng.
- Giấy mời của {don_vi}.

## Các bước
1. Mở ứng dụng, bấm «Bắt đầu».
   - Thấy: màn hình «Xin chào».
   - Nếu báo «Lỗi: hết phiên»: thoát ra rồi mở lại.
2. Tới {diem_ho_tro}, đưa thẻ
   cho cán bộ.
3. Chờ tin nhắn.

## Cách khác: dùng máy tính {#may-tinh}
1. Mở trang của bài thử nghiệm.
"""


def page(front: str = FRONT, body: str = BODY) -> str:
    """The file's text."""
    return f"---\n{front}---\n{body}"


def guide(text: str | None = None, name: str = "thu-nghiem.md") -> Guide:
    """The guide that a text gives."""
    return read(text if text is not None else page(), Path(name))


def book_in(folder: Path, **pages: str) -> Book:
    """The book of a folder into which these pages are written."""
    for name, text in pages.items():
        (folder / f"{name.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    return Book.load(folder)
