"""An hour before a deadline: what would make its post fail, and what its summary still lacks."""

from __future__ import annotations

from collections.abc import Mapping

HEAD = "🔎 Em kiểm tra trước hạn {deadline}:"
TECHNICAL = "⚠️ Có chỗ phải sửa để tin đến hạn gửi được:"
LINE = "• {what}"
DRAFT = "Bản tổng hợp {period}: mới có {complete}/{expected} {unit} báo đủ. Còn chờ: {missing}."
INCOMPLETE = "{area} (còn thiếu: {labels})"
FIX = "Xin sửa trước {deadline}. Sửa xong chạy «trolyso check» để thử lại."

WHAT: Mapping[str, str] = {
    "token": "Kênh «{channel}»: nền tảng không nhận mã truy cập của bot{detail}.",
    "token-ends": "Kênh «{channel}»: quyền truy cập hết hạn ngày {bare}.",
    "unreachable": "Kênh «{channel}»: em không gọi được máy chủ của nền tảng.",
    "webhook": "Kênh «{channel}»: nền tảng không giao được tin cho em{detail}.",
    "not-member": "Kênh «{channel}»: bot không còn trong {group}; xin thêm bot lại vào nhóm.",
    "muted": "Kênh «{channel}»: bot không được nhắn tin trong {group}; xin trưởng nhóm cho phép.",
    "quota": "Kênh «{channel}»: không đủ tin của tháng này cho tin đến hạn{detail}.",
    "clock": "Đồng hồ máy chủ sai{detail}; xin bật đồng bộ giờ.",
    "disk": "Ổ đĩa của máy chủ sắp đầy{detail}.",
    "database": "Không ghi được vào cơ sở dữ liệu{detail}.",
}
OTHER = "{kind} {channel}{detail}"
