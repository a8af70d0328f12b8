"""The part of `trolyso check` that asks a Zalo bot who it is, and whether it may be in groups."""

from __future__ import annotations

from bot.channels._zalo_bot_call import API_URL, ZaloCalls, is_token, result_of
from bot.channels.zalo_bot import Identity
from bot.config import ChannelSettings
from bot.errors import Misconfigured, SendError
from bot.http import Http
from cli._check_findings import Section


async def look(entry: ChannelSettings, http: Http, section: Section, *, variable: str) -> Identity | None:
    """One call of getMe, and who it says that the bot is; `variable` is where its token comes from."""
    name = entry.name
    if not is_token(entry.token):
        section.stop(f"{name}: mã không đúng dạng «số:chữ» của Zalo Bot; xin chép lại cả dòng vào {variable}")
        return None
    try:
        me = result_of(await ZaloCalls(http, entry.api_url or API_URL, entry.token).call("getMe", {}, within=8.0))
    except Misconfigured:
        section.stop(f"{name}: Zalo không nhận mã này; xin lấy lại mã ở Zalo Bot Creator rồi đặt vào {variable}")
        return None
    except SendError as fault:
        section.care(f"{name}: chưa gọi được Zalo ({type(fault).__name__}); xin xem đường mạng rồi thử lại")
        return None
    if not isinstance(me, dict) or not me.get("id"):
        section.care(f"{name}: địa chỉ api_url trả lời không giống Zalo Bot; xin xem lại api_url")
        return None
    who = Identity.of(me)
    section.well(f"{name}: bật, Zalo nhận mã, bot {who.name or who.id}")
    if who.can_join_groups is False:
        section.care(f"{name}: Zalo chưa cho bot này vào nhóm; trong nhóm xin dùng đường dẫn trang trò chuyện")
    elif who.can_join_groups is None:
        section.care(f"{name}: Zalo không nói bot này có được vào nhóm hay không; xin thử mời vào một nhóm")
    if who.can_join_groups is not False and not entry.bot_name:
        section.care(
            f"{name}: chưa có bot_name; xin chép đúng tên bot mà bà con thấy, để em hiểu tin gọi tên bot trong nhóm"
        )
    return who
