"""What wakes a technician or an officer: the cause in plain words, and the first thing to do."""

from __future__ import annotations

from collections.abc import Mapping

ALARM = "⚠️ Kênh «{channel}», từ {since}: {cause}\nViệc cần làm trước: {step}"
OVER = "✅ Kênh «{channel}» đã chạy lại bình thường lúc {since}. ({what})"

CAUSES: Mapping[str, tuple[str, str]] = {
    "misconfigured": (
        "nền tảng không nhận mã truy cập (token) hoặc quyền của bot, nên em không gửi hay nhận tin ở đó được. "
        "Tin chờ gửi vẫn được giữ.",
        "lấy lại mã ở trang quản lý bot, đặt vào biến cấu hình, khởi động lại, rồi chạy «trolyso check».",
    ),
    "unreachable": (
        "em không gọi được máy chủ của nền tảng. Tin chờ gửi vẫn được giữ, em tự nối lại khi thông mạng.",
        "xem đường mạng của máy chủ; nếu mạng tốt thì nền tảng đang có sự cố, chỉ cần chờ. "
        "Việc gấp xin báo qua kênh khác.",
    ),
    "rival": (
        "một chương trình khác đang nhận tin bằng cùng mã bot này, nên tin của bà con có thể không đến em.",
        "tìm và dừng chương trình kia (bản cũ, máy chạy thử…); nếu không biết nó ở đâu, đổi mã mới cho bot.",
    ),
    "token-ends": (
        "quyền truy cập Official Account sắp hết hạn ({detail}).",
        "chạy «trolyso zalo-oa login» rồi làm theo hướng dẫn trên màn hình, trước ngày hết hạn.",
    ),
    "token-missing": (
        "Official Account chưa cấp quyền cho phần mềm này, nên em không gửi tin ở đó được.",
        "chạy «trolyso zalo-oa login» rồi làm theo hướng dẫn trên màn hình.",
    ),
    "outside-window": (
        "có người đã quá lâu không nhắn cho Official Account, nên Zalo không cho em gửi tin nhắc đến họ.",
        "nhờ họ nhắn một chữ bất kỳ cho Official Account, hoặc bấm một mục trong trình đơn; em gửi lại được ngay.",
    ),
    "token-lost": (
        "quyền truy cập Official Account không còn dùng được ({detail}), nên em không gửi tin ở đó được.",
        "chạy «trolyso zalo-oa login» để cấp quyền lại.",
    ),
}
"""By kind. A kind that does not stand here is told by its name."""

UNKNOWN_CAUSE = "có sự cố «{kind}». {detail}"
UNKNOWN_STEP = "xem nhật ký của máy chủ và chạy «trolyso check»."
OVER_WHAT: Mapping[str, str] = {
    "misconfigured": "mã truy cập đã dùng được",
    "unreachable": "đã nối lại được với nền tảng",
    "rival": "không còn chương trình nào tranh nhận tin",
    "token-missing": "đã được cấp quyền",
    "token-lost": "đã cấp quyền lại",
}
OVER_UNKNOWN = "sự cố «{kind}» đã hết"
