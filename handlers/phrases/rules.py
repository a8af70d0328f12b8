"""Rules that officers make by chat, the list of the week, and how often a chat wants to hear from us."""

from __future__ import annotations

HOW = (
    "Anh/chị gõ một dòng, ví dụ:\n**{example}**\n"
    "Ngày có thể là «thứ hai», «mỗi ngày», «20/11», «ngày 20 hằng tháng», «rằm»."
)
LIST = "**Lời nhắc đã đặt: {count}**"
NONE = "Chưa có lời nhắc nào."
LINE = "{number}. {when}, {to}: «{text}»{state}"
PAUSED = " (đang tạm dừng)"
OPEN = "Lời nhắc {number}"
ONE = "**Lời nhắc {number}** – {when}, {to}{state}.\n{next}\nNội dung:\n{text}"
NEXT = "Lần tới: {moments}."
NO_NEXT = "Không còn lần nào trong 45 ngày tới."
GONE = "Lời nhắc này không còn nữa ạ. Anh/chị gõ /nhac để xem các lời nhắc đang có."
ASK_TEXT = "Anh/chị gõ **nội dung** sẽ gửi (đúng từng chữ):"
ASK_WHEN = "Gửi **ngày nào, mấy giờ** ạ? Ví dụ «thứ hai 8:00», «20/11 14:00», «ngày 20 hằng tháng 7:30»."
ASK_HOUR = "Gửi lúc **mấy giờ** ạ? Ví dụ «8:00» hay «2 giờ chiều»."
ASK_DAY = "Gửi **ngày nào** ạ? Ví dụ «thứ hai», «mỗi ngày», «20/11», «rằm»."
ASK_TO = "Gửi **cho ai** ạ? Anh/chị chọn, hoặc gõ tên đội."
NOT_UNDERSTOOD = "Em chưa đọc được. "
TOO_LONG = "Nội dung dài {length} chữ cái, tối đa {limit} ạ. Anh/chị viết gọn lại giúp em."
PAST = "Ngày giờ ấy đã qua rồi ạ. Anh/chị gõ lại ngày giờ giúp em."
PREVIEW = (
    "Em sẽ gửi {when}, cho {to}.\n{next}\nMỗi lần **{cost} tin**, khoảng {month} tin trong 30 ngày.{night}\n"
    "Đúng nội dung này:\n———\n{text}\n———\nAnh/chị **duyệt** chứ ạ?"
)
NIGHT = "\nGiờ này là giờ yên lặng (22:00–07:00), nên tin sẽ đến lúc 07:00."
NOBODY = "(Hiện chưa có nhóm nào như vậy nối với em.)"
YES = "Duyệt"
CHANGE_TEXT = "Sửa lời"
CHANGE_WHEN = "Dời giờ"
SKIP = "Bỏ một lần"
PAUSE = "Tạm dừng"
RESUME = "Bật lại"
REMOVE = "Xoá"
LEAVE = "Thôi, không đặt"
SAVED = "Đã đặt lời nhắc {number}. {next} Xem cả tuần: **/lich7**."
CHANGED = "Đã sửa lời nhắc {number}. {next}"
LEFT = "Vâng, em không đổi gì."
SURE_SKIP = "Em bỏ lần **{moment}** của lời nhắc {number}, các lần sau vẫn gửi. Anh/chị **duyệt** chứ ạ?"
SURE_PAUSE = "Em tạm dừng lời nhắc {number} tới khi anh/chị bật lại. Anh/chị **duyệt** chứ ạ?"
SURE_RESUME = "Em bật lại lời nhắc {number}. {next} Anh/chị **duyệt** chứ ạ?"
SURE_REMOVE = "Em xoá hẳn lời nhắc {number}. Anh/chị **duyệt** chứ ạ?"
SKIPPED = "Đã bỏ lần {moment}. {next}"
DONE_PAUSE = "Đã tạm dừng lời nhắc {number}."
DONE_RESUME = "Đã bật lại lời nhắc {number}. {next}"
DONE_REMOVE = "Đã xoá lời nhắc {number}."
EXAMPLE = "/nhac thứ hai 8:00 các đội: Chúc các đội tuần mới thuận lợi!"

