"""What stopped a command, in Vietnamese and with a way out: a traceback helps no operator."""

from __future__ import annotations

import errno
from collections.abc import Sequence

from bot.errors import Misconfigured
from handlers.phrases import backup as say
from storage.backups import faults
from storage.backups.faults import BackupFault
from storage.migrate import NewerDatabase

_DATABASE = ("sqlalchemy", "asyncpg", "sqlite3")


class Collapsed(Exception):
    """A running bot lost one of its loops: our mistake, so that technicians want the traceback."""


def told(fault: Exception) -> Sequence[str] | None:
    """The problems behind a failure, one a line; None when it is our own mistake."""
    if isinstance(fault, BackupFault):
        return [_of_a_backup(fault)]
    if getattr(fault, "problems", None):
        return str(fault).splitlines()
    if isinstance(fault, Misconfigured):
        return [f"kênh nhắn tin không nhận mã bí mật hay địa chỉ ({fault}); chạy «trolyso check» để biết kênh nào"]
    if isinstance(fault, NewerDatabase):
        return [f"database: bảng ở bản {fault}, mới hơn chương trình này; xin cập nhật chương trình"]
    if isinstance(fault, UnicodeDecodeError):
        return ["tệp đưa vào không phải UTF-8; xin lưu lại tệp bằng bảng mã UTF-8"]
    if isinstance(fault, OSError) and fault.errno == errno.EADDRINUSE:
        return [
            "server.port: cổng này đang có chương trình khác dùng; dừng chương trình đó, "
            "hoặc chọn cổng khác, ví dụ TROLYSO_SERVER__PORT=8081"
        ]
    if isinstance(fault, OSError) and fault.filename:
        return [f"{fault.filename}: không mở được ({type(fault).__name__}); xin xem đường dẫn và quyền đọc, ghi"]
    if isinstance(fault, OSError) or type(fault).__module__.partition(".")[0] in _DATABASE:
        return [
            f"database: không dùng được cơ sở dữ liệu ({type(fault).__name__}); "
            "xin xem địa chỉ, mật khẩu và máy chủ có chạy không, hoặc chạy «trolyso check»"
        ]
    return None


def _of_a_backup(fault: BackupFault) -> str:
    match fault:
        case faults.NewerBackup():
            return say.NEWER.format(revision=fault)
        case faults.Spoilt():
            return say.SPOILT.format(where=str(fault) or "tar")
    words = {
        faults.NotABackup: say.NOT_A_BACKUP,
        faults.NoKey: say.NO_KEY,
        faults.WrongKey: say.WRONG_KEY,
        faults.InUse: say.IN_USE,
        faults.Occupied: say.OCCUPIED,
    }
    return words[type(fault)]
