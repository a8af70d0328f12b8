"""The kit for class groups: what officers and teachers read, what parents read."""

from __future__ import annotations

LONGEST_MESSAGE = 500
"""Of the message to forward, as Zalo counts."""

# -- officers, leaders, teachers -----------------------------------------------------------------------------------

ASK_NAME = (
    "Anh/chị muốn chia sẻ cho **lớp** hay **{unit}** nào ạ? Gõ tên một lần, ví dụ:\n"
    "• lớp 5A1 trường TH Phú Đông\n• {area}\n"
    "Chỉ tên lớp và trường, không ghi tên học sinh."
)
OVERVIEW = (
    "Các đường dẫn đã chia sẻ:\n{lines}\n\nGõ tên lớp hoặc tên {unit} để làm bộ mới, hoặc chọn một bộ để gửi lại:"
)
LINE = "• {label}: {total} lượt mở, hôm nay {today}"
MORE = "… và {count} bộ khác. Gõ đúng tên để gửi lại."
NEW = "Làm bộ mới"
TOO_LONG = "Tên hơi dài ạ. Anh/chị gõ ngắn lại giúp em, nhiều nhất {limit} chữ cái, ví dụ «lớp 5A1 trường TH Phú Đông»."
NO_NAME = "Em chưa đọc được tên lớp. Anh/chị gõ lại giúp em, ví dụ «lớp 5A1 trường TH Phú Đông»."
NO_PUPILS = (
    "Xin anh/chị chỉ ghi tên lớp và trường, không ghi tên học sinh, số điện thoại hay số căn cước. "
    "Ví dụ «lớp 5A1 trường TH Phú Đông»."
)
READY = (
    "Bộ chia sẻ cho **{label}** đã có. Anh/chị chuyển tiếp nguyên tin dưới đây vào nhóm. "
    "Ảnh mã QR và tờ dán em gửi sau ít giây."
)
QR = "Ảnh mã QR của {label}: gửi vào nhóm, hoặc in ra."
POSTER_A6 = "Tờ A6 của {label}: in, cắt, phát tay."
POSTER_A4 = "Tờ A4 của {label}: in, dán ở cửa lớp, bảng tin."
LINKS = "Kênh này không gửi được tệp. Anh/chị mở các đường dẫn sau để tải về:\n{lines}"
LINK_LINE = "• {what}: {link}"
LINK_NAMES = {"qr.png": "ảnh mã QR", "a6.pdf": "tờ A6", "a4.pdf": "tờ A4", "a5.pdf": "tờ A5"}
NOT_DRAWN = (
    "Em chưa vẽ được ảnh và tờ dán cho {label}. Đường dẫn vẫn dùng được. Anh/chị thử gõ lại /chiase sau ít phút."
)
PRIVATELY = (
    "Anh/chị nhắn riêng cho em, gõ **/chiase** để lấy bộ chia sẻ. Trong nhóm lớp, gõ **/chiase lịch** để đăng lịch."
)
NO_ADDRESS = (
    "Chưa làm được đường dẫn chia sẻ, vì máy chủ chưa có địa chỉ để mọi người mở. "
    "Anh/chị chuyển giúp em tới kỹ thuật viên:\n"
    "«Trong config.toml, mục [server], đặt public_url là địa chỉ https của máy chủ, rồi chạy lại. "
    "Lệnh trolyso check cho biết đã đúng chưa.»"
)
NO_WEB = (
    "Chưa làm được đường dẫn chia sẻ, vì trang trò chuyện đang tắt. Anh/chị chuyển giúp em tới kỹ thuật viên:\n"
    '«Trong config.toml, thêm mục [channels.web] với platform = "web", rồi chạy lại.»'
)
HIDDEN = "Đã bỏ **{label}** khỏi danh sách. Đường dẫn và mã QR đã phát vẫn dùng được."
NOT_LISTED = "Em không thấy bộ nào tên «{label}». Gõ **/chiase** để xem các bộ đang có."

POST_PREVIEW = "Em sẽ đăng tin này vào {count} nhóm lớp, mỗi nhóm nhiều nhất một lần trong tuần:\n\n{text}"
POST_YES = "Đăng vào {count} nhóm"
POST_TO_TEACHERS = "\n\nVà gửi riêng {count} thầy cô, nhờ chuyển vào nhóm lớp mà em không vào được."
POST_LATER = "\n\nHôm nay không phải ngày học, nên tin đến lúc {day}."
POST_TEACHERS = "Gửi cho thầy cô"
POST_NO = "Thôi"
FOR_TEACHER = "Kính nhờ thầy/cô chuyển tin này vào nhóm phụ huynh của lớp:"
POSTED_TEACHERS = " Đã gửi {count} thầy cô nhờ chuyển giúp."
POSTED = "Đã chuyển tin lịch tới {count} nhóm lớp. Từ 22 giờ đến 7 giờ thì em đợi tới sáng mới đăng."
NO_CLASSES = (
    "Chưa có nhóm lớp nào nối với em. Vào được nhóm thì gõ trong nhóm: **/nhom lớp**. "
    "Nhóm nào em không vào được, anh/chị dùng **/chiase** để lấy đường dẫn."
)
NOT_POSTED = "Dạ, em chưa đăng gì."
ONLY_OFFICER = "Đăng lịch vào tất cả nhóm lớp là việc của cán bộ. Trong nhóm lớp của mình, anh/chị gõ **/chiase lịch**."

# -- the message to forward ----------------------------------------------------------------------------------------

