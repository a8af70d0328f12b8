"""The settings: read once, checked once, all problems together."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.config import (
    BackupSettings,
    ChannelSettings,
    ModelSettings,
    Problem,
    ServerSettings,
    Settings,
    SettingsError,
    load,
)

TOKEN = "7123456789:AAExampleExampleExampleExample_12345"


def problems(path: Path | None, text: str | None = None, **environment: str) -> dict[str, str]:
    """The problems of these settings, by key."""
    if text is not None and path is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path, {f"TROLYSO_{name}": value for name, value in environment.items()})
    assert TOKEN not in str(caught.value)
    return {problem.key: problem.message for problem in caught.value.problems}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_the_defaults_stand() -> None:
    assert load(None, {}) == Settings()


def test_every_key_can_come_from_the_environment(file: Path) -> None:
    file.write_text(
        'database = "sqlite:///a.sqlite3"\n[server]\nport = 1\n'
        '[channels.telegram]\nplatform = "telegram"\n[channels.zalo-doi-1]\nplatform = "web"\n',
        encoding="utf-8",
    )

    settings = load(
        file,
        {
            "TROLYSO_DATABASE": "postgresql://localhost/x",
            "TROLYSO_CAMPAIGN": "bim-son-2023",
            "TROLYSO_LOG_LEVEL": "debug",
            "TROLYSO_SERVER__PORT": "9000",
            "TROLYSO_SERVER__PUBLIC_URL": "https://bot.example/",
            "TROLYSO_CHANNELS__TELEGRAM__TOKEN": TOKEN,
            "TROLYSO_CHANNELS__TELEGRAM__API_URL": "http://127.0.0.1:8081/",
            "TROLYSO_CHANNELS__ZALO_DOI_1__ENABLED": "false",
            "TROLYSO_CHANNELS__WEB__PLATFORM": "web",
            "TROLYSO_CRASH_AT": "answer.read:1",
            "OTHER": "x",
        },
    )

    assert settings == Settings(
        database="postgresql://localhost/x",
        campaign="bim-son-2023",
        log_level="DEBUG",
        server=ServerSettings(port=9000, public_url="https://bot.example"),
        channels=(
            ChannelSettings("telegram", "telegram", api_url="http://127.0.0.1:8081", token=TOKEN),
            ChannelSettings("zalo-doi-1", "web", enabled=False),
            ChannelSettings("web", "web"),
        ),
    )
    assert [channel.on for channel in settings.channels] == [True, False, True]


def test_the_shipped_file_and_a_token_are_a_working_bot() -> None:
    shipped = Path(__file__).parents[2] / "config.toml"

    settings = load(shipped, {"TROLYSO_CHANNELS__TELEGRAM__TOKEN": TOKEN})

    assert "telegram" in [channel.name for channel in settings.channels if channel.on]
    assert "telegram" not in [channel.name for channel in load(shipped, {}).channels if channel.on]


def test_all_problems_of_a_broken_file_are_told_at_once(file: Path) -> None:
    found = problems(
        file,
        f"""
        databse = "x"
        database = "mysql://x"
        log_level = "LOUD"
        campaign = 7
        [server]
        port = 70000
        hots = "x"
        [channels.telegram]
        platform = "telegran"
        token = "{TOKEN}"
        mode = "push"
        [channels.Zalo]
        platform = "web"
        enabled = "có"
        api_url = "bot.example"
        [channels.hook]
        platform = "telegram"
        mode = "webhook"
        pace = 5
        """,
        CHANNELS__HOOK__SECRET_FILE="/khong/co",
    )

    assert set(found) == {
        "databse",
        "database",
        "log_level",
        "campaign",
        "server.port",
        "server.hots",
        "server.public_url",
        "channels.telegram.platform",
        "channels.telegram.token",
        "channels.telegram.mode",
        "channels.Zalo",
        "channels.Zalo.enabled",
        "channels.Zalo.api_url",
        "channels.hook.pace",
        "channels.hook.secret_file",
    }
    assert "«database»" in found["databse"]
    assert "«host»" in found["server.hots"]
    assert "«telegram»" in found["channels.telegram.platform"]
    assert "TROLYSO_CHANNELS__TELEGRAM__TOKEN" in found["channels.telegram.token"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("channels = 5", "channels"),
        ('channels = "telegram"', "channels"),
        ("server = 5", "server"),
        ("channels.telegram = 5", "channels.telegram"),
        ('[channels.x]\nplatform = "telegram"\napi_url = "http://[::1"\npace = 5', "channels.x.api_url"),
        ("[[channels]]\nplatform = 'web'", "channels"),
    ],
)
def test_what_should_be_a_table_is_told_and_never_breaks(file: Path, text: str, key: str) -> None:
    assert key in problems(file, text)


def test_a_missing_broken_or_foreign_file_is_told(file: Path) -> None:
    assert "không có tệp" in problems(file)[str(file)]
    assert "TOML" in problems(file, "a = ")[str(file)]
    file.write_bytes("a = 'ệ'".encode("utf-16"))
    assert "UTF-8" in problems(file)[str(file)]


@pytest.mark.parametrize("variable", ["DATABSE", "CHANNELS__X__TOKN", "SERVER__PORT__X", "CHANNELS"])
def test_an_unknown_variable_is_told(variable: str) -> None:
    assert problems(None, **{variable: TOKEN, "CHANNELS__X__PLATFORM": "web"})


def test_a_secret_is_read_from_its_file_and_the_environment_wins(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n", encoding="utf-8")
    environment = {"TROLYSO_CHANNELS__T__PLATFORM": "telegram", "TROLYSO_CHANNELS__T__TOKEN_FILE": str(secret)}

    assert load(None, environment).channels[0].token == TOKEN
    assert load(None, {**environment, "TROLYSO_CHANNELS__T__TOKEN": "khác"}).channels[0].token == "khác"


def test_a_webhook_without_its_secret_is_refused() -> None:
    environment = {
        "TROLYSO_CHANNELS__T__PLATFORM": "telegram",
        "TROLYSO_CHANNELS__T__MODE": "webhook",
        "TROLYSO_CHANNELS__T__TOKEN": TOKEN,
        "TROLYSO_SERVER__PUBLIC_URL": "https://bot.example",
    }

    with pytest.raises(SettingsError) as refused:
        load(None, environment)

    assert [problem.key for problem in refused.value.problems] == ["channels.t.secret"]
    assert load(None, {**environment, "TROLYSO_CHANNELS__T__SECRET": "s" * 20}).channels[0].on


def test_settings_never_show_a_secret() -> None:
    settings = load(
        None,
        {
            "TROLYSO_DATABASE": "postgresql://bot:mat-khau@localhost/x",
            "TROLYSO_CHANNELS__T__PLATFORM": "telegram",
            "TROLYSO_CHANNELS__T__TOKEN": TOKEN,
            "TROLYSO_CHANNELS__T__SECRET": "bi-mat-bi-mat",
        },
    )

    shown = f"{settings} {settings!r} {settings.channels[0]} {settings.channels}"

    assert [word for word in (TOKEN, "bi-mat-bi-mat", "mat-khau") if word in shown] == []


def test_a_problem_reads_as_key_and_message() -> None:
    assert [str(Problem("server.port", "sai")), str(Problem("", "sai"))] == ["server.port: sai", "sai"]


def test_a_model_comes_from_the_settings_and_its_key_from_the_environment(file: Path) -> None:
    file.write_text('[model]\nurl = "http://127.0.0.1:1/v1/"\nname = "nho"\n', encoding="utf-8")

    settings = load(file, {"TROLYSO_MODEL__KEY": "bi-mat"})

    assert settings.model == ModelSettings("http://127.0.0.1:1/v1", "nho", "bi-mat")
    assert "bi-mat" not in repr(settings)


def test_a_model_with_its_key_in_the_file_or_without_a_name_is_a_problem(file: Path) -> None:
    assert problems(file, '[model]\nurl = "x"\nkey = "bi-mat"\nnmae = "a"\n').keys() == {
        "model.key",
        "model.url",
        "model.nmae",
        "model.name",
    }


def test_backups_are_settings_like_others_with_their_key_outside_the_file(file: Path) -> None:
    file.write_text('[backup]\nfolder = "/mnt/kept"\nat = 23:30:00\nkeep_days = 7\n', encoding="utf-8")

    settings = load(file, {"TROLYSO_BACKUP__KEY": "một cụm từ đủ dài"})

    assert settings.backup == BackupSettings("/mnt/kept", time(23, 30), 7, "một cụm từ đủ dài")
    assert "một cụm từ đủ dài" in settings.secrets and "cụm từ" not in repr(settings)
    assert load(None, {"TROLYSO_BACKUP__AT": "4:05", "TROLYSO_BACKUP__KEEP_DAYS": "35"}).backup.at == time(4, 5)
    text = '[backup]\nat = "25:00"\nkeep_days = 36\nkey = "in the file, long enough"\nfolders = ""\n'
    assert problems(file, text).keys() == {"backup.at", "backup.keep_days", "backup.key", "backup.folders"}
    assert problems(None, BACKUP__KEY="ngắn").keys() == {"backup.key"}
