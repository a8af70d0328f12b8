"""Receipts, questions and refusals around the daily counts."""

from __future__ import annotations

RECEIPT = "✅ Biên nhận **{number}** – {area}, {day}\nĐã ghi: **{values}**."
ADDED = "✅ Biên nhận **{number}** – {area}, {day}\nĐã cộng thêm: **{values}**."
CORRECTED = "✏️ Biên nhận **{number}** – {area}, {day}\nĐã sửa: **{changes}**."
CHANGE = "{label}: {old} → {new}"
NOTHING = "không có"
DAY_TOTAL = "Cả ngày: {values}."
PERIOD_TOTAL = "Cả {period}: {values}."
SHARE = "{label}: {total}/{wanted}, đạt {share} chỉ tiêu."
STILL = "Còn thiếu: {labels}."
MEND = "Sai thì gõ «sửa {example}» hoặc «huỷ»."
OBSTACLE = "Vướng mắc đã ghi, em gửi cho cán bộ."
OBSTACLE_TO_OFFICER = (
    "⚠️ Vướng mắc từ **{area}** ({who}, biên nhận {number}):\n«{text}»\n"
    "Anh/chị trả lời tin này là em chuyển lại; giao việc, đóng: gõ «/vuongmac {number}»."
)
WHICH_OBSTACLE = "Xin ghi rõ vướng mắc ngay sau lệnh, ví dụ «vướng mắc mạng yếu»."
OBSTACLE_ONLY = "Đã ghi vướng mắc của {area}, em gửi cho cán bộ: «{text}»"

