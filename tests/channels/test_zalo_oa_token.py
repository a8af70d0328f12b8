"""The token keeper: renews early, warns in time, and never makes two of one."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.zalo_oa_token import Fresh, OAuth, Pair, TokenKeeper
from bot.clock import SystemClock, VirtualClock
from bot.errors import Misconfigured, Unreachable
from bot.http import Http
from bot.leasing import StoredLease
from bot.oa_tokens import BUSY, ROOT, Order, Renewal, RenewalHere, StoredVault, carried_out, renew_once
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin
from tests.support.faults import error, hang, outage, reset
from tests.support.zalo_oa import APP_ID, APP_SECRET, LoopbackOA

MORNING = datetime.fromisoformat("2026-11-20T09:00:00+07:00")


@dataclass
class Told:
    """What a person was told."""

    alarms: list[tuple[str, str, str | None]] = field(default_factory=list)
    overs: list[str] = field(default_factory=list)

    async def __call__(self, kind: str, channel: str, detail: str = "", *, once: str | None = None) -> None:
        if (kind, detail, once) not in self.alarms:
            self.alarms.append((kind, detail, once))

    async def over(self, kind: str, channel: str) -> None:
        self.overs.append(kind)

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _, _ in self.alarms]


@dataclass
class House:
    """One or more keepers on one database, in front of one Zalo."""

    zalo: LoopbackOA
    clock: VirtualClock
    database: Database
    url: str
    http: Http
    told: Told = field(default_factory=Told)

    @property
    def oauth(self) -> OAuth:
        return OAuth(self.http, APP_ID, APP_SECRET, self.zalo.url)

    def vault(self, refresh: str = "", access: str = "") -> StoredVault:
        return StoredVault(self.database, "oa", self.clock, refresh=refresh, access=access)

    def keeper(self, refresh: str = "", access: str = "") -> TokenKeeper:
        renew = RenewalHere(self.database, self.clock, self.oauth, "oa")
        return TokenKeeper("oa", self.vault(refresh, access), renew, self.clock, self.told)

    async def pair(self) -> Pair:
        found = await self.vault().load()
        assert found is not None
        return found

    async def begun(self) -> TokenKeeper:
        """A keeper that has been given a first pair."""
        first = self.zalo.tokens.issue()
        keeper = self.keeper(first.refresh, first.access)
        await keeper.look()
        await keeper.instead_of(first.access)
        assert self.zalo.tokens.newest.access == await keeper.access()
        return keeper


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    await migrate(database_url)
    clock = VirtualClock(MORNING)
    http = Http()
    async with LoopbackOA(now=clock.now) as zalo, await Database.open(database_url) as database:
        yield House(zalo, clock, database, database_url, http)
        await http.close()


# -- getting and keeping -------------------------------------------------------------------------------------------


async def test_without_a_permission_nobody_is_called_and_a_person_is_told(house: House) -> None:
    keeper = house.keeper()
    await keeper.look()

    with pytest.raises(Misconfigured):
        await keeper.access()

    assert house.told.kinds == ["token-missing"]
    assert house.zalo.calls == {}


async def test_a_refresh_token_from_the_settings_grows_into_pairs_once(house: House) -> None:
    seed = house.zalo.tokens.issue()
    assert await house.keeper(seed.refresh).access() == house.zalo.tokens.newest.access
    newest = house.zalo.tokens.newest

    again = house.keeper(seed.refresh)  # a restart with the same settings
    await again.look()

    assert await again.access() == newest.access
    assert house.zalo.tokens.handed_in == {seed.refresh: 1}


async def test_a_new_refresh_token_in_the_settings_replaces_a_lost_pair_and_the_old_one_never_comes_back(
    house: House,
) -> None:
    old, new = house.zalo.tokens.issue(), house.zalo.tokens.issue()
    await house.keeper(old.refresh).access()
    await house.keeper(new.refresh).access()
    newest = house.zalo.tokens.newest

    await house.keeper(old.refresh).look()

    assert await house.keeper().access() == newest.access
    assert house.zalo.tokens.twice == []


async def test_it_is_renewed_after_twenty_of_its_twenty_five_hours(house: House) -> None:
    keeper = await house.begun()
    before = house.zalo.tokens.newest

    house.clock.advance(hours=19, minutes=59)
    await keeper.look()
    assert house.zalo.tokens.newest is before
    house.clock.advance(minutes=2)
    await keeper.look()

    assert house.zalo.tokens.newest is not before
    assert await keeper.access() == house.zalo.tokens.newest.access
    assert (await house.pair()).access_until == house.clock.now() + timedelta(hours=25)


async def test_it_goes_on_for_months_by_itself(house: House) -> None:
    keeper = await house.begun()
    for _ in range(200):
        pause = await keeper.look()
        assert 0 < pause <= 60
        house.clock.advance(hours=10)

    await keeper.look()
    assert house.zalo.tokens.refusal(await keeper.access()) is None
    assert house.zalo.tokens.twice == []
    assert house.told.kinds == []


async def test_the_new_pair_is_on_disk_before_anybody_has_it(house: House) -> None:
    keeper = await house.begun()
    stored: list[str] = []
    original = house.vault().load

    house.clock.advance(hours=21)
    await keeper.look()
    stored.append((await original()).access)  # type: ignore[union-attr]

    assert stored == [await keeper.access()]


async def test_two_keepers_at_once_renew_once(house: House) -> None:
    first = await house.begun()
    refused = await first.access()
    async with await Database.open(house.url) as elsewhere:
        there = House(house.zalo, house.clock, elsewhere, house.url, house.http)
        second = there.keeper()
        got = await asyncio.gather(*(keeper.instead_of(refused) for keeper in (first, second, first, second)))

    assert set(got) == {house.zalo.tokens.newest.access}
    assert house.zalo.tokens.twice == []


async def test_a_renewal_that_ends_while_we_look_who_is_at_it_is_seen(house: House) -> None:
    first = await house.begun()
    refused = await first.access()
    vault = house.vault()
    async with begin(house.database) as tx:  # another process is at it …
        await tx.oa_tokens.tried("oa", (await house.pair()).serial, house.clock.now())

    async def ends() -> bool:
        await vault.adopt(Fresh("new-access", "new-refresh", timedelta(hours=25)))  # … and is done just now
        return False

    vault.renewing = ends  # type: ignore[method-assign]

    async def renew(_serial: int) -> None:
        raise AssertionError("nobody else may hand it in")

    keeper = TokenKeeper("oa", vault, renew, house.clock)
    assert await keeper.instead_of(refused) == "new-access"


async def test_a_message_waits_for_a_renewal_that_another_process_is_at(house: House) -> None:
    first = await house.begun()
    refused = await first.access()
    house.zalo.waits_at_oauth = asyncio.Event()
    before = house.zalo.calls["/v4/oa/access_token"]
    async with await Database.open(house.url) as elsewhere:
        second = House(house.zalo, house.clock, elsewhere, house.url, house.http).keeper()
        renewing = asyncio.create_task(second.instead_of(refused))
        while house.zalo.calls["/v4/oa/access_token"] == before:
            await asyncio.wait({renewing}, timeout=0.01)
        asking = asyncio.create_task(first.instead_of(refused))
        await asyncio.wait({asking}, timeout=0.01)
        house.zalo.waits_at_oauth.set()
        got = {await renewing, await asking}

    assert got == {house.zalo.tokens.newest.access}
    assert house.zalo.tokens.twice == []


async def test_a_token_that_another_process_renewed_is_taken_from_the_database(house: House) -> None:
    first = await house.begun()
    second = house.keeper()
    refused = await second.access()
    await first.instead_of(refused)
    renewals = len(house.zalo.tokens.issued)

    assert await second.instead_of(refused) == house.zalo.tokens.newest.access
    assert len(house.zalo.tokens.issued) == renewals


# -- when it does not work -----------------------------------------------------------------------------------------


async def test_nobody_there_costs_nothing_and_is_tried_again(house: House) -> None:
    keeper = await house.begun()
    await house.zalo.stop()
    house.clock.advance(hours=21)
    pause = await keeper.look()
    assert (await house.pair()).tried_at is None and pause <= 60

    await house.zalo.start()
    await keeper.look()

    assert house.zalo.tokens.twice == []
    assert house.zalo.tokens.refusal(await keeper.access()) is None


@pytest.mark.parametrize("fault", [reset(), outage(502), outage(200), error(0, "nothing")])
async def test_an_unanswered_renewal_that_zalo_did_not_see_succeeds_a_minute_later(house: House, fault: Any) -> None:
    keeper = await house.begun()
    house.zalo.fails("/v4/oa/access_token", fault)
    house.clock.advance(hours=21)
    await keeper.look()
    kept = await house.pair()
    assert kept.tried_at == house.clock.now()

    house.clock.advance(seconds=59)
    await keeper.look()
    assert (await house.pair()).serial == kept.serial
    house.clock.advance(seconds=2)
    await keeper.look()

    assert (await house.pair()).serial == kept.serial + 1
    assert house.told.kinds == []


async def test_an_answer_that_was_lost_keeps_the_old_token_in_use_and_tells_a_person(house: House) -> None:
    keeper = await house.begun()
    token = await keeper.access()
    house.zalo.fails("/v4/oa/access_token", reset(accepted=True))
    house.clock.advance(hours=21)
    await keeper.look()
    house.clock.advance(seconds=61)
    await keeper.look()

    assert await keeper.access() == token  # still good for hours
    assert house.told.alarms == [("token-lost", "-14014 Invalid refresh token", None)]
    house.clock.advance(hours=4)
    with pytest.raises(Misconfigured):
        await keeper.access()


async def test_a_person_who_gives_the_permission_anew_ends_the_alarm(house: House) -> None:
    keeper = await house.begun()
    house.zalo.tokens.newest.used = True
    house.clock.advance(hours=21)
    await keeper.look()
    assert house.told.kinds == ["token-lost"]

    code = dict(
        p.split("=")
        for p in house.zalo.tokens.consents(
            f"https://x/?app_id={APP_ID}&redirect_uri=https://y/&code_challenge={CHALLENGE}", oa_id="1"
        )
        .partition("?")[2]
        .split("&")
    )["code"]
    await house.vault().adopt(await house.oauth.exchange(code, VERIFIER))
    await keeper.look()

    assert house.told.overs[-1] == "token-lost"
    assert await keeper.access() == house.zalo.tokens.newest.access


VERIFIER = "v" * 43
CHALLENGE = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"


async def test_a_refusal_is_asked_about_again_only_now_and_then(house: House) -> None:
    keeper = await house.begun()
    house.zalo.fails("/v4/oa/access_token", error(-14000, "System busy"), times=2)
    house.clock.advance(hours=20, minutes=1)
    for _ in range(10):
        await keeper.look()
        house.clock.advance(minutes=5)
    assert house.zalo.calls["/v4/oa/access_token"] == 2  # the first pair, and one refusal

    house.clock.advance(hours=1)
    await keeper.look()
    house.clock.advance(hours=1, seconds=1)
    await keeper.look()

    assert house.told.kinds == ["token-lost"] and house.told.overs[-1] == "token-lost"
    assert house.zalo.tokens.refusal(await keeper.access()) is None


async def test_while_a_renewal_is_in_doubt_messages_wait_instead_of_asking_again(house: House) -> None:
    keeper = await house.begun()
    token = await keeper.access()
    house.zalo.fails("/v4/oa/access_token", outage(502), times=2)
    with pytest.raises(Unreachable):
        await keeper.instead_of(token)
    with pytest.raises(Unreachable):
        await keeper.instead_of(token)

    assert house.zalo.calls["/v4/oa/access_token"] == 2  # the first pair, and one attempt


async def test_a_renewal_that_somebody_died_at_is_left_alone_for_a_minute(house: House) -> None:
    await house.begun()
    pair = await house.pair()
    async with begin(house.database) as tx:
        await tx.oa_tokens.tried("oa", pair.serial, house.clock.now())
    lease = StoredLease(house.database, house.clock)

    assert await renew_once(house.database, house.clock, lease, house.oauth, "oa", pair.serial) == "unanswered"
    house.clock.advance(seconds=61)
    assert await renew_once(house.database, house.clock, lease, house.oauth, "oa", pair.serial) == "renewed"


async def test_an_answer_is_stored_as_soon_as_the_database_takes_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.oa_tokens import OaTokens

    await house.begun()
    pair = await house.pair()
    put, troubles = OaTokens.put, iter([OSError("disk full"), OSError("disk full")])

    async def sometimes(self: OaTokens, *arguments: Any, **more: Any) -> bool:
        trouble = next(troubles, None)
        if trouble is not None:
            raise trouble
        return await put(self, *arguments, **more)

    monkeypatch.setattr(OaTokens, "put", sometimes)
    lease = StoredLease(house.database, house.clock)

    assert await renew_once(house.database, house.clock, lease, house.oauth, "oa", pair.serial) == "renewed"
    assert (await house.pair()).access == house.zalo.tokens.newest.access


@pytest.mark.parametrize(
    ("before", "told"),
    [(15.0, []), (13.9, ["14"]), (3.5, ["14"]), (2.9, ["3"]), (0.1, ["3"])],
)
async def test_a_person_is_warned_14_and_3_days_before_the_refresh_token_ends(
    house: House, before: float, told: list[str]
) -> None:
    keeper = await house.begun()
    await house.zalo.stop()
    house.clock.move_to(house.clock.now() + timedelta(days=90) - timedelta(days=before))
    await keeper.look()
    await keeper.look()

    assert [str(once).partition(":")[2] for kind, _, once in house.told.alarms if kind == "token-ends"] == told


async def test_after_its_end_it_is_lost(house: House) -> None:
    keeper = await house.begun()
    await house.zalo.stop()
    house.clock.advance(days=91)
    await keeper.look()

    assert house.told.kinds == ["token-lost"]


async def test_no_token_and_no_secret_is_ever_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        keeper = await house.begun()
        for fault in (reset(), outage(502), error(-14014, "Invalid refresh token")):
            house.zalo.fails("/v4/oa/access_token", fault)
            house.clock.advance(hours=30)
            await keeper.look()
            with contextlib.suppress(Misconfigured, Unreachable):
                await keeper.access()

    words = caplog.text + repr(await house.pair())
    assert not [one for pair in house.zalo.tokens.issued for one in (pair.access, pair.refresh) if one in words]
    assert APP_SECRET not in words


# -- processes -----------------------------------------------------------------------------------------------------


def order(house: House, seen: int) -> Order:
    ahead = (house.clock.now() - SystemClock().now()).total_seconds()
    return Order(house.url, "oa", APP_ID, APP_SECRET, house.zalo.url, seen, ahead)


async def test_the_order_is_carried_out_in_connections_of_its_own(house: House) -> None:
    await house.begun()
    seen = (await house.pair()).serial

    assert await carried_out(order(house, seen)) == 0
    assert await carried_out(order(house, seen)) == 0  # nothing is left to do

    assert (await house.pair()).serial == seen + 1
    assert house.zalo.tokens.twice == []


async def test_a_renewal_outlives_the_bot_that_is_killed_meanwhile(house: House) -> None:
    """The real thing: a process that begins the renewal and is killed −9 while Zalo holds the answer back."""
    await house.begun()
    pair = await house.pair()
    house.zalo.waits_at_oauth = asyncio.Event()
    told = json.dumps(asdict(order(house, pair.serial)))
    words = (
        "import sys, json, time; sys.path.insert(0, sys.argv[1]);"
        "from bot.oa_tokens import Order, _launched;"
        "_launched(Order(**json.loads(sys.stdin.read()))); print('begun', flush=True); time.sleep(60)"
    )
    bot = subprocess.Popen(
        [sys.executable, "-c", words, str(ROOT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert bot.stdin is not None and bot.stdout is not None
    bot.stdin.write(told.encode())
    bot.stdin.close()
    await asyncio.to_thread(bot.stdout.readline)
    async with asyncio.timeout(30):
        while house.zalo.tokens.handed_in.total() < 2:
            await asyncio.sleep(0.01)

    os.killpg(bot.pid, signal.SIGKILL)
    bot.wait()
    bot.stdout.close()
    busy = await carried_out(order(house, pair.serial))
    house.zalo.waits_at_oauth.set()
    async with asyncio.timeout(30):
        while (await house.pair()).serial == pair.serial:
            await asyncio.sleep(0.01)

    assert busy == BUSY
    assert (await house.pair()).access == house.zalo.tokens.newest.access
    assert house.zalo.tokens.twice == []


async def test_the_bot_waits_for_a_renewal_of_its_own(database_url: str) -> None:
    await migrate(database_url)
    clock, http = SystemClock(), Http()
    async with LoopbackOA() as zalo, await Database.open(database_url) as database:
        house = House(zalo, VirtualClock(clock.now()), database, database_url, http)
        seed = zalo.tokens.issue()
        vault = StoredVault(database, "oa", clock, refresh=seed.refresh)

        def ordered(seen: int) -> Order:
            return Order(database_url, "oa", APP_ID, APP_SECRET, zalo.url, seen, 0.0)

        keeper = TokenKeeper("oa", vault, Renewal(ordered, vault, clock), clock, house.told)

        assert await keeper.access() == zalo.tokens.newest.access != seed.access
        await http.close()


@pytest.mark.parametrize("words", [b"", b'{"database": "sqlite:///x', b"{}", b"[]"])
def test_half_an_order_is_none(words: bytes, tmp_path: Path) -> None:
    run = "import sys; sys.path.insert(0, sys.argv[1]); from bot.oa_tokens import main; sys.exit(main())"

    ended = subprocess.run([sys.executable, "-c", run, str(ROOT)], input=words, cwd=tmp_path, check=False)

    assert ended.returncode == 2
    assert list(tmp_path.iterdir()) == []


async def test_an_answer_that_never_comes_ends_the_renewal(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = await house.begun()
    monkeypatch.setattr("bot.channels.zalo_oa_token.ANSWER_SECONDS", 0.05)
    house.zalo.fails("/v4/oa/access_token", hang())
    house.clock.advance(hours=21)

    await keeper.look()

    assert (await house.pair()).tried_at is not None
