"""Greetings, refusals, apologies."""

from __future__ import annotations

from bot.receive import Courtesy
from bot.router import Entry

ROLE_NAMES = {
    "citizen": "bà con",
    "leader": "đội trưởng",
    "deputy": "đội phó",
    "helper": "người hỗ trợ",
    "teacher": "giáo viên",
    "officer": "cán bộ",
    "vice": "cán bộ phó",
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
    "**/cauhoi** – câu bà con hỏi chưa ai đáp\n"
    "**/bangdieukhien** – xem tất cả trên trình duyệt\n"
    "**/chiase** – mã QR, tờ dán cho lớp, ấp\n"
    "Trong một nhóm, gõ **/nhom** để nối nhóm với đội."
)
WELCOME_HELPER = (
    "Chào {name}, cảm ơn anh/chị nhận hỗ trợ bà con! Anh/chị cứ gõ câu hỏi như bà con hỏi để xem hướng dẫn.\n"
    "Khi bà con cần người giúp, em nhắn anh/chị ở đây; gõ **việc** để xem các việc đang chờ.\n"
    "Gõ **/in** rồi tên bài để in, **/chiase** để lấy mã QR và tờ dán."
)
WELCOME_TEACHER = (
    "Chào {name}! Gõ **/chiase** để lấy tin nhắn, mã QR và tờ dán gửi phụ huynh lớp mình.\n"
    "Gõ **/in** rồi tên bài để in một bài hướng dẫn. Thầy/cô cần hỏi gì, cứ nhắn em."
)
WELCOME_GROUP = (
    "Chào cả nhà, cháu là Trợ lý số. Trong nhóm, cháu chỉ trả lời khi được gọi tên hoặc khi có lệnh bắt đầu bằng «/».\n"
    "Cán bộ gõ /nhom để cho cháu biết đây là nhóm nào."
)
WELCOME_BOUND_GROUP = (
    "Chào cả nhà, cháu là Trợ lý số, một chương trình trả lời tự động.\n"
    "Cần hỏi về VNeID, chữ ký số, dịch vụ công, cả nhà cứ gọi «Trợ lý ơi» rồi đặt câu hỏi."
)
HELP = (
    "Xin cứ gõ câu hỏi như nói chuyện, ví dụ:\n• làm chữ ký số ở đâu\n• quên mật khẩu vneid\n• không nhận được mã OTP\n"
    "\nGõ **menu** để xem các mục, **thôi** để dừng việc đang làm."
)
HELP_LEADER = (
    "\n\nBáo cáo: gõ **{example}** (thứ tự nào cũng được).\n"
    "Sửa: **sửa cks 6**. Bỏ lần vừa gửi: **huỷ**. Thêm: **thêm 2 cks**.\n"
    "Gõ **báo cáo** một mình để em hỏi từng mục. Xem chỉ tiêu: **tiến độ**. Báo nghỉ: **/nghi**. Tập thử: **tập**.\n"
    "Đổi lịch hỗ trợ: gõ ví dụ **dời sang nhà văn hoá 14h**, **huỷ buổi 25/10**."
)
HELP_OFFICER = (
    "\n\nCán bộ: /homnay, /thieu, /tonghop, /vuongmac, /bannhap, /sualoi, /bangdieukhien, /tiendo, /nghi, /moi, "
    "/nguoi, /phanhoi, /cauhoi, /traloi, /viec, /nhom."
)
HELP_HELPER = (
    "\n\nGiúp bà con: **việc** – các việc đang chờ; **nhận 12** – nhận việc số 12; **xong việc**, **chuyển việc**."
)
HELP_SHARING = "\n\nChia sẻ cho lớp, ấp: **/chiase**. In một bài hướng dẫn: **/in** rồi tên bài."
STOPPED = "Dạ, đã dừng việc đang làm. Cần gì xin cứ gõ ạ."
NOTHING_OPEN = "Dạ, hiện không có việc gì đang làm dở. Xin cứ gõ câu hỏi ạ."
STALE = "Dạ, nút này đã cũ, hoặc là câu hỏi dành cho người khác, nên không dùng được. Xin gõ **menu** để bắt đầu lại."
STALE_NUMBER = "Dạ, hiện không có câu nào chờ chọn. Xin gõ câu hỏi, hoặc gõ **menu** để xem các mục ạ."


UNKNOWN_COMMAND = "Dạ, chưa có lệnh này. Xin gõ **menu** để xem các mục, hoặc cứ gõ câu hỏi ạ."
ANONYMOUS = (
    "Dạ, người gửi đang ẩn danh nên không biết là ai. Xin tắt «Ẩn danh» trong quyền quản trị nhóm, hoặc nhắn riêng ạ."
)


def apology(ticket: str) -> str:
    return (
        "Dạ, có lỗi nên chưa làm được việc này, thành thật xin lỗi. Xin thử lại sau ít phút.\n"
        f"Nếu vẫn lỗi, xin báo cán bộ mã **{ticket}**."
    )


def not_allowed(entry: Entry) -> str:
    return (
        f"Dạ, lệnh này dành cho {_who(entry.roles)}. Ai được giao việc này, xin cán bộ một **mã mời** rồi gõ mã đó vào "
        "đây. Còn muốn hỏi cách làm, xin cứ gõ câu hỏi ạ."
    )


def _who(roles: frozenset[str]) -> str:
    """«đội trưởng, đội phó và cán bộ»."""
    names = [name for role, name in ROLE_NAMES.items() if role in roles]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"


def not_here(entry: Entry) -> str:
    if entry.where == "group":
        return "Dạ, lệnh này chỉ dùng trong nhóm. Xin gõ lại trong nhóm cần nối ạ."
    return "Dạ, việc này xin nhắn riêng để giữ kín ạ."


NOT_WHOLE = "Dạ, việc này liên quan cả chiến dịch, nên chỉ cán bộ phụ trách chung làm được. Xin nhờ anh/chị ấy giúp ạ."
NOT_YOUR_AREA = "Dạ, {area} không thuộc địa bàn anh/chị phụ trách, nên việc này xin nhờ cán bộ phụ trách nơi đó ạ."

COURTESY = Courtesy(
    apology=apology,
    stale=STALE,
    anonymous=ANONYMOUS,
    not_whole=NOT_WHOLE,
    not_allowed=not_allowed,
    not_here=not_here,
)
