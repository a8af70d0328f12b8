"""Giving the bot the permission to speak for a Zalo Official Account: the command's words and the page's."""

from __future__ import annotations

from collections.abc import Mapping

STEPS = """Nối kênh «{channel}» với Zalo Official Account
═════════════════════════════════════════════
1. Mở trang quản lý ứng dụng của Zalo (developers.zalo.me), vào ứng dụng {app_id}, mục «Official Account».
2. Ở ô «Official Account Callback Url», dán:
     {callback}
   Ở ô «Code challenge» (nếu có), dán:
     {challenge}
   rồi bấm «Cập nhật».
3. Bằng tài khoản quản trị của Official Account, mở liên kết này và bấm «Cho phép»:

{link}

Liên kết dùng được trong {minutes} phút.
"""
WAITING = "Em đang chờ Zalo gọi về địa chỉ trên."
PASTE = (
    "Nếu trình duyệt báo không mở được trang, xin chép nguyên địa chỉ đang hiện trên thanh địa chỉ của trình duyệt, "
    "dán vào đây rồi nhấn Enter:"
)
GIVEN = "✓ Đã nhận quyền của Official Account cho kênh «{channel}». Mã truy cập tự gia hạn, hạn cuối {until}."
TIMED_OUT = "✗ Đã hết {minutes} phút mà chưa nhận được quyền. Xin chạy lại «trolyso zalo-oa login»."
CONTINUE = (
    "Đóng lệnh này cũng được: bot đang chạy vẫn chờ; hoặc dán sau bằng «trolyso zalo-oa login --callback ĐỊA_CHỈ»."
)

PAGE: Mapping[str, str] = {
    "title": "Nối Official Account",
    "given": "Đã nối xong. Anh/chị có thể đóng trang này.",
    "expired": "Lượt nối này đã hết hạn hoặc đã dùng. Xin chạy lại «trolyso zalo-oa login» rồi mở liên kết mới.",
    "foreign": "Địa chỉ này không thuộc lượt nối đang chờ. Xin mở đúng liên kết mới nhất.",
    "account": "Official Account vừa chọn không phải tài khoản ghi trong cấu hình (oa_id). Xin chọn lại.",
    "no-code": "Zalo chưa cấp quyền: địa chỉ không có mã. Xin mở lại liên kết và bấm «Cho phép».",
    "refused": "Zalo không nhận mã vừa cấp. Xin xem lại app_id, mã bí mật của ứng dụng và code challenge rồi làm lại.",
    "unanswered": "Chưa gọi được máy chủ cấp quyền của Zalo. Xin xem đường mạng rồi làm lại.",
}

NO_CHANNEL = 'chưa có kênh nào có platform = "zalo-oa"; xin thêm một mục vào config.toml'
WHICH_CHANNEL = "có nhiều kênh zalo-oa; xin nói rõ: --channel {names}"
NOT_SUCH = "không có kênh zalo-oa nào tên «{name}»"
MISSING = "thiếu {names}; xin đặt rồi chạy lại"
NO_ADDRESS = "chưa có server.public_url; Zalo cần địa chỉ https công khai để gọi về"
