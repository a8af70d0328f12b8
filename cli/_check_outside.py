"""The part of `trolyso check` that looks outside: platforms and their tokens, the clock, our port and address."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from telegram.error import TelegramError

from bot.channels._telegram_request import PlainBot, outcome
from bot.channels._zalo_bot_call import API_URL
from bot.clock import VIETNAM, Clock
from bot.config import PREFIX, ChannelSettings, Settings
from bot.errors import Misconfigured
from bot.http import Http
from cli import _check_zalo_bot, _check_zalo_oa
from cli._check_findings import Section
from cli._check_setup import Probed

PLATFORM_HOSTS: Mapping[str, str] = {"telegram": "https://api.telegram.org", "zalo-bot": API_URL}
SKEW = timedelta(seconds=30)
PATIENCE = aiohttp.ClientTimeout(total=8)


async def channels(settings: Settings, *, online: bool, probed: dict[str, Probed] | None = None) -> Section:
    """Which channels are on, why the others are off, and whether their tokens are taken. What their platforms said of
    them is put into `probed`."""
    told = {} if probed is None else probed
    section = Section("Kênh")
    http = Http()
    try:
        for entry in settings.channels:
            if not entry.enabled:
                section.care(f"{entry.name}: đang tắt (enabled = false)")
            elif entry.missing:
                variables = ", ".join(_variable(entry, secret) for secret in entry.missing)
                section.care(f"{entry.name}: đang tắt vì thiếu mã bí mật; xin đặt biến {variables}")
            elif entry.platform == "zalo-oa":
                await _check_zalo_oa.look(entry, settings, http, section, online=online)
            elif entry.platform not in PLATFORM_HOSTS:
                section.well(f"{entry.name}: bật")
            elif not online:
                section.care(f"{entry.name}: bật, chưa gọi thử (--offline)")
            elif entry.platform == "zalo-bot":
                who = await _check_zalo_bot.look(entry, http, section, variable=_variable(entry, "token"))
                told[entry.name] = Probed(who.can_join_groups if who else None)
            else:
                await _telegram(entry, http, section, told)
    finally:
        await http.close()
    if not any(entry.on for entry in settings.channels):
        section.stop(
            'chưa có kênh nào bật; xin thêm mục [channels.web] với platform = "web", hoặc đặt mã bí mật ở trên'
        )
    return section


async def _telegram(entry: ChannelSettings, http: Http, section: Section, probed: dict[str, Probed]) -> None:
    token = _variable(entry, "token")
    try:
        me = await PlainBot(entry.token, entry.api_url or PLATFORM_HOSTS["telegram"], http).call("getMe", {})
    except TelegramError as fault:
        failure = outcome(fault)
        if isinstance(failure, Misconfigured):
            section.stop(f"{entry.name}: Telegram không nhận mã này; xin lấy lại mã ở @BotFather rồi đặt vào {token}")
        else:
            section.care(
                f"{entry.name}: chưa gọi được Telegram ({type(failure).__name__}); xin xem đường mạng rồi thử lại"
            )
        return
    if not isinstance(me, dict) or "username" not in me:
        section.care(f"{entry.name}: địa chỉ api_url trả lời không giống Telegram; xin xem lại api_url")
        return
    section.well(f"{entry.name}: bật, Telegram nhận mã, tên bot @{me['username']}")
    probed[entry.name] = Probed(me.get("can_join_groups"), me.get("can_read_all_group_messages"))
    if not me.get("can_read_all_group_messages"):
        section.care(
            f"{entry.name}: trong nhóm, bot chỉ đọc tin gọi tên nó; muốn đọc hết xin tắt «Group Privacy» ở @BotFather"
        )


async def clock(settings: Settings, ours: Clock, *, online: bool) -> Section:
    """Whether our clock and zone are right: every deadline depends on it."""
    section = Section("Đồng hồ")
    now = ours.now()
    section.well(f"giờ Việt Nam trên máy này: {now.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}")
    hosts = {
        entry.api_url or PLATFORM_HOSTS[entry.platform]
        for entry in settings.channels
        if entry.on and entry.platform in PLATFORM_HOSTS
    }
    if not online or not hosts:
        section.care("chưa so được với giờ của nền tảng")
        return section
    for host in sorted(hosts):
        theirs = await platform_time(host)
        if theirs is None:
            section.care(f"không hỏi được giờ của {urlsplit(host).hostname}")
            continue
        skew = ours.now() - theirs
        if abs(skew) > SKEW:
            way = "nhanh" if skew > timedelta() else "chậm"
            section.stop(
                f"đồng hồ máy này {way} {abs(skew).total_seconds():.0f} giây so với {urlsplit(host).hostname}; "
                "xin bật đồng bộ giờ (NTP), nếu không hạn báo cáo sẽ sai"
            )
        else:
            section.well(f"khớp với {urlsplit(host).hostname} (lệch {abs(skew).total_seconds():.0f} giây)")
    return section


async def platform_time(host: str) -> datetime | None:
    """What a server says the time is; None when it cannot be asked."""
    http = Http()
    try:
        async with http.session.head(host, timeout=PATIENCE, allow_redirects=False) as answer:
            return parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return None
    finally:
        await http.close()


async def listening(settings: Settings) -> Section:
    """Whether our port is free, or it is we who hold it, and whether the world can reach us."""
    section = Section("Địa chỉ")
    server = settings.server
    fault = _bind(server.host, server.port)
    if fault is None:
        section.well(f"cổng {server.port} còn trống")
    elif fault == errno.EADDRINUSE and await _is_ours(server.host, server.port):
        section.well(f"cổng {server.port}: bot đang chạy ở đó")
    elif fault == errno.EADDRINUSE:
        section.stop(f"cổng {server.port} đã có chương trình khác dùng; xin dừng nó hoặc đặt {PREFIX}SERVER__PORT khác")
    else:
        section.stop(f"không mở được cổng {server.port} ở {server.host}; xin xem lại «server.host» và quyền dùng cổng")
    webhooks = [entry.name for entry in settings.channels if entry.on and entry.mode == "webhook"]
    if webhooks and not server.public_url.startswith("https://"):
        section.stop(f"kênh {', '.join(webhooks)} dùng webhook nên server.public_url phải là địa chỉ https://")
    elif server.public_url:
        section.well(f"người dân mở: {server.public_url}/chat/")
    else:
        section.care(
            f"chưa có server.public_url: trang trò chuyện chỉ mở được ở http://{server.host}:{server.port}/chat/"
        )
    return section


def _bind(host: str, port: int) -> int | None:
    """None when we could listen there, else the system's number of the reason."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(address)
    except OSError as fault:
        return fault.errno or -1
    return None


async def _is_ours(host: str, port: int) -> bool:
    http = Http()
    where = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    try:
        async with http.session.get(f"http://{where}:{port}/healthz", timeout=PATIENCE) as answer:
            return bool((await answer.json()).get("ok"))
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError):
        return False
    finally:
        await http.close()


def _variable(entry: ChannelSettings, secret: str) -> str:
    return f"{PREFIX}CHANNELS__{entry.name.upper().replace('-', '_')}__{secret.upper()}"
