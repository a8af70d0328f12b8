"""The words in the picture under a summary."""

from __future__ import annotations

from datetime import date

TITLE = "{place}: {label}"
SUBTITLE = "{period}\n{told}"
WITH_TARGET = "{total}/{wanted}, đạt {share}"
OVER_TARGET = "{total}/{wanted}, vượt mục tiêu ({share})"
WITHOUT_TARGET = "luỹ kế {total}"
BARS = "Từng {unit} so với mục tiêu"
BARS_PLAIN = "Từng {unit}"
BAR = "{total}/{wanted} · {share}"
BAR_PLAIN = "{total}"
MORE = "và {count} nơi nữa có số thấp hơn"
ELAPSED = "Thời gian đã qua: {share}, đến {until}"
IN_TIME, BEHIND = "kịp tiến độ", "chậm hơn thời gian"
TREND = {"day": "Mỗi ngày", "week": "Mỗi tuần", "month": "Mỗi tháng"}
STRIP = "Báo cáo từng kỳ: đủ {complete}/{expected} ({share})"
STRIP_NONE = "Báo cáo từng kỳ"
STATES = {
    "timely": "đủ, đúng hạn",
    "late": "đủ, muộn",
    "part": "thiếu số",
    "missing": "chưa báo",
    "excused": "được nghỉ",
    "open": "chưa đến hạn",
}
FOOT = "Số đến {moment}. Phần luỹ kế tính từ {start}."
PLACES = "đơn vị"


def short_period(id_: str, end: date) -> str:
    """«T42» of a week, «18/10» of a day, «Th12» of a month."""
    if "-W" in id_:
        return f"T{int(id_.partition('-W')[2])}"
    return f"Th{end.month}" if len(id_) == len("2025-12") else f"{end.day}/{end.month}"
