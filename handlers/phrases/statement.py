"""The Sunday statement, and objections to it."""

from __future__ import annotations

TITLE = "🧾 **Bản kê tuần {first}–{last} – {area}**"
COUNTED = "Đã tính: **{values}**."
NOTHING = "Tuần này em **chưa nhận được số nào**."
DAYS = "Ngày có số: {days}."
FREE = " Được nghỉ {count} ngày."
TARGETS = "Luỹ kế: {targets}."
TARGET = "{label} {total}/{wanted} ({share})"
UNCHANGED = "Không có số nào bị sửa."
CHANGED = "Đã sửa: {changes}{more}."
CHANGE = "{day} {moved} ({who}, biên nhận {number})"
MORE = " và {count} lần nữa"
ADJUSTED = "Điều chỉnh kỳ trước, tính vào tuần này: {changes}."
BOOKED = "{label} {delta} (ngày {day})"
OBJECT = (
    "Chỗ nào chưa đúng, trong 48 giờ anh/chị **trả lời tin này**, hoặc gõ «chưa đúng: …». Em chuyển cán bộ xem lại."
)
WHAT = "Anh/chị ghi rõ chỗ chưa đúng ngay sau chữ «chưa đúng», ví dụ «chưa đúng: thứ Năm ấp em làm 8, không phải 5»."
OVER = "Đã quá 48 giờ nên bản kê này coi như đúng. Còn số sai, anh/chị gõ «sửa …» với ngày của số ấy giúp em."
TAKEN = "Đã ghi ý kiến số **{number}** và gửi cán bộ cùng các biên nhận của tuần. Có trả lời em báo anh/chị ngay."
TO_OFFICER = (
    "⚖️ Ý kiến số **{number}** của **{area}** ({who}) về bản kê {first}–{last}:\n«{text}»\n\nCác biên nhận:\n{chain}\n\n"
    "Anh/chị trả lời tin này, hoặc gõ «/phanhoi {number} …»."
)
RECEIPT = "• {number} ({day}) {who}, {at}: «{text}»"
NO_RECEIPTS = "• không có biên nhận nào trong tuần"
NONE_OPEN = "Không có ý kiến nào đang chờ trả lời."
OPEN = "Đang chờ trả lời:"
WAITING = "• số {number} – {area}, {when}: «{text}»"
HOW = "Anh/chị gõ «/phanhoi {number}» rồi câu trả lời."
UNKNOWN = "Không có ý kiến số {number}. Gõ «/phanhoi» để xem các ý kiến đang chờ."
CLOSED_ALREADY = "Ý kiến số {number} đã được trả lời rồi: «{answer}»"
CLOSED = "Đã gửi trả lời và đóng ý kiến số {number}."
CLOSED_UNTOLD = "Đã đóng ý kiến số {number}. Em không nhắn riêng được cho người gửi, anh/chị báo giúp."
ANSWERED = "⚖️ {who} trả lời ý kiến số {number} của anh/chị («{text}»):\n{answer}"
