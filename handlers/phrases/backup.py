"""Backups and restores: what technicians hear of them, and what the commands say."""

from __future__ import annotations

REHEARSED = (
    "✅ Diễn tập khôi phục tháng {month}: bản sao lưu lúc {made_at} lấy lại được đầy đủ. "
    "{rows} dòng, {reports} lần báo cáo, tổng số khớp; mất {seconds} giây."
)
RESTORED_AT = "bản sao lưu lúc {made_at}"
RESTORED_ERASED = "{detail} (đã xoá lại {again})"
AGAIN = "dữ liệu của {count} người từng yêu cầu xoá sau lúc đó"
AGAIN_DUTY = "; {count} người trong số đó có nhiệm vụ, xin mời người thay"

# -- the commands ------------------------------------------------------------------------------------------------------

MADE = "Đã sao lưu: {path} ({size}{sealed})"
SEALED = ", đã mã hoá"
RIGHT = "Bản sao lưu nguyên vẹn: {path}{sealed}"
MADE_AT = "  lúc {made_at} · bảng bản {revision} · {rows} dòng · {reports} lần báo cáo"
FIGURES = "  {campaign}: {figures}"
CHECKSUM = "  mã tổng: {checksum}"
FILES = "  kèm {count} tệp cấu hình, chiến dịch"
NOT_SEALED = (
    "Chưa mã hoá: ai có tệp này đều đọc được. Nên đặt khoá ở biến TROLYSO_BACKUP__KEY (cất khoá ở chỗ khác với tệp)."
)
REHEARSED_HERE = "Diễn tập khôi phục xong trong {seconds} giây: mọi dòng khớp, tổng số khớp."
NOTHING = "Chưa có bản sao lưu nào ở {folder}."
RESTORED = "Đã khôi phục vào {database}"
ASIDE = "Dữ liệu trước đó vẫn còn ở: {aside}"
WRITTEN = "Đã ghi tệp: {path}"
DIFFERS = (
    "Tệp trong bản sao lưu khác với {path}: giữ nguyên tệp đang có. Muốn lấy tệp cũ xin chạy lại với --replace --files."
)
ERASED_AGAIN = "Đã xoá lại {again}."
NO_ERASURES = (
    "Chú ý: không có sổ xoá (thư mục «erased») từ lúc sao lưu đến nay. "
    "Ai yêu cầu xoá sau lúc đó nay lại có trong dữ liệu. "
    "Trước khi chạy bot, xin chép thư mục «erased» về cạnh tệp sao lưu rồi khôi phục lại với --replace, "
    "hoặc xoá từng người: «trolyso privacy erase SỐ»."
)
NEXT = (
    "Việc tiếp theo: đặt lại các mã bí mật (biến môi trường), chạy «trolyso check», rồi «trolyso run».\n"
    "Bot không gửi lại tin nào: tin đến hạn từ lúc sao lưu đến lúc chạy lại sẽ hỏi riêng cán bộ. "
    "Báo cáo gửi sau lúc sao lưu không còn; cán bộ sẽ được nhắc."
)
OA_LOGIN = "Kênh Official Account: nếu bot báo mã truy cập không dùng được, chạy «trolyso zalo-oa login»."

# -- what is wrong -----------------------------------------------------------------------------------------------------

FILE_NEEDED = "cần đường dẫn đến tệp sao lưu, ví dụ data/backups/trolyso-20251018-020000.backup"
NO_FILE = "không có tệp này; xin xem lại đường dẫn"
NO_FOLDER = "không có thư mục cha của {path}; xin tạo thư mục trước"
NOT_A_BACKUP = "đây không phải tệp sao lưu của Trợ lý số"
NO_KEY = "tệp đã mã hoá; xin đặt khoá ở biến TROLYSO_BACKUP__KEY hoặc mục backup.key_file"
WRONG_KEY = "khoá không đúng với tệp này; xin xem lại biến TROLYSO_BACKUP__KEY"
SPOILT = "tệp sao lưu hoặc cơ sở dữ liệu đã hỏng ({where}); xin dùng bản sao lưu khác"
NEWER = "bản sao lưu do chương trình mới hơn tạo (bảng bản {revision}); xin cập nhật chương trình rồi khôi phục"
IN_USE = "bot đang chạy trên cơ sở dữ liệu này; xin dừng bot rồi khôi phục"
OCCUPIED = "cơ sở dữ liệu đã có dữ liệu; thêm --replace để thay (dữ liệu đang có được cất sang bên, không xoá)"
NO_DATABASE = "chưa có cơ sở dữ liệu để sao lưu ở {path}; xin xem mục «database»"

# -- trolyso check -----------------------------------------------------------------------------------------------------

TITLE = "Sao lưu"
OFF = "chưa bật sao lưu hằng ngày; đặt mục folder trong [backup], nên là ổ khác với ổ đang chạy"
EVERY_DAY = "mỗi ngày lúc {at} vào {folder}, giữ {days} ngày{sealed}"
NEWEST = "bản mới nhất: {made_at}"
STALE = "bản mới nhất đã cũ ({made_at}); xin xem nhật ký, hoặc chạy «trolyso backup»"
NONE_YET = "chưa có bản nào; chạy «trolyso backup» để có ngay"
CANNOT_WRITE = "không ghi được vào {folder}; xin cấp quyền ghi hoặc đổi mục folder trong [backup]"
OPEN = "bản sao lưu không mã hoá; nên đặt khoá ở biến TROLYSO_BACKUP__KEY và cất khoá ở chỗ khác"
SAME_DISK = "nằm cùng ổ đĩa với cơ sở dữ liệu: hỏng ổ là mất cả hai; xin chép thêm ra ổ khác"
