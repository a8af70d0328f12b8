"""The daily counts: one line or a form in, a receipt back; corrections and undo. Nothing is ever overwritten."""

from handlers.report import correct, form, lines
from handlers.report.base import routes

__all__ = ["correct", "form", "lines", "routes"]
