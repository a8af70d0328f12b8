"""Quick registration and check-in: tickets by chat, scanning phones, who came and what was done."""

from __future__ import annotations

NOTHING_OPEN = "Dạ, hiện chưa có buổi nào cần đăng ký trước. Bác xem lịch: gõ **/lich**."
WHICH_EVENT = "Bác đăng ký buổi nào ạ?"
WHICH_NEED = "**{name}**, {when}.\nBác cần làm việc gì ạ?"
WHICH_AREA = "{who} ở {unit} nào ạ? (Không cần tên hay số căn cước.)"
YOU, NEIGHBOUR = "Bác", "Người bác đăng ký giúp"
ELSEWHERE = "Nơi khác"
OTHER_NEED = "Việc khác"
TYPE_IT = "Bác chọn một dòng ở trên giúp cháu, hoặc gõ «thôi» để dừng."
HAVE_ONE = (
    "Bác đã có phiếu buổi này: **phiếu {serial}**, mã đọc **{code}**. Đăng ký thêm cho người khác: gõ «đăng ký hộ»."
)
TOO_MANY = "Bác đã đăng ký hộ {most} người cho buổi này rồi ạ. Cần thêm, xin nhờ cán bộ ở bàn đón."
BOOKED = (
    "✅ **Phiếu {serial}** – {name}\n{when}, {where}.\nMã đọc: **{code}** (đọc bốn số này ở bàn đón, hoặc đưa mã QR).\n"
    "Việc: {need} · {area}.\nCháu nhắc bác trước giờ. Không đến được, bác bấm Huỷ để nhường chỗ."
)
BOOKED_FOR = (
    "✅ **Phiếu {serial}** (đăng ký hộ) – {name}\n{when}, {where}.\nMã đọc: **{code}**. "
    "Bác nói bốn số này cho người ấy, hoặc in mã QR.\nViệc: {need} · {area}."
)
WAITING = (
    "Buổi này đã đủ {capacity} chỗ. **Phiếu {serial}** đứng thứ **{turn}** trong danh sách chờ; "
    "có chỗ cháu nhắn bác ngay. Mã đọc: **{code}**."
)
QR = "Mã QR của phiếu {serial}. Lưu ảnh này, hoặc mở lại bằng **/phieu**."
LINK = "Mã QR của phiếu {serial}: {link}"
CANCEL = "Huỷ phiếu {serial}"
CANCELLED = "Đã huỷ phiếu {serial}. Cảm ơn bác đã báo trước."
PROMOTED = "Có chỗ rồi ạ: **phiếu {serial}** của bác đã được nhận.\n{name}, {when}, {where}. Mã đọc: **{code}**."
NO_TICKETS = "Dạ, bác chưa có phiếu nào. Đăng ký: gõ **/dangky**."
TICKETS = "Phiếu của bác:"
TICKET_LINE = "• **Phiếu {serial}**, mã đọc **{code}** – {name}, {when}{state}"
STATE_WAITING = " (đang chờ chỗ)"
REMIND = "Nhắc bác: **{when}** – {name} ở {where}.\nPhiếu {serial}, mã đọc **{code}**. Nhớ mang căn cước và điện thoại."
PRIVATELY = "Dạ, đăng ký thì bác nhắn riêng cho cháu nhé."

# -- officers ---------------------------------------------------------------------------------------------------------

NO_ADDRESS = (
    "Chưa làm được trang quét, vì máy chủ chưa có địa chỉ để mọi người mở. Anh/chị nhờ kỹ thuật viên đặt "
    "**public_url** trong config.toml."
)
NO_EVENT = (
    "Chưa có buổi nào nhận đăng ký trong 30 ngày tới. Buổi nào cần đăng ký trước, anh/chị nhờ kỹ thuật viên ghi số chỗ "
    "(mục **capacity** của điểm ấy) trong tệp chiến dịch."
)
WHICH = "Anh/chị chọn buổi nào ạ?"
DEVICE = (
    "Máy quét **{device}** cho {name}:\n{link}\n"
    "Mở đường dẫn này **một lần, trên đúng chiếc điện thoại sẽ quét, khi còn mạng**; từ đó mất mạng vẫn quét được. "
    "Ai có đường dẫn là quét được: chỉ gửi cho người trực. Thêm máy: gõ lại **/mayquet**. Hết hạn {until}."
)
DEVICE_NAME = "máy {number}"
STATUS = "**{name}** ({when})\nĐến: **{present}**/{expected} đăng ký{walk_ins}.{waiting}"
STATUS_WALK = ", thêm {count} người không đăng ký"
STATUS_WAITING = " Danh sách chờ: {count}."
STATUS_UNITS = "Theo đơn vị:"
STATUS_UNIT = "• {unit}: {present}/{expected}"
STATUS_DESKS = "Các bàn:"
STATUS_DESK = "• {desk}: {count} người{pace}"
STATUS_PACE = ", {pace}/giờ"
STATUS_DONE = "Đã xong: {values}."
STATUS_REPEATS = "Quét trùng (không tính): {count}."
STATUS_NOWHERE = "Chưa rõ ấp, chưa vào số liệu ấp nào: {values}."
STATUS_DEVICES = "Máy quét: {count}."
UNIT_NONE = "Bà con"

# -- into the counts --------------------------------------------------------------------------------------------------

FLOW_LINE = "Máy quét tại {name}: {values}"
FLOWED = (
    "{name}: máy quét đã ghi cho **{area}** {values} ({day}). Số này **đã vào sổ**, anh/chị đừng báo lại; "
    "báo thêm thì chỉ báo phần làm ngoài buổi này."
)
FLOW_LOCKED = "{name}: có {values} của {area} đến sau khi khoá sổ ngày {day}, em chưa ghi. Anh/chị ghi bổ sung giúp em."

# -- the pages --------------------------------------------------------------------------------------------------------

WEB_FULL = "Buổi này đã đủ chỗ; phiếu đứng trong danh sách chờ."
WEB_SLOW = "Nơi này vừa đăng ký quá nhiều lần. Xin đợi một giờ, hoặc nhờ cán bộ ở bàn đón."
WEB_GONE = "Buổi này không còn nhận đăng ký."

# -- delegates --------------------------------------------------------------------------------------------------------

TABLE_HEADS = "cần hai cột: Đơn vị, Số lượng"
TABLE_UNIT = "thiếu tên đơn vị"
TABLE_COUNT = "«{text}» không phải số người, ví dụ 25"
TABLE_TWICE = "đơn vị «{unit}» có hai dòng; xin giữ một"
TABLE_FEWER = "đơn vị «{unit}» đã có {have} phiếu, nhiều hơn {want}; phiếu đã phát không rút lại được"
TABLE_DONE = "Đã có {count} phiếu đại biểu của {units} đơn vị cho {name} (mới: {new})."
TABLE_WAITING = "{count} phiếu phải chờ chỗ: tăng capacity của điểm rồi nhập lại."

# -- on paper ---------------------------------------------------------------------------------------------------------

POSTER_REGISTER = "Đăng ký nhanh"
POSTER_REGISTER_LINE = "Chọn việc và nơi ở, lấy phiếu bốn số.\nKhông cần tên, không cần số căn cước."
POSTER_WHEN = "Khi nào, ở đâu"
POSTER_DESK = "Quét để xem hướng dẫn của bàn này trên điện thoại của mình."
LABEL = "Phiếu {serial}"
