"""The points at which a test may pull the plug."""

from __future__ import annotations

import ast
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import crash

ROOT = Path(crash.__file__).parent.parent


@pytest.fixture(autouse=True)
def _unarmed() -> Iterator[None]:
    yield
    crash.arm(None)


def reached() -> set[str]:
    """Every point that is named in a call of `reach` somewhere in our code."""
    found: set[str] = set()
    for path in [ROOT / "scheduler.py", *(ROOT / "bot").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reach":
                found |= {c.value for c in ast.walk(node) if isinstance(c, ast.Constant) and isinstance(c.value, str)}
    return found


def test_every_named_point_is_reached_somewhere_and_no_other() -> None:
    assert reached() == set(crash.POINTS)
    assert len(crash.POINTS) >= 12


def test_the_plug_is_pulled_at_the_nth_time(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda process, sign: killed.append((process, sign)))
    crash.arm("answer.written:3")

    for _ in range(2):
        crash.reach("answer.written")
        crash.reach("answer.committed")
    assert killed == []
    crash.reach("answer.written")

    assert killed == [(os.getpid(), signal.SIGKILL)]


def test_unarmed_points_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("killed"))
    crash.arm(None)

    for point in crash.POINTS:
        crash.reach(point)


def test_a_point_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no\.where"):
        crash.arm("no.where:1")
