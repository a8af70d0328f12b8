"""A week that ends with one word: reports, the draft, the report's words, «duyệt», 16:30, and books that stay closed.

From the platform's bytes to the platform's bytes, on both databases, with a restart where it hurts most.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import redirect_stdout
from io import StringIO

import pytest

from app import build
from cli.main import run
from handlers.bundling import bundle_of
from handlers.summaries.letter_words import Words
from tests.journeys.cast import Cast, october
from tests.journeys.stage import Stage
from tests.journeys.test_saturday import introduce, squads_heard

pytestmark = pytest.mark.slow

WEEK = {
    "ap-cho": (13, "bc cks 5 vneid 12 lượt 30"),
    "ap-trau": (14, "bc cks 7 vneid 10 lượt 41"),
    "ap-my-khoan": (15, "bc cks 3 vneid 4 lượt 18, vướng: mạng yếu cuối ấp"),
    "ap-phuoc-my": (17, "bc cks 6 vneid 9 lượt 22"),
}


@pytest.fixture
async def cast(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cast]:
    """Four of five hamlets have reported, each on a day of its own; it is Saturday 15:59 and the bot runs."""
    monkeypatch.setenv("TROLYSO_DATABASE", database_url)
    async with Stage(database_url, october(13, "09:00:00"))() as stage:
        cast = Cast(stage)
        await stage.start()
        await introduce(cast)
        for area, (day, line) in WEEK.items():
            await stage.until(october(day, "19:00:00"))
            assert "Biên nhận" in (await cast.says(cast.leaders[area], line)).text
        await stage.until(october(18, "15:59:00"))
        for chat in [*cast.groups, cast.officer.chat]:
            chat.heard = len(chat.said)
        yield cast


async def test_draft_words_one_word_post_and_closed_books(cast: Cast) -> None:
    stage, officer, cho = cast.stage, cast.officer, cast.leaders["ap-cho"]
    await stage.until(october(18, "16:01:00"))
    draft, *files = [said.text for said in officer.chat.unheard]
    assert "Bản nháp tuần 42" in draft and draft.split("\n")[1] == "⚠️ Còn thiếu 1 ấp: ấp Bến Sắn."
    assert [text.split()[0] for text in files] == ["Báo", "Bảng"], "the Word, then the Excel"
    assert [len(posts) for posts in squads_heard(cast)] == [0] * 5

    assert "mạng yếu cuối ấp" in (await cast.says(officer, "sửa lời")).text
    assert "IV. ĐÁNH GIÁ" in (await cast.says(officer, "Khó khăn: sóng yếu ở cuối ấp Mỹ Khoan.")).text
    assert "Đã lưu" in (await cast.presses(officer, "Thôi, xong")).text
    assert "chốt sổ tuần 42" in (await cast.says(officer, "duyệt")).text
    await stage.until(october(18, "16:10:00"))
    assert "Biên nhận" in (await cast.says(cho, "bc cks 3")).text

    await stage.until(october(18, "16:29:50"))
    await stage.stop()
    stage.clock.move_to(october(18, "16:29:58"))
    await stage.start()
    await stage.through("2025-10-18T16:31:00+07:00")
    for posts in squads_heard(cast):
        text, *picture = posts
        assert text.startswith("📊 Số liệu tuần 42 (13/10–19/10) – sổ chốt lúc 16:30 thứ Bảy 18/10")
        assert "Đủ báo cáo: 4/5 ấp" in text and len(text.split("\n")) <= 5
        assert [one.startswith("Biểu đồ") for one in picture] == [True]
    assert "ấp Chợ – chữ ký số: 5 → 8" in "\n".join(said.text for said in officer.chat.unheard)
    frozen = await figures("2025-W42")

    answer = await cast.says(cast.leaders["ap-ben-san"], "bc cks 4 vneid 2 lượt 9")
    assert "tuần 43" in answer.text and "Làm sau giờ chốt sổ" in answer.text
    await stage.until(october(19, "20:00:00"))
    assert "tuần 43" in (await cast.says(cho, "bc cks 6 vneid 3 lượt 5")).text
    await stage.until(october(21, "09:00:00"))

    assert await figures("2025-W42") == frozen
    assert period_of(frozen, "cks") == 24
    assert period_of(await figures("2025-W43"), "cks") == 10
    async with stage.looking() as tx:
        campaign = stage.app.tools.campaign
        made = await bundle_of(tx, campaign, campaign.period("2025-W42"), stage.clock.now())
    assert Words(made).after_table[0] == ("III. KHÓ KHĂN, VƯỚNG MẮC", ["Khó khăn: sóng yếu ở cuối ấp Mỹ Khoan."])


async def figures(period: str) -> dict[str, object]:
    """As the command line prints them."""
    with redirect_stdout(StringIO()) as printed:
        assert await asyncio.to_thread(run, ["figures", "--period", period, "--json"], build) == 0
    found: dict[str, object] = json.loads(printed.getvalue())
    return found


def period_of(printed: dict[str, object], key: str) -> int:
    indicators = printed["indicators"]
    assert isinstance(indicators, list)
    return int(next(one["period"] for one in indicators if one["key"] == key))
