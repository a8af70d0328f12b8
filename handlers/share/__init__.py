"""Class groups and hamlets: a link, a code and posters to hand on; manners in the groups that we are in."""

from handlers.share import dialog, group, visitors
from handlers.share.base import routes
from handlers.share.kit import send_kit

__all__ = ["dialog", "group", "routes", "send_kit", "visitors"]
