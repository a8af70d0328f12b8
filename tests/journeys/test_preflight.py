"""An hour before the deadline every fault is found, told to who can mend it, and nothing is said when all is well.

`TROLYSO_PREFLIGHTS=200` plays more of them; CI plays each kind a few times.
"""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import App, build
from bot.clock import VirtualClock
from bot.config import ChannelSettings, MailSettings, Settings
from handlers.preflight import plan
from storage.tx import begin
from tests.support.faults import error, outage
from tests.support.house import ListChannel, sqlite
from tests.support.smtp import LoopbackSmtp
from tests.support.telegram import TOKEN, Group, LoopbackTelegram
from tests.support.zalo_bot import TOKEN as ZALO_TOKEN
from tests.support.zalo_bot import LoopbackZaloBot
from tests.support.zalo_oa import LoopbackOA
from tests.support.zalo_oa.oauth import APP_ID, APP_SECRET
from tests.support.zalo_oa.server import SECRET

DEADLINE = datetime.fromisoformat("2025-10-18T16:30:00+07:00")
TIMES = int(os.environ.get("TROLYSO_PREFLIGHTS", "15"))


class Commune:
    """A bot on Telegram, a Zalo Bot and an Official Account; two squads' groups; a phone line that always works."""

    def __init__(self, app: App, clock: VirtualClock, platforms: dict[str, Any], groups: list[Group]) -> None:
        self.app, self.clock = app, clock
        self.telegram: LoopbackTelegram = platforms["telegram"]
        self.zalo: LoopbackZaloBot = platforms["zalo"]
        self.account: LoopbackOA = platforms["oa"]
        self.mail: LoopbackSmtp = platforms["mail"]
        self.groups = groups
        self.expected = ""
        line = app.channels["line"]
        assert isinstance(line, ListChannel)
        self.line = line

    async def an_hour_before(self) -> dict[str, str]:
        """Let the hour come; what each person heard, by chat."""
        self.clock.move_to(DEADLINE - timedelta(hours=1))
        async with begin(self.app.database) as tx:
            moment = self.clock.now()
            [planned] = plan(self.app.tools.campaign, moment - timedelta(minutes=1), moment)
            await tx.tasks.plan([planned])
        await self.app.scheduler.run_due()
        await self.app.senders["line"].settle()
        heard: dict[str, str] = {}
        for to, part in self.line.said:
            assert to.chat not in heard, "each hears one word"
            heard[to.chat] = part.text
        return heard

    async def nobody_owes(self) -> None:
        """Every place is excused this week: the summary lacks nothing."""
        campaign = self.app.tools.campaign
        period = campaign.period_of(DEADLINE.date())
        async with begin(self.app.database) as tx:
            for leaf in campaign.leaves:
                await tx.excuses.give(
                    campaign.id, leaf.id, period.start, period.end, reason="", person=1, at=self.clock.now()
                )


@asynccontextmanager
async def commune(folder: Path) -> AsyncIterator[Commune]:
    clock = VirtualClock(DEADLINE - timedelta(hours=2))
    async with (
        LoopbackTelegram(now=clock.now) as telegram,
        LoopbackZaloBot(now=clock.now) as zalo,
        LoopbackOA(now=clock.now) as account,
        LoopbackSmtp() as mail,
    ):
        issued = account.tokens.issue()
        settings = Settings(
            database=sqlite(folder),
            mail=MailSettings("127.0.0.1", mail.port, sender="bot@x.vn", to=("t@x.vn",)),
            channels=(
                ChannelSettings("telegram", "telegram", api_url=telegram.url, token=TOKEN),
                ChannelSettings("zalo", "zalo-bot", api_url=zalo.url, token=ZALO_TOKEN, quota=3000),
                ChannelSettings(
                    "oa", "zalo-oa", api_url=account.url, oauth_url=account.url, app_id=APP_ID, app_secret=APP_SECRET,
                    secret=SECRET, refresh_token=issued.refresh, access_token=issued.access,
                ),
            ),
        )  # fmt: skip
        app = await build(settings, clock, more=[ListChannel("line")])
        groups = [telegram.group(-1000 - number, f"Đội {number}") for number in (1, 2)]
        async with begin(app.database) as tx:
            for number, group in enumerate(groups, 1):
                place = ("telegram", str(group.id))
                await tx.chats.meet({place: False}, clock.now())
                await tx.chats.bind(place, "squad", f"doi-{number}")
            for role in ("technician", "officer"):
                author = ("line", role)
                await tx.people.meet({author: (role, f"c-{role}")}, clock.now())
                await tx.people.give((await tx.people.of([author]))[author].id, role, None, clock.now())
        platforms = {"telegram": telegram, "zalo": zalo, "oa": account, "mail": mail}
        house = Commune(app, clock, platforms, groups)
        await house.nobody_owes()
        try:
            yield house
        finally:
            await app.stop()


