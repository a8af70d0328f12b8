"""A week of a commune's campaign, from the platform's bytes to the platform's bytes.

Monday 13 to Sunday 19 October 2025 with the real App and its real transport against each platform of ours, which
delivers one update in three twice, refuses as too many or with an outage's page now and then, and holds some updates
back for two days. The week is the same everywhere; it differs where a platform cannot do something (`towns.py`).
"""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import redirect_stdout
from datetime import datetime
from io import StringIO
from itertools import cycle, product
from typing import Any

import pytest

from app import build
from cli.main import run
from tests.journeys.cast import LEADERS, QUESTIONS, Cast, october
from tests.journeys.stage import Stage
from tests.journeys.towns import NAMED, TOWNS, Arrival
from tests.journeys.truth import ADULTS, AREAS, DEADLINE, Truth, expected_summary
from tests.support.faults import outage
from tests.support.telegram import Refusal

pytestmark = pytest.mark.slow

START = "Chỉ từng bước"


DATABASES = ("sqlite", "postgresql")
WAYS = [(name, mode) for name, town in TOWNS.items() for mode in town.modes]
EACH = [(kind, *way) for kind, way in zip(cycle(DATABASES), WAYS, strict=False)]
"""Every platform and way of listening, the databases by turns; WEEKS=all: each of them on both."""
WEEKS = [(kind, *way) for kind, way in product(DATABASES, WAYS)] if os.environ.get("WEEKS") == "all" else EACH


