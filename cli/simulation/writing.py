"""How people of a commune write: report lines in many hands, questions, talk among themselves."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from bot.text import fold
from handlers.campaign import Area, Campaign, Indicator

QUESTIONS = (
    "chữ ký số là gì vậy cháu",
    "cài vneid trên điện thoại làm sao",
    "tôi quên mật khẩu vneid rồi",
    "dang ky chu ky so o dau",
    "không thấy mã OTP gửi về",
    "đổi điện thoại mới thì vneid có mất không",
    "định danh mức 2 phải lên công an xã à",
    "kích hoạt tài khoản định danh thế nào",
    "có người gọi tự xưng công an bảo cài app, có phải lừa đảo không",
    "ký hồ sơ bằng chữ ký số kiểu gì",
    "đăng nhập cổng dịch vụ công bị lỗi",
    "làm chữ ký số có mất tiền không",
    "xin chào",
    "cảm ơn cháu nhé",
    "mai trời có mưa không",
)
AT_CLASS = ("phụ huynh cài vneid ở đâu ạ", "chữ ký số dùng để làm gì", "quên mật khẩu vneid")
TALK = (
    "Chiều nay 2 giờ họp ở nhà văn hoá nhé",
    "ok anh",
    "Mai 7 giờ sáng tập trung ạ",
    "Cả nhà vất vả rồi",
    "Ai còn tờ rơi cho em xin với",
)
OBSTACLES = ("mạng yếu, tải mãi không xong", "nhiều bà con chưa có điện thoại thông minh", "máy in hết mực")


class Hand:
    """One leader's way of writing, chosen by the seed."""

    def __init__(self, campaign: Campaign, area: Area, random: Random) -> None:
        self._campaign = campaign
        self._area = area
        self._random = random

    def figures(self) -> dict[str, int]:
        """What was done today: the obligatory figures nearly always, some of the others."""
        random, meant = self._random, dict[str, int]()
        for indicator in self._campaign.indicators:
            if random.random() > (0.92 if indicator.obligatory else 0.3):
                continue
            keys = [key for key in indicator.keys if len(indicator.keys) == 1 or random.random() < 0.6]
            for key in keys or indicator.keys[:1]:
                meant[key] = self._amount(indicator, key)
        for indicator in self._campaign.indicators:  # a part needs its whole, and never exceeds it
            if indicator.part_of and indicator.id in meant:
                meant[indicator.part_of] = max(
                    meant.get(indicator.part_of, 0), meant[indicator.id] + random.randint(0, 9)
                )
        return meant or {self._campaign.keys[0]: random.randint(1, 9)}

    def _amount(self, indicator: Indicator, key: str) -> int:
        """So much as can be done on a day where so many people live."""
        if indicator.kind == "stock":
            return self._random.randint(15, 28)
        people = self._area.populations.get(key.partition("/")[2], 300)
        return self._random.randint(0, min(max(people // 25, 2), 12))

    def line(self, meant: Mapping[str, int], *, day: str = "") -> str:
        """These figures in one message, in one of many wordings."""
        random = self._random
        pairs = [(self.name(key), value) for key, value in meant.items()]
        if random.random() < 0.3:
            random.shuffle(pairs)
        lead = f" {day}" if day else ""
        style = random.randrange(8)
        match style:
            case 0:
                text = f"bc{lead} " + " ".join(f"{name} {value}" for name, value in pairs)
            case 1:
                text = f"báo cáo{lead} " + ", ".join(f"{name}: {value}" for name, value in pairs)
            case 2:
                text = f"/baocao{lead} " + "; ".join(f"{name} {value}" for name, value in pairs)
            case 3:
                text = f"Báo cáo{lead}\n" + "\n".join(f"- {name}: {value}" for name, value in pairs)
            case 4:
                text = f"bc{lead} " + ", ".join(f"{value} {name}" for name, value in pairs)
            case 5:
                text = f"Dạ em bc{lead} " + ", ".join(f"{name} {value}" for name, value in pairs) + " ạ"
            case 6:
                text = f"bc{lead} " + ", ".join(f"{name} = {value}" for name, value in pairs)
            case _:
                text = f"báo cáo{lead}: " + ", ".join(f"{name} được {value}" for name, value in pairs)
        if random.random() < 0.25:
            text = "\n".join(fold(row) for row in text.split("\n"))
        return text.upper() if random.random() < 0.05 else text

    def name(self, key: str) -> str:
        """One of the names that people give to a figure."""
        indicator, group = self._campaign.indicator(key), self._campaign.group(key)
        name = self._random.choice((indicator.short, *indicator.aliases[:3]))
        if group is None:
            return name
        return f"{name} {self._random.choice((group.label, *group.aliases[:1]))}"
