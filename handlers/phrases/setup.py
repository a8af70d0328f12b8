"""What a setup can and cannot do, channel by channel, and the way out of each «không»."""

from __future__ import annotations

TITLE = "Mỗi kênh làm được gì"
OFF = "{title}, đang tắt"
YES, NO = "có", "không"
WAY_OUT = "→ {text}"

QUESTIONS = {
    "groups": "Vào nhóm có sẵn?",
    "buttons": "Nút bấm?",
    "files": "Gửi ảnh, tệp?",
    "first": "Nhắn trước cho ai?",
    "people": "Bao nhiêu người?",
    "messages": "Bao nhiêu tin mỗi tháng?",
}

GROUPS_ALL = "nghe mọi tin trong nhóm"
GROUPS_NAMED = "chỉ nghe tin gọi tên bot hoặc trả lời tin của bot"
GROUPS_OPEN = "nghe mọi tin nếu tắt «Group Privacy» ở @BotFather; nếu không, chỉ tin gọi tên bot"
GROUPS_AT_MOST = "tối đa {limit} nhóm"
GROUPS_ARE = "đang có {groups}"
GROUPS_OWN = "chỉ nhóm GMF do chính OA tạo"
GROUPS_LINK = "gõ «/chiase» lấy tin, đường dẫn và mã QR để dán vào nhóm"
GROUPS_LINK_OR_BOT = GROUPS_LINK + "; hoặc thêm một Zalo Bot, một bot Telegram"
GROUPS_REFUSED = "nền tảng báo bot này không được vào nhóm"
GROUPS_BOTFATHER = "bật lại ở @BotFather (/setjoingroups); hoặc " + GROUPS_LINK
GROUPS_MORE = "nhóm còn lại: thêm một bot Zalo nữa, hoặc " + GROUPS_LINK

BUTTONS = "tối đa {count} nút dưới một tin"
BUTTONS_NOT_IN_GROUPS = "trong nhóm thì không"
BUTTONS_NONE = "các lựa chọn thành danh sách, người nhận gõ số"

FILES = "ảnh và tệp"
FILES_LINKED = "ảnh; tệp khác thành đường dẫn mở được trong thời gian ngắn"
FILES_NEED_ADDRESS = "đặt server.public_url là địa chỉ https của máy chủ; khi đó ảnh gửi thẳng, tệp thành đường dẫn"

FIRST_ALWAYS = "người đã từng nhắn cho bot, lúc nào cũng được"
FIRST_WINDOW = "người đã nhắn trong {days} ngày qua (48 giờ đầu không tính tiền)"
FIRST_FREE = "người đã nhắn trong 48 giờ qua"
FIRST_PAGE = "người đang mở trang, hoặc lần sau họ mở lại"
FIRST_STRANGERS = "người chưa từng nhắn: dán mã QR hoặc đường dẫn để họ mở trước"
FIRST_LATER = (
    "người im lâu hơn: mời họ nhắn một tin, gọi điện, hoặc mua mẫu tin ZBS được Zalo duyệt (ngoài phần mềm này)"
)
FIRST_CALL = "việc gấp: nhắn qua kênh khác hoặc gọi điện, vì trang không tự báo"

UNLIMITED = "không giới hạn"
PEOPLE_AT_MOST = "{limit}"
PEOPLE_ARE = "đang có {users}"
PEOPLE_MORE = "bà con đông hơn: trang trò chuyện, Telegram hoặc Official Account; hoặc thêm một bot Zalo nữa"

MESSAGES_BY_PACKAGE = "không giới hạn trong 48 giờ từ tin cuối của họ; sau đó tính theo gói đã mua"
MESSAGES_WATCH = "muốn em đếm và báo trước khi hết: đặt «quota» là số tin của gói"
MESSAGES_FREE = "không giới hạn, vì chỉ gửi trong 48 giờ (free_only)"
MESSAGES = "{limit} (cả gửi và nhận)"
MESSAGES_ARE = "tháng này đã dùng {used}. {forecast}"
MESSAGES_USED = "tháng này đã dùng {used}"
MESSAGES_MORE = "em báo ở 80 %, dừng tin chung ở {stop}; nhiều hơn: thêm một bot Zalo nữa, hoặc kênh khác"
