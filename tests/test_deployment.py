"""The files with which the bot is installed: they name what exists, and the bot starts where there is no POSIX."""

from __future__ import annotations

import ast
import configparser
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import PREFIX, load
from cli.main import _parser

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
PAGES = [ROOT / "README.md", ROOT / "README.vi.md", ROOT / "docs" / "operating.md", ROOT / "docs" / "van-hanh.md"]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, with their continued lines."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    found = [line.partition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in found]


def copied() -> set[str]:
    """What the image takes from the checkout."""
    sources = [shlex.split(rest)[:-1] for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    return {name for names in sources for name in names}


def test_the_image_takes_everything_the_bot_is_made_of_and_nothing_that_is_not_there() -> None:
    assert {name for name in copied() if not (ROOT / name).exists()} == set()
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench", "tools"}
    assert rooms | {"app.py", "scheduler.py", "campaigns", "config.toml", "requirements.txt"} <= copied()


def test_what_is_copied_is_let_through_and_secrets_are_not() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()

    assert lines[0] == "*" and {line[1:] for line in lines if line.startswith("!")} == copied()
    assert not {"data", "trolyso.env", ".env", ".git"} & copied()


def test_the_image_runs_the_bot_as_nobody_special_and_asks_whether_it_lives() -> None:
    words = dict(instructions())

    assert words["USER"] == "trolyso" and words["CMD"] == '["run"]' and words["STOPSIGNAL"] == "SIGTERM"
    assert "/healthz" in words["HEALTHCHECK"]
    settings = dict(re.findall(rf"({PREFIX}\w+)=(\S+)", words["ENV"]))
    assert load(None, settings).server.host == "0.0.0.0"


def composed(*names: str) -> dict[str, Any]:
    """The services of these files, one over the other, as compose puts them together."""
    found: dict[str, Any] = {}
    volumes: set[str] = set()
    for name in names:
        told = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        assert told.keys() <= {"services", "volumes"}
        volumes |= told.get("volumes", {}).keys()
        for service, entry in told["services"].items():
            mine = found.setdefault(service, {})
            for key, value in entry.items():
                mine[key] = {**mine[key], **value} if key == "environment" and key in mine else value
    for service in found.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in volumes, volume
        assert set(service.get("depends_on", ())) <= found.keys()
    return found


@pytest.mark.parametrize("postgres", [False, True])
@pytest.mark.parametrize("https", [False, True])
def test_every_way_to_compose_gives_settings_that_the_bot_takes(postgres: bool, https: bool) -> None:
    names = ["compose.yml", *["deploy/compose.postgres.yml"] * postgres, *["deploy/compose.https.yml"] * https]

    services = composed(*names)

    given = {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda m: {"TROLYSO_DOMAIN": "troly.example"}.get(m[1], "x"), value)
        for name, value in services["bot"]["environment"].items()
        if name.startswith(PREFIX)
    }
    settings = load(ROOT / "config.toml", given)
    assert settings.database.startswith("postgresql://" if postgres else "sqlite:///")
    assert settings.server.public_url == ("https://troly.example" if https else "")
    assert "db" in services if postgres else "db" not in services
    assert services["bot"]["ports"] == ["127.0.0.1:8080:8080"], "only the proxy is seen from outside"


def test_the_proxy_leads_to_the_bot_and_keeps_the_metrics() -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")

    assert "reverse_proxy bot:8080" in text and "respond /metrics 404" in text
    assert text.count("{") == text.count("}")


def test_the_unit_starts_the_bot_and_gives_it_time_to_stop() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string((DEPLOY / "trolyso.service").read_text(encoding="utf-8"))
    service = unit["Service"]

    assert service["ExecStart"].endswith("/.venv/bin/trolyso run")
    assert int(service["TimeoutStopSec"]) >= 60 and service["KillMode"] == "control-group"
    assert service["Restart"] == "always" and service["UMask"] == "0077"
    assert unit["Install"]["WantedBy"] == "multi-user.target"


def commands(text: str) -> list[list[str]]:
    """Every command of ours that a page tells to type."""
    found = re.findall(
        r"(?:\.venv/bin/trolyso|docker compose (?:run --rm|exec) bot(?: trolyso)?|python app\.py) ([^\n`»]+)", text
    )
    return [shlex.split(line, comments=True) for line in found if not re.search(r"[<…|]", line)]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.name))
def test_every_command_of_the_guides_exists(page: Path) -> None:
    told = commands(page.read_text(encoding="utf-8"))

    assert told
    for words in told:
        _parser().parse_args(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.name))
def test_every_file_that_the_guides_name_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    for name in re.findall(r"-f (\S+\.yml)|(deploy/[\w.-]+)", text):
        assert (ROOT / (name[0] or name[1])).is_file(), name


# -- where there is no POSIX -------------------------------------------------------------------------------------------

POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty", "uvloop"}
GUARDED = {
    "bot/oa_tokens.py": {"signal.alarm"},  # behind hasattr
    "bot/press_child.py": {"os.nice"},  # behind hasattr
    "bot/crash.py": {"signal.SIGKILL"},  # only when a test arms it
}
MISSING = {
    *(
        f"os.{name}"
        for name in ("fork", "geteuid", "getuid", "killpg", "nice", "setsid", "uname", "chown", "getloadavg")
    ),
    *(f"signal.{name}" for name in ("SIGKILL", "SIGHUP", "SIGUSR1", "SIGCHLD", "alarm", "pause")),
}


def sources() -> list[Path]:
    """What runs in an installation."""
    rooms = [path for room in ("bot", "cli", "guides", "handlers", "storage") for path in (ROOT / room).rglob("*.py")]
    return [ROOT / "app.py", ROOT / "scheduler.py", *rooms]


def test_nothing_that_windows_lacks_is_loaded_or_called_unasked() -> None:
    found: set[tuple[str, str]] = set()
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tried = {id(node) for one in ast.walk(tree) if isinstance(one, ast.Try) for node in ast.walk(one)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in tried:
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else [str(node.module)]
                found |= {(name, one) for one in names if one.partition(".")[0] in POSIX}
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used = f"{node.value.id}.{node.attr}"
                if used in MISSING - GUARDED.get(name, set()):
                    found.add((name, used))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/proc"):
                found.add((name, node.value))

    assert found == set()


def test_a_packaged_requirement_without_windows_is_marked_so() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")

    assert re.search(r"(?m)^uvloop==\S+ ; sys_platform != 'win32'", text)
