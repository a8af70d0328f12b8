"""Days without duty."""

from __future__ import annotations

HOW = "Anh/chị gõ ngày và lý do, ví dụ «{example}»; nhiều ngày thì «/nghi 20/10-22/10 mưa lũ». Bỏ nghỉ: «/nghi bỏ»."
WHY = "{area} nghỉ {days}. Lý do là gì ạ?"
DONE = (
    "Đã ghi: **{area}** nghỉ {days}. Lý do: {reason}.\nNhững ngày này em không nhắc, và không tính vào tỷ lệ báo cáo. "
    "Muốn bỏ thì gõ «/nghi bỏ»."
)
TO_OFFICER = "🗓 **{area}** báo nghỉ {days} ({who}). Lý do: {reason}. Không đồng ý thì anh/chị gõ «/nghi bỏ»."
ALREADY = "{area} đã được ghi nghỉ {days} rồi ạ."
NOT_YOURS = "{area} không phải nơi anh/chị phụ trách, nên việc này xin nhờ cán bộ ạ."
WHICH_AREA = "Nghỉ là của {unit} nào ạ? Anh/chị gõ cả tên, ví dụ «{example}»."
OUTSIDE = "Những ngày ấy nằm ngoài chiến dịch ({start}–{end}) nên em chưa ghi. Anh/chị xem lại ngày giúp em."
LOCKED = "Kỳ của những ngày ấy đã khoá sổ nên em không đổi được nữa."
NOTHING = "Chưa có ngày nghỉ nào. Muốn báo nghỉ, anh/chị gõ ví dụ «{example}»."
WHICH_BACK = "Anh/chị bỏ ngày nghỉ nào ạ?"
TAKEN_BACK = "Đã bỏ: {what}. Những ngày này lại là ngày trực."
NAME = "{area} nghỉ {days}"
BACK = "Bỏ ngày nghỉ này"
