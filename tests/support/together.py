"""Which tests go to one worker of a parallel run: those of a file that make something dear and share it."""

from __future__ import annotations

from xdist.scheduler.loadscope import LoadScopeScheduling

DEAR = frozenset(
    {
        "tests/corpus/test_report_lines.py",
        "tests/handlers/summaries/test_sheet.py",
        "tests/test_house.py",
        "tests/torture/test_checker.py",
    }
)
"""Files with fixtures that take seconds; all other tests go one by one to whichever worker is free."""


class Together(LoadScopeScheduling):  # type: ignore[misc]  # its package says nothing of types
    """In the order in which the tests were collected."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in DEAR else nodeid
