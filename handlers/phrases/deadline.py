"""Reminders, the deadline post, summaries."""

from __future__ import annotations

LATE = "(gửi muộn {minutes} phút) "
MISSED = (
    "⚠️ Lúc {when} lẽ ra có tin «{title}» trong {count} nhóm, nhưng khi đó máy chủ không chạy. "
    "Đã quá {window} phút nên em không tự gửi nữa.\nNội dung:\n{text}"
)
HELD = (
    "📌 Tin hẹn lúc {when} cho {count} nhóm cần cán bộ duyệt nên em chưa gửi. "
    "Nếu đồng ý, xin anh/chị chép vào nhóm giúp em.\nNội dung:\n{text}"
)
REMIND_LEADER = (
    "Anh/chị ơi, {deadline} là hạn báo cáo {period}, em chưa nhận đủ số của {area}{still}.\n"
    "Anh/chị chép dòng này rồi sửa số giúp em:\n**{example}**"
)
REMIND_STILL = " (còn thiếu: {labels})"
REMIND = "Nhắc các đội: {deadline} là hạn báo cáo {period}. Đã có {reported}/{expected} {unit}. Còn chờ: {missing}."
DEADLINE = (
    "Đã đến hạn báo cáo {period}. Đã nhận {reported}/{expected} {unit}. Còn thiếu: {missing}. "
    "Đội nào chưa kịp xin gửi ngay, số liệu vẫn được ghi. Cảm ơn các đội."
)
DEADLINE_ALL_IN = "Đã đến hạn báo cáo {period}. Cả {expected}/{expected} {unit} đã báo cáo đủ. Cảm ơn các đội!"
NOBODY = "không còn ai"

SUMMARY_TITLE = "📊 **Số liệu {period}**"
SUMMARY_TODAY = "📊 **Số liệu {day}**"
COMPLETENESS = "Đủ báo cáo: {complete}/{expected} {unit} ({share}); đúng hạn: {timely}/{expected} ({timeliness})."
MISSING = "Chưa đủ: {missing}."
ALL_IN = "Tất cả đã báo cáo đủ."
LINE = "• {label}: **{value}**"
LINE_TOTAL = ", luỹ kế {total}"
LINE_SHARE = "/{wanted} ({share})"
LINE_STOCK = "• {label}: **{value}** (hiện có)"
NO_COUNTS = "Chưa có số liệu nào."
BY_AREA = "Từng nơi – {label}:"
AREA_LINE = "{area}: {value}"
TODAY_UNITS = "Đã báo hôm nay: {reported}/{expected} {unit}."
WHO_MISSING = "Chưa đủ báo cáo {period} ({count}/{expected} {unit}), hạn {deadline}:"
MISSING_LINE = "• {area}{squad}{still}"
NOT_A_PERIOD = "Em chưa rõ kỳ «{text}». Anh/chị gõ ví dụ «/tonghop», «/tonghop hôm nay» hoặc «/tonghop {example}»."
