"""Reminders, the deadline post, summaries."""

from __future__ import annotations

LATE = "(gửi muộn {minutes} phút) "
MISSED = (
    "⚠️ Lúc {when} lẽ ra có tin «{title}» trong {count} nhóm, nhưng khi đó máy chủ không chạy. "
    "Đã quá {window} phút nên em không tự gửi nữa.\nNội dung:\n{text}"
)
MAYBE_SAID = (
    "⚠️ Dữ liệu vừa được lấy lại từ bản sao cũ, nên em không biết tin «{title}» hẹn lúc {when} đã gửi vào {count} nhóm "
    "hay chưa. Anh/chị xem giúp trong nhóm; chưa có thì bấm nút dưới đây.\nNội dung:\n{text}"
)
HELD = (
    "📌 Tin «{title}» hẹn lúc {when} cho {count} nhóm cần cán bộ duyệt mà chưa ai duyệt, nên em giữ lại.\n"
    "Đồng ý thì bấm nút dưới đây, em gửi ngay.\nNội dung:\n{text}"
)
SEND_NOW = "Gửi bây giờ"
APPROVE_NOW = "Duyệt và gửi ngay"
SENDING = "Em đang gửi tin «{title}» vào {count} nhóm."
SENT_ALREADY = "Tin này đã được gửi, hoặc đã có người bấm trước rồi ạ."
BY_HAND = "(tin hẹn lúc {when}) "
FULL = (
    "📌 {group} đã nhận đủ {ceiling} tin tuần này, nên em không gửi tin «{title}» và các tin sau vào đó nữa. "
    "Tin đến hạn vẫn gửi. Muốn nâng mức, gõ trong nhóm ấy «/mucnhac 10».\nTin đầu tiên không gửi:\n{text}"
)
SOME_GROUP = "Một nhóm"
TITLE_REMIND = "nhắc hạn"
TITLE_RULE = "lời nhắc {number}"
MOVED = "📅 Hạn báo cáo {period} **dời sang {now}** (trước là {was}). Cả nhà giúp em ghi nhớ ạ."
ASK_APPROVAL = (
    "📌 {when} em sẽ gửi tin này vào {count} nhóm, cần anh/chị **duyệt** (bấm nút hoặc gõ «duyệt»). "
    "{otherwise}\nNội dung:\n{text}"
)
OTHERWISE_HOLD = "Tới giờ mà chưa duyệt thì em giữ lại và báo anh/chị."
OTHERWISE_PLAIN = "Tới giờ mà chưa duyệt thì em gửi bản thường: «{plain}»"
APPROVE = "Duyệt"
DROP = "Không gửi"
APPROVED = "Đã duyệt. Em gửi lúc {when}."
DROPPED = "Vâng, em không gửi tin ấy."
DECIDED = "Tin này đã có người quyết định rồi ạ."
DECIDED_BY = "Tin này {who} đã {what} rồi ạ."
DECISIONS = {"approved": "duyệt", "dropped": "quyết định không gửi"}
YOU = "chính anh/chị"
NOTHING_WAITS = "Hiện không có tin nào chờ duyệt ạ."
WHICH_ONE = "Có {count} tin chờ duyệt. Anh/chị chọn tin nào ạ?"
LADDER_DEPUTY = (
    "Anh/chị ơi, {area} chưa đủ số {period} (hạn {deadline}), em chưa thấy đội trưởng gửi. "
    "Nhờ anh/chị gửi giúp{still}.\n"
    "Anh/chị chép dòng này rồi sửa số:\n**{example}**"
)
LADDER_OFFICER = (
    "Đã quá hạn {period} mà em còn thiếu {count} {unit}. Em đã nhắc đội trưởng, đội phó; nhờ anh/chị gọi giúp:\n{lines}"
)
LADDER_LINE = "• {area} – {who}{still}"
LADDER_NOBODY = "chưa có ai nhận việc qua em"
STOPPED_AT = "\nAnh/chị đang điền dở, đã có {done}. Gõ **báo cáo** để làm tiếp."
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
POSTED_CLOSED = " – sổ chốt lúc {when}"
POSTED_AFTER = ", số gửi sau tính vào {next}"
SUMMARY_TODAY = "📊 **Số liệu {day}**"
COMPLETENESS = "Đủ báo cáo: {complete}/{expected} {unit} ({share}); đúng hạn: {timely}/{expected} ({timeliness})."
MISSING = "Chưa đủ: {missing}."
ALL_IN = "Tất cả đã báo cáo đủ."
LINE = "• {label}: **{value}**"
LINE_TOTAL = ", luỹ kế {total}"
LINE_SHARE = "/{wanted} ({share})"
LINE_EXCEEDED = "/{wanted} ({share}, vượt mục tiêu)"
LINE_REST = "• Khác – {rest}"
DOUBTFUL = "⚠️ {count} chỗ cần hỏi lại ({first}…)."
OVERVIEW_TITLE = "📊 **Tổng hợp {what}**"
COMPLETENESS_SEVERAL = "Lượt báo cáo đủ: {complete}/{expected} ({share}); đúng hạn: {timely}/{expected} ({timeliness})."
NOTHING_EXPECTED = "Không nơi nào phải báo cáo trong những ngày này."
CAPTION = "Biểu đồ {period}"
LINE_STOCK = "• {label}: **{value}** (hiện có)"
NO_COUNTS = "Chưa có số liệu nào."
BY_AREA = "Từng nơi – {label}:"
AREA_LINE = "{area}: {value}"
TODAY_UNITS = "Đã báo hôm nay: {reported}/{expected} {unit}."
WHO_MISSING = "Chưa đủ báo cáo {period} ({count}/{expected} {unit}), hạn {deadline}:"
MISSING_LINE = "• {area}{squad}{still}"
NOT_A_PERIOD = (
    "Em chưa rõ kỳ «{text}». Anh/chị gõ ví dụ «/tonghop», «/tonghop tuần trước», «/tonghop từ 13/10 đến 18/10» "
    "hoặc «/tonghop {example}»."
)