# -- faults, and the words by which they are told ----------------------------------------------------------------------


def removed(house: Commune, patch: pytest.MonkeyPatch) -> str:
    group = house.groups[0]
    group.removes_bot(house.telegram.person(1, "Ai đó"))
    return "bot không còn trong nhóm Đội 1"


def muted(house: Commune, patch: pytest.MonkeyPatch) -> str:
    house.groups[1].muted = True
    return "bot không được nhắn tin trong nhóm Đội 2"


def restricted(house: Commune, patch: pytest.MonkeyPatch) -> str:
    house.groups[0].restricted = True
    return "bot không được nhắn tin trong nhóm Đội 1"


def token(house: Commune, patch: pytest.MonkeyPatch) -> str:
    house.telegram.bots.clear()
    return "Kênh «telegram»: nền tảng không nhận mã truy cập"


def telegram_away(house: Commune, patch: pytest.MonkeyPatch) -> str:
    house.telegram.fails("*", outage(502), times=1000)
    return "Kênh «telegram»: em không gọi được"


def zalo_token(house: Commune, patch: pytest.MonkeyPatch) -> str:
    house.zalo.bots.clear()
    return "Kênh «zalo»: nền tảng không nhận mã truy cập"


def zalo_away(house: Commune, patch: pytest.MonkeyPatch) -> str:
    house.zalo.fails("*", outage(502), times=1000)
    return "Kênh «zalo»: em không gọi được"


def account_refuses(house: Commune, patch: pytest.MonkeyPatch) -> str:
    house.account.fails("/v2.0/oa/getoa", error(-204, "disabled"), times=1000)
    return "Kênh «oa»: nền tảng không nhận mã truy cập"


def account_away(house: Commune, patch: pytest.MonkeyPatch) -> str:
    house.account.fails("*", outage(502), times=1000)
    return "Kênh «oa»: em không gọi được"


def permission_ends(house: Commune, patch: pytest.MonkeyPatch) -> str:
    patch.setattr("bot.channels.zalo_oa.ENDS_SOON", timedelta(days=400))
    return "Kênh «oa»: quyền truy cập hết hạn"


async def quota(house: Commune, patch: pytest.MonkeyPatch) -> str:
    async with begin(house.app.database) as tx:
        await tx.tallies.add("out", {("zalo", "2025-10"): 2995})
    return "Kênh «zalo»: không đủ tin của tháng này cho tin đến hạn (còn 5 tin)"


def clock_ahead(house: Commune, patch: pytest.MonkeyPatch) -> str:
    house.telegram.ahead = timedelta(minutes=3)
    return "Đồng hồ máy chủ sai (nhanh 1"


def clock_behind(house: Commune, patch: pytest.MonkeyPatch) -> str:
    for platform in (house.telegram, house.zalo, house.account):
        platform.ahead = -timedelta(seconds=45)  # type: ignore[attr-defined]
    return "Đồng hồ máy chủ sai (chậm 4"


def disk(house: Commune, patch: pytest.MonkeyPatch) -> str:
    patch.setattr(house.app.inspection, "_free", lambda _folder: 20 << 20)
    return "Ổ đĩa của máy chủ sắp đầy (còn 20 MB)"


