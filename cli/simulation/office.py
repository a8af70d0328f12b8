"""The officer at the end of the working day: looks at what is in the squads' way, answers, gives it to somebody."""

from __future__ import annotations

import re
from random import Random

from cli.simulation.stage import Chat, Stage
from cli.simulation.troupe import Troupe

ANSWERS = {
    "mạng": "Xã đã báo nhà mạng; trong lúc chờ, mời bà con sang nhà văn hóa dùng mạng của xã",
    "mực": "Văn phòng đã gửi hộp mực mới, tối nay đội nhận ở bộ phận một cửa",
    "điện thoại": "Đội hướng dẫn người thân cùng làm, ai không có máy thì hẹn ra bàn hỗ trợ",
}
OTHERWISE = "Xã đang xem, mai trả lời"
OWNERS = ("Tổ Công nghệ số", "Văn phòng", "Công an xã")
_LISTED = re.compile(r"^• số (\d+) \([^)]*\): (.+)$", re.MULTILINE)


class Office:
    """Deals with obstacles by random of its own, so that nobody else's words change with it."""

    def __init__(self, stage: Stage, officer: Chat, troupe: Troupe, random: Random) -> None:
        self._officer, self._random = officer, random
        self._troupe = Troupe(stage, random, troupe.counted, troupe.oddities)

    async def obstacles(self) -> None:
        """What is new is answered, given to somebody or left for another day; what is under way may be done."""
        for number, text in _LISTED.findall(await self._says("/vuongmac")):
            chance, fresh = self._random.random(), text.endswith("mới nêu")
            if fresh and chance < 0.35:
                answer = next((words for known, words in ANSWERS.items() if known in text), OTHERWISE)
                await self._says(f"/vuongmac {number} trả lời {answer}")
            elif fresh and chance < 0.7:
                await self._says(f"/vuongmac {number} giao {self._random.choice(OWNERS)}")
            elif not fresh and chance < 0.15:
                await self._says(f"/vuongmac {number} xong")
            else:
                continue
            self._troupe.count("vướng mắc được xử lý")

    async def _says(self, text: str) -> str:
        heard = await self._troupe.says(self._officer, text)
        if not heard:
            self._troupe.odd(f"không trả lời cán bộ: «{text}»")
        return heard[0].text if heard else ""
