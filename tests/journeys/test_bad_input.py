"""What is broken, forged or makes no sense: refused or explained, and nothing of it is kept or counted."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from app import build
from bot.channels.telegram import HEADER
from cli.main import run
from storage.tx import begin
from tests.journeys.cast import Cast, october
from tests.journeys.stage import CHANNEL, SECRET, Stage
from tests.support.telegram import TOKEN


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with Stage(f"sqlite:///{tmp_path / 'fresh.sqlite3'}", october(15, "17:00:00"), mode="webhook")() as stage:
        await stage.start()
        yield stage


GOOD = json.dumps(
    {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1760522400,
            "chat": {"id": 7, "type": "private"},
            "from": {"id": 7, "is_bot": False, "first_name": "An"},
            "text": "chữ ký số là gì",
        },
    }
).encode()
DELIVERIES = {
    "without_secret": ({}, GOOD, 403),
    "forged_secret": ({HEADER: SECRET[:-1] + "8"}, GOOD, 403),
    "empty": ({HEADER: SECRET}, b"", 400),
    "half_cut": ({HEADER: SECRET}, GOOD[:-20], 400),
    "not_utf8": ({HEADER: SECRET}, GOOD.replace(b"An", b"\xff\xfe"), 400),
    "nested": ({HEADER: SECRET}, b'{"update_id":' + b"[" * 100_000, 400),
    "over_long": ({HEADER: SECRET}, GOOD + b" " * (1 << 20), 413),
}


async def test_bad_delivery_is_refused_and_nothing_is_kept(stage: Stage) -> None:
    stage.telegram.person(7, "An")
    where = f"http://127.0.0.1:{stage.port}/channels/{CHANNEL}/webhook"
    found = {}
    async with aiohttp.ClientSession() as session:
        for name, (headers, body, _) in DELIVERIES.items():
            async with session.post(where, data=body, headers=headers) as answer:
                found[name] = answer.status
    await stage.settle()

    assert found == {name: status for name, (_, _, status) in DELIVERIES.items()}
    assert stage.telegram.sent == []
    assert stage.deliveries == {}
    async with begin(stage.app.database) as tx:
        assert await tx.inbox.of_message((CHANNEL, "7"), "1") == []
        assert await tx.people.of([(CHANNEL, "7")]) == {}


@pytest.fixture
async def cast(stage: Stage) -> Cast:
    """A leader who is one, and everybody else."""
    cast = Cast(stage)
    await cast.says(cast.leaders["ap-cho"], await stage.code("leader", "ap-cho"))
    return cast


async def counted(cast: Cast) -> dict[str, int]:
    async with cast.stage.looking() as tx:
        day = cast.stage.clock.now().date()
        return {count.key: count.value for count in await tx.reports.between("nhon-trach-2025", ["ap-cho"], day, day)}


async def test_line_without_a_number_is_told_why_and_how(cast: Cast) -> None:
    for line in ("bc hôm nay đông quá", "/baocao cks chưa rõ", "bc cks nhiều lắm"):
        heard = await cast.says(cast.leaders["ap-cho"], line)

        assert "Biên nhận" not in heard.text
        assert "chữ ký số" in heard.text, "a line to copy, or the figure that is asked for"
        assert "Đã kiểm tra ngày" not in heard.text, "a guide is no answer to a report"
    assert await counted(cast) == {}


async def test_number_that_was_asked_for_may_follow_by_itself(cast: Cast) -> None:
    leader = cast.leaders["ap-cho"]
    assert "là bao nhiêu?" in (await cast.says(leader, "bc cks 5, vneid")).text
    assert await counted(cast) == {"cks": 5}
    assert "là bao nhiêu?" in (await cast.says(leader, "99999999999999")).text
    assert "Biên nhận" in (await cast.says(leader, "12 ạ")).text
    assert await counted(cast) == {"cks": 5, "vneid2": 12}


@pytest.mark.parametrize(
    "line", ["bc cks -3", "bc cks 2,5", "bc cks 9999999999999", "bc cks 0912345678", "bc cks 5/10"]
)
async def test_number_that_nobody_wrote_is_never_kept(cast: Cast, line: str) -> None:
    await cast.says(cast.leaders["ap-cho"], line)

    assert await counted(cast) == {}


async def test_button_of_a_question_that_is_not_open_is_explained(cast: Cast) -> None:
    for data in ("report:clash:add", "report:option:0", "report:area:ap-trau", "duty:group:squad.doi-1"):
        heard = await forge(cast, data)

        assert "nút này đã cũ" in heard or "dành cho cán bộ" in heard
    assert await counted(cast) == {}


async def test_button_that_we_never_made_is_explained(cast: Cast) -> None:
    for data in ("x", "guide:step:nothing.1.", "guide:step:vneid-cai-dat.99.", "report:form:x:y", "ß" * 32):
        heard = await forge(cast, data)

        assert "nút này đã cũ" in heard or "không còn nữa" in heard


async def forge(cast: Cast, data: str) -> str:
    """Press a button with that payload, whoever made it; it is answered once."""
    leader = cast.leaders["ap-cho"]
    before = len(leader.chat.said)
    message = leader.chat.messages[leader.chat.said[-1].message_id]
    content = {
        "id": cast.stage.telegram.query(leader.bot), "from": leader.user, "message": message, "data": data,
        "chat_instance": "1",
    }  # fmt: skip
    cast.stage.telegram.push(leader.bot, {"callback_query": content}, leader.chat.id)
    return (await cast.answer(leader.chat, before, data)).text


async def test_digit_with_nothing_open_is_explained(cast: Cast) -> None:
    for digit in ("1", "7", "12"):
        heard = await cast.says(cast.leaders["ap-cho"], digit)

        assert "không có câu nào chờ" in heard.text
    assert await counted(cast) == {}


def test_webhook_without_a_secret_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        '[server]\npublic_url = "https://bot.example"\n[channels.telegram]\nplatform = "telegram"\nmode = "webhook"\n'
    )
    monkeypatch.setenv("TROLYSO_DATABASE", f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
    monkeypatch.setenv("TROLYSO_CHANNELS__TELEGRAM__TOKEN", TOKEN)

    assert run(["--config", str(config), "run"], build) == 1
    assert "channels.telegram.secret: webhook cần mã bí mật" in capsys.readouterr().err
    assert not (tmp_path / "fresh.sqlite3").exists()
