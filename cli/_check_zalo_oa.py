"""`trolyso check` for an Official Account: its permission, and whether Zalo takes its token."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from bot.channels._zalo_oa_api import STALE_TOKEN, Api, Refusal
from bot.channels.zalo_oa_token import Pair
from bot.clock import VIETNAM, SystemClock
from bot.config import ChannelSettings, Settings
from bot.errors import SendError
from bot.http import Http
from bot.oa_tokens import StoredVault
from cli._check_findings import Section
from storage.database import Database


async def look(entry: ChannelSettings, settings: Settings, http: Http, section: Section, *, online: bool) -> None:
    """The pair in the database is only looked at; nothing is renewed."""
    if not settings.server.public_url:
        section.care(f"{entry.name}: chưa có server.public_url, nên Zalo chưa gửi được tin của bà con đến bot")
    elif not settings.server.public_url.startswith("https://"):
        section.care(f"{entry.name}: Zalo chỉ gửi tin đến địa chỉ https://, xin xem lại server.public_url")
    pair = await _pair(entry, settings.database)
    now = SystemClock().now()
    if pair is None:
        if entry.refresh_token:
            section.care(f"{entry.name}: bật, sẽ dùng refresh_token trong cấu hình khi chạy lần đầu")
        else:
            section.care(f"{entry.name}: chưa được cấp quyền nên chưa gửi được tin; xin chạy «trolyso zalo-oa login»")
        return
    until = f"{pair.refresh_until.astimezone(VIETNAM):%d/%m/%Y}"
    if pair.refused or now >= pair.refresh_until:
        section.stop(
            f"{entry.name}: quyền truy cập không còn dùng được ({pair.refused or until}); "
            "xin chạy «trolyso zalo-oa login»"
        )
        return
    left = (pair.refresh_until - now).days
    access = f"{pair.access_until.astimezone(VIETNAM):%H:%M %d/%m}"
    told = f"{entry.name}: mã truy cập đến {access}, tự gia hạn; hạn cuối {until}"
    if left < 14:
        section.care(f"{told}, còn {left} ngày; xin chạy «trolyso zalo-oa login» trước ngày đó")
    else:
        section.well(told)
    if not online:
        section.care(f"{entry.name}: bật, chưa gọi thử (--offline)")
    elif now < pair.access_until:
        await _called(entry, pair, http, section)
    else:
        section.care(f"{entry.name}: mã truy cập đã hết hạn, bot tự gia hạn khi chạy; chưa gọi thử")


async def _pair(entry: ChannelSettings, database: str) -> Pair | None:
    """The pair, where there is a database that can be read; its troubles are told elsewhere."""
    try:
        if not _is_there(database):
            return None
        async with await Database.open(database) as opened:
            return await StoredVault(opened, entry.name, SystemClock()).load()
    except Exception:
        return None


def _is_there(database: str) -> bool:
    url = make_url(database)
    return url.get_backend_name() != "sqlite" or bool(url.database and Path(url.database).is_file())


async def _called(entry: ChannelSettings, pair: Pair, http: Http, section: Section) -> None:
    try:
        account = await Api(http, entry.api_url).get(pair.access, "/v2.0/oa/getoa")
    except Refusal as refusal:
        if refusal.code in STALE_TOKEN:
            section.care(f"{entry.name}: Zalo không nhận mã truy cập hiện có ({refusal.code}); bot sẽ thử gia hạn")
        else:
            section.stop(f"{entry.name}: Zalo trả lời lỗi {refusal}; xin xem lại Official Account và gói dịch vụ")
        return
    except SendError as fault:
        section.care(f"{entry.name}: chưa gọi được Zalo ({type(fault).__name__}); xin xem đường mạng rồi thử lại")
        return
    name = str(account.get("name") or "?")
    found = str(account.get("oa_id") or "")
    if entry.oa_id and found and found != entry.oa_id:
        section.stop(f"{entry.name}: quyền được cấp cho tài khoản {found}, khác oa_id trong cấu hình")
    section.well(f"{entry.name}: bật, Zalo nhận mã, Official Account «{name}»")
    if account.get("is_verified") is False:
        section.care(f"{entry.name}: Official Account chưa xác thực, Zalo sẽ không cho gửi tin")
