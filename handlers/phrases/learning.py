"""What officers hear about questions, doubtful messages and guides; and what askers hear when an answer came."""

from __future__ import annotations

WEEK = "**Bà con hỏi gì** ({since} – {until})"
NOTHING_OPEN = "Không có câu nào chờ trả lời."
OPEN = "**Chưa trả lời được: {people} người, {groups} câu**"
GROUP = "{number}. «{text}» – {people} người{note}"
DOWN = ", chê bài «{guide}»"
SUSPICIOUS = ", nhờ xem có lừa đảo không"
MORE_GROUPS = "… và {count} mục nữa."
HOW = "Anh/chị nhắn riêng cho em lệnh **/cauhoi** để trả lời. Một câu trả lời là ai hỏi lại cũng được đáp ngay."
STUCK = "**Bà con hay dừng ở đâu**"
STUCK_AT = "• {title}: {share} % ({count}/{all} người) kẹt ở bước {number}: {step}"
THUMBS = "**Bài bị chê**"
THUMBS_OF = "• {title}: 👎 {down}, 👍 {up}"
STALE = "**Bài cần xem lại**"
STALE_OF = "• {title} – hạn {day}"
STALE_LOCAL = "• {title} – {who} trả lời, hạn {day}"

PICK = "Anh/chị chọn câu muốn trả lời:"
ANSWER = "Trả lời câu {number}"
NEXT_PAGE = "Xem tiếp"
ASK_ANSWER = (
    "Bà con hỏi:\n{texts}\n\nAnh/chị gõ câu trả lời, ngắn và từng việc một. Em sẽ cho xem trước, chưa gửi ngay.\n"
    "Xin đừng ghi số riêng của ai: em sẽ che."
)
EXISTS = "\n\n(Đã có bài «{title}» gần với câu này.)"
GONE_QUESTION = "Câu này đã có người trả lời hoặc đã bỏ qua rồi ạ. Anh/chị gõ /cauhoi để xem các câu còn lại."
LEAVE = "Bỏ qua câu này"
LEFT = "Đã bỏ qua câu này ({count} lượt hỏi). Gõ /cauhoi để xem câu khác ạ."
TOO_SHORT = "Câu trả lời ngắn quá ạ. Anh/chị viết giúp ít nhất một câu, hoặc gõ **thôi**."
TOO_LONG = "Câu trả lời dài {length} chữ cái, tối đa {limit} ạ. Anh/chị viết gọn lại giúp em."
PREVIEW = (
    "Bà con sẽ thấy như sau:\n———\n**{title}**\n{answer}\n\n{who} trả lời ngày {day}.\n———\n"
    "{hidden}Anh/chị **duyệt** chứ ạ?"
)
HIDDEN = "(Em đã che số riêng trong câu. Số của điểm hỗ trợ đã có sẵn ở nút gặp người.)\n"
APPROVE = "Duyệt"
REWRITE = "Sửa lại"
DROP = "Bỏ"
ASK_AGAIN = "Anh/chị gõ lại câu trả lời giúp em:"
APPROVED = "Đã duyệt. Từ nay ai hỏi «{title}» sẽ nhận câu này.{told} Muốn gỡ, anh/chị gõ **/traloi**."
TOLD = " Em báo lại cho {count} người đã hỏi."
ALREADY = "Bản này đã duyệt hoặc đã bỏ rồi ạ. Gõ /traloi để xem các câu đang dùng."
DROPPED = "Đã bỏ bản này, không ai nhìn thấy. Câu hỏi vẫn còn trong /cauhoi."
LIVE = "**Câu trả lời của xã đang dùng: {count}**"
LIVE_OF = "{number}. {title} – {who}, {day}"
NO_LIVE = "Chưa có câu trả lời nào của xã. Anh/chị gõ /cauhoi để trả lời bà con."
REMOVE = "Gỡ câu {number}"
REMOVED = "Đã gỡ «{title}». Từ nay em không trả lời câu này nữa."
OFFICER = "Cán bộ {name}"
SOMEBODY = "Cán bộ xã"

ANSWERED = (
    "Dạ, hôm trước bác hỏi: «{question}». Nay cán bộ đã trả lời:\n\n**{title}**\n{answer}\n\n{who} trả lời ngày {day}."
)

KNOWN = {
    "look-alike": "Địa chỉ này **giả giống trang nhà nước**. Trang thật luôn kết thúc bằng «.gov.vn».",
    "apk": "Bảo cài ứng dụng từ đường dẫn hay tệp «.apk» là **cách lừa đảo đã biết**. Chỉ cài từ kho chính thức.",
    "update": "Bảo «cập nhật» VNeID, căn cước qua đường dẫn là **cách lừa đảo đã biết**. Cán bộ không gửi đường dẫn.",
    "lock": "Doạ khoá tài khoản, khoá SIM để bắt làm ngay là **cách lừa đảo đã biết**.",
    "gift": "Báo nhận quà, nhận tiền qua đường dẫn là **cách lừa đảo đã biết**.",
    "fine": "Báo phạt nguội, nộp phạt qua đường dẫn là **cách lừa đảo đã biết**.",
    "parcel": "Báo đơn hàng, bưu kiện rồi đòi phí hay gửi đường dẫn là **cách lừa đảo đã biết**.",
    "bank": "Giả ngân hàng, gửi đường dẫn bắt đăng nhập là **cách lừa đảo đã biết**.",
    "police": "Doạ điều tra, bắt chuyển tiền vào «tài khoản tạm giữ» là **cách lừa đảo đã biết**.",
    "tax": "Giả cơ quan thuế, điện lực gửi đường dẫn là **cách lừa đảo đã biết**.",
    "relative": "Mượn tiền, báo đổi số rồi nhờ chuyển khoản gấp là **cách lừa đảo đã biết**. Bác gọi số cũ hỏi lại.",
}
WARNING = (
    "⚠️ {what}\n"
    "• Đừng bấm đường dẫn, đừng cài gì, đừng đọc mã OTP, đừng chuyển tiền.\n"
    "• Lỡ làm rồi: gọi ngay ngân hàng, rồi báo Công an xã.\n"
    "• Hỏi về VNeID: tổng đài 1900 0368. Báo tin nhắn rác: 156 hoặc 5656 (số này có thể đã đổi).\n"
    "{contact}"
)
OFFICIAL = (
    "Địa chỉ bác gửi **là địa chỉ chính thức** (đuôi «.gov.vn» hoặc kho ứng dụng).\n"
    "Bác tự gõ địa chỉ vào máy cho chắc, đừng bấm từ tin của người lạ. Mã OTP thì đừng đọc cho ai, kể cả cán bộ."
)
UNKNOWN = (
    "Dạ, tin này cháu **chưa biết thật hay giả**, không dám nói bừa. Cháu đã gửi cán bộ xem, số riêng đã che.\n"
    "Trong lúc chờ: bác đừng bấm đường dẫn, đừng đọc mã OTP, đừng chuyển tiền.\n{contact}"
)
TO_OFFICER = (
    "Một bà con hỏi tin này có lừa đảo không (số riêng đã che):\n«{text}»\n"
    "Anh/chị xem giúp. Muốn trả lời, nhắn riêng cho em lệnh /cauhoi."
)
MORE_ABOUT = "Xem cách xử lý"
