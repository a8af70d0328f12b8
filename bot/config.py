"""The settings: read once, checked once, all problems told together, each with its key and a way out.

`config.toml` holds what an operator decides. Every key can be overridden from the environment: `TROLYSO_DATABASE`,
`TROLYSO_CHANNELS__TELEGRAM__TOKEN` and so on; two underscores stand for the dot. Secrets come only from there, or from
a file that a `…_file` key names.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "TROLYSO_"
PLATFORMS = ("telegram", "zalo-bot", "zalo-oa", "web", "console")
SECRETS = ("token", "secret", "app_secret", "refresh_token", "access_token")
TOKENED = ("telegram", "zalo-bot")
"""Platforms that give us a token, and whose webhook carries a secret of ours."""
RESERVED = ("CRASH_AT", "CONFIG", "QUESTIONS", "TIME_SCALE")
"""Variables of ours that are not settings."""
THE_REAL = ("api.telegram.org", "bot-api.zaloplatforms.com", "bot-api.zapps.me", "openapi.zalo.me")
SHORTEST_KEY = 12
"""Characters of a key for backups."""
FASTEST = 100_000
"""Messages per second that a pace may say."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, in Vietnamese, with its key and a way out."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.key else self.message


class SettingsError(Exception):
    """The settings cannot be used; `problems` has all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One named channel entry. Without the secret that its platform needs it is off."""

    name: str
    platform: str
    mode: str = "polling"
    api_url: str = ""
    token: str = ""
    secret: str = ""
    pace: int = 0
    """Messages per second, in all and to each chat; 0: what the platform allows. Only for a server of one's own."""
    quota: int | None = None
    """Messages a month in both directions; 0: no limit; None: what the platform gives."""
    bot_name: str = ""
    """The bot's name as people see and mention it, where the platform does not tell us (Zalo Bot)."""
    enabled: bool = True
    app_id: str = ""
    """Zalo OA: the app's id. `secret` is the key on the console's webhook page, `app_secret` the app's own."""
    oa_id: str = ""
    app_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    """Zalo OA: a pair to begin with, instead of `trolyso zalo-oa login`."""
    access_token: str = field(default="", repr=False)
    oauth_url: str = ""
    group_messages: bool = False
    free_only: bool = False
    button_template: str = ""

    def __repr__(self) -> str:
        return f"ChannelSettings({self.name!r}, {self.platform!r}, {self.mode!r}, on={self.on})"

    @property
    def on(self) -> bool:
        return self.enabled and not self.missing

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        return tuple(value for name in SECRETS if (value := getattr(self, name)))

    @property
    def missing(self) -> tuple[str, ...]:
        """The secrets that it lacks."""
        tokened = ("token", "secret") if self.mode == "webhook" else ("token",)
        needed = {**dict.fromkeys(TOKENED, tokened), "zalo-oa": ("app_id", "app_secret", "secret")}
        return tuple(name for name in needed.get(self.platform, ()) if not getattr(self, name))


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where we listen, and the address under which the world sees us."""

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    metrics_token: str = field(default="", repr=False)
    """Who has it may read /metrics from elsewhere than this machine."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A language model that may choose among guides; without an address there is none."""

    url: str = ""
    """Of an OpenAI-compatible server, such as https://…/v1."""
    name: str = ""
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """A mail server over which technicians are woken too; without `host` there is none."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """How many days each kind of personal data is kept; see docs/privacy.md."""

    messages_days: int = 180
    """What people wrote and what they were told, word by word."""
    questions_days: int = 365
    """Masked questions from which officers learn, and finished tasks."""
    idle_days: int = 365
    """People without a duty who wrote nothing for so long are forgotten altogether."""
    audit_days: int = 730
    """Who did what."""


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """When somebody is woken."""

    silent_minutes: int = 5
    """How long a channel may hear nothing of its platform, or something may wait, before a person is told."""


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """How written reports look."""

    template: str = ""
    """A Word file of the commune's own with blanks to fill; without it the decree's layout is used."""

    @property
    def template_path(self) -> str:
        """Where it lies, also for a process with another working directory; "" without one."""
        return str(Path(self.template).absolute()) if self.template else ""


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """Backups that the bot makes by itself every day; without `folder` there are none."""

    folder: str = ""
    at: time = time(2, 0)
    keep_days: int = 35
    """Erased data must be gone from backups after this time: never more than 35."""
    key: str = field(default="", repr=False)
    """A key or passphrase with which they are sealed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator decides."""

    database: str = field(default="sqlite:///data/trolyso.sqlite3", repr=False)  # may hold a password
    campaign: str = "nhon-trach-2025"
    log_level: str = "INFO"
    files: str = ""
    """The folder of drawn files; empty: beside the SQLite file, or `data/files`."""
    public_progress: bool = False
    """Whether everybody may see the campaign's progress at /tiendo."""
    server: ServerSettings = ServerSettings()
    model: ModelSettings = ModelSettings()
    mail: MailSettings = MailSettings()
    alarm: AlarmSettings = AlarmSettings()
    privacy: PrivacySettings = PrivacySettings()
    report: ReportSettings = ReportSettings()
    backup: BackupSettings = BackupSettings()
    channels: tuple[ChannelSettings, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        own = (self.model.key, self.mail.password, self.server.metrics_token, self.backup.key)
        return (*(secret for entry in self.channels for secret in entry.secrets), *filter(None, own))


_CHANNEL_KEYS = tuple(one.name for one in fields(ChannelSettings) if one.name != "name")
_CHANNEL_INPUT = (*_CHANNEL_KEYS, *(f"{name}_file" for name in SECRETS))
_SERVER_KEYS = (*(one.name for one in fields(ServerSettings)), "metrics_token_file")
_MAIL_KEYS = ("host", "port", "user", "password", "password_file", "from", "to")
_ALARM_KEYS = tuple(one.name for one in fields(AlarmSettings))
_REPORT_KEYS = tuple(one.name for one in fields(ReportSettings))
_BACKUP_KEYS = (*(one.name for one in fields(BackupSettings)), "key_file")
_MODEL_KEYS = (*(one.name for one in fields(ModelSettings)), "key_file")
_TOP_KEYS = tuple(one.name for one in fields(Settings))


def load(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings of that file (or of none) and the environment. Raises SettingsError with all problems."""
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            problems.append(Problem(str(path), "không có tệp này; xin tạo từ config.toml mẫu"))
        except UnicodeDecodeError:
            problems.append(Problem(str(path), "tệp không phải UTF-8; xin lưu lại dạng UTF-8"))
        except tomllib.TOMLDecodeError as fault:
            problems.append(Problem(str(path), f"sai cú pháp TOML ({fault}); xin xem lại dòng đó"))
        problems += _secrets_in_file(values)
    _override(values, environment, problems)
    return _settings(values, problems)


def _secrets_in_file(values: Mapping[str, Any]) -> list[Problem]:
    found = [
        Problem(
            f"{table}.{key}",
            f"mã bí mật không để trong tệp cấu hình; xin đặt biến {PREFIX}{table.upper()}__{key.upper()} "
            f"hoặc dùng {key}_file",
        )
        for table, key in (("model", "key"), ("mail", "password"), ("server", "metrics_token"), ("backup", "key"))
        if isinstance(values.get(table), dict) and values[table].get(key)
    ]
    channels = values.get("channels")
    if not isinstance(channels, dict):
        return found
    return found + [
        Problem(
            f"channels.{name}.{key}",
            f"mã bí mật không để trong tệp cấu hình; xin đặt biến {PREFIX}CHANNELS__{_upper(name)}__{key.upper()} "
            f"hoặc dùng {key}_file",
        )
        for name, channel in channels.items()
        if isinstance(channel, dict)
        for key in SECRETS
        if channel.get(key)
    ]


def _upper(name: str) -> str:
    return name.upper().replace("-", "_")


def _override(values: dict[str, Any], environment: Mapping[str, str], problems: list[Problem]) -> None:
    channels = values.get("channels")
    names = {_upper(name): name for name in channels} if isinstance(channels, dict) else {}
    for variable, value in sorted(environment.items()):
        if not variable.startswith(PREFIX) or variable.removeprefix(PREFIX) in RESERVED:
            continue
        path = [part.lower() for part in variable.removeprefix(PREFIX).split("__")]
        if path[0] == "channels" and len(path) == 3:
            path[1] = names.get(path[1].upper(), path[1].replace("_", "-"))
        table = values
        for part in path[:-1]:
            inner = table.setdefault(part, {})
            if not isinstance(inner, dict):
                problems.append(Problem(variable, f"«{part}» không phải một nhóm; xin xem lại tên biến"))
                break
            table = inner
        else:
            table[path[-1]] = value


def _settings(values: dict[str, Any], problems: list[Problem]) -> Settings:
    _unknown(values, _TOP_KEYS, "", problems)
    server_values = _table(values, "server", problems)
    _unknown(server_values, _SERVER_KEYS, "server.", problems)
    top = Settings()
    server = ServerSettings(
        host=_text(server_values, "host", "server.", top.server.host, problems),
        port=_port(server_values, top.server.port, problems, "server."),
        public_url=_url(server_values, "public_url", "server.", problems),
        metrics_token=_secret(server_values, "metrics_token", "server.", problems),
    )
    channels = [
        _channel(name, entry, server, problems)
        for name, entry in _table(values, "channels", problems).items()
        if _is_table(entry, f"channels.{name}", problems)
    ]
    model = _model(_table(values, "model", problems), problems)
    mail = _mail(_table(values, "mail", problems), problems)
    alarm = _alarm(_table(values, "alarm", problems), problems)
    privacy = _privacy(_table(values, "privacy", problems), problems)
    report_values = _table(values, "report", problems)
    _unknown(report_values, _REPORT_KEYS, "report.", problems)
    report = ReportSettings(template=_text(report_values, "template", "report.", "", problems))
    backup = _backup(_table(values, "backup", problems), problems)
    database = _text(values, "database", "", top.database, problems)
    if not re.match(r"(sqlite|postgresql)://", database):
        problems.append(Problem("database", "phải bắt đầu bằng sqlite:/// hoặc postgresql://"))
    level = _text(values, "log_level", "", top.log_level, problems).upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        problems.append(Problem("log_level", "phải là DEBUG, INFO, WARNING hoặc ERROR"))
    campaign = _text(values, "campaign", "", top.campaign, problems)
    files = _text(values, "files", "", top.files, problems)
    public_progress = _flag(values, "public_progress", "", False, problems)
    if problems:
        raise SettingsError(problems)
    return Settings(
        database=database,
        campaign=campaign,
        log_level=level,
        files=files,
        public_progress=public_progress,
        server=server,
        model=model,
        mail=mail,
        alarm=alarm,
        privacy=privacy,
        report=report,
        backup=backup,
        channels=tuple(channels),
    )


def _model(values: dict[str, Any], problems: list[Problem]) -> ModelSettings:
    _unknown(values, _MODEL_KEYS, "model.", problems)
    model = ModelSettings(
        url=_url(values, "url", "model.", problems),
        name=_text(values, "name", "model.", "", problems),
        key=_secret(values, "key", "model.", problems),
    )
    if model.url and not model.name:
        problems.append(Problem("model.name", "cần tên mô hình mà máy chủ ở model.url có"))
    return model


def _mail(values: Mapping[str, Any], problems: list[Problem]) -> MailSettings:
    _unknown(values, _MAIL_KEYS, "mail.", problems)
    given = values.get("to", [])
    to = [one.strip() for one in given.split(",")] if isinstance(given, str) else given
    if not isinstance(to, list) or not all(isinstance(one, str) for one in to):
        problems.append(Problem("mail.to", 'phải là danh sách địa chỉ, ví dụ ["ky-thuat@xa.example.vn"]'))
        to = []
    mail = MailSettings(
        host=_text(values, "host", "mail.", "", problems),
        port=_port(values, 587, problems, "mail."),
        user=_text(values, "user", "mail.", "", problems),
        password=_secret(values, "password", "mail.", problems),
        sender=_text(values, "from", "mail.", "", problems),
        to=tuple(one for one in to if one),
    )
    if mail.host:
        for name, addresses in (("from", (mail.sender,)), ("to", mail.to or ("",))):
            if not all(re.fullmatch(r"[^@\s,]+@[^@\s,]+", one) for one in addresses):
                problems.append(Problem(f"mail.{name}", "cần địa chỉ thư điện tử, ví dụ ky-thuat@xa.example.vn"))
        if mail.user and not mail.password:
            message = f"cần mật khẩu của {mail.user}; xin đặt biến {PREFIX}MAIL__PASSWORD hoặc dùng password_file"
            problems.append(Problem("mail.password", message))
    return mail


def _alarm(values: Mapping[str, Any], problems: list[Problem]) -> AlarmSettings:
    _unknown(values, _ALARM_KEYS, "alarm.", problems)
    minutes = values.get("silent_minutes", AlarmSettings().silent_minutes)
    if isinstance(minutes, str) and minutes.isascii() and minutes.isdecimal():
        minutes = int(minutes)
    if isinstance(minutes, int) and not isinstance(minutes, bool) and 2 <= minutes <= 60:
        return AlarmSettings(minutes)
    problems.append(Problem("alarm.silent_minutes", "phải là số phút từ 2 đến 60, ví dụ 5"))
    return AlarmSettings()


def _backup(values: Mapping[str, Any], problems: list[Problem]) -> BackupSettings:
    _unknown(values, _BACKUP_KEYS, "backup.", problems)
    usual = BackupSettings()
    at, days = values.get("at", f"{usual.at:%H:%M}"), values.get("keep_days", usual.keep_days)
    hour = usual.at
    if isinstance(at, time):  # written without quotes
        hour = at
    elif isinstance(at, str) and re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", at.strip()):
        hours, _, minutes = at.strip().partition(":")
        hour = time(int(hours), int(minutes))
    else:
        problems.append(Problem("backup.at", 'phải là giờ trong ngày, ví dụ "02:00"'))
    if isinstance(days, str) and days.isascii() and days.isdecimal():
        days = int(days)
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= usual.keep_days:
        message = "phải là số ngày từ 1 đến 35: dữ liệu đã xoá phải hết trong bản sao lưu sau 35 ngày"
        problems.append(Problem("backup.keep_days", message))
        days = usual.keep_days
    key = _secret(values, "key", "backup.", problems)
    if key and len(key) < SHORTEST_KEY:
        problems.append(Problem("backup.key", f"khoá mã hoá cần ít nhất {SHORTEST_KEY} ký tự"))
    return BackupSettings(_text(values, "folder", "backup.", "", problems), hour, days, key)


_LEAST_DAYS = {"messages_days": 30, "questions_days": 30, "idle_days": 90, "audit_days": 365}
"""A correction, a week's statement, an objection look back that far; an audit serves for a year at least."""


def _privacy(values: Mapping[str, Any], problems: list[Problem]) -> PrivacySettings:
    _unknown(values, tuple(_LEAST_DAYS), "privacy.", problems)
    found = {}
    for name, least in _LEAST_DAYS.items():
        days = values.get(name, getattr(PrivacySettings(), name))
        if isinstance(days, str) and days.isascii() and days.isdecimal():
            days = int(days)
        if isinstance(days, int) and not isinstance(days, bool) and least <= days <= 3650:
            found[name] = days
        else:
            problems.append(Problem(f"privacy.{name}", f"phải là số ngày từ {least} đến 3650, ví dụ 180"))
    return PrivacySettings(**found)


def _channel(name: str, values: dict[str, Any], server: ServerSettings, problems: list[Problem]) -> ChannelSettings:
    key = f"channels.{name}."
    if not re.fullmatch(r"[a-z0-9-]{1,40}", name):
        problems.append(Problem(f"channels.{name}", "tên kênh chỉ gồm chữ thường, số và dấu gạch ngang"))
    _unknown(values, _CHANNEL_INPUT, key, problems)
    platform = _text(values, "platform", key, "", problems)
    if platform not in PLATFORMS:
        near = _nearest(platform, PLATFORMS)
        problems.append(Problem(f"{key}platform", f"phải là {', '.join(PLATFORMS)}{near}"))
    mode = _text(values, "mode", key, "polling", problems)
    if mode not in ("polling", "webhook"):
        problems.append(Problem(f"{key}mode", "phải là polling hoặc webhook"))
    if mode == "webhook" and not server.public_url:
        problems.append(Problem("server.public_url", f"kênh «{name}» dùng webhook nên cần địa chỉ https công khai"))
    api_url = _url(values, "api_url", key, problems)
    token, secret = _secret(values, "token", key, problems), _secret(values, "secret", key, problems)
    if platform in TOKENED and mode == "webhook" and token and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
        # Without it anybody could post updates in the platform's name: this channel is refused, not switched off.
        variable = f"{PREFIX}CHANNELS__{_upper(name)}__SECRET"
        message = f"webhook cần mã bí mật 16–256 ký tự (chữ, số, «_», «-»); xin đặt biến {variable}"
        problems.append(Problem(f"{key}secret", message))
    return ChannelSettings(
        name=name,
        platform=platform,
        mode=mode,
        api_url=api_url,
        token=token,
        secret=secret,
        pace=_pace(values, api_url, key, problems),
        quota=_quota(values, key, problems),
        bot_name=_text(values, "bot_name", key, "", problems),
        enabled=_flag(values, "enabled", key, True, problems),
        app_id=_number_text(values, "app_id", key, problems),
        oa_id=_number_text(values, "oa_id", key, problems),
        app_secret=_secret(values, "app_secret", key, problems),
        refresh_token=_secret(values, "refresh_token", key, problems),
        access_token=_secret(values, "access_token", key, problems),
        oauth_url=_url(values, "oauth_url", key, problems),
        group_messages=_flag(values, "group_messages", key, False, problems),
        free_only=_flag(values, "free_only", key, False, problems),
        button_template=_text(values, "button_template", key, "", problems),
    )


def _unknown(values: Mapping[str, Any], known: tuple[str, ...], key: str, problems: list[Problem]) -> None:
    for name in values:
        if name not in known:
            problems.append(Problem(f"{key}{name}", f"không có mục này{_nearest(name, known)}"))


def _nearest(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; có phải «{near[0]}» không?" if near else f"; các mục có: {', '.join(known)}"


def _is_table(value: Any, key: str, problems: list[Problem]) -> bool:
    if isinstance(value, dict):
        return True
    problems.append(Problem(key, f"phải là một nhóm, viết [{key}]"))
    return False


def _table(values: Mapping[str, Any], name: str, problems: list[Problem]) -> dict[str, Any]:
    value = values.get(name, {})
    return value if _is_table(value, name, problems) else {}


def _text(values: Mapping[str, Any], name: str, key: str, default: str, problems: list[Problem]) -> str:
    value = values.get(name, default)
    if isinstance(value, str):
        return value.strip()
    problems.append(Problem(f"{key}{name}", "phải là chữ, đặt trong dấu nháy kép"))
    return default


def _number_text(values: Mapping[str, Any], name: str, key: str, problems: list[Problem]) -> str:
    """A long id, written with or without quotes."""
    value = values.get(name, "")
    if type(value) is int and value > 0:
        return str(value)
    return _text(values, name, key, "", problems)


def _port(values: Mapping[str, Any], default: int, problems: list[Problem], key: str) -> int:
    value = values.get("port", default)
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 65535:
        return value
    problems.append(Problem(f"{key}port", "phải là số từ 0 đến 65535, ví dụ 8080"))
    return default


def _pace(values: Mapping[str, Any], api_url: str, key: str, problems: list[Problem]) -> int:
    value = values.get("pace", 0)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= FASTEST:
        problems.append(
            Problem(f"{key}pace", f"phải là số nguyên từ 0 đến {FASTEST}, là số tin mỗi giây; 0 là mặc định")
        )
        return 0
    if value and (not api_url or not _is_address(api_url) or urlsplit(api_url).hostname in THE_REAL):
        message = "chỉ đặt khi api_url là máy chủ Bot API của riêng mình; xin bỏ mục này hoặc đặt api_url"
        problems.append(Problem(f"{key}pace", message))
        return 0
    return value


def _quota(values: Mapping[str, Any], key: str, problems: list[Problem]) -> int | None:
    value = values.get("quota")
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31):
        return value
    message = "phải là số tin mỗi tháng (cả gửi và nhận), ví dụ 3000; 0 là không giới hạn"
    problems.append(Problem(f"{key}quota", message))
    return None


def _flag(values: Mapping[str, Any], name: str, key: str, default: bool, problems: list[Problem]) -> bool:
    value = values.get(name, default)
    if isinstance(value, str) and value.lower() in ("true", "1", "yes", "false", "0", "no"):
        return value.lower() in ("true", "1", "yes")
    if isinstance(value, bool):
        return value
    problems.append(Problem(f"{key}{name}", "phải là true hoặc false"))
    return default


def _url(values: Mapping[str, Any], name: str, key: str, problems: list[Problem]) -> str:
    value = _text(values, name, key, "", problems).rstrip("/")
    if value and not _is_address(value):
        problems.append(Problem(f"{key}{name}", "phải là địa chỉ bắt đầu bằng https://"))
    return value


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", value)
    except ValueError:  # half an IPv6 address
        return False


def _secret(values: Mapping[str, Any], name: str, key: str, problems: list[Problem]) -> str:
    value = _text(values, name, key, "", problems)
    file = _text(values, f"{name}_file", key, "", problems)
    if value or not file:
        return value
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        problems.append(Problem(f"{key}{name}_file", f"không đọc được tệp {file}; xin kiểm tra đường dẫn và quyền đọc"))
        return ""
