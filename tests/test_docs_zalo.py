"""The Zalo guides show what is really printed, name settings that exist, and lead somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot.config import load
from handlers.phrases import oa_login

DOCS = Path(__file__).parent.parent / "docs"
GUIDES = [DOCS / "zalo.md", DOCS / "zalo.vi.md"]

guides = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)


def blocks(guide: Path, kind: str) -> list[str]:
    """The fenced blocks of that kind, without their indentation."""
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```", guide.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return ["\n".join(line.removeprefix(indent) for line in text.splitlines()) for indent, text in found]


@guides
def test_the_settings_shown_are_taken(guide: Path, tmp_path: Path) -> None:
    shown = blocks(guide, "toml")
    assert len(shown) >= 2

    for number, text in enumerate(shown):
        path = tmp_path / f"{number}.toml"
        path.write_text(text, encoding="utf-8")
        load(path, {"TROLYSO_SERVER__PUBLIC_URL": "https://troly.xa.example.vn"})


@guides
def test_the_variables_shown_belong_to_the_entries_shown(guide: Path) -> None:
    entries = {name for text in blocks(guide, "toml") for name in tomllib.loads(text).get("channels", {})}
    variables = re.findall(r"TROLYSO_CHANNELS__(\w+?)__[A-Z_]+", guide.read_text(encoding="utf-8"))

    assert {name.lower().replace("_", "-") for name in variables} == entries


@guides
def test_the_login_shown_is_the_one_printed(guide: Path) -> None:
    [shown] = [text for text in blocks(guide, "text") if "code_challenge=" in text]
    challenge = re.findall(r"code_challenge=([\w-]+)", shown)[0]
    link = re.findall(r"^https://oauth\S+", shown, re.MULTILINE)[0]

    callback = "https://troly.xa.example.vn/channels/zalo-oa/callback"
    printed = oa_login.STEPS.format(
        channel="zalo-oa",
        app_id="1234567890123456789",
        callback=callback,
        challenge=challenge,
        link=link,
        minutes=15,
    )
    assert shown == printed.rstrip("\n")


@pytest.mark.parametrize("guide", [*GUIDES, DOCS / "channels.md"], ids=lambda guide: guide.name)
def test_every_link_leads_somewhere(guide: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", guide.read_text(encoding="utf-8")):
        assert (guide.parent / target).exists(), target


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_both_readmes_lead_to_the_guide(readme: str) -> None:
    wanted = "docs/zalo.vi.md" if readme.endswith(".vi.md") else "docs/zalo.md"

    assert f"({wanted})" in (DOCS.parent / readme).read_text(encoding="utf-8")
