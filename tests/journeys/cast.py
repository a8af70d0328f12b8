"""Who takes part in the week: an officer, five leaders, their groups, and citizens with their questions."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.journeys.stage import Stage

QUESTIONS = (
    ("làm sao cài VNeID trên điện thoại vậy cháu", "vneid"),
    ("quên mật khẩu vneid thì làm thế nào", "mật khẩu"),
    ("không nhận được mã OTP", "otp"),
    ("chữ ký số là gì", "chữ ký số"),
    ("lam chu ky so o dau", "chữ ký số"),
    ("đổi điện thoại mới thì VNeID làm sao", "vneid"),
    ("có người gọi điện xưng công an bảo cài app", "cúp máy"),
    ("đăng nhập cổng dịch vụ công kiểu gì", "dịch vụ công"),
    ("kích hoạt tài khoản định danh mức 2 ra sao", "vneid"),
    ("làm định danh mức 2 cần giấy tờ gì", "mức 2"),
    ("ký hồ sơ bằng chữ ký số thế nào", "ký số"),
    ("hôm nay giá vàng bao nhiêu", "chưa biết"),
)
"""With a word that the answer must have."""
LEADERS = {
    "ap-cho": "Hoa",
    "ap-trau": "Tâm",
    "ap-my-khoan": "Nam",
    "ap-phuoc-my": "Lan",
    "ap-ben-san": "Bình",
}


def october(day: int, time: str) -> datetime:
    """A moment of the week that is played."""
    return datetime.fromisoformat(f"2025-10-{day:02}T{time}+07:00")


class Cast:
    """Everybody, and how they are heard: each turn has to be answered exactly as often as it should be."""

    def __init__(self, stage: Stage) -> None:
        town, server = stage.town, stage.server
        self.stage, self.town = stage, town
        self.officer = server.person(900, "Thu")
        self.leaders = {area: server.person(901 + number, name) for number, (area, name) in enumerate(LEADERS.items())}
        self.citizens = [server.person(1000 + number, f"Bà con {number}") for number in range(town.citizens)]
        self.stranger, self.guesser, self.rude = (
            server.person(1100 + number, name) for number, name in enumerate(("Lạ", "Đoán", "Chặn"))
        )
        self.squads: dict[int, Any] = {
            number: town.group(1001 + number, f"Đội {number + 1}", small=number in (2, 4)) for number in town.squads
        }
        """By number, those that have a group."""
        self.officers = town.group(1900, "Cán bộ xã")
        self.parents = town.group(1800, "Phụ huynh 5A") if town.classes else None

    @property
    def groups(self) -> list[Any]:
        return [*self.squads.values(), self.officers, *([self.parents] if self.parents else [])]

    async def says(self, who: Any, text: str, *, in_: Any = None, reply_to: Any = None) -> Any:
        """Say something – in a group so that the bot hears it – which is answered once."""
        chat = in_ or who.chat
        before = len(chat.said)
        await self.types(who, text, in_=in_, reply_to=reply_to)
        return await self.answer(chat, before, text)

    async def types(self, who: Any, text: str, *, in_: Any = None, reply_to: Any = None) -> None:
        more = {} if reply_to is None else {"reply_to": reply_to}
        await who.says(self.town.named(text, group=in_ is not None), in_=in_, **more)

    async def presses(self, who: Any, label: str, *, in_: Any = None) -> Any:
        """Choose the newest thing offered whose label begins so, which is answered once."""
        chat = in_ or who.chat
        before = len(chat.said)
        await self.chooses(who, label, in_=in_)
        return await self.answer(chat, before, label)

    async def chooses(self, who: Any, label: str, *, in_: Any = None) -> None:
        """Press the button; where there is none, type its number, or in a group its words."""
        chat = in_ or who.chat
        for said in reversed(chat.said):
            way = _offered(said, label)
            if way is None:
                continue
            payload, typed = way
            if payload is None:
                return await self.types(who, typed, in_=in_)
            assert self.town.buttons
            return await who.presses(payload, **({} if in_ is None else {"in_": in_}))
        raise AssertionError(f"no choice {label!r} in {[said.text for said in chat.said[-2:]]}")

    @staticmethod
    def offers(said: Any, label: str) -> bool:
        return _offered(said, label) is not None

    async def answer(self, chat: Any, before: int, what: str) -> Any:
        await self.stage.settle()
        first, *more = chat.said[before:] or [None]
        # A picture beside its words is one answer, where the platform wants two messages for that.
        heard = [said for said in (first, *more) if said and (said is first or getattr(said, "photo", None) is None)]
        assert len(heard) == 1, f"{what!r} was answered {len(heard)} times: {[said.text for said in heard]}"
        return heard[0]

    async def ignored(self, who: Any, text: str, *, in_: Any = None) -> None:
        """Say something without naming the bot, to which nothing is said."""
        chat = in_ or who.chat
        before = len(chat.said)
        await who.says(text, in_=in_)
        await self.stage.settle()
        assert chat.said[before:] == []


def _offered(said: Any, label: str) -> tuple[str | None, str] | None:
    """The payload of the button whose label begins so, or what is to be typed for it."""
    for shown, payload in said.buttons:
        if shown.startswith(label):
            return payload, ""
    if (listed := re.search(rf"^(\w+)\. {re.escape(label)}", said.text, re.MULTILINE)) is not None:
        return None, listed[1]
    if (quoted := re.search(rf"«({re.escape(label)}[^»]*)»", said.text)) is not None:
        return None, quoted[1]
    return None
