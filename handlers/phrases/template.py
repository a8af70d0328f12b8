"""What `trolyso check` says about a commune's own template of the written report."""

from __future__ import annotations

NOTHING = "không có"
FINE = "{path}: {count} chỗ điền"
NO_FILE = "không có tệp này; xin xem lại đường dẫn"
TOO_LARGE = "tệp quá lớn ({size} MB); mẫu nên dưới {limit} MB, xin bỏ bớt ảnh"
NOT_WORD = "không phải tệp Word .docx đọc được; xin mở bằng Word rồi lưu lại dạng .docx (không phải .doc, .docm, .dotx)"
UNKNOWN = "không có chỗ điền «{{{{{blank}}}}}»; gần nhất: {near}"
UNKNOWN_KEY = "«{{{{{blank}}}}}»: chiến dịch không có chỉ tiêu «{key}»; gần nhất: {near}"
UNKNOWN_FIELD = "«{{{{{blank}}}}}»: không có «{field}»; có: {known}"
UNKNOWN_AREA = "«{{{{{blank}}}}}»: không có nơi «{area}»; gần nhất: {near}"
OPEN = "dấu «{{{{» hoặc «}}}}» lẻ trong đoạn «{text}»; mỗi chỗ điền viết đủ, ví dụ {{{{ky}}}}"
NOT_ALONE = "«{{{{{blank}}}}}» phải đứng riêng một đoạn, không có chữ khác trong đoạn «{text}»"
TABLE_ELSEWHERE = "«{{{{{blank}}}}}» là bảng: phải đứng trong thân văn bản, ngoài ô bảng, khung chữ, đầu và chân trang"
ELSEWHERE = (
    "có chỗ điền trong chú thích, cước chú hoặc nhận xét; chỉ điền được trong thân văn bản, bảng, đầu và chân trang"
)
NO_GAPS = (
    "mẫu không có chỗ nói nơi còn thiếu và số cần xem lại; nên thêm {{tinh_hinh_chung}}, "
    "hoặc {{con_thieu}} và {{can_xem_lai}}"
)
EMPTY = "mẫu không có chỗ điền nào, ví dụ {{ky}}; báo cáo kỳ nào cũng sẽ như nhau"
