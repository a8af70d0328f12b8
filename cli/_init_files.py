"""What `trolyso init` writes: settings, secrets, and where needed a preset of the commune's own."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.config import load
from bot.env_file import NAME, read, written
from bot.text import fold
from handlers.phrases import init as say
from handlers.presets import load as load_preset
from handlers.presets import load_named


@dataclass(slots=True)
class Wanted:
    """What the operator decided."""

    commune: str = ""
    province: str = ""
    campaign: str = ""
    telegram: str = field(default="", repr=False)
    zalo: str = field(default="", repr=False)
    zalo_name: str = ""
    public_url: str = ""
    database: str = field(default="", repr=False)
    """Empty: SQLite."""
    backup: str = "data/backups"
    backup_key: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8080


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that would be written; a secret one for its owner alone."""

    path: Path
    text: str
    secret: bool = False


def drafts(wanted: Wanted, folder: Path, campaigns: Path) -> list[Draft]:
    """All of it, tried out: settings and preset can be loaded. Nothing is written."""
    campaign, preset = _preset(wanted, campaigns)
    secrets = {
        "TROLYSO_CHANNELS__TELEGRAM__TOKEN": wanted.telegram,
        "TROLYSO_CHANNELS__ZALO_BOT__TOKEN": wanted.zalo,
        "TROLYSO_DATABASE": wanted.database,
        "TROLYSO_BACKUP__KEY": wanted.backup_key,
    }
    env = say.ENV + written({name: value for name, value in secrets.items() if value})
    found = [
        Draft(folder / "config.toml", _config(wanted, campaign)),
        Draft(folder / NAME, env, secret=True),
        *([preset] if preset else []),
    ]
    with TemporaryDirectory(prefix="trolyso-") as place:
        tried = Path(place) / "config.toml"
        tried.write_text(found[0].text, encoding="utf-8")
        load(tried, read(env))
    return found


def _preset(wanted: Wanted, campaigns: Path) -> tuple[str, Draft | None]:
    """The preset as it is, where it is this commune's own; else a copy under its name."""
    known = load_named(wanted.campaign, campaigns)
    if fold(wanted.commune) == fold(known.place.commune):
        return known.id, None
    slug = re.sub(r"[^a-z0-9]+", "-", fold(wanted.commune)).strip("-")
    path = campaigns / f"{slug}-{known.start:%Y}.toml"
    if path.exists():
        return path.stem, None  # of an earlier run: edited since, perhaps
    text = (campaigns / f"{wanted.campaign}.toml").read_text(encoding="utf-8")
    head = f"# Chép từ {wanted.campaign} cho {wanted.commune}: xin sửa ấp, đội, chỉ tiêu bên dưới.\n"
    text = head + _placed(_placed(text, "commune", wanted.commune), "province", wanted.province)
    with TemporaryDirectory(prefix="trolyso-") as place:
        tried = Path(place) / path.name
        tried.write_text(text, encoding="utf-8")
        load_preset(tried)
    return path.stem, Draft(path, text)


def _placed(text: str, key: str, value: str) -> str:
    if not value:
        return text
    return re.sub(rf"(?m)^{key} = .*$", lambda _: f"{key} = {quoted(value)}", text, count=1)


def quoted(value: str) -> str:
    """As TOML writes it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _config(wanted: Wanted, campaign: str) -> str:
    channels = {"web": "web", "telegram": "telegram"}
    text = "".join(say.CHANNEL.format(name=name, platform=quoted(kind)) for name, kind in channels.items())
    if wanted.zalo or wanted.zalo_name:
        text += say.CHANNEL.format(name="zalo-bot", platform=quoted("zalo-bot"))
        text += f"bot_name = {quoted(wanted.zalo_name)}\n" if wanted.zalo_name else ""
    sqlite = say.DATABASE_LINE.format(database=quoted("sqlite:///data/trolyso.sqlite3"))
    return say.CONFIG.format(
        commune=" ".join(wanted.commune.split()),
        database=say.DATABASE_ELSEWHERE if wanted.database else sqlite,
        campaign=quoted(campaign),
        host=quoted(wanted.host),
        port=wanted.port,
        public_url=quoted(wanted.public_url),
        channels=text,
        backup=quoted(wanted.backup),
    )


def kept(path: Path, now: datetime) -> Path:
    """Where what is there goes before it is written over."""
    return path.with_name(f"{path.name}.before-init-{now:%Y%m%d-%H%M%S}")


def put(draft: Draft, now: datetime) -> None:
    """Write it whole or not at all; what was there is kept beside."""
    draft.path.parent.mkdir(parents=True, exist_ok=True)
    beside = draft.path.with_name(f".{draft.path.name}.{os.getpid()}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if draft.secret else 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(draft.text)
    if draft.path.exists():
        draft.path.replace(kept(draft.path, now))
    beside.replace(draft.path)
