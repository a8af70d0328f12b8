"""Headings and notes of the campaigns' own tables, and how a cell is said."""

from __future__ import annotations

RANK, UNIT, COUNTED, TOTAL, WANTED, SHARE = "Hạng", "Đơn vị", "Trong kỳ", "Lũy kế", "Chỉ tiêu giao", "Tỷ lệ"
FAIR = "Trên 1.000 người mỗi ngày trực"
RANKING = "Xếp hạng – {label}"
RANKING_NOTE = (
    "Xếp theo số làm được trên 1.000 người mỗi ngày trực, ngày nghỉ có lý do không tính; bằng nhau thì cùng hạng."
)
UNRANKED = "«–»: chưa có số người hoặc chưa có ngày trực nên chưa xếp."
RATIO = "Tỷ lệ {label}"
ALL = "Tổng"

GROUPS = "Theo nhóm và giai đoạn"
PHASE, INDICATOR, GROUP, GOAL, UNTIL = "Giai đoạn", "Chỉ tiêu", "Nhóm", "Mục tiêu", "Hạn"
ENCOURAGED = "{group} (khuyến khích)"
WHOLE = "tất cả"
GROUPS_NOTE = "Lũy kế tính từ đầu chiến dịch đến hết giai đoạn, hoặc đến hôm nay."

PARTS = "{part} so với {whole}"
PERIOD, TOLD, CHANGE = "Kỳ", "Nơi được tính", "So với kỳ trước"
PARTS_NOTE = "Chỉ tính nơi báo cả hai số và hai số khớp nhau; nơi im lặng không phải là số 0."
POINTS = "{sign}{points} điểm %"

CRITERIA = "Từng tiêu chí"
CRITERION, LEADS, PEOPLE, TIME = "Tiêu chí", "Cơ quan chủ trì", "Trên số", "Thời gian đã qua"
BEHIND_NOTE = "Chậm hơn thời gian: {labels}."
ON_TIME_NOTE = "Không tiêu chí nào chậm hơn thời gian."

SQUADS = "Từng đội – {period}"
SQUAD, PLACES, WITH, STATE = "Đội", "Nơi phụ trách", "Đi cùng", "Báo cáo"
TIMELY, LATE, PART, NONE, EXCUSED, OPEN = "đủ, đúng hạn", "đủ, muộn", "một phần", "chưa có", "được nghỉ", "chưa đến hạn"
OF = "{complete}/{expected} đủ"

HAMLETS = "Từng đơn vị – {period}"
ADJUSTED_NOTE = "Trong kỳ có điều chỉnh số của kỳ đã khóa: {changes}."
EXCEEDED_NOTE = "Vượt mục tiêu: {labels}."
DOUBT_PART = "{area}: {label} {value} lớn hơn {of} {limit}"
DOUBT_PEOPLE = "{area}: {label} {value} lớn hơn số {of} ({limit})"
DOUBT_NEGATIVE = "{area}: {label} âm ({value})"
DOUBTS_NOTE = "Cần hỏi lại: {doubts}."
DOUBTS_MORE = "và {count} chỗ nữa"
EMPTY = "–"