WHICH_AREA = "Số liệu này của {unit} nào ạ?"
WHICH_AREA_FORM = "Anh/chị báo cáo cho {unit} nào ạ?"
FOREIGN = "{area} không phải nơi anh/chị phụ trách. Anh/chị báo giúp {area} phải không ạ?"
FOREIGN_YES = "Đúng, báo giúp {area}"
NO = "Không, thôi"
NO_AREA = "Em chưa biết anh/chị phụ trách nơi nào. Anh/chị xin cán bộ một mã mời có ghi {unit} giúp em."
CLASH = "{day} {area} đã có {standing}. Anh/chị gửi {given}: **thay hay cộng thêm** ạ?"
REPLACE = "Thay bằng {values}"
ADD = "Cộng thêm, thành {values}"
KEEP = "Giữ như cũ"
KEPT = "Dạ, em giữ nguyên số đã ghi."
LOCKED = (
    "Kỳ {period} đã khoá sổ lúc {when} nên em không ghi vào nữa. Anh/chị báo cán bộ để điều chỉnh ở kỳ sau giúp em."
)
LOCKED_ASK = (
    "Kỳ {period} đã khoá sổ lúc {when} nên số của kỳ ấy giữ nguyên. Phần chênh của {area}, {day} "
    "(**{changes}**) em ghi vào {next} thành **điều chỉnh**. Lý do là gì ạ? Anh/chị chọn hoặc gõ."
)
ADJUST_CHANGE = "{label}: {old} → {new} ({delta})"
ADJUST_REASONS = ("Báo sót", "Báo nhầm", "Đếm lại")
ADJUST_NO = "Không ghi"
ADJUSTED = (
    "🧾 Biên nhận **{number}** – {area}, điều chỉnh {period}: **{changes}**.\nTính vào {next}. Lý do: {reason}.\n"
    "Sai thì gõ «huỷ»."
)
ADJUST_UNDONE = "↩️ Biên nhận **{number}**: đã bỏ điều chỉnh {old}. {area}, {day} lại là: {values}."
LOCKED_STOCK = (
    "Kỳ {period} đã khoá sổ lúc {when}. Đây là số hiện có, không cộng dồn, nên anh/chị chỉ cần báo số của hôm nay."
)
CLOSED_STOCK = (
    "Kỳ {period} cán bộ đã chốt sổ lúc {when}. Đây là số hiện có, không cộng dồn: anh/chị báo lại từ {day} giúp em."
)
LATE = (
    "Sổ {period} đã chốt lúc {when}, nên số gửi bây giờ em tính vào kỳ sau. Cả ngày {area} đã báo {standing}; "
    "anh/chị gửi {given}: **làm thêm hay thay** ạ?"
)
LATE_ADD = "Làm thêm, cả ngày thành {values}"
LATE_SET = "Thay, cả ngày là {values}"
AFTER_CLOSING = "Làm sau giờ chốt sổ"
LOCKED_SAME = "Kỳ {period} đã khoá sổ, và số đã ghi đúng như vậy rồi ạ: {values}."
LOCKED_KEPT = "Dạ, em giữ nguyên số của kỳ đã khoá sổ."
ODD = "{figures}{size} – đúng không ạ?"
ODD_FIGURE = "{label}: {before}{now}"
ODD_BEFORE = "{day} {value}, "
ODD_NOW = "{day} **{value}**"
ODD_LACKING = " (chỉ còn {number} người chưa tính)"
ODD_SIZE = ", cả {area} {number} hộ"
ODD_YES = "Đúng, ghi {values}"
ODD_TENTH = "Nhầm, chỉ {value}"
ODD_NO = "Không, để em gõ lại"
ODD_AGAIN = "Dạ, em chưa ghi {labels}. Anh/chị gõ lại số đúng giúp em, ví dụ «{example}»."
CONFIRMED = "Số này anh/chị đã xác nhận."
OUTSIDE = "Ngày {day} nằm ngoài chiến dịch ({start}–{end}) nên em chưa ghi. Anh/chị xem lại ngày giúp em."
NO_REPORTER = (
    "Dạ, số liệu do đội trưởng gửi nên cháu chưa ghi dòng này. Nếu bác là đội trưởng, xin cán bộ một **mã mời** "
    "rồi gõ vào đây. Còn muốn hỏi cách làm, bác cứ gõ câu hỏi ạ."
)
UNDONE = "↩️ Biên nhận **{number}**: đã bỏ biên nhận {old}. {area}, {day} nay còn: {values}."
NOTHING_TO_UNDO = "Không có lần báo cáo nào trong 10 phút qua để bỏ. Muốn sửa số, anh/chị gõ ví dụ «sửa {example}»."
NOT_LAST = "Sau biên nhận {old} đã có số mới cho {area}, nên em không bỏ được. Anh/chị gõ «sửa {example}» giúp em."
SAME_EDIT = "Dạ, em đã xem tin anh/chị vừa sửa: số liệu vẫn như biên nhận {number}."
EDIT_ELSEWHERE = (
    "Tin vừa sửa nói về nơi khác hoặc ngày khác, nên biên nhận {number} vẫn giữ nguyên. "
    "Muốn chuyển số, xin gửi một dòng mới, rồi gõ «sửa» để đưa số cũ về 0."
)
ASK_AGAIN = "Em chưa rõ. {question}"

FORM_START = "Em hỏi từng mục cho **{area}**, {day}. Anh/chị gõ số; không có thì gõ 0. Gõ «thôi» để dừng."
FORM_ASK = "{number}/{total}. Có bao nhiêu **{label}** ạ? (ví dụ {example})"
FORM_KNOWN = " Đã ghi: {value}."
FORM_SKIP = "Bỏ qua"
FORM_SAME = "Như đã ghi ({value})"
FORM_RESUME = "Anh/chị đang báo cáo dở cho **{area}**, {day}; đã có: {values}."
FORM_ANEW = "Làm lại từ đầu"
NOTHING_YET = "chưa có số nào"
FORM_BACK = "Quay lại"
FORM_DONE = "Xong, gửi luôn"
FORM_EMPTY = "Chưa có số nào nên em chưa ghi gì. Anh/chị gõ «báo cáo» khi cần nhé."
FORM_NUMBER = "Xin anh/chị gửi một con số cho mục này, ví dụ {example}; hoặc bấm «Bỏ qua»."
