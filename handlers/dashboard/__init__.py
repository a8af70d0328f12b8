"""The officers' dashboard: server-rendered pages behind a one-time link from the chat."""

from handlers.dashboard.chat import remind_one, routes

__all__ = ["remind_one", "routes"]
