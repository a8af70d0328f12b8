"""Posters and handouts."""

from __future__ import annotations

HEADLINE = "Quét mã, hỏi Trợ lý số"
LINE_CLASS = "Cài VNeID, làm chữ ký số, tài khoản cho con.\nMiễn phí, không cần cài thêm ứng dụng."
LINE_AREA = "Cài VNeID, làm chữ ký số, dịch vụ công.\nMiễn phí, không cần cài thêm ứng dụng."
SCAN_POSTER = "Mở Zalo hoặc máy ảnh, quét mã này"
HELP = "Cần người giúp trực tiếp"
PHONE = "Điện thoại: {phone}"
CARE = "Trợ lý trả lời tự động. Không bao giờ hỏi mật khẩu, mã OTP."

CARD_HEADLINE = "Trợ lý số chỉ từng bước"
CARD_LINE = "Miễn phí · không cần cài thêm · chạm để hỏi"

SEES = "Sẽ thấy:"
IF = "Nếu {fault}:"
SCAN = "Quét để xem bài này trên điện thoại"
STALE = "Bài này quá hạn kiểm tra lại từ {day}, có chỗ có thể đã đổi. Xin hỏi lại cán bộ."
CHECKED = "Đã kiểm tra ngày {day}. Kiểm tra lại trước ngày {review}."
SOURCES = "Nguồn: {sources}."
SOURCE = "{name} ({day})"

TOGETHER = frozenset(
    {
        *("chữ ký", "ký số", "tài khoản", "dịch vụ", "vụ công", "trực tuyến", "công an", "ngân hàng", "điện thoại"),
        *("ứng dụng", "phụ huynh", "bà con", "khu phố", "tiểu học", "trung học", "học phổ", "phổ thông", "cơ sở"),
        *("học cơ", "dân tộc", "nội trú", "mẫu giáo", "mầm non", "hành chính", "chính công", "phục vụ", "trung tâm"),
        *("căn cước", "kích hoạt", "đăng ký", "định danh", "điện tử", "thanh toán", "mật khẩu", "hướng dẫn"),
        *("văn hóa", "văn hoá", "nhà văn", "xã hội", "bộ phận", "một cửa", "trợ lý", "lý số", "quét mã", "máy ảnh"),
        *("lễ ra", "ra quân", "trụ sở", "ủy ban", "uỷ ban", "nhân dân", "mặt trận", "tổ quốc", "bảo hiểm", "y tế"),
        *("của bàn", "bàn này", "cho con", "của mình", "thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy"),
    }
)
"""Two syllables between which a line of a poster should not be broken."""
OPENERS = frozenset(
    {
        *("trường", "phường", "xã", "huyện", "tỉnh", "thị", "thành", "ấp", "thôn", "khu", "trung", "trên", "và"),
        *("hoặc", "để", "từ", "đến", "tại", "ở", "trong", "không", "khi", "nếu", "cho"),
    }
)
"""Words with which a new line begins well."""
