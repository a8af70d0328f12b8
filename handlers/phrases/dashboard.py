"""The dashboard's sentences; its labels stand in the pages themselves."""

from __future__ import annotations

LINK = (
    "Bảng điều khiển của anh/chị đây ạ:\n{link}\n\n"
    "Đường dẫn chỉ vào được **một lần**, trong {minutes} phút, và là của riêng anh/chị: xin đừng chuyển cho ai. "
    "Lần sau anh/chị gõ lại /bangdieukhien."
)
NO_ADDRESS = (
    "Dạ, bảng điều khiển chưa mở được vì máy chủ chưa có địa chỉ công khai. "
    "Nhờ kỹ thuật đặt «server.public_url» trong config.toml giúp em ạ."
)
NO_AREAS = "Dạ, anh/chị chưa được giao địa bàn nào nên bảng điều khiển chưa có gì để xem. Xin cán bộ mã mời mới ạ."
REMIND = (
    "Anh/chị ơi, cán bộ nhờ em nhắc: {deadline} là hạn báo cáo {period}, em chưa nhận đủ số của {area}{still}.\n"
    "Anh/chị chép dòng này rồi sửa số giúp em:\n**{example}**"
)
REMIND_LATE = (
    "Anh/chị ơi, cán bộ nhờ em nhắc: báo cáo {period} đã quá hạn ({deadline}) mà em chưa nhận đủ số của {area}{still}. "
    "Gửi ngay bây giờ vẫn được ghi ạ. Anh/chị chép dòng này rồi sửa số giúp em:\n**{example}**"
)

WHY_OUT = {
    "none": "Anh/chị chưa đăng nhập, hoặc đường dẫn không đúng.",
    "idle": "Đã lâu không dùng nên em đóng bảng điều khiển cho an toàn.",
    "over": "Lần đăng nhập này đã đủ 12 giờ nên em đóng lại cho an toàn.",
    "stolen": "Có dấu hiệu phiên đăng nhập bị người khác sao chép, nên em đã đóng phiên này.",
    "other-browser": "Phiên đăng nhập bị mở từ một trình duyệt khác, nên em đã đóng phiên này.",
    "used": "Đường dẫn này đã dùng rồi; mỗi đường dẫn chỉ vào được một lần.",
    "expired": "Đường dẫn này đã quá hạn; mỗi đường dẫn chỉ dùng trong 10 phút, và chỉ cái mới nhất dùng được.",
    "no-duty": "Anh/chị hiện không còn được giao việc nào trong chiến dịch.",
    "out": "Anh/chị đã đăng xuất.",
}
AGAIN = "Xin gõ **/bangdieukhien** trong cửa sổ trò chuyện với Trợ lý số để lấy đường dẫn mới."
WHY_OUT_TITLE = "Chưa vào được"
OUT_TITLE = "Đã đăng xuất"

FORBIDDEN_TITLE = "Không thuộc phần việc của anh/chị"
FORBIDDEN = "Trang này thuộc địa bàn hoặc phần việc khác. Nếu anh/chị cần xem, xin hỏi cán bộ phụ trách."
NOT_FOUND_TITLE = "Không có trang này"
NOT_FOUND = "Đường dẫn không đúng, hoặc trang đã đổi chỗ."
BAD_FORM_TITLE = "Chưa làm được"
BAD_FORM = "Trang đã mở lâu hoặc được gửi từ nơi khác, nên em chưa làm. Xin mở lại trang rồi bấm lần nữa."
BROKEN_TITLE = "Có lỗi"
BROKEN = "Máy chủ gặp lỗi nên chưa mở được trang này. Xin thử lại sau ít phút."

REMINDED = "Đã nhắc {area}. Mỗi nơi chỉ nhắc một lần mỗi giờ."
REMINDED_NIGHT = "Đã ghi lời nhắc {area}; tin sẽ đi lúc 7 giờ sáng, vì đêm em không làm phiền ai."
REMINDED_ALL = "Đã nhắc {count} {areas}. Mỗi nơi chỉ nhắc một lần mỗi giờ."
REMINDED_NONE = "Chưa nhắc thêm ai: các nơi này vừa được nhắc trong giờ qua, hoặc chưa có người nhận."
TOO_SOON = "{area} vừa được nhắc trong giờ qua nên em không nhắc thêm."
NOBODY = "{area} chưa có đội trưởng hay nhóm nào nối với em. Xin mời đội trưởng ở trang «Người»."
ALREADY_IN = "{area} đã báo cáo đủ rồi ạ."
CODE_REMOVED = "Đã bỏ mã mời."
CODE_GONE = "Mã này đã dùng hoặc đã hết hạn."
DUTY_ENDED = "Đã thôi giao việc «{role}» cho {name}."
NOT_YOURSELF = "Anh/chị không tự thôi việc của chính mình được; xin nhờ một cán bộ khác."
STILL_DRAWING = "Em đang lập tệp trước đó. Anh/chị đợi ít giây rồi bấm lại giúp em."
NOT_DRAWN = "Em chưa lập được tệp này. Anh/chị thử lại sau ít phút; nếu vẫn chưa được, nhờ báo kỹ thuật viên."
FILES = {"docx": "Báo cáo Word", "xlsx": "Bảng tính Excel", "png": "Biểu đồ"}
WRONG_DUTY = "Xin chọn đúng việc và địa bàn."

