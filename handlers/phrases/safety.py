"""What is said at once when somebody sends a secret."""

from __future__ import annotations

NAMES = {
    "otp": "mã OTP",
    "password": "mật khẩu hoặc mã PIN",
    "card": "số thẻ ngân hàng",
    "id": "số căn cước",
}
WARNING = (
    "⚠️ Tin của bác có **{what}**. Cháu đã che đi, không lưu lại.\n"
    "Từ nay bác đừng gửi cho bất kỳ ai, kể cả cán bộ và cháu.\n{todo}"
)
TODO = {
    "otp": "Nếu bác đã đọc mã này cho người khác: gọi ngay ngân hàng để khoá tài khoản.",
    "password": "Bác nên đổi mật khẩu hoặc mã PIN đó ngay trên máy của mình.",
    "card": "Nếu bác đã gửi số thẻ cho người lạ: gọi ngay ngân hàng để khoá thẻ.",
    "id": "Cần làm thủ tục, bác tự nhập số căn cước trong ứng dụng VNeID hoặc đưa thẻ cho Công an xã.",
}
MORE = "Lỡ lộ rồi thì làm gì?"
