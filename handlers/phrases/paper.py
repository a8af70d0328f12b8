"""Posters and handouts."""

from __future__ import annotations

HEADLINE = "Quét mã, hỏi Trợ lý số"
LINE_CLASS = "Cài VNeID, làm chữ ký số, tài khoản cho con. Miễn phí, không cần cài thêm ứng dụng."
LINE_AREA = "Cài VNeID, làm chữ ký số, dịch vụ công. Miễn phí, không cần cài thêm ứng dụng."
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
