"""Support points by chat: where and when, being told, editing with a preview."""

from handlers.places import answers, edit, follow
from handlers.places.base import routes
from handlers.places.telling import plan, remind_followers, tell_change

__all__ = ["answers", "edit", "follow", "plan", "remind_followers", "routes", "tell_change"]
