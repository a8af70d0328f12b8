"""«/xuat»: the period's files."""

from __future__ import annotations

MAKING = "Em đang lập {what} {period}, một lát nữa gửi anh/chị."
KINDS = {"docx": "báo cáo Word", "xlsx": "bảng tính Excel", "png": "biểu đồ"}
AND = " và "
DONE = {
    "docx": "Báo cáo {period} theo thể thức Nghị định 30, còn trống số văn bản để văn thư điền.",
    "xlsx": "Bảng tính {period}: tổng hợp, từng đơn vị, từng ngày, báo cáo gốc.",
    "png": "Biểu đồ {period}: từng nơi đã đi được bao xa, qua các kỳ, nơi nào đã báo cáo.",
}
GAPS = "\n⚠️ Còn thiếu: {missing}."
DOUBTS = "\n⚠️ Có {count} số liệu cần xem lại, ghi ở đầu báo cáo."
OUR_LAYOUT = (
    "\n⚠️ Mẫu Word riêng của xã chưa dùng được nên em lập theo mẫu chung; "
    "nhờ kỹ thuật viên chạy «trolyso check» để biết chỗ cần sửa."
)
FAILED = "Em chưa lập được {what} {period}. Anh/chị thử lại sau ít phút; nếu vẫn chưa được, nhờ báo kỹ thuật viên."
NO_FILES = (
    "Kênh này không gửi được tệp, và máy chủ chưa có địa chỉ để tải về. Anh/chị chuyển giúp em tới kỹ thuật viên: "
    "đặt public_url trong config.toml, hoặc chạy lệnh «trolyso export --period {id} --out thu-muc»."
)
NOT_A_PERIOD = "Em chưa rõ kỳ «{text}». Anh/chị gõ ví dụ «/xuat», «/xuat tuần trước» hoặc «/xuat {example} word»."
