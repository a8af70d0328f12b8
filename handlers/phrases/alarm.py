"""What wakes a technician or an officer: the cause in plain words, and the first thing to do."""

from __future__ import annotations

from collections.abc import Mapping

ALARM = "⚠️ Kênh «{channel}», từ {since}: {cause}\nViệc cần làm trước: {step}"
ALARM_HOUSE = "⚠️ Máy chủ của bot, từ {since}: {cause}\nViệc cần làm trước: {step}"
SUBJECT = "[Trợ lý số {place}] Báo động"
OVER_HOUSE = "✅ Máy chủ của bot đã bình thường lúc {since}. ({what})"
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
    "silent": (
        "đã {detail} em không nghe được gì từ nền tảng, nên tin của bà con có thể không đến em.",
        "xem máy chủ còn ra mạng được không; nếu được, khởi động lại bot rồi chạy «trolyso check».",
    ),
    "stuck": (
        "tin chờ gửi đã {detail} không đi được.",
        "xem nhật ký của máy chủ; khởi động lại bot. Tin chờ vẫn được giữ, không mất và không gửi hai lần.",
    ),
    "throttled": (
        "nền tảng bắt em chờ, tin đã {detail} chưa đi được.",
        "xem có chương trình nào khác dùng chung mã bot để gửi tin không; nếu không thì chỉ cần chờ.",
    ),
    "unanswered": (
        "có tin của bà con đã {detail} chưa được trả lời. Tin vẫn được giữ.",
        "khởi động lại bot; tin đang chờ sẽ được trả lời ngay. Sau đó xem nhật ký của máy chủ.",
    ),
    "late-tasks": (
        "việc hẹn giờ đã {detail} không chạy, nên tin nhắc và tin đến hạn có thể không ra.",
        "khởi động lại bot ngay; việc bị lỡ sẽ được làm muộn hoặc báo riêng cho cán bộ. Sau đó xem nhật ký.",
    ),
    "task-failed": (
        "một việc hẹn giờ làm nhiều lần không xong ({detail}).",
        "xem nhật ký của máy chủ ở dòng «task-failed»; nếu là tin đến hạn, nhờ cán bộ tự nhắn vào nhóm.",
    ),
    "database": (
        "em không ghi được vào cơ sở dữ liệu ({detail}), nên không nhận được báo cáo và không gửi tin.",
        "xem ổ đĩa còn chỗ không, máy chủ cơ sở dữ liệu có chạy không; sau đó chạy «trolyso check».",
    ),
    "disk": (
        "ổ đĩa của máy chủ sắp đầy hoặc không đọc được ({detail}).",
        "dọn bớt tệp cũ (bản sao lưu, nhật ký), để trống ít nhất 1 GB.",
    ),
    "clock": (
        "đồng hồ máy chủ sai ({detail}), nên tin hẹn giờ sẽ ra sai giờ.",
        "bật đồng bộ giờ (NTP) trên máy chủ, ví dụ «timedatectl set-ntp true».",
    ),
    "webhook": (
        "nền tảng không giao được tin của bà con cho em ({detail}).",
        "mở thử địa chỉ public_url từ bên ngoài, xem chứng chỉ https còn hạn không, rồi khởi động lại bot.",
    ),
    "backup": (
        "em không sao lưu được dữ liệu hôm nay ({detail}).",
        "chạy «trolyso backup» trên máy chủ để xem lý do; xem thư mục sao lưu còn chỗ và ghi được không.",
    ),
    "rehearsal": (
        "diễn tập khôi phục không thành: bản sao lưu mới nhất có thể không dùng được ({detail}).",
        "chạy «trolyso backup drill» trên máy chủ để xem lý do, rồi «trolyso backup» để có bản mới.",
    ),
    "restored": (
        "dữ liệu vừa được khôi phục từ {detail}. Báo cáo và tin nhắn sau lúc đó không còn.",
        "nhờ các đội xem lại số liệu từ lúc đó và gửi lại chỗ thiếu. "
        "Tin đã đến hạn trong lúc đó em hỏi riêng, không tự gửi lại.",
    ),
}
"""By kind. A kind that does not stand here is told by its name."""

UNKNOWN_CAUSE = "có sự cố «{kind}». {detail}"
UNKNOWN_STEP = "xem nhật ký của máy chủ và chạy «trolyso check»."
OVER_WHAT: Mapping[str, str] = {
    "misconfigured": "mã truy cập đã dùng được",
    "unreachable": "đã nối lại được với nền tảng",
    "rival": "không còn chương trình nào tranh nhận tin",
    "silent": "đã nghe lại được từ nền tảng",
    "stuck": "tin lại đi bình thường",
    "throttled": "tin lại đi bình thường",
    "unanswered": "tin của bà con đã được trả lời",
    "late-tasks": "việc hẹn giờ chạy lại bình thường",
    "database": "ghi được vào cơ sở dữ liệu",
    "disk": "ổ đĩa đã đủ chỗ",
    "clock": "đồng hồ đã đúng",
    "webhook": "nền tảng lại giao được tin",
    "backup": "đã sao lưu được",
    "rehearsal": "bản sao lưu khôi phục được",
    "token-missing": "đã được cấp quyền",
    "token-lost": "đã cấp quyền lại",
}
FOR_MINUTES = "{minutes} phút"
ALIVE = "✅ Em vẫn chạy tốt. 24 giờ qua: nhận {received} tin, gửi {sent} tin{doubts}. Ổ đĩa còn {free} GB."
ALIVE_DOUBTS = ", {unknown} tin chưa rõ đã hiện chưa, {failed} tin bị từ chối"
ALIVE_NEXT = " Việc hẹn giờ tiếp theo: {moment}."
OVER_UNKNOWN = "sự cố «{kind}» đã hết"
