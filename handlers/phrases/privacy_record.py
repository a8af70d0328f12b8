"""What is kept of people, why and how long, in words: the page for everybody and the officer's record say the same."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import PrivacySettings
from handlers.campaign import Campaign

SHORT = (
    "Trợ lý số là chương trình trả lời tự động của {commune}, không phải cán bộ.",
    "Bà con không phải đăng ký hay khai họ tên, số căn cước, số điện thoại.",
    "Muốn xem cháu giữ gì: gõ /dulieucuatoi. Muốn xoá hết: gõ /xoadulieu, xong trong ít phút.",
)
NEVER = (
    "Số căn cước, số điện thoại, số thẻ, số tài khoản, mã OTP, mật khẩu: lỡ gửi thì được che trước khi lưu.",
    "Ảnh giấy tờ và tệp bà con gửi (chỉ ảnh, ghi âm gửi cho người đang hỗ trợ mới được chuyển đi, và giữ 2 ngày).",
    "Vị trí, danh bạ, họ tên và dữ liệu của trẻ em.",
    "Cháu không bán, không đưa dữ liệu cho bên khác, không gắn mã theo dõi của bên thứ ba trên trang.",
)
RIGHTS = (
    "Được biết, được xem: gõ /dulieucuatoi, trả lời ngay.",
    "Xoá, rút lại đồng ý: gõ /xoadulieu; xong trong ít phút, bản sao lưu tự hết sau nhiều nhất 35 ngày.",
    "Không nhận tin tự động nữa: gõ «dừng».",
    "Chỉnh sửa, khiếu nại, hoặc không dùng được các lệnh trên: liên hệ cán bộ phụ trách dưới đây.",
    "Số liệu đội trưởng đã báo là hồ sơ của chiến dịch: khi xoá, con số còn lại nhưng không còn tên người báo.",
)
BASIS = (
    "Thực hiện nhiệm vụ của cơ quan nhà nước theo kế hoạch chiến dịch «{plan}»; với bà con, trên cơ sở tự nguyện nhắn "
    "tin sau khi đã được báo ngay ở câu trả lời đầu tiên."
)
SAFETY = (
    "Bí mật (số giấy tờ, điện thoại, thẻ, OTP, mật khẩu, tên trẻ) được che trước khi ghi xuống đĩa; nhật ký máy "
    "không có lời của bà con.",
    "Cán bộ vào bằng mã một lần, chỉ thấy địa bàn của mình; mọi thay đổi quyền, xuất tệp, xoá dữ liệu đều ghi nhật ký.",
    "Dữ liệu nằm trên máy chủ của đơn vị. Tin đi qua nền tảng mà bà con chọn (Zalo, Telegram) theo điều khoản của họ.",
    "Bản sao lưu có thể mã hoá, giữ không quá 35 ngày; xoá trong SQLite là ghi đè (secure_delete).",
    "Khôi phục bản sao lưu cũ: ai đã xoá sau lúc đó được xoá lại trước khi bot chạy, nhờ sổ xoá nằm ngoài "
    "cơ sở dữ liệu (chỉ có mã băm và giờ, giữ 36 ngày).",
)
BREACH = (
    "Phát hiện lộ, mất dữ liệu: kỹ thuật viên báo cán bộ phụ trách ngay; cơ quan chuyên trách được báo chậm nhất "
    "72 giờ kể từ khi phát hiện."
)
TITLE = "HỒ SƠ XỬ LÝ DỮ LIỆU CÁ NHÂN"
NOTE = "Bản ghi kỹ thuật do Trợ lý số lập từ cấu hình đang chạy, ngày {day}; bộ phận pháp chế xem và ký trước khi dùng."
UNKNOWN = "(chưa ghi trong tệp chiến dịch)"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data."""

    what: str
    whose: str
    why: str
    long: str
    readers: str


def kept(settings: PrivacySettings) -> tuple[Kept, ...]:
    """Each kind with its purpose and its time, as it is set."""
    messages, questions = f"{settings.messages_days} ngày", f"{settings.questions_days} ngày"
    idle, audit = f"{settings.idle_days} ngày không nhắn", f"{settings.audit_days} ngày"
    record = "theo chiến dịch; xoá theo yêu cầu thì còn số, mất tên"
    return (
        Kept(
            "Tin nhắn hai chiều (đã che bí mật)",
            "người nhắn tin",
            "trả lời, sửa lỗi, trả lời không trùng",
            messages,
            "kỹ thuật viên",
        ),
        Kept(
            "Mã tài khoản và tên hiển thị trên nền tảng",
            "người nhắn tin",
            "biết trả lời vào đâu",
            f"đến khi xoá, hoặc {idle}",
            "cán bộ, kỹ thuật viên",
        ),
        Kept(
            "Câu hỏi chưa có đáp án (không kèm tên)",
            "người nhắn tin",
            "cán bộ viết thêm hướng dẫn",
            questions,
            "cán bộ",
        ),
        Kept(
            "Bài đang đọc, bước đã tới, khen chê",
            "người nhắn tin",
            "đọc tiếp chỗ dở, sửa bài khó",
            f"đến khi xoá, hoặc {idle}",
            "cán bộ (số gộp)",
        ),
        Kept(
            "Lời nhờ giúp và trao đổi với người hỗ trợ",
            "người nhờ giúp",
            "một người tới giúp đúng việc",
            messages,
            "người nhận giúp, cán bộ",
        ),
        Kept(
            "Việc được giao, địa bàn",
            "cán bộ, đội trưởng, đội phó, người hỗ trợ, giáo viên",
            "phân quyền",
            "khi còn nhận việc; sau đó là hồ sơ",
            "cán bộ",
        ),
        Kept(
            "Báo cáo số liệu, ngày nghỉ, ý kiến về bản kê",
            "đội trưởng, đội phó, cán bộ",
            "tổng hợp số liệu chiến dịch",
            record,
            "cán bộ, đội trưởng",
        ),
        Kept(
            "Nhật ký ai làm gì",
            "người được giao việc",
            "trách nhiệm, kiểm tra",
            audit,
            "cán bộ, kỹ thuật viên",
        ),
        Kept(
            "Lần vào bảng điều khiển (loại trình duyệt)",
            "cán bộ, đội trưởng",
            "chống dùng trộm phiên",
            "7 ngày sau khi hết",
            "không ai",
        ),
        Kept(
            "Bản sao lưu của mọi thứ trên", "như trên", "khôi phục khi hỏng máy", "không quá 35 ngày", "kỹ thuật viên"
        ),
    )


def who(campaign: Campaign) -> tuple[str, ...]:
    """Who answers for it, and where."""
    place = campaign.place
    desk = f"{place.desk} ({place.desk_hours})" if place.desk and place.desk_hours else place.desk
    return (
        f"Bên kiểm soát dữ liệu: UBND {place.commune}, {place.province}.",
        f"Liên hệ: {desk or UNKNOWN}.",
        f"Điện thoại: {place.phone or UNKNOWN}.",
    )


def filled(lines: tuple[str, ...], campaign: Campaign) -> tuple[str, ...]:
    return tuple(line.format(commune=campaign.place.commune, plan=campaign.plan) for line in lines)
