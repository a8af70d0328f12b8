"""What is asked when a line is in doubt: one short question in Vietnamese, by reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.text import nfc

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

QUESTIONS: Mapping[str, str] = {
    "two-readings": "Em hiểu được hai cách{about}. Anh/chị muốn ghi cách nào?",
    "one-reading": "Em chưa chắc mình hiểu đúng{about}. Anh/chị chọn giúp, hoặc ghi lại nhé, ví dụ: {example}",
    "approximate": "Số{about} chưa chắc chắn. Anh/chị cho xin số chính xác nhé?",
    "range": "Số{about} đang là một khoảng. Anh/chị cho xin một số chính xác nhé?",
    "percent": "Số{about} đang là phần trăm. Anh/chị cho xin số đếm được nhé?",
    "decimal": "Số{about} đang là số lẻ. Anh/chị cho xin số nguyên nhé?",
    "negative": "Số{about} đang có dấu trừ. Anh/chị muốn ghi bao nhiêu?",
    "total-disagrees": "Tổng không khớp với các số cộng lại{about}. Anh/chị xem giúp số nào đúng?",
    "two-numbers": "Có hai số{about}. Anh/chị muốn ghi số nào?",
    "unknown-label": "Em chưa biết mục «{typed}». Anh/chị muốn ghi vào mục nào?",
    "bare-number": "Em chưa biết số nào thuộc mục nào. Anh/chị ghi kèm tên mục nhé, ví dụ: {example}",
    "bare-beside": "Số {typed} thuộc mục nào? Anh/chị ghi kèm tên mục giúp nhé, ví dụ: {example}",
    "like-yesterday": "Em không tự chép số cũ. Anh/chị ghi lại số của hôm nay nhé, ví dụ: {example}",
    "implausible": "Số{about} lớn hơn thường lệ. Có đúng như vậy không?",
    "part-exceeds": "Số{about} lớn hơn số chung. Anh/chị xem giúp số nào đúng?",
    "other-day": "Đây là số của ngày {day}, đúng không?",
    "day-unclear": "Số này của ngày nào? Anh/chị ghi rõ ngày giúp, ví dụ: bc đúng ngày {today} …",
    "two-areas": "Tin nhắn có hai nơi. Anh/chị muốn ghi cho nơi nào?",
    "unknown-area": "Em chưa biết nơi «{typed}». Anh/chị ghi lại tên nơi giúp nhé?",
    "group-needed": "Số{about} là của nhóm nào?",
    "no-number": "Mục{about} là bao nhiêu?",
    "cumulative": "Số{about} là lũy kế hay số mới làm? Anh/chị cho xin số mới làm nhé?",
    "negated": "Số{about} đã làm xong hay chưa? Anh/chị cho xin số đã xong nhé?",
    "goal": "Số{about} là số đã làm hay chỉ tiêu, kế hoạch? Anh/chị cho xin số đã làm nhé?",
    "rest-zero": "Các mục không nêu tên ghi thế nào?",
}

REFUSALS: Mapping[str, str] = {
    "no-number": "Em chưa thấy số liệu nào. Anh/chị nhắn theo mẫu: {example}",
    "future-day": "Ngày {day} chưa tới nên chưa ghi được. Nếu là số hôm nay, anh/chị nhắn: {example}",
    "too-long": "Tin nhắn dài quá, em không đọc hết được. Anh/chị nhắn gọn, ví dụ: {example}",
    "outside-campaign": "Ngày {day} nằm ngoài đợt này. Nếu là số hôm nay, anh/chị nhắn: {example}",
}


def ask(reason: str, **parts: str) -> str:
    """The question for a reason, with its blanks filled."""
    text = QUESTIONS.get(reason, QUESTIONS["two-readings"])
    if not parts.get("about") and text.startswith(("Số{about}", "Mục{about}")):
        parts["about"] = " này"
    return _filled(text, parts)


def refuse(reason: str, **parts: str) -> str:
    """The refusal for a reason; it holds a line to copy."""
    return _filled(REFUSALS.get(reason, REFUSALS["no-number"]), parts)


def day_in_words(day: date) -> str:
    """«thứ Sáu 17/10»."""
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m}"


def _filled(text: str, parts: Mapping[str, str]) -> str:
    blanks = {"about": "", "typed": "…", "example": "", "day": "", "today": ""} | dict(parts)
    return nfc(text.format(**blanks)).strip()
