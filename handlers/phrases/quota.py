"""The month's messages, and how many people and groups a free bot serves."""

from __future__ import annotations

WARN = (
    "📈 Kênh «{channel}» đã dùng {used}/{limit} tin của tháng {month} ({share}). {forecast}\n"
    "Khi tới {stop} em dừng các tin nhắc và tin chung; phần còn lại để trả lời bà con, gửi biên nhận và tin đến hạn. "
    "Những tin cuối cùng em chỉ để cho biên nhận và tin đến hạn."
)
STOPPED = (
    "⚠️ Kênh «{channel}» đã dùng {used}/{limit} tin của tháng {month} ({share}). {forecast}\n"
    "Từ giờ em dừng các tin nhắc và tin chung ở đó, tin nào bị giữ lại em báo anh/chị; em vẫn trả lời bà con, gửi biên "
    "nhận và tin đến hạn."
)
LAST = (
    "⚠️ Kênh «{channel}» đã dùng {used}/{limit} tin của tháng {month} ({share}). Từ giờ ở đó em chỉ còn gửi biên nhận, "
    "tin đến hạn và cảnh báo; câu hỏi của bà con em không trả lời được nữa.\nViệc cần làm trước: báo bà con nhắn sang "
    "kênh khác (trang trò chuyện, Telegram), hoặc thêm một bot Zalo nữa trong cấu hình."
)
SPENT = (
    "⚠️ Kênh «{channel}» đã dùng hết {limit} tin của tháng {month}. Em vẫn thử gửi biên nhận và tin đến hạn, nhưng "
    "nền tảng có thể không nhận.\nViệc cần làm trước: báo bà con nhắn sang kênh khác (trang trò chuyện, Telegram), "
    "hoặc thêm một bot Zalo nữa trong cấu hình."
)
RUNS_OUT = "Với mức này hết vào ngày {day}."
LASTS = "Với mức này đủ dùng đến hết tháng."

HELD = (
    "📌 Kênh «{channel}» gần hết số tin của tháng, nên em đã giữ lại {count} tin ({groups} tin cho nhóm, {people} tin "
    "riêng).\nAnh/chị xem tin nào cần thì gửi tay giúp em:\n{texts}"
)
REFUSED = (
    "⚠️ Kênh «{channel}» báo hết số tin, không nhận {count} tin của em ({groups} tin cho nhóm, {people} tin riêng).\n"
    "Anh/chị xem tin nào cần thì gửi tay giúp em:\n{texts}"
)
HELD_LINE = "• {to}: {text}"
HELD_TO = "{count} nơi nhận"
HELD_MORE = "• … và {count} tin khác"

NEARLY_FULL = (
    "⚠️ Kênh «{channel}» đã có {users} người, nền tảng chỉ phục vụ {limit}. Người tới sau có thể không được trả lời.\n"
    "Việc cần làm trước: dùng kênh này cho đội và cán bộ; bà con xin chỉ sang trang trò chuyện, Telegram hoặc Official "
    "Account, hoặc thêm một bot Zalo nữa."
)
GROUPS_FULL = (
    "⚠️ Kênh «{channel}» đã vào {groups} nhóm, nền tảng chỉ cho {limit}. Nhóm khác sẽ không thêm bot này được.\n"
    "Việc cần làm trước: nhóm còn lại dùng đường dẫn và mã QR của trang trò chuyện, hoặc thêm một bot Zalo nữa."
)

TITLE = "📈 Số tin tháng {month} (cả gửi và nhận):"
LINE = "• {channel}: {used}"
LINE_OF = "• {channel}: {used}/{limit} ({share}). {forecast}"
LINE_PEOPLE = "{users}/{limit} người"
LINE_GROUPS = "{groups}/{limit} nhóm"
