"""`trolyso init`: what the wizard asks on the terminal, and what it says of what it wrote."""

from __future__ import annotations

HELLO = (
    "Chào anh/chị. Em hỏi vài câu rồi ghi tệp cấu hình.\n"
    "Nhấn Enter để chọn phần trong ngoặc vuông; Ctrl+C để dừng, khi đó không tệp nào được ghi."
)
COMMUNE = "Tên xã, phường (ví dụ: xã Hoà Bình)"
PROVINCE = "Tỉnh, thành phố (ví dụ: tỉnh Đồng Nai)"
CAMPAIGNS = "Chiến dịch nào gần với xã mình nhất? Sau này sửa được mọi chỗ."
CAMPAIGN_LINE = "  {number}. {name} ({commune}, {start:%d/%m/%Y}–{end:%d/%m/%Y})"
CAMPAIGN = "Chọn số"
TELEGRAM = "Mã bot Telegram (@BotFather cho; khi gõ không hiện ra; bỏ trống nếu chưa có)"
ZALO = "Mã Zalo Bot (Zalo Bot Creator cho; khi gõ không hiện ra; bỏ trống nếu chưa có)"
ZALO_NAME = "Tên Zalo Bot đúng như bà con thấy (ví dụ: Bot Xã Hoà Bình)"
PUBLIC = "Địa chỉ https mà bà con mở (bỏ trống nếu chưa có)"
DATABASE = "Cơ sở dữ liệu: Enter để dùng tệp SQLite, hoặc dán địa chỉ postgresql://… (khi gõ không hiện ra)"
BACKUP = "Thư mục sao lưu, nên ở ổ khác"
SEAL = "Mã hoá bản sao lưu?"
OFFICER = "Tạo luôn mã mời cho cán bộ đầu tiên?"
SUMMARY = "\nEm sẽ ghi:\n{files}"
FILE_NEW = "  {path}"
FILE_OVER = "  {path} – ĐÃ CÓ, bản cũ được giữ thành {kept}"
AGREE = "Ghi các tệp này?"
YES, NO = "c", "k"
YES_NO = "{question} (c = có, k = không)"
PROMPT = "{question} [{default}]: "
PROMPT_BARE = "{question}: "

NEEDED = "Phần này không để trống được."
NOT_A_NUMBER = "Xin gõ một số từ 1 đến {most}."
NOT_YES_NO = "Xin gõ c (có) hoặc k (không)."
NOT_TELEGRAM = "Mã này không đúng dạng, ví dụ 123456789:AAE…; xin chép lại từ @BotFather."
STRANGE_LETTERS = "Mã này có dấu cách hoặc ký tự lạ; xin chép lại."
NOT_AN_ADDRESS = "Địa chỉ phải bắt đầu bằng https://, ví dụ https://troly.xa.example.vn"
NOT_A_DATABASE = "Địa chỉ phải bắt đầu bằng postgresql://, ví dụ postgresql://ten:matkhau@may-chu/trolyso"
NOT_A_PATH = "Đường dẫn có ký tự không dùng được."
NO_CAMPAIGN = "không có chiến dịch này; các chiến dịch có: {names}"
MISSING_FLAG = "cần mục này khi không hỏi trên màn hình"
EXISTS = "tệp đã có; thêm --force để ghi đè (bản cũ được giữ thành {kept})"
STOPPED = "Đã dừng, chưa ghi gì."

WRITTEN = "Đã ghi {path}"
KEY = (
    "\nKhoá mở bản sao lưu: {key}\n"
    "Xin ghi ra giấy, cất chỗ khác với máy chủ. Mất khoá thì không ai mở được bản sao lưu."
)
CODE = (
    "\nMã mời cán bộ đầu tiên: {code}\n"
    "Cán bộ gõ mã này vào cửa sổ riêng với bot. Mã dùng một lần, trong {minutes} phút; "
    "tạo lại: «trolyso invite --role officer»."
)
NEXT = """
Việc tiếp theo:
  1. Sửa tên ấp, đội, chỉ tiêu của xã trong {campaign} (những dòng ghi «ví dụ» là số tạm).
  2. Chạy «trolyso check» để xem còn sai chỗ nào.
  3. Chạy «trolyso run». Trang trò chuyện: {address}/chat/"""

# -- the files ---------------------------------------------------------------------------------------------------------

CONFIG = """\
# Cấu hình của Trợ lý số cho {commune}, do «trolyso init» ghi.
# Mã bí mật (token) KHÔNG viết ở đây: chúng ở tệp trolyso.env bên cạnh, chỉ chủ máy đọc được.
# Mọi mục khác: xem docs/cli.md và config.toml mẫu. Sửa xong, chạy «trolyso check».

{database}campaign = {campaign}

[server]
host = {host}
port = {port}
public_url = {public_url} # địa chỉ https mà bà con mở
{channels}
# Sao lưu mỗi đêm; xem docs/van-hanh.md.
[backup]
folder = {backup}
"""
DATABASE_LINE = "database = {database}\n"
DATABASE_ELSEWHERE = "# database: địa chỉ có mật khẩu nên ở trolyso.env\n"
CHANNEL = "\n[channels.{name}]\nplatform = {platform}\n"
ENV = """\
# Mã bí mật của Trợ lý số. Không gửi tệp này cho ai, không chép vào bản sao lưu chung.
# Dùng được cho systemd (EnvironmentFile), docker compose (env_file); «trolyso» tự đọc khi tệp nằm cạnh config.toml.
"""
