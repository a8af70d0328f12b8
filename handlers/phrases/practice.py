"""Practice reports: clearly marked, every refusal explained."""

from __future__ import annotations

from collections.abc import Mapping

MARK = "(tập)"
RECEIPT = (
    f"{MARK} Biên nhận tập **{{number}}** – {{area}}, {{day}}\nEm hiểu là: **{{values}}**.\n"
    "Số này chỉ để tập, **không tính vào số liệu**."
)
RECEIPT_MENDED = (
    f"{MARK} Biên nhận tập **{{number}}** – {{area}}, {{day}}\nSau khi sửa: **{{values}}**.\n"
    "Khi báo thật, biên nhận sẽ ghi cả số cũ và số mới. Số này không tính vào số liệu."
)
UNDONE = f"{MARK} Đã bỏ biên nhận tập {{old}}. Khi báo thật, anh/chị có 10 phút để gõ «huỷ» như vậy."
OBSTACLE = "Khi báo thật, phần vướng mắc sẽ được gửi ngay cho cán bộ."
OBSTACLE_ONLY = f"{MARK} Em hiểu đây là vướng mắc. Khi báo thật, em gửi ngay cho cán bộ."
LEFT = "Còn **{left}** lần tập nữa rồi mới tính thật. Muốn tính ngay thì gõ «thôi tập»."
OVER = "Anh/chị tập xong rồi ạ. **Từ tin sau, số liệu được tính thật.** Muốn tập thêm thì gõ «tập»."
BEGIN = (
    f"{MARK} Anh/chị cứ gửi như thật, {{left}} lần tới em không tính. Ví dụ:\n**{{example}}**\n"
    "Muốn thôi thì gõ «thôi tập»."
)
STOPPED = "Dạ, hết phần tập. **Từ tin sau, số liệu được tính thật.**"
WELCOME = (
    "{left} lần báo cáo đầu của anh/chị là **để tập**: em trả lời như thật, đánh dấu «(tập)» và không tính vào số liệu."
)

WHY_ELSE = "Vì sao em hỏi: chỗ nào chưa rõ thì em không đoán, kẻo ghi sai số của anh/chị."
WHY: Mapping[str, str] = {
    "two-readings": "Vì sao em hỏi: dòng này hiểu được hai cách, nên em để anh/chị chọn.",
    "approximate": "Vì sao em hỏi: «khoảng», «gần», «hơn» chưa phải con số, em không tự làm tròn.",
    "range": "Vì sao em hỏi: «10-12» là một khoảng, em không tự chọn số nào.",
    "percent": "Vì sao em hỏi: em chỉ ghi số đếm được, không ghi phần trăm.",
    "decimal": "Vì sao em hỏi: số người, số hộ luôn là số nguyên.",
    "negative": "Vì sao em hỏi: muốn giảm số đã báo thì gõ «sửa …» với số đúng.",
    "total-disagrees": "Vì sao em hỏi: tổng khác với các số cộng lại, có một số bị nhầm.",
    "two-numbers": "Vì sao em hỏi: một mục chỉ có một số.",
    "unknown-label": "Vì sao em hỏi: tên mục này chưa có trong chiến dịch.",
    "bare-number": "Vì sao em hỏi: có số mà chưa có tên mục, em không biết ghi vào đâu.",
    "like-yesterday": "Vì sao em hỏi: em không chép số cũ, số mỗi ngày phải do anh/chị nói.",
    "implausible": "Vì sao em hỏi: số lớn khác thường, có thể do gõ thừa một chữ số.",
    "part-exceeds": "Vì sao em hỏi: số của một phần không thể lớn hơn số chung.",
    "other-day": "Vì sao em hỏi: số của ngày khác hôm nay, em hỏi một lần cho chắc.",
    "day-unclear": "Vì sao em hỏi: em chưa rõ số này của ngày nào.",
    "two-areas": "Vì sao em hỏi: mỗi dòng ghi cho một nơi.",
    "unknown-area": "Vì sao em hỏi: tên nơi này chưa có trong chiến dịch.",
    "group-needed": "Vì sao em hỏi: mục này đếm riêng từng nhóm người.",
    "no-number": "Vì sao em chưa ghi: chưa có con số nào. Không có thì gõ 0, im lặng không phải là 0.",
    "cumulative": "Vì sao em hỏi: mỗi ngày chỉ ghi số mới làm, luỹ kế em tự cộng.",
    "negated": "Vì sao em hỏi: em chỉ ghi việc đã làm xong.",
    "goal": "Vì sao em hỏi: em ghi số đã làm, không ghi chỉ tiêu.",
    "future-day": "Vì sao em chưa ghi: ngày ấy chưa tới.",
    "outside-campaign": "Vì sao em chưa ghi: ngày ấy nằm ngoài đợt.",
    "too-long": "Vì sao em chưa ghi: tin dài quá, dễ hiểu sai.",
}