def unreadable_disk(house: Commune, patch: pytest.MonkeyPatch) -> str:
    def broken(_folder: Path) -> int:
        raise OSError(5, "Input/output error")

    patch.setattr(house.app.inspection, "_free", broken)
    return "Ổ đĩa của máy chủ sắp đầy (OSError)"


KINDS = (
    removed, muted, restricted, token, telegram_away, zalo_token, zalo_away, account_refuses, account_away,
    permission_ends, quota, clock_ahead, clock_behind, disk, unreadable_disk,
)  # fmt: skip


@pytest.mark.slow
async def test_every_fault_is_found_and_told_to_officer_and_technician_and_by_mail(tmp_path: Path) -> None:
    dice = random.Random(5)
    missed: list[str] = []
    for number in range(TIMES):
        chosen = [KINDS[number % len(KINDS)], *dice.sample((quota, muted), dice.randrange(3))]
        folder = tmp_path / str(number)
        folder.mkdir()
        async with commune(folder) as house:
            with pytest.MonkeyPatch.context() as patch:
                expected = []
                for fault in dict.fromkeys(chosen):
                    told: Any = fault(house, patch)
                    expected.append(told if isinstance(told, str) else await told)
                heard = await house.an_hour_before()
                letters = [letter.get_content() for letter in house.mail.taken]
        for words in hidden(chosen, expected):
            if any(words not in heard.get(f"c-{role}", "") for role in ("technician", "officer")):
                missed.append(f"{number}: {[fault.__name__ for fault in chosen]}: {words}: {heard}")
            elif words not in "".join(letters):
                missed.append(f"{number}: no letter")

    assert missed == []


def hidden(chosen: list[Callable[..., Any]], expected: list[str]) -> list[str]:
    """What can be seen of these: a platform that does not talk to us tells nothing of its groups or its clock."""
    if {token, telegram_away} & set(chosen):
        return [words for words in expected if "trong nhóm" not in words and "Đồng hồ" not in words] or expected[:1]
    return expected


async def test_nothing_is_said_when_all_is_well(tmp_path: Path) -> None:
    async with commune(tmp_path) as house:
        assert await house.an_hour_before() == {}
        assert house.mail.taken == []
        assert house.telegram.calls["getchatmember"] == 2
        assert house.telegram.sent == []


async def test_what_the_summary_lacks_concerns_the_officer_alone(tmp_path: Path) -> None:
    async with commune(tmp_path) as house:
        async with begin(house.app.database) as tx:
            period = house.app.tools.campaign.period_of(DEADLINE.date())
            for excuse in await tx.excuses.between(house.app.tools.campaign.id, period.start, period.end):
                if excuse.area == "ap-cho":
                    await tx.excuses.withdraw(excuse.id, 1, house.clock.now())

        heard = await house.an_hour_before()

    assert list(heard) == ["c-officer"]
    assert heard["c-officer"] == (
        "🔎 Em kiểm tra trước hạn 16:30 thứ Bảy 18/10:\n"
        "Bản tổng hợp tuần 42 (13/10–19/10): mới có 0/1 ấp báo đủ. Còn chờ: ấp Chợ."
    )


async def test_a_deadline_that_moved_meanwhile_is_not_looked_at(tmp_path: Path) -> None:
    async with commune(tmp_path) as house:
        house.telegram.bots.clear()
        async with begin(house.app.database) as tx:
            [planned] = plan(house.app.tools.campaign, DEADLINE - timedelta(hours=2), DEADLINE - timedelta(minutes=30))
            moved = {**planned.values, "deadline": (DEADLINE + timedelta(hours=1)).isoformat()}
            await tx.tasks.plan([type(planned)("preflight", planned.due_at, moved, "moved")])
        house.clock.move_to(planned.due_at)
        await house.app.scheduler.run_due()
        await house.app.senders["line"].settle()

        assert house.line.said == []