@pytest.mark.parametrize(("database_url", "on", "mode"), WEEKS, indirect=["database_url"])
async def test_week_is_kept_and_counted(
    database_url: str, on: str, mode: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROLYSO_DATABASE", database_url)
    stage = Stage(database_url, october(13, "06:00:00"), on=on, mode=mode, redeliver=0.55)
    async with stage():
        await Week(stage).play()

    worries = [record for record in caplog.records if record.levelname != "INFO" and record.name.startswith("trolyso")]
    assert {getattr(record, "action", record.message) for record in worries} <= {"trouble"}


class Week:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.town = stage, stage.town
        self.cast = Cast(stage)
        self.truth = Truth()
        self.held: list[tuple[Any, str, Arrival]] = []
        self.turns = dict.fromkeys(range(self.town.citizens), 0)
        self.first: Arrival | None = None

    async def play(self) -> None:
        await self.stage.start()
        await self.monday()
        await self.tuesday()
        await self.wednesday()
        await self.thursday()
        await self.friday()
        await self.saturday()
        await self.sunday()
        self.nothing_at_night()
        await self.all_is_counted()
        assert self.stage.repeated >= 1 / 3, "too few updates came twice for this to prove anything"

    # -- Monday: everybody gets to know each other -------------------------------------------------------------------

    async def monday(self) -> None:
        stage, cast = self.stage, self.cast
        await stage.until(october(13, "07:30:00"))
        assert "Trợ lý số" in (await cast.says(cast.officer, "/start")).text
        code = await stage.code("officer")
        assert "cán bộ" in (await cast.says(cast.officer, code.lower())).text
        await self.leaders_are_bound()
        await self.groups_are_bound()
        await self.codes_are_careful()
        await self.citizens_ask(0, 12)

        await stage.until(october(13, "17:00:00"))
        hoa = cast.leaders["ap-cho"]
        self.first = self.town.writes(hoa, "bc cks 5 vneid 12 lượt 30")
        self.truth.say("ap-cho", 13, stage.clock.now(), cks=5, vneid2=12, luot=30)
        before = len(hoa.chat.said)
        await self.first()
        heard = await cast.answer(hoa.chat, before, "the first report")
        assert "Biên nhận" in heard.text
        assert "chữ ký số: 5" in heard.text
        line = f"{NAMED} hôm nay ấp Trầu làm được 7 chữ ký số, 10 vneid, 41 lượt người"
        await self.reports("ap-trau", line, group=1, cks=7, vneid2=10, luot=41)
        await self.reports("ap-my-khoan", "/bc cks 3 lượt 18", group=2, cks=3, luot=18)
        await stage.until(october(13, "17:05:00"))
        heard = await self.reports("ap-cho", "sửa lượt 31", luot=1)
        assert "30 → 31" in heard.text
        await cast.ignored(cast.leaders["ap-cho"], "mai mấy giờ đi vậy mọi người", in_=cast.groups[0])

        await stage.until(october(13, "19:05:00"))
        if cast.parents is not None:
            assert len(cast.parents.said) == 2, "a post that an officer must release went out by itself"
            assert "cần cán bộ duyệt" in cast.officer.chat.said[-1].text

    async def leaders_are_bound(self) -> None:
        for number, (area, leader) in enumerate(self.cast.leaders.items()):
            code = await self.stage.code("leader", area)
            heard = await self.cast.says(leader, f"/start ma-{code}" if number < 3 else code)
            assert "đội trưởng" in heard.text
            assert not self.town.names or LEADERS[area] in heard.text
            if number == 0:
                assert "đã có người dùng" in (await self.cast.says(self.cast.stranger, code)).text

    async def groups_are_bound(self) -> None:
        cast = self.cast
        for group in cast.groups:
            await self.town.brings_in(group, cast.officer)
        await self.stage.settle()
        assert [len(group.said) for group in cast.groups] == [int(self.town.greets_groups)] * len(cast.groups)
        refused = await cast.says(cast.leaders["ap-cho"], "/nhom đội 1", in_=cast.groups[0])
        assert "do cán bộ làm" in refused.text
        numbers = list(cast.squads)
        chosen = numbers[3:] or numbers[1:]
        for number in numbers[: -len(chosen)]:
            words = ("/nhom đội 1", f"/nhom{NAMED} Đội 2", "/nhom doi 3")[number] if len(numbers) > 3 else "/nhom doi 2"
            heard = await cast.says(cast.officer, words, in_=cast.squads[number])
            assert f"nhóm Đội {number + 1}" in heard.text
        for number in chosen:
            await cast.says(cast.officer, "/nhom", in_=cast.squads[number])
            heard = await cast.presses(cast.officer, f"nhóm Đội {number + 1}", in_=cast.squads[number])
            assert f"nhóm Đội {number + 1}" in heard.text
        assert "nhóm cán bộ" in (await cast.says(cast.officer, "/nhom cán bộ", in_=cast.officers)).text
        if cast.parents is not None:
            assert "nhóm lớp" in (await cast.says(cast.officer, "/nhom lớp 5A", in_=cast.parents)).text

    async def codes_are_careful(self) -> None:
        stage, cast, guesser = self.stage, self.cast, self.cast.guesser
        late = await stage.code("leader", "ap-cho")
        stage.clock.advance(minutes=15)
        assert "quá hạn" in (await cast.says(guesser, late)).text
        for left in (4, 3, 2, 1):
            assert f"Còn {left} lần" in (await cast.says(guesser, "KM47-TA93")).text
        assert "tạm khoá" in (await cast.says(guesser, "KM47-TA94")).text
        good = await stage.code("technician")
        assert "tạm khoá" in (await cast.says(guesser, good)).text
        stage.clock.advance(minutes=15)
        good = await stage.code("technician")
        assert "Đã nhận mã" in (await cast.says(guesser, good)).text

    # -- Tuesday: undo, an edited message, a reply to a receipt ------------------------------------------------------

    async def tuesday(self) -> None:
        stage, cast = self.stage, self.cast
        await stage.until(october(14, "08:00:00"))
        stage.server.fails(self.town.said_by, self.town.flood(), times=2)
        stage.server.fails(self.town.said_by, outage(502), times=3)
        if stage.mode == "polling":
            stage.server.fails("getUpdates", outage(502))
        await self.citizens_ask(12, 24)
        await stage.until(october(14, "17:00:00"))
        await self.reports("ap-cho", "báo cáo chữ ký số 4, định danh mức 2 9, hướng dẫn 25 lượt")
        await stage.until(october(14, "17:09:00"))
        undone = await self.reports("ap-cho", "huỷ")
        assert "đã bỏ" in undone.text
        await self.reports("ap-cho", "cks 4 vneid 8 lượt 25", cks=4, vneid2=8, luot=25)

        await self.a_report_is_mended()
        receipt = await self.reports(
            "ap-trau", "kích hoạt cks được năm người, vneid mười hai, lượt ba mươi", cks=5, vneid2=12, luot=30
        )
        stage.clock.advance(minutes=1)
        if self.town.replies:
            mended = await cast.says(cast.leaders["ap-trau"], "cks 6", reply_to=receipt)
        else:
            mended = await cast.says(cast.leaders["ap-trau"], "sửa cks 6")
        assert "5 → 6" in mended.text
        self.truth.say("ap-trau", 14, stage.clock.now(), cks=1)

        await stage.until(october(14, "17:40:00"))
        too_late = await self.reports("ap-cho", "huỷ")
        assert "10 phút" in too_late.text

    async def a_report_is_mended(self) -> None:
        """By editing the message where that reaches the bot, else by another one."""
        stage, nam = self.stage, self.cast.leaders["ap-my-khoan"]
        before = len(nam.chat.said)
        message = await nam.says("sáng nay được 3 cks nhé cháu, lượt 18")
        await self.cast.answer(nam.chat, before, "line")
        self.truth.say("ap-my-khoan", 14, stage.clock.now(), cks=3, luot=18)
        if self.town.edits:
            await nam.edits(message, "sáng nay được 3 cks nhé cháu, lượt 19")
        else:
            await nam.says("sửa lượt 19")
        mended = await self.cast.answer(nam.chat, before + 1, "edit")
        assert "Đã sửa: lượt hướng dẫn: 18 → 19." in mended.text
        self.truth.say("ap-my-khoan", 14, stage.clock.now(), luot=1)

    # -- Wednesday: a clash, a group that becomes a supergroup -------------------------------------------------------

    async def wednesday(self) -> None:
        stage, cast = self.stage, self.cast
        hoa = cast.leaders["ap-cho"]
        await stage.until(october(15, "09:00:00"))
        await self.citizens_ask(24, 36)
        await stage.until(october(15, "17:00:00"))
        await self.reports("ap-cho", "cks: 2; vneid: 0; lượt: 11; hộ 14", cks=2, vneid2=0, luot=11, ho=14)
        clash = await self.reports("ap-cho", "cks 3")
        assert "thay hay cộng thêm" in clash.text
        assert "Đã cộng thêm: chữ ký số: 3." in (await cast.presses(hoa, "Cộng thêm, thành 5")).text
        self.truth.say("ap-cho", 15, stage.clock.now(), cks=3)
        assert self.too_late(await cast.presses(hoa, "Cộng thêm"))

        if self.town.migrates:
            cast.squads[2] = cast.squads[2].migrates(-100503)
            await stage.settle()
            assert await self.group_of("doi-3") == ["-100503"]
        await self.reports("ap-my-khoan", "/bc cks 2 lượt 7", group=2, cks=2, luot=7)
        await self.reports("ap-trau", "bc cks: 1, vneid: 2, lượt: 5", cks=1, vneid2=2, luot=5)
        stage.clock.advance(minutes=2)
        await self.reports("ap-trau", "thêm 2 cks", cks=2)

    def too_late(self, said: Any) -> bool:
        """Whether that says that what was chosen is not asked any more."""
        return ("nút này đã cũ" if self.town.buttons else "không có câu nào chờ") in said.text

    async def group_of(self, squad: str) -> list[str]:
        """The chats that are that squad's group."""
        async with self.stage.looking() as tx:
            return [chat.chat for chat in await tx.chats.bound("squad", squad)]

    # -- Thursday: somebody blocks us; lines that will arrive in two days --------------------------------------------

    async def thursday(self) -> None:
        stage, cast = self.stage, self.cast
        await stage.until(october(16, "10:00:00"))
        self.hold(cast.leaders["ap-cho"], "bc cks 1 vneid 1 lượt 4")
        self.truth.say("ap-cho", 16, stage.clock.now(), cks=1, vneid2=1, luot=4)
        await self.citizens_ask(36, 47)
        for command, word in (("/homnay", "0/5"), ("/thieu", "ấp Bến Sắn"), ("/tonghop", "2/5")):
            assert word in (await cast.says(cast.officer, command)).text
        await self.town.leaves(cast.leaders["ap-ben-san"])
        rude = cast.rude
        await rude.says("chữ ký số là gì")
        self.town.refuses(rude, True)
        await stage.settle()
        assert rude.chat.said == []
        asked = await cast.says(cast.citizens[1], f"{NAMED} không nhận được mã OTP", in_=cast.groups[-1])
        assert asked.text.endswith("(Bác nhắn riêng cho cháu để xem từng bước.)")
        await cast.ignored(cast.citizens[1], "không nhận được mã OTP", in_=cast.groups[-1])
        await stage.until(october(16, "17:00:00"))
        tam = cast.leaders["ap-trau"]
        self.hold(tam, "bc cks 2 vneid 3 lượt 9")
        self.truth.say("ap-trau", 16, stage.clock.now(), vneid2=3, luot=9)
        stage.clock.advance(minutes=10)
        self.hold(tam, "sửa cks 4")
        self.truth.say("ap-trau", 16, stage.clock.now(), cks=4)

    def hold(self, who: Any, text: str) -> None:
        """Say something that the platform delivers much later."""
        self.held.append((who, text, self.town.writes(who, text)))

    async def arrives(self, which: int) -> Any:
        """What was held back arrives; answered once."""
        who, text, arrive = self.held[which]
        before = len(who.chat.said)
        await arrive()
        return await self.cast.answer(who.chat, before, text)

    # -- Friday: out of order, the form, an outage over the reminder's hour into the night ---------------------------

    async def friday(self) -> None:
        stage, cast = self.stage, self.cast
        await stage.until(october(17, "09:00:00"))
        await self.arrives(2)
        assert "thay hay cộng thêm" in (await self.arrives(1)).text
        await cast.presses(cast.leaders["ap-trau"], "Giữ như cũ")
        await stage.until(october(17, "10:00:00"))
        self.hold(cast.leaders["ap-cho"], "hộ 6, ngân hàng 2")

        nam = cast.leaders["ap-my-khoan"]
        assert "1/10" in (await cast.says(nam, "báo cáo")).text
        await cast.says(nam, "2")
        await cast.presses(nam, "Bỏ qua")
        await cast.says(nam, "9")
        form = await cast.presses(nam, "Xong")
        assert "Biên nhận" in form.text
        self.truth.say("ap-my-khoan", 17, stage.clock.now(), cks=2, luot=9)

        await stage.until(october(17, "16:20:00"))
        await stage.stop()
        if self.town.migrates:
            old, cast.squads[4] = cast.squads[4], stage.telegram.group(-100505, "Đội 5")
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            old.refusal = Refusal(400, text, migrate_to_chat_id=-100505)
        stage.clock.move_to(october(17, "17:00:00"))
        hoa = cast.leaders["ap-cho"]
        before = [len(group.said) for group in cast.groups]
        heard = len(hoa.chat.said)
        await hoa.says("cks 2 vneid 3 lượt 8")
        self.truth.say("ap-cho", 17, stage.clock.now(), cks=2, vneid2=3, luot=8)
        await self.ask(47, 50)
        stage.clock.move_to(october(17, "23:10:00"))
        assert self.first is not None
        await self.first()  # once more, after days
        await stage.start()
        assert "thứ Sáu 17/10" in (await cast.answer(hoa.chat, heard, "line in the outage")).text
        self.answered(47, 50)
        assert [len(group.said) for group in cast.groups] == before

    # -- Saturday: the deadline --------------------------------------------------------------------------------------

    async def saturday(self) -> None:
        stage, cast = self.stage, self.cast
        owing = [number in (2, 3, 4) for number in cast.squads]
        before = [len(group.said) for group in cast.squads.values()]
        await stage.until(october(18, "06:59:59"))
        assert [len(group.said) for group in cast.squads.values()] == before
        await stage.until(october(18, "07:30:00"))
        newer = [group.said[n:] for group, n in zip(cast.squads.values(), before, strict=True)]
        assert [any("Nhắc các đội" in said.text for said in heard) for heard in newer] == owing
        if self.town.migrates:
            assert await self.group_of("doi-5") == ["-100505"]

        await stage.until(october(18, "09:50:00"))
        assert "thứ Năm 16/10" in (await self.arrives(0)).text
        await self.citizens_ask(50, 60)

        before = [len(group.said) for group in cast.squads.values()]
        alone = {area: len(leader.chat.said) for area, leader in cast.leaders.items()}
        await stage.until(october(18, "14:35:00"))
        reminded = [len(group.said) - n == 1 for group, n in zip(cast.squads.values(), before, strict=True)]
        assert reminded == owing
        heard = {area: [said.text for said in cast.leaders[area].chat.said[n:]] for area, n in alone.items()}
        assert heard["ap-cho"] == heard["ap-trau"] == []
        assert len(heard["ap-ben-san"]) == (0 if self.town.tells_of_blocking else 1)
        assert len(heard["ap-my-khoan"]) == len(heard["ap-phuoc-my"]) == 1
        assert "còn thiếu: VNeID mức 2" in heard["ap-my-khoan"][0]

        await stage.until(october(18, "15:00:00"))
        await self.reports("ap-my-khoan", "bc vneid 12", vneid2=12)
        await self.deadline()
        await stage.until(october(18, "17:10:00"))
        late = await self.reports("ap-phuoc-my", "bc cks 6 vneid 9 lượt 22", cks=6, vneid2=9, luot=22)
        assert "Biên nhận" in late.text

    async def deadline(self) -> None:
        stage, cast = self.stage, self.cast
        await stage.until(october(18, "16:29:55"))
        stage.clock.advance(seconds=0.4)
        before = [len(group.said) for group in cast.groups]
        officer = len(cast.officer.chat.said)
        posted_by, squads = self.town.posted_by, list(cast.squads.values())
        flooded, broken = squads[1::2] if len(squads) > 3 else squads
        stage.server.fails(posted_by, self.town.flood(), chat=flooded.id)
        stage.server.fails(posted_by, outage(502), times=2, chat=broken.id)
        await stage.through("2025-10-18T16:31:30+07:00")

        for group, n in zip(cast.squads.values(), before, strict=False):
            posts = group.said[n:]
            assert [p.text.startswith("Đã đến hạn báo cáo tuần 42") for p in posts] == [True]
            assert "3/5 ấp" in posts[0].text
            assert "Còn thiếu: ấp Phước Mỹ và ấp Bến Sắn" in posts[0].text
            longest = self.town.flood_lasts if group is flooded else 0
            assert 0 <= posts[0].at - DEADLINE.timestamp() <= 10 + longest
        if cast.parents is not None:
            assert cast.parents.said[before[-1] :] == []
        for chat, n in ((cast.officers, before[len(cast.squads)]), (cast.officer.chat, officer)):
            summaries = [said.text for said in chat.said[n:] if "Số liệu tuần 42" in said.text]
            assert len(summaries) == 1
            self.says_the_truth(summaries[0])

    def says_the_truth(self, text: str) -> None:
        lines = {line for line in text.splitlines() if line.startswith(("•", "Đủ báo cáo"))}
        assert lines == expected_summary(self.truth, missing="Chưa đủ:" in text)

    # -- Sunday: the last line, old buttons, and the reckoning -------------------------------------------------------

    async def sunday(self) -> None:
        stage, cast = self.stage, self.cast
        hoa = cast.leaders["ap-cho"]
        await stage.until(october(19, "09:00:00"))
        assert "thứ Sáu 17/10" in (await self.arrives(3)).text
        self.truth.say("ap-cho", 17, october(17, "10:00:00"), ho=6, ngan_hang=2)
        assert self.too_late(await cast.presses(hoa, "Cộng thêm"))
        assert "không có câu nào chờ" in (await cast.says(hoa, "3")).text
        await cast.ignored(hoa, "3", in_=cast.groups[0])
        await self.guides_go_on()
        for number, person in enumerate(cast.citizens):
            assert len(person.chat.said) == self.turns[number], f"citizen {number}"

        assert self.truth.complete() == ["ap-cho", "ap-trau", "ap-my-khoan", "ap-phuoc-my"]
        assert self.truth.timely() == ["ap-cho", "ap-trau", "ap-my-khoan"]
        self.says_the_truth((await cast.says(cast.officer, "/tonghop 2025-W42")).text)
        await self.blocked_ones_are_left_alone()
        await self.command_line_agrees()

    async def guides_go_on(self) -> None:
        """A citizen goes on with a guide after days, to its end; a button pressed twice does no harm."""
        asker, cast = 24, self.cast
        citizen = cast.citizens[asker]
        before = len(citizen.chat.said)
        pressed = 2 if self.town.buttons else 1
        for _ in range(pressed):
            await cast.chooses(citizen, "◂ Bước trước")
        await self.stage.settle()
        heard = [said.text for said in citizen.chat.said[before:]]
        assert len(heard) == (1 if self.town.edits else pressed)
        assert all("Bước 1/" in text for text in heard)
        self.turns[asker] += len(heard)
        resumed = await cast.says(citizen, "xem tiếp")
        assert "Bước 1/" in resumed.text
        self.turns[asker] += 1
        steps = int(resumed.text.partition("Bước 1/")[2].partition(".")[0])
        for _ in range(steps - 1):
            await cast.presses(citizen, "Xong, bước tiếp")
            self.turns[asker] += 1
        assert "Vậy là xong" in (await cast.presses(citizen, "Xong cả rồi")).text
        self.turns[asker] += 1

    async def command_line_agrees(self) -> None:
        with redirect_stdout(StringIO()) as printed:
            order = ["figures", "--period", "2025-W42", "--json"]
            assert await asyncio.to_thread(run, order, build) == 0
        figures = json.loads(printed.getvalue())
        assert {one["key"]: one["period"] for one in figures["indicators"] if one["period"]} == self.truth.totals()
        assert {area["id"]: area["values"] for area in figures["areas"]} == {a: self.truth.of(a) for a in AREAS}
        assert [area["id"] for area in figures["areas"] if area["complete"]] == self.truth.complete()
        assert [area["id"] for area in figures["areas"] if area["timely"]] == self.truth.timely()
        assert figures["missing"] == ["ap-ben-san"]
        assert (figures["expected"], figures["complete"], figures["timely"]) == (5, 4, 3)
        signatures = next(one for one in figures["indicators"] if one["key"] == "cks")
        assert signatures["wanted"] == ADULTS // 2

    async def blocked_ones_are_left_alone(self) -> None:
        """One call found out that the citizen had blocked us; the leader who told us so was never called again."""
        rude, silent = self.cast.rude, self.cast.leaders["ap-ben-san"]
        async with self.stage.looking() as tx:
            failed = await tx.outbox.in_state("failed")
            waiting = await tx.outbox.in_state("waiting")
        assert [row.chat for row in failed] == [str(rude.id)]
        assert not {str(rude.id), str(silent.id)} & {row.chat for row in waiting}
        self.town.refuses(rude, False)
        assert "ký số" in (await self.cast.says(rude, "chữ ký số là gì")).text
        places = [(self.stage.channel, str(who.id)) for who in (rude, silent)]
        async with self.stage.looking() as tx:
            known = await tx.chats.of(places)
        assert [known[place].gone for place in places] == [False, self.town.tells_of_blocking]

    # -- what happens on many days -----------------------------------------------------------------------------------

    async def reports(self, area: str, line: str, *, group: int | None = None, **meant: int) -> Any:
        """The area's leader sends a line (in a squad's group, or privately), and means that."""
        now = self.stage.clock.now()
        in_ = None if group is None else self.cast.squads[group]
        heard = await self.cast.says(self.cast.leaders[area], line, in_=in_)
        self.truth.say(area, now.day, now, **meant)
        return heard

    async def citizens_ask(self, first: int, last: int) -> None:
        """All at once; every other one then goes on by buttons."""
        await self.ask(first, last)
        await self.stage.settle()
        self.answered(first, last)
        walkers = [
            who
            for number in range(first, last, 2)
            if self.cast.offers((who := self.citizen(number)).chat.said[-1], START)
        ]
        for label in (START, "Xong, bước tiếp"):
            for who in walkers:
                await self.cast.chooses(who, label)
                self.turns[self.cast.citizens.index(who)] += 1
            await self.stage.settle()
            for who in walkers:
                assert len(who.chat.said) == self.turns[self.cast.citizens.index(who)], f"{who.id}: {label}"

    def citizen(self, number: int) -> Any:
        """Where fewer people fit in, the first ones ask again."""
        return self.cast.citizens[number % self.town.citizens]

    async def ask(self, first: int, last: int) -> None:
        for number in range(first, last):
            await self.citizen(number).says(QUESTIONS[number % len(QUESTIONS)][0])
            self.turns[number % self.town.citizens] += 1

    def answered(self, first: int, last: int) -> None:
        for number in range(first, last):
            said = self.citizen(number).chat.said
            turns = self.turns[number % self.town.citizens]
            assert len(said) == turns, f"citizen {number} heard {[one.text for one in said]}"
            assert QUESTIONS[number % len(QUESTIONS)][1] in said[-1].text.lower()

    def nothing_at_night(self) -> None:
        for group in self.cast.groups:
            for said in group.said:
                hour = datetime.fromtimestamp(said.at, DEADLINE.tzinfo).hour
                assert 7 <= hour < 22, said
        assert self.stage.channel in self.stage.app.channels

    async def all_is_counted(self) -> None:
        """Our count of the month's messages is the platform's, where it has one."""
        spent = self.town.spent()
        if spent is None:
            return
        async with self.stage.looking() as tx:
            counted = (await tx.tallies.of_month("2025-10"))[self.stage.channel].total
        assert counted == spent - 1  # what came once more after days is not ours to count
        people = sum("nền tảng chỉ phục vụ 50" in said.text for said in self.cast.officer.chat.said)
        groups = sum("nền tảng chỉ cho 3" in said.text for said in self.cast.officer.chat.said)
        assert people >= 1 and groups == 1