TO = {"squads": "nhóm các đội", "officers": "cán bộ", "leaders": "đội trưởng, đội phó", "classes": "nhóm lớp"}
EVERY_DAY = "mỗi ngày"
EVERY_MONTH = "ngày {day} hằng tháng"
LUNAR = {1: "mùng một âm lịch", 15: "rằm"}
LUNAR_DAY = "ngày {day} âm lịch"
AT = "{days} lúc {at}"

WEEK = "**Tin em sẽ gửi, {since} – {until}**"
NOTHING = "Bảy ngày tới em không có tin nào phải gửi."
WEEK_LINE = "{number}. {when} – {groups}: {title}{state}\n   «{text}»"
GROUPS = "{count} nơi"
MORE = "… và {count} tin nữa."
ONLY_MISSING = ", chỉ nơi chưa báo"
FULL = ", {count} nhóm đã đủ mức tuần"
STATES = {
    "planned": "",
    "waits": ", **chờ duyệt**",
    "approved": ", đã duyệt",
    "claimed": ", đang làm",
    "sending": ", đang gửi",
    "sent": ", đã gửi",
    "unknown": ", không rõ đã tới chưa",
    "failed": ", **gửi hỏng**",
    "skipped-late": ", quá giờ nên không gửi",
    "cancelled": ", đã bỏ",
}
TITLES = {"deadline": "tin đến hạn", "remind": "nhắc hạn", "post": "tin chiến dịch", "rule": "lời nhắc"}
UNDECIDED = "Lịch nghỉ **{name}** chưa chốt ({note}); có quyết định em sẽ báo nếu hạn dời."
SKIP_ROW = "Bỏ tin {number}"
SURE_SKIP_ROW = "Em bỏ tin «{title}» lúc {when}, chỉ lần này. Anh/chị **duyệt** chứ ạ?"
SKIPPED_ROW = "Đã bỏ tin lúc {when}."
TOO_LATE = "Tin này đã gửi hoặc đã bỏ rồi ạ."

MUTED = "Dạ, đã dừng. Từ nay cháu không tự nhắn nữa, bác hỏi thì cháu vẫn trả lời. Muốn nhận lại, bác gõ **batlai**."
MUTED_ALREADY = "Dạ, cháu đã dừng từ trước rồi ạ. Muốn nhận lại, bác gõ **batlai**."
UNMUTED = "Dạ, đã bật lại. Từ nay có tin chung cháu sẽ gửi bác."
UNMUTED_ALREADY = "Dạ, tin vẫn đang bật ạ."
DUTY_KEPT = (
    "Dạ, em đã dừng các tin chung. Riêng tin nhắc báo cáo là việc được giao nên do cán bộ tắt; em đã chuyển lời. "
    "Muốn nhận lại tin chung, anh/chị gõ **batlai**."
)
DUTY_ASKED = "🔕 {name} xin không nhận tin nhắc báo cáo nữa. Anh/chị đồng ý thì bấm nút dưới đây."
DUTY_OFF = "Tắt tin nhắc"
DUTY_DONE = "Đã tắt tin nhắc báo cáo cho {name}. Người ấy gõ **batlai** là nhận lại."
DUTY_TOLD = "Cán bộ đã đồng ý tắt tin nhắc báo cáo cho anh/chị. Muốn nhận lại, anh/chị gõ **batlai**."
GROUP_MUTED = "Vâng, từ nay em không tự nhắn vào nhóm này, trừ tin đến hạn. Muốn nhận lại, gõ **/batlai**."
GROUP_UNMUTED = "Vâng, em nhắn lại vào nhóm này như trước."
NOT_YOU = "Dạ, việc này xin nhờ cán bộ, đội trưởng hoặc giáo viên của nhóm ạ."
CEILING = "Nhóm này nhận tối đa **{ceiling} tin** mỗi tuần (tin đến hạn không tính). Tuần này đã có {heard}."
NO_CEILING = "Nhóm này chưa đặt mức. Tuần này đã có {heard} tin. Đặt mức: gõ «/mucnhac 5»; bỏ mức: «/mucnhac bỏ»."
CEILING_SET = "Vâng, từ nay mỗi tuần em gửi vào đây tối đa **{ceiling} tin** (tin đến hạn không tính)."
CEILING_GONE = "Vâng, em bỏ mức tin của nhóm này."
CEILING_HOW = "Anh/chị gõ số tin mỗi tuần từ 0 đến 50, ví dụ «/mucnhac 5»; bỏ mức thì «/mucnhac bỏ»."
