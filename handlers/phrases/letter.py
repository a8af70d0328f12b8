"""The words of the written report, as an office writes them."""

from __future__ import annotations

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
COMMITTEE = "Ủy ban nhân dân"
NUMBER = "Số:       /{symbol}"
DATE = "{place}, ngày {day} tháng {month} năm {year}"
KIND = "BÁO CÁO"
ABSTRACT = "Kết quả thực hiện {campaign}\n{period}"
WEEK = "tuần {number} (từ ngày {first} đến ngày {last})"
MONTH = "tháng {number} (từ ngày {first} đến ngày {last})"
DAY = "ngày {first}"
SPAN = "(từ ngày {first} đến ngày {last})"
OPENING = "Thực hiện {plan}, {issuer} báo cáo kết quả {period} như sau:"
CLOSING = "Trên đây là báo cáo kết quả {period}, {issuer} kính báo cáo./."

GENERAL = "I. TÌNH HÌNH CHUNG"
RESULTS = "II. KẾT QUẢ TRONG KỲ VÀ LŨY KẾ"
TROUBLES = "III. KHÓ KHĂN, VƯỚNG MẮC"
ASSESSMENT = "IV. ĐÁNH GIÁ, CÁCH LÀM HAY"
NEXT = "V. PHƯƠNG HƯỚNG KỲ TỚI"
PROPOSALS = "VI. KIẾN NGHỊ, ĐỀ XUẤT"

REPORTED = (
    "1. Chế độ báo cáo: {complete}/{expected} {unit} báo cáo đủ các chỉ tiêu bắt buộc (đạt {share}), "
    "trong đó {timely} {unit} đúng hạn (đạt {timeliness})."
)
NOBODY_EXPECTED = "1. Chế độ báo cáo: trong kỳ không có {unit} nào phải báo cáo."
SOURCE = (
    "2. Nguồn số liệu: tổng hợp từ báo cáo của {who}, mỗi lần báo cáo đều có biên nhận và lịch sử sửa đổi; "
    "chốt lúc {moment}."
)
SQUADS, REPORTERS = "{count} tổ, đội", "các đơn vị"
MOMENT = "{hour} giờ {minute} phút ngày {day}"
GAPS = "3. Số liệu còn thiếu: {names}. Kết quả dưới đây chưa bao gồm phần chưa báo cáo của các đơn vị này."
NO_GAPS = "3. Số liệu còn thiếu: không có."
DOUBTS = "4. Số liệu cần kiểm tra lại trước khi sử dụng:"
NO_DOUBTS = "4. Số liệu cần kiểm tra lại: không có."
DOUBT = "- {area}: “{label}” ghi {value}, {why};"
DOUBT_NEGATIVE, DOUBT_PEOPLE, DOUBT_PART = "là số âm", "vượt số {people} ({limit})", "vượt “{whole}” ({limit})"
MORE_DOUBTS = "- Còn {count} trường hợp khác, xem bảng tính kèm theo."
EXCUSED = "Các {unit} được nghỉ trong kỳ: {names}."
ADJUSTED = "Điều chỉnh số liệu của các kỳ đã khóa, tính vào kỳ này: {changes}."

HEAD = ("STT", "Chỉ tiêu", "Đơn vị tính", "Chỉ tiêu giao", "Trong kỳ", "Lũy kế", "Tỷ lệ")
NOTE = (
    "Tỷ lệ = lũy kế ÷ chỉ tiêu giao × 100%, tính cả kết quả có trước chiến dịch; "
    "dấu “–” là chưa có số liệu hoặc không giao."
)
STANDING, STANDING_NOTE = "{label} (số hiện có)", " Số hiện có là số tại lúc chốt, không cộng theo kỳ."
COMPARED = "- {label}: trong kỳ {value} {unit}, {change}."
MORE, LESS, SAME, FIRST = (
    "tăng {by} so với kỳ trước",
    "giảm {by} so với kỳ trước",
    "bằng kỳ trước",
    "là kỳ đầu của chiến dịch",
)
STANDS = "- {label}: hiện có {value} {unit}."

NO_TROUBLES = "Trong kỳ các đơn vị không nêu khó khăn, vướng mắc."
TROUBLE = "- {area}: {text}{state}"
TROUBLE_STATES = {
    "new": " (chưa xử lý).",
    "handling": " (đang xử lý).",
    "answered": " (đã trả lời: {answer}).",
    "solved": " (đã giải quyết).",
}
TROUBLE_OWNED = " (đang xử lý, {owner} phụ trách)."
TROUBLE_SOLVED = " (đã giải quyết: {answer})."
TROUBLE_SINCE = ", nêu từ ngày {day}"
MORE_TROUBLES = "- Còn {count} ý kiến khác, xem bảng tính kèm theo."

PACE = (
    "- {label}: lũy kế đạt {share} chỉ tiêu giao đến ngày {until}, trong khi đã qua {elapsed} thời gian thực hiện "
    "({verdict})."
)
PACE_PARTS, PACE_PART = " Trong đó: {parts}.", "{group} {share}"
AHEAD, ON_TIME, BEHIND = "nhanh hơn yêu cầu", "đúng tiến độ", "chậm so với yêu cầu"
BEST = "- Đơn vị có kết quả cao tính trên số người và số ngày thực hiện: {names}."
NO_ASSESSMENT = "Chưa giao chỉ tiêu theo thời gian nên chưa có căn cứ đánh giá tiến độ."
URGE = "- Đôn đốc các đơn vị báo cáo đủ, đúng hạn: {names}."
REACH = "- Phấn đấu đạt chỉ tiêu “{label}”: còn {left} {unit} đến ngày {until}, bình quân {daily} {unit} mỗi ngày."
SUPPORT = "- Tập trung hỗ trợ các đơn vị có kết quả thấp: {names}."
CONTINUE = "- Tiếp tục thực hiện các nhiệm vụ theo {plan}."
CHECK = "- Kiểm tra, xác minh các số liệu nêu tại điểm 4 Mục I."
PROPOSE = "Đề nghị các cơ quan, đơn vị liên quan xem xét, tháo gỡ những vướng mắc chưa xử lý nêu tại Mục III."
NO_PROPOSALS = "Không có."

RECIPIENTS = "Nơi nhận:"
PARTY = {"huyện": "Huyện ủy", "quận": "Quận ủy", "thị xã": "Thị ủy", "thành phố": "Thành ủy"}
PARTY_DEFAULT = "Đảng ủy"
RECIPIENTS_DEFAULT = (
    "Thường trực {party} (để báo cáo)", "Chủ tịch, các Phó Chủ tịch UBND", "Ban Chỉ đạo chiến dịch",
    "Các tổ, đội thực hiện", "Lưu: VT{office}",
)  # fmt: skip
APPENDIX = "PHỤ LỤC"
APPENDIX_TITLE = "Kết quả theo từng {unit}, {period}"
APPENDIX_OF = "(Kèm theo Báo cáo số       /{symbol} ngày {day} tháng {month} năm {year} của {issuer})"
TABLE_PERIOD, TABLE_TOTAL = "{number}. Số liệu trong kỳ", "{number}. Số liệu lũy kế"
TABLE_OWN = "{number}. {title}"
TABLE_MORE = " (tiếp theo)"
STT, UNIT, STATE, SUM = "STT", "Đơn vị", "Báo cáo", "Cộng"
NO_VALUE = "–"
