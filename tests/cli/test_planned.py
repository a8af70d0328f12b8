"""`trolyso planned`: the list of the week from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import app
from cli.main import run
from storage.tx import begin
from tests.support.house import House, sqlite


async def _lived(folder: Path) -> None:
    house = await House.open(sqlite(folder))
    async with begin(house.app.database) as tx:
        await tx.chats.meet({(house.channel.name, "doi-1"): False}, house.clock.now())
        await tx.chats.bind((house.channel.name, "doi-1"), "squad", "doi-1")
    await house.until("2025-10-18T15:00:00+07:00")
    await house.close()


def test_what_is_planned_stands_in_its_order_with_its_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import asyncio

    asyncio.run(_lived(tmp_path))
    monkeypatch.setenv("TROLYSO_DATABASE", sqlite(tmp_path))
    monkeypatch.setenv("TROLYSO_CAMPAIGN", "nhon-trach-2025")

    code = run(["planned", "--at", "2025-10-18T15:00:00+07:00", "--back", "1", "--json"], app.build)

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    states = {(row["what"], row["due"][:16]): row["state"] for row in rows}
    assert states["remind", "2025-10-18T14:30"] == "sent"
    assert states["deadline", "2025-10-18T16:30"] == "planned"
    assert next(row for row in rows if row["what"] == "deadline")["groups"] == 1
    assert run(["planned", "--days", "0"], app.build) == 1
