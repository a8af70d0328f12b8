"""The way to the target."""

from __future__ import annotations

TITLE = "📈 **Tiến độ {area}** đến {day}"
NEEDED = (
    "• {label}: **{total}/{wanted}** ({share}). Còn {missing}, {days} ngày trực đến {until}: "
    "cần **{needed} {unit}/ngày** để kịp (đến nay {so_far}/ngày)."
)
REACHED = "• {label}: **{total}/{wanted}** ({share}). Đã đạt chỉ tiêu, cảm ơn anh/chị!"
OVER = "• {label}: **{total}/{wanted}** ({share}). Còn thiếu {missing}; không còn ngày trực nào đến {until}."
FAIR = "  Mỗi 100 hộ, mỗi ngày trực: {own}; cả {place}: {all}."
HAMLET = "  – {area}: {total}/{wanted} ({share}), mỗi 100 hộ mỗi ngày trực: {fair}"
NO_TARGET = "Chiến dịch chưa giao chỉ tiêu cho nơi này nên em chưa tính được tiến độ."
WHICH = "Em chưa rõ là nơi nào. Anh/chị gõ «/tiendo» rồi tên nơi, ví dụ: {names}."
