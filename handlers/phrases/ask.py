"""Guides and questions."""

from __future__ import annotations

MENU = "Xin chọn việc nào muốn hỏi ạ:"
MENU_ITEMS = (
    ("Cài VNeID", "vneid-cai-dat"),
    ("Làm định danh mức 2", "vneid-muc-2-dang-ky"),
    ("Kích hoạt VNeID", "vneid-kich-hoat"),
    ("Quên mật khẩu VNeID", "vneid-quen-mat-khau"),
    ("Làm chữ ký số miễn phí", "cks-dang-ky-vneid"),
    ("Cổng dịch vụ công", "dvc-dang-nhap"),
    ("Nghi bị lừa đảo", "lua-dao-goi-dien"),
    ("Điểm hỗ trợ ở đâu", "diem-ho-tro-o-dau"),
)
CLARIFY = "Dạ, ý bác là việc nào dưới đây ạ?"
NONE_OF_THESE = "Không phải các việc trên"
NONE = (
    "Dạ, câu này chưa biết trả lời cho chắc nên không dám nói bừa. Câu hỏi đã được ghi lại để cán bộ xem.\n"
    "{contact}Xin thử hỏi ngắn hơn, ví dụ «quên mật khẩu vneid», hoặc chọn mục:"
)
SECOND_LOOK = "Cháu xem lại thì có lẽ bác hỏi việc này ạ:\n**{title}**\n{summary}"
SECOND_LOOK_TYPE = "Bác gõ «{title}» để xem từng bước."
CONTACT = "Cần gấp, xin đến {desk}{hours}{phone}.\n"
ALSO = "Bác còn hỏi thêm: {titles}. Cháu xin trả lời tiếp:"
HELLO_AGAIN = "Dạ, cháu chào bác ạ! "
THANKS = "Dạ, không có gì ạ. Cần gì thêm xin cứ nhắn."
GROUP_SHORT = "{summary}\n(Bác nhắn riêng cho cháu để xem từng bước.)"
NO_TEXT = "Dạ, cháu chưa xem được ảnh hay giọng nói. Bác gõ giúp cháu một câu ngắn ạ."

STEP = "**Bước {number}/{total}.** {text}"
SEES = "Bác sẽ thấy: {sees}"
TROUBLE = "⚠️ Nếu {fault}: {remedy}"
PREPARE = "**Cần chuẩn bị**"
START_STEPS = "Chỉ từng bước ({count} bước)"
NEXT = "Xong, bước tiếp ▸"
BACK = "◂ Bước trước"
WHOLE = "Xem cả bài"
WHOLE_SEES = "   – Thấy: {sees}"
WHOLE_TROUBLE = "   – Nếu {fault}: {remedy}"
STUCK = "Kẹt ở đây, cần người giúp"
DONE = "Xong cả rồi"
RESUME = "Lần trước bác đang xem «{title}», bước {number}. Bác xem tiếp không ạ?"
SOMETHING_ELSE = "Hỏi việc khác"
RESUME_YES = "Xem tiếp bước {number}"
FINISHED = "Vậy là xong **{title}**. Chúc mừng bác! Bác cần gì thêm cứ gõ ạ."
CHECKED = "Đã kiểm tra ngày {day}, theo {source}."
LOCAL_CHECKED = "{who} trả lời ngày {day}."
STALE_GUIDE = "Lưu ý: bài này quá hạn kiểm tra lại từ {day}, có chỗ có thể đã đổi. Xin hỏi lại cán bộ cho chắc ạ."
HELPED = "Có giúp được bác không ạ?"
THUMB_UP = "👍 Giúp được"
THUMB_DOWN = "👎 Chưa được"
THANKS_UP = "Dạ, cháu cảm ơn bác ạ."
SORRY_DOWN = (
    "Dạ, cháu xin lỗi bác. Cháu đã ghi lại để cán bộ xem và sửa bài.\n"
    "Bác gõ thêm một câu về chỗ còn vướng, hoặc đến gặp người giúp ạ."
)
GONE_GUIDE = "Dạ, bài hướng dẫn này không còn nữa. Bác gõ câu hỏi giúp cháu nhé."
HOURS = ", mở cửa {hours}"
PHONE = ", điện thoại {phone}"
