"""The daily counts: one line or a form in, a receipt back; corrections and undo. Nothing is ever overwritten."""

from handlers.report import adjusting, correct, form, lines, practice
from handlers.report.base import routes

__all__ = ["adjusting", "correct", "form", "lines", "practice", "routes"]
