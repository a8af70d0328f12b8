"""What somebody typed for a version of the record, and what they answered where we asked; masked."""

from __future__ import annotations

from bot.shield import mask
from storage.reports import Report


def typed(report: Report) -> str:
    """Their own words: where we asked before we stored, those that we asked about and not the line that was picked."""
    return mask(str(report.confirmed["line"]) if report.confirmed else report.line).text


def answered(report: Report) -> str:
    """What they answered to our question; empty where we did not ask."""
    return mask(str(report.confirmed["answer"])).text if report.confirmed else ""
