"""Quick registration («Đăng ký nhanh») and check-in: tickets, scanning phones, figures that flow by themselves."""

from handlers.checkin import register, staff
from handlers.checkin.base import routes
from handlers.checkin.flow import flow_counts
from handlers.checkin.telling import plan, remind, send_code

__all__ = ["flow_counts", "plan", "register", "remind", "routes", "send_code", "staff"]
