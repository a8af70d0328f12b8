"""What is kept about people, said plainly: the chat, the page, the record of processing."""

from __future__ import annotations

FIRST = (
    "🔒 Trả lời ở đây là máy, không phải cán bộ. Câu bác nhắn được giữ {days} ngày; số giấy tờ, mật khẩu cháu che đi.\n"
    "Xem cháu giữ gì: /dulieucuatoi. Xoá: /xoadulieu.{link}"
)
FIRST_LINK = " Rõ hơn: {link}"

SHOWN = "🔒 **Cháu đang giữ về bác** (ở kênh {channel} này):"
NAME = "• Tên hiển thị: {name}."
NO_NAME = "• Không có tên."
MESSAGES = "• {count} tin bác đã nhắn, từ {since}; nội dung tự xoá sau {days} ngày. Số giấy tờ, mật khẩu đã che."
QUESTIONS = "• {count} câu hỏi đã ghi để cán bộ xem bà con vướng gì (không kèm tên), giữ {days} ngày."
WALKS = "• Bác đã đọc tới bước nào ở {count} bài hướng dẫn."
DUTIES = "• Việc được giao: {duties}."
REPORTS = "• {count} lần báo cáo số liệu. Đây là hồ sơ của chiến dịch: khi xoá, số liệu còn lại nhưng không còn tên."
MARKS = "• {count} đường dẫn chia sẻ do bác tạo."
SESSIONS = "• {count} lần vào bảng điều khiển."
MUTED = "• Bác đã bảo cháu đừng tự nhắn tin."
NOTHING_ELSE = "Cháu **không** giữ số căn cước, số điện thoại, ảnh giấy tờ, mật khẩu của bác."
WHO_SEES = "Chỉ cán bộ và kỹ thuật viên phụ trách của {commune} xem được.{link}"
ERASE = "Xoá dữ liệu của tôi"

SURE = (
    "Bác muốn cháu **xoá hết** dữ liệu về bác ở kênh này ạ? Tin nhắn, tên, câu hỏi, bài đang đọc dở sẽ mất, "
    "không lấy lại được. Cháu làm ngay trong ít phút; bản sao lưu tự hết sau nhiều nhất 35 ngày.{duties}"
)
SURE_DUTIES = (
    "\n\n⚠️ Anh/chị đang là {duties}: xoá xong là thôi việc này, các cán bộ được báo. "
    "Số liệu đã báo vẫn là hồ sơ của chiến dịch, chỉ không còn tên."
)
YES = "Đồng ý, xoá hết"
NO = "Thôi, để nguyên"
ASKED = (
    "Dạ, cháu đã nhận. Trong ít phút nữa mọi thứ về bác ở đây được xoá; đây là tin cuối cháu gửi.\n"
    "Khi nào cần, bác cứ nhắn, cháu lại giúp như người mới quen. Kính chúc bác mạnh khoẻ!"
)
LEFT = "Dạ, cháu để nguyên."
TO_OFFICERS = (
    "Một người nhận việc ({duties}) vừa xin xoá dữ liệu của mình, nên đã thôi việc. Xin anh/chị mời người khác."
)
TIDIED = " Đã dọn dữ liệu hết hạn: {counts}."
TIDIED_COUNT = "{count} {what}"
KINDS = {
    "inbox": "tin đến",
    "outbox": "tin đi",
    "web_lines": "dòng trên trang",
    "questions": "câu hỏi",
    "case_lines": "lời nhờ giúp",
    "cases": "việc nhờ giúp",
    "tasks": "việc đã làm",
    "people": "người lâu không nhắn",
    "audit": "dòng nhật ký",
}
NO_JOURNAL = (
    "không ghi được sổ xoá ({fault}), nên chưa xoá: bản sao lưu cũ sẽ đưa người này trở lại. "
    "Xin cấp quyền ghi rồi làm lại"
)
