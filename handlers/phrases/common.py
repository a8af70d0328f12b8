"""Greetings, refusals, apologies."""

from __future__ import annotations

from bot.receive import Courtesy
from bot.router import Entry

ROLE_NAMES = {
    "citizen": "bà con",
    "leader": "đội trưởng",
    "deputy": "đội phó",
    "officer": "cán bộ",
    "technician": "kỹ thuật viên",
}

WELCOME = (
    "Dạ, cháu là **Trợ lý số** của {commune}, một chương trình trả lời tự động.\n"
    "Cháu chỉ bác từng bước về VNeID, chữ ký số và dịch vụ công, miễn phí.\n\n"
    "Bác cứ gõ điều muốn hỏi, ví dụ «quên mật khẩu vneid». Hoặc chọn một mục dưới đây.\n"
    "Xin bác đừng gửi mật khẩu, mã OTP hay số căn cước cho cháu."
)
WELCOME_LEADER = (
    "Chào {name}, {role}{area}. Mỗi ngày anh/chị chỉ cần gõ một dòng, ví dụ:\n**{example}**\n"
    "Em ghi lại và gửi số biên nhận. Chưa có số biên nhận là chưa ghi."
)
WELCOME_OFFICER = (
    "Chào {name}, cán bộ phụ trách. Anh/chị gõ:\n"
    "**/homnay** – số liệu hôm nay\n**/thieu** – nơi chưa báo cáo\n**/tonghop** – số liệu của kỳ\n"
    "Trong một nhóm, gõ **/nhom** để nối nhóm với đội."
)
WELCOME_GROUP = (
    "Chào cả nhà, cháu là Trợ lý số. Trong nhóm, cháu chỉ trả lời khi được gọi tên hoặc khi có lệnh bắt đầu bằng «/».\n"
    "Cán bộ gõ /nhom để cho cháu biết đây là nhóm nào."
)
HELP = (
    "Bác cứ gõ câu hỏi như nói chuyện, ví dụ:\n• làm chữ ký số ở đâu\n• quên mật khẩu vneid\n• không nhận được mã OTP\n"
    "\nGõ **menu** để xem các mục, **thôi** để dừng việc đang làm."
)
HELP_LEADER = (
    "\n\nBáo cáo: gõ **{example}** (thứ tự nào cũng được).\n"
    "Sửa: **sửa cks 6**. Bỏ lần vừa gửi: **huỷ**. Thêm: **thêm 2 cks**.\n"
    "Gõ **báo cáo** một mình để em hỏi từng mục."
)
HELP_OFFICER = "\n\nCán bộ: /homnay, /thieu, /tonghop, /nhom."
STOPPED = "Dạ, cháu dừng việc đang làm. Bác cần gì cứ gõ ạ."
NOTHING_OPEN = "Dạ, hiện không có việc gì đang làm dở. Bác cứ gõ câu hỏi ạ."
STALE = "Dạ, nút này đã cũ nên không còn dùng được. Bác gõ **menu** để bắt đầu lại nhé."
STALE_NUMBER = "Dạ, hiện không có câu nào chờ bác chọn số. Bác gõ câu hỏi, hoặc gõ **menu** để xem các mục ạ."


def apology(ticket: str) -> str:
    return (
        f"Dạ, cháu bị lỗi nên chưa làm được việc này, xin lỗi bác. Bác thử lại sau ít phút giúp cháu.\n"
        f"Nếu vẫn lỗi, bác báo cán bộ mã **{ticket}**."
    )


def not_allowed(entry: Entry) -> str:
    names = " hoặc ".join(ROLE_NAMES[role] for role in sorted(entry.roles) if role in ROLE_NAMES)
    return (
        f"Dạ, lệnh này dành cho {names}. Nếu bác là {names}, xin cán bộ một **mã mời** rồi gõ mã đó vào đây.\n"
        "Còn muốn hỏi cách làm, bác cứ gõ câu hỏi ạ."
    )


def not_here(entry: Entry) -> str:
    if entry.where == "group":
        return "Dạ, lệnh này chỉ dùng trong nhóm. Bác gõ lại trong nhóm cần nối giúp cháu."
    return "Dạ, việc này xin nhắn riêng cho cháu để giữ kín cho bác."


COURTESY = Courtesy(apology=apology, stale=STALE, not_allowed=not_allowed, not_here=not_here)