FORWARD_CLASS = (
    "Kính gửi quý phụ huynh {label},\n"
    "{commune} có Trợ lý số chỉ từng bước cài VNeID, làm chữ ký số và tài khoản cho con, miễn phí. "
    "Phụ huynh bấm vào đây, không cần cài thêm gì:\n{link}\n"
    "{desk}Trợ lý không bao giờ hỏi mật khẩu hay mã OTP. Xin cảm ơn quý phụ huynh!"
)
FORWARD_AREA = (
    "Kính gửi bà con {label},\n"
    "{commune} có Trợ lý số chỉ từng bước cài VNeID, làm chữ ký số, dịch vụ công, miễn phí. "
    "Bà con bấm vào đây, không cần cài thêm gì:\n{link}\n"
    "{desk}Trợ lý không bao giờ hỏi mật khẩu hay mã OTP. Xin cảm ơn bà con!"
)
FORWARD_DESK = "Cần người giúp trực tiếp: {desk}{hours}.\n"

# -- whoever opens the link ----------------------------------------------------------------------------------------

HELLO_CLASS = (
    "Kính chào quý phụ huynh **{label}**! Cháu là Trợ lý số của {commune}, một chương trình trả lời tự động.\n"
    "Cháu chỉ từng bước về VNeID, chữ ký số và tài khoản cho con, miễn phí. Xin đừng gửi mật khẩu hay mã OTP."
)
HELLO_AREA = (
    "Kính chào bà con **{label}**! Cháu là Trợ lý số của {commune}, một chương trình trả lời tự động.\n"
    "Cháu chỉ từng bước về VNeID, chữ ký số và dịch vụ công, miễn phí. Xin đừng gửi mật khẩu hay mã OTP."
)
OLD_LINK = (
    "Dạ, đường dẫn này đã cũ hoặc chép thiếu chữ, nhưng cháu vẫn giúp được ạ.\n"
    "Cháu là Trợ lý số của {commune}, một chương trình trả lời tự động. Xin gõ câu hỏi, hoặc chọn một mục:"
)
SCHEDULE_CHOICE = "Lịch và nơi hỗ trợ"
PARENTS_CHOICE = "Hướng dẫn cho phụ huynh"
GUIDES_CHOICE = "Các bài hướng dẫn"
ASK_CHOICE = "Hỏi điều khác"
PARENTS = "Các bài dành cho phụ huynh:"
PARENT_ITEMS = (
    ("Phụ huynh cần làm gì", "ph-tai-khoan-cho-gia-dinh"),
    ("VNeID cho con", "vneid-tre-em"),
    ("Cài VNeID cho cha mẹ", "vneid-cai-dat"),
    ("Làm chữ ký số miễn phí", "cks-dang-ky-vneid"),
    ("Tài khoản dịch vụ công", "dvc-dang-nhap"),
    ("VssID, bảo hiểm của con", "vssid-dang-ky"),
    ("Khai sinh, hộ tịch cho con", "dvc-ho-tich"),
)
ASK = "Dạ, xin cứ gõ điều muốn hỏi, ví dụ «con 10 tuổi làm VNeID thế nào»."
SCHEDULE = "**Nơi có người giúp trực tiếp**\n{desk}{hours}{phone}\nMang theo căn cước và điện thoại. Không mất tiền."
SCHEDULE_HOURS = "\nGiờ làm việc: {hours}"
SCHEDULE_PHONE = "\nĐiện thoại: {phone}"

# -- in a class group ----------------------------------------------------------------------------------------------

GROUP_ANSWER = "**{title}**: {sentence} {private}"
GROUP_UNSURE = "Dạ, việc này cháu xin trả lời riêng cho rõ. {private}"
GROUP_LINK = "Xem ở {link} "
GROUP_PRIVATE = "(Bác nhắn riêng cho cháu để xem từng bước.)"

# -- the preview card ------------------------------------------------------------------------------------------------

CARD_TITLE = "Trợ lý số {commune} – {audience}"
CARD_ABOUT = (
    "Chỉ từng bước cài VNeID, làm chữ ký số, dịch vụ công. Miễn phí, không cần cài thêm. "
    "Không bao giờ hỏi mật khẩu hay mã OTP."
)
CARD_UNKNOWN = "bà con cứ hỏi"


def audience(kind: str, label: str) -> str:
    """«Phụ huynh lớp 5A1 …», «Bà con ấp Chợ»."""
    return f"Phụ huynh {label}" if kind == "class" else f"Bà con {label}"


# -- printing a guide ------------------------------------------------------------------------------------------------

PRINT_BUTTON = "In bài này"
PRINTING = "Em đang làm bản in «{title}», khổ A4 và A5. Ít giây nữa em gửi."
PRINT_WHICH = "Anh/chị muốn in bài nào? Gõ **/in** rồi tên bài, ví dụ: **/in quên mật khẩu vneid**."
PRINT_CHOOSE = "Anh/chị muốn in bài nào trong các bài này?"
PRINTED = "«{title}», khổ {size}. In đúng khổ giấy, chữ đủ to để đọc xa."
NOT_PRINTED = "Em chưa làm được bản in «{title}». Anh/chị thử lại sau ít phút."
NO_FILES = (
    "Kênh này không gửi được tệp, và máy chủ chưa có địa chỉ để tải về. Anh/chị chuyển giúp em tới kỹ thuật viên: "
    "đặt public_url trong config.toml, hoặc chạy lệnh «trolyso guides print {guide} --out thu-muc»."
)
