"""What stands in the Excel."""

from __future__ import annotations

SUMMARY, UNITS, DAYS, KEYS, RAW, OBSTACLES, MISSING, RANKING, PEOPLE = (
    "Tóm tắt",
    "Theo đơn vị",
    "Theo ngày",
    "Chỉ tiêu, nhóm",
    "Báo cáo gốc",
    "Vướng mắc",
    "Còn thiếu, cần xem",
    "So sánh",
    "Đối tượng",
)
TITLE = "Số liệu {period}"
MADE = "Lập lúc {moment} từ các báo cáo qua Trợ lý số. Không có họ tên, số định danh, số điện thoại của người dân."
COMPLETE, TIMELY, EXPECTED = "Đủ báo cáo", "Đúng hạn", "Phải báo cáo"
MISSING_LINE = "Còn thiếu: {names}"
MORE_MISSING = "{names} ({count} nơi, xem trang «{sheet}»)"
NONE_MISSING = "Không còn đơn vị nào thiếu báo cáo."
DOUBT_LINE = "Cần xem lại: {count} số liệu (xem trang «{sheet}»)"
HEAD = (
    "STT",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Chỉ tiêu giao",
    "Kỳ trước",
    "Trong kỳ",
    "Có trước",
    "Lũy kế",
    "Tỷ lệ",
    "Tiến độ",
)
STANDING = "{label} (số hiện có)"
EMPTY_NOTE = (
    "Ô trống là chưa có số liệu, chưa giao chỉ tiêu, hoặc số hiện có (không cộng theo kỳ); số 0 là có báo bằng không."
)
PACE_NOTE = "Tỷ lệ = (lũy kế + có trước) ÷ chỉ tiêu giao. Tiến độ 1,00 là vừa kịp hạn của chỉ tiêu; dưới 1,00 là chậm."
STT, UNIT, STATE, DAY, TOTAL_ROW = "STT", "Đơn vị", "Báo cáo", "Ngày", "Tổng cộng"
IN_PERIOD, TOTAL = "{label} (kỳ)", "{label} (lũy kế)"
STATES = {
    "excused": "được nghỉ",
    "timely": "đủ, đúng hạn",
    "late": "đủ, muộn",
    "part": "một phần",
    "missing": "chưa có",
}
KEYS_HEAD = (
    "Đơn vị", "Chỉ tiêu", "Nhóm", "Cách đếm", "Trong kỳ", "Điều chỉnh", "Có trước", "Lũy kế", "Chỉ tiêu giao", "Tỷ lệ",
)  # fmt: skip
FLOW, STOCK = "cộng dồn", "số hiện có"
RAW_HEAD = (
    "Biên nhận", "Đơn vị", "Số liệu ngày", "Việc", "Thay đổi", "Người báo", "Gửi lúc", "Ghi lúc", "Nguyên văn (đã che)",
    "Lý do", "Thay cho", "Ghi chú",
)  # fmt: skip
OPERATIONS = {"set": "ghi", "add": "cộng thêm", "undo": "hoàn tác", "adjust": "điều chỉnh"}
PRACTICE = "tập, không tính"
ANSWERED = "đã hỏi lại, đáp: {answer}"
OBSTACLES_HEAD = ("Số", "Đơn vị", "Lúc nêu", "Nội dung", "Tình trạng", "Trả lời", "Người lo")
NO_OBSTACLES = "Không có vướng mắc nào được nêu hay còn mở trong kỳ."
OBSTACLE_STATES = {"new": "mới nêu", "handling": "đang xử lý", "answered": "đã trả lời", "solved": "đã xong"}
MISSING_HEAD = ("Đơn vị", "Tổ, đội", "Tình trạng", "Còn thiếu chỉ tiêu")
DOUBTS_TITLE = "Số liệu cần xem lại"
NO_DOUBTS = "Không có."
DOUBTS_HEAD = ("Đơn vị", "Chỉ tiêu", "Đang ghi", "Không thể quá", "Vì sao")
NEGATIVE, TOO_MANY_PEOPLE, PART_ABOVE = "số âm", "nhiều hơn số {people}", "nhiều hơn «{whole}»"
RANKING_HEAD = ("Hạng", "Đơn vị", "Trong kỳ", "Lũy kế", "Chỉ tiêu giao", "Tỷ lệ", "Trên 1.000 người và ngày")
RANKING_NOTE = (
    "So sánh theo «{label}»: số làm được trên 1.000 người và một ngày có nhiệm vụ, để nơi đông nơi ít đều công bằng."
)
RATIO = "Tỷ lệ {label}"
OWN = {"groups": "Nhóm, giai đoạn", "parts": "Tỷ lệ từng kỳ", "criteria": "Tiêu chí", "squads": "Từng đội"}
"""The sheets of the tables that only some presets ask for."""
PEOPLE_HEAD = "Số {people}"
CHART_SHARE = "Tỷ lệ so với chỉ tiêu giao"
CHART_UNITS = "{label}: lũy kế theo đơn vị"
CHART_DAYS = "{label} theo ngày"
PAGE = "Trang &P/&N"
