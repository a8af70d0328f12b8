"""Who takes part in the week: an officer, five leaders, their groups, and sixty citizens with their questions."""

from __future__ import annotations

from datetime import datetime

from tests.journeys.stage import Stage
from tests.support.telegram import Chat, Group, Person, Said

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
        telegram = stage.telegram
        self.stage = stage
        self.officer = telegram.person(900, "Thu")
        self.leaders = {
            area: telegram.person(901 + number, name) for number, (area, name) in enumerate(LEADERS.items())
        }
        self.citizens = [telegram.person(1000 + number, f"Bà con {number}") for number in range(60)]
        self.stranger, self.guesser, self.rude = (
            telegram.person(1100 + number, name) for number, name in enumerate(("Lạ", "Đoán", "Chặn"))
        )
        self.squads: list[Group] = [telegram.group(-1001 - number, f"Đội {number + 1}") for number in range(5)]
        for number in (2, 4):
            self.squads[number] = telegram.group(-501 - number, f"Đội {number + 1}", type="group")
        self.officers = telegram.group(-1900, "Cán bộ xã")
        self.parents = telegram.group(-1800, "Phụ huynh 5A")

    @property
    def groups(self) -> list[Group]:
        return [*self.squads, self.officers, self.parents]

    async def says(self, who: Person, text: str, *, in_: Chat | None = None, reply_to: Said | None = None) -> Said:
        """Say something, which is answered once."""
        chat = in_ or who.chat
        before = len(chat.said)
        await who.says(text, in_=in_, reply_to=reply_to)
        return await self.answer(chat, before, text)

    async def presses(self, who: Person, label: str, *, in_: Chat | None = None) -> Said:
        """Press the newest button whose label begins so, which is answered once."""
        chat = in_ or who.chat
        before = len(chat.said)
        await who.presses(self.button(chat, label), in_=in_)
        return await self.answer(chat, before, label)

    async def answer(self, chat: Chat, before: int, what: str) -> Said:
        await self.stage.settle()
        heard = chat.said[before:]
        assert len(heard) == 1, f"{what!r} was answered {len(heard)} times: {[said.text for said in heard]}"
        return heard[0]

    @staticmethod
    def button(chat: Chat, label: str) -> str:
        for said in reversed(chat.said):
            for shown, payload in said.buttons:
                if shown.startswith(label):
                    return payload
        raise AssertionError(f"no button {label!r} in {[said.text for said in chat.said[-2:]]}")

    async def ignored(self, who: Person, text: str, *, in_: Chat | None = None) -> None:
        """Say something, to which nothing is said."""
        chat = in_ or who.chat
        before = len(chat.said)
        await who.says(text, in_=in_)
        await self.stage.settle()
        assert chat.said[before:] == []
