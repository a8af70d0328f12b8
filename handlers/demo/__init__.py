"""The demo page: four phones side by side, and a clock that can be put forward to watch a deadline happen."""

from handlers.demo.pages import DemoPages
from handlers.demo.phones import PHONES, Phone

__all__ = ["PHONES", "DemoPages", "Phone"]