DONE = {
    "duty-given": "nhận việc bằng mã mời",
    "duty-ended": "thôi giao việc",
    "duty-moved": "chuyển địa bàn",
    "duty-reminders-off": "tắt lời nhắc việc cho một người",
    "codes-locked": "bị khoá nhập mã vì sai nhiều lần",
    "group-bound": "nối một nhóm",
    "group-code": "tạo mã nối nhóm",
    "group-let-go": "thôi nối một nhóm",
    "adjusted": "điều chỉnh kỳ đã khoá",
    "excused": "ghi ngày nghỉ",
    "excuse-withdrawn": "bỏ ngày nghỉ",
    "exported": "xuất tệp số liệu",
    "downloaded": "tải tệp từ bảng điều khiển",
    "population-imported": "nhập số dân",
    "rule-added": "đặt lời nhắc",
    "rule-changed": "sửa lời nhắc",
    "rule-skip": "bỏ một lần nhắc",
    "rule-pause": "tạm dừng lời nhắc",
    "rule-resume": "bật lại lời nhắc",
    "rule-remove": "xoá lời nhắc",
    "post-approved": "duyệt một tin",
    "post-dropped": "không duyệt một tin",
    "erasure-asked": "xin xoá dữ liệu của mình",
    "erased": "đã xoá dữ liệu một người",
    "record-printed": "in hồ sơ xử lý dữ liệu",
    "tidied": "dọn dữ liệu hết hạn giữ",
    "local-guide-approved": "duyệt câu trả lời của xã",
    "local-guide-removed": "gỡ câu trả lời của xã",
    "mark-made": "tạo đường dẫn chia sẻ",
    "schedule-posted": "đăng lịch vào nhóm lớp",
    "tell-askers": "báo lại cho người đã hỏi",
    "signed-in": "vào bảng điều khiển",
    "signed-out": "ra khỏi bảng điều khiển",
    "post-skipped": "bỏ một tin đã hẹn",
    "draft-approved": "duyệt bản nháp của kỳ",
    "draft-taken-back": "rút lại lời duyệt",
    "books-closed": "chốt sổ kỳ",
    "report-worded": "sửa lời báo cáo",
    "obstacle-changed": "xử lý vướng mắc",
    "obstacle-answered": "trả lời vướng mắc",
    "post-now": "gửi ngay một tin lỡ hẹn",
    "reminded": "nhắc nơi chưa báo cáo",
    "invited": "tạo mã mời",
    "invite-cancelled": "bỏ mã mời",
    "file-made": "lập tệp để tải về",
}
"""The audit's actions in words."""
NOBODY_NAMED = {"command-line": "dòng lệnh", "clock": "đồng hồ"}
"""Who acts without being a person of a channel."""
OPERATIONS = {"set": "ghi", "add": "cộng thêm", "undo": "bỏ lần ghi", "adjust": "điều chỉnh kỳ đã khoá"}
PRACTICE = "tập, không tính"
STATES = {"full": "✓ đủ", "part": "◐ còn thiếu", "none": "○ chưa báo", "rest": "– nghỉ"}
SIGNS = {"full": "✓", "part": "◐", "none": "○"}
HEARD = "✓ đã báo"
OF_PERIODS = "{sign} {complete}/{duties} kỳ đủ"

# -- who waits for a person --------------------------------------------------------------------------------------------

STUCK_AT_STEP = "Kẹt ở bài «{title}», bước {step}/{total}"
STUCK_IN_GUIDE = "Đang đọc bài «{title}»"
BEING_HELPED = "đang có người giúp"
WAITS_FOR = "chờ {long}"
AREA_UNKNOWN = "nơi ở chưa rõ"
