"""What may not have been shown in a group, was refused there, or came too late to be said."""

from __future__ import annotations

UNKNOWN = (
    "⚠️ {count} tin gửi vào nhóm bị đứt mạng giữa chừng, em không rõ nhóm đã thấy chưa nên không tự gửi lại. "
    "Anh/chị xem giúp trong nhóm:"
)
REFUSED = (
    "⚠️ {count} tin không vào được nhóm, em không gửi lại vì nền tảng đã từ chối. "
    "Anh/chị xem bot còn trong nhóm và còn được nhắn tin không:"
)
TOO_LATE = (
    "⚠️ Tin hẹn lúc {when} chưa tới được {count} nhóm ({groups}) vì không gọi được nền tảng. "
    "Đã quá {window} phút nên em không tự gửi nữa.\nNội dung:\n{text}"
)
SEND_NOW = "Gửi bây giờ"
SENT_NOW = "Em gửi vào {count} nhóm ngay đây ạ."
SENT_BEFORE = "Tin này đã được gửi rồi ạ, em không gửi lần nữa."
SAME = "• {groups}, lúc {when}: «{text}»"
SQUAD = "nhóm {squad}"
OFFICERS = "nhóm cán bộ"
CLASS = "một nhóm lớp"
OTHER = "một nhóm {channel} ({chat})"
WHY = {
    "Gone": "bot không còn trong nhóm",
    "Rejected": "nhóm không cho bot nhắn tin",
    "OutsideWindow": "đã quá lâu không ai nhắn ở đó",
}
REFUSED_LINE = "• {groups}, lúc {when} ({why}): «{text}»"
