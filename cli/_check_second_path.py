"""The part of `trolyso check` that looks whether an alarm could reach somebody when one channel fails."""

from __future__ import annotations

from bot.clock import SystemClock
from bot.config import PREFIX, Settings
from bot.mail import Mail, MailFailed
from cli._check_findings import Section

WRITABLE = ("telegram", "zalo-bot", "zalo-oa")


async def look(settings: Settings, *, online: bool) -> Section:
    """Whether there are two ways to a technician, and whether the mail server lets us in."""
    section = Section("Đường báo động")
    channels = [entry.name for entry in settings.channels if entry.on and entry.platform in WRITABLE]
    if settings.mail.host:
        await _mail(settings, section, online=online)
    elif len(channels) < 2:
        section.care(
            "khi kênh chính hỏng thì chưa có đường khác để báo người kỹ thuật; xin bật thêm một kênh hoặc đặt [mail]"
        )
    else:
        section.well(f"kênh này hỏng thì báo qua kênh kia: {', '.join(channels)}")
    return section


async def _mail(settings: Settings, section: Section, *, online: bool) -> None:
    mail = settings.mail
    if not online:
        section.care(f"thư điện tử {mail.host}: chưa gọi thử (--offline)")
        return
    try:
        await Mail(mail, SystemClock().now).look()
    except MailFailed as fault:
        section.care(
            f"thư điện tử {mail.host}:{mail.port}: chưa vào được ({fault}); xin xem host, port, user và biến "
            f"{PREFIX}MAIL__PASSWORD"
        )
        return
    section.well(f"thư điện tử {mail.host}: vào được; báo động gửi tới {', '.join(mail.to)}")
