"""Posts of the campaign's plan, as officers change them."""

from __future__ import annotations

NONE = "Kế hoạch này không có tin nào định sẵn."
LIST = "**Tin có sẵn trong kế hoạch: {count}**. Bấm số để xem và sửa."
LINE = "{number}. {when}: «{text}»{state}"
CHANGED = " (đã sửa)"
OPEN = "Tin {number}"
MORE = "Xem tiếp"
ONE = "**Tin {number}** – {when}{state}.\nNội dung:\n{text}"
AS_PLANNED = "Về như kế hoạch"
BLANKS = "\n\nChỗ em tự điền, anh/chị giữ nguyên nếu cần: {blanks}."
PREVIEW = "Tin {number} sẽ gửi {when}, đúng nội dung này:\n———\n{text}\n———\nAnh/chị **duyệt** chứ ạ?"
SURE = {
    "pause": "Em tạm dừng tin {number} tới khi anh/chị bật lại. Anh/chị **duyệt** chứ ạ?",
    "resume": "Em bật lại tin {number}. Anh/chị **duyệt** chứ ạ?",
    "undo": "Em đưa tin {number} về đúng như kế hoạch. Anh/chị **duyệt** chứ ạ?",
}
DONE = "Đã đổi tin {number}. {next}"
HOW = "Sửa tin có sẵn trong kế hoạch: gõ **/tinkehoach**."
ANCHORS = {
    "start": "đầu mỗi kỳ",
    "remind": "khi nhắc hạn",
    "deadline": "khi đến hạn",
    "locks": "khi khoá sổ",
}
