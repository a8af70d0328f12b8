"""The launch morning of Nhơn Trạch: 200 delegates, two tables (one without the network for 20 minutes), eight desks."""

from __future__ import annotations

import base64
import random
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from handlers.checkin.base import open_events, token
from handlers.checkin.pages import CheckinPages
from handlers.checkin.signing import Forged, verify
from storage.checkin import Event, Ticket
from storage.tx import begin
from tests.handlers.dialogs import said_to
from tests.support.house import BUTTONS, House, Phone, sqlite

Client = TestClient[web.Request, web.Application]
EVE = datetime.fromisoformat("2025-10-09T15:00:00+07:00")
SEVEN = datetime.fromisoformat("2025-10-10T07:00:00+07:00")
UNITS = {
    "Sở Khoa học và Công nghệ": 2,
    "Đảng ủy xã": 8,
    "Cán bộ xã": 25,
    "Trưởng ấp, đoàn thể, Tổ công nghệ số": 60,
    "Thanh niên, phụ nữ, nông dân, cựu chiến binh, công đoàn": 50,
    "Viễn thông, bưu chính, ngân hàng": 16,
    "Ban giám hiệu các trường": 19,
    "Bà con, hộ kinh doanh, hợp tác xã": 20,
}
AREAS = ("ap-cho", "ap-trau", "ap-my-khoan", "ap-phuoc-my", "ap-ben-san")
SIGNING = ("viettel-1", "viettel-2", "vnpt-1", "vnpt-2")


class Scanner:
    """One phone: what it saw and has not sent yet; offline it only keeps."""

    def __init__(self, client: Client, secret: str) -> None:
        self.client = client
        self.secret = secret
        self.queue: list[dict[str, Any]] = []
        self.done: dict[tuple[int, str], str] = {}
        self.online = True
        self.answer: dict[str, Any] = {}
        self._count = 0

    async def sync(self) -> None:
        if not self.online:
            return
        headers = {"Authorization": f"Bearer {self.secret}"}
        answer = await self.client.post("/quet/api/sync", json={"records": self.queue[:400]}, headers=headers)
        assert answer.status == 200
        self.answer = await answer.json()
        sent = {one["id"] for one in self.queue[:400]}
        assert sent == {*self.answer["taken"], *self.answer["repeated"], *self.answer["refused"]}
        self.queue = [one for one in self.queue if one["id"] not in sent]
        self.done |= {(serial, step): station for serial, step, _, station in self.answer["done"]}

    def scan(self, serial: int, station: str, step: str, at: datetime, **more: Any) -> bool:
        """Whether this phone takes it; what it saw before, it refuses."""
        if (serial, step) in self.done:
            return False
        self._count += 1
        record = {"id": f"{self.secret[:6]}-{self._count:06d}", "serial": serial, "step": step, "station": station}
        self.queue.append({**record, "at": int(at.timestamp() * 1000), **more})
        self.done[serial, step] = station
        return True


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = await House.open(sqlite(tmp_path), start=EVE, capabilities=BUTTONS)
    opened.app.tools.public_url = "https://troly.nhontrach.example.vn"
    yield opened
    await opened.close()


@pytest.fixture
async def client(house: House) -> AsyncIterator[Client]:
    application = web.Application()
    for route in CheckinPages(house.app.tools, house.app.database).routes():
        application.router.add_route(route.method, route.path, route.view)
    async with TestClient(TestServer(application)) as opened:
        yield opened


async def delegates(house: House) -> tuple[Event, list[Ticket]]:
    """200 tickets by unit, spread over the five hamlets."""
    from handlers.checkin.base import event_of, new_code

    campaign, made = house.app.tools.campaign, []
    async with begin(house.app.database) as tx:
        (opening,) = [one for one in await open_events(tx, campaign, house.clock.now()) if one.point.desks]
        event = await event_of(tx, campaign, opening)
        for unit, count in UNITS.items():
            for _ in range(count):
                made.append(
                    await tx.checkin.book(
                        event.id,
                        await new_code(tx, event.id),
                        need="chữ ký số",
                        area=AREAS[len(made) % 5],
                        unit=unit,
                        made_by="test",
                        at=house.clock.now(),
                    )
                )
    return event, made


async def scanner(client: Client, officer: Phone) -> Scanner:
    (answer,) = await officer.says("/mayquet")
    return Scanner(client, answer.split("/quet/#m.")[1].split("\n")[0])


async def test_the_whole_morning(house: House, client: Client) -> None:
    dice = random.Random(2025)
    event, tickets = await delegates(house)
    officer, leader = await house.officer(), await house.leader("ap-cho")
    tables = [await scanner(client, officer), await scanner(client, officer)]
    desks = [await scanner(client, officer) for _ in range(8)]
    for phone in (*tables, *desks):
        await phone.sync()
    stations = {id_: step for id_, _, step in tables[0].answer["event"]["stations"]}
    assert len(stations) == 9
    coming = dice.sample(tickets, 180)

    # 07:00–08:00: 180 arrive; the second table has no network from 07:20 to 07:40, ten people show their code twice.
    twice = set(dice.sample(range(180), 10))
    for number, ticket in enumerate(coming):
        at = SEVEN + timedelta(seconds=20 * number)
        house.clock.move_to(max(at, house.clock.now()))
        minute = (at - SEVEN).total_seconds() / 60
        tables[1].online = not 20 <= minute < 40
        phone = tables[number % 2]
        assert phone.scan(ticket.serial, "cua", "den", at)
        if number in twice:
            assert not phone.scan(ticket.serial, "cua", "den", at), "the same phone refuses a copy, offline too"
            tables[(number + 1) % 2].scan(ticket.serial, "cua", "den", at + timedelta(seconds=9))
        if number % 3 == 0:
            for one in tables:
                await one.sync()
    for one in tables:
        one.online = True
        await one.sync()
        assert one.queue == []

    # 08:25–09:00: 120 signatures over four desks, 30 accounts at the banks, 20 with the police; everything sent twice.
    signing = dice.sample(coming, 120)
    for number, ticket in enumerate(signing):
        at = SEVEN + timedelta(minutes=85, seconds=17 * number)
        assert desks[number % 4].scan(ticket.serial, SIGNING[number % 4], "xong:cks", at)
    for number, ticket in enumerate(dice.sample(coming, 50)):
        at = SEVEN + timedelta(minutes=85, seconds=40 * number)
        bank = number < 30
        station = ("agribank", "vietinbank", "hdbank")[number % 3] if bank else "cong-an"
        assert desks[4 + number % 4].scan(ticket.serial, station, stations[station], at)
    house.clock.move_to(SEVEN + timedelta(hours=2))
    for phone in desks:
        kept = list(phone.queue)
        await phone.sync()
        phone.queue = kept  # the answer was lost: the phone sends it again
        await phone.sync()
        assert phone.answer["repeated"] == []
    # Somebody of the second desk's people was already done at the first: it counts once.
    again = Scanner(client, desks[1].secret)
    again.scan(signing[0].serial, "viettel-2", "xong:cks", SEVEN + timedelta(hours=2))
    again.queue[0]["id"] = "another-record-01"
    await again.sync()
    assert again.answer["repeated"] == ["another-record-01"]

    # 09:00: three squads leave, and who asks is told where they are.
    citizen = house.phone("citizen")
    for asked, squad in (("ấp Trầu mấy giờ", "Đoàn 1"), ("ấp Phước Mỹ mấy giờ", "Đoàn 2")):
        assert f"Đang mở, tới 11:00: **{squad} ra quân" in (await citizen.says(asked))[0]
    assert "**Đoàn 3 ra quân, hộ kinh doanh và hợp tác xã**" in (await citizen.says("bây giờ có chỗ nào mở không"))[0]

    await house.until("2025-10-10T11:00:00+07:00")

    (status,) = await officer.says("/sukien")
    assert "Đến: **180**/200 đăng ký" in status
    there = {unit: sum(one.unit == unit for one in coming) for unit in UNITS}
    for unit, count in UNITS.items():
        assert f"• {unit}: {there[unit]}/{count}" in status
    assert "• Viettel – bàn 1: 30 người" in status
    assert "chữ ký số: 120" in status
    assert "Quét trùng" in status
    campaign = house.app.tools.campaign
    async with begin(house.app.database) as tx:
        counts = await tx.reports.between(campaign.id, AREAS, date(2025, 10, 10), date(2025, 10, 10))
        steps = await tx.checkin.steps(event.id)
    assert sum(one.value for one in counts if one.key == "cks") == 120
    assert sum(one.value for one in counts if one.key == "ngan-hang") == 30
    assert sum(one.value for one in counts if one.key == "vneid2") == 20
    by_area = {area: sum(one.area == area for one in signing) for area in AREAS}
    assert {one.area: one.value for one in counts if one.key == "cks"} == by_area
    assert len({(one.serial, one.step) for one in steps}) == len(steps) == 180 + 120 + 50

    # Nobody reports twice: the leader is told, and a line for the same day asks before anything changes.
    assert any("đã vào sổ" in text for text in said_to(house, leader.chat))
    (asked,) = await leader.says("báo cáo cks 7")
    assert "thay hay cộng thêm" in asked
    assert f"chữ ký số: {by_area['ap-cho']}" in asked


async def test_what_was_counted_is_not_counted_again(house: House, client: Client) -> None:
    event, tickets = await delegates(house)
    officer = await house.officer()
    phone = await scanner(client, officer)
    house.clock.move_to(SEVEN)
    phone.scan(tickets[0].serial, "viettel-1", "xong:cks", SEVEN)
    await phone.sync()
    await house.until("2025-10-10T08:00:00+07:00")
    phone.scan(tickets[5].serial, "viettel-1", "xong:cks", house.clock.now())
    await phone.sync()
    await house.until("2025-10-10T09:00:00+07:00")

    campaign = house.app.tools.campaign
    async with begin(house.app.database) as tx:
        counts = await tx.reports.between(campaign.id, AREAS, date(2025, 10, 10), date(2025, 10, 10))
        (first, second) = await tx.reports.all(campaign.id)
    assert [(one.area, one.value) for one in counts] == [("ap-cho", 2)]
    assert [first.values, second.values] == [{"cks": 1}, {"cks": 1}]
    assert first.line.startswith("Máy quét tại Lễ ra quân")
    assert event.opening == "le-ra-quan:2025-10-10:0700"


async def test_only_a_known_phone_may_send_and_only_what_can_be(house: House, client: Client) -> None:
    _, tickets = await delegates(house)
    officer = await house.officer()
    phone = await scanner(client, officer)
    house.clock.move_to(SEVEN)

    assert (await client.post("/quet/api/sync", json={"records": []})).status == 401
    stranger = {"Authorization": "Bearer nobody"}
    assert (await client.post("/quet/api/sync", json={"records": []}, headers=stranger)).status == 401
    headers = {"Authorization": f"Bearer {phone.secret}"}
    assert (await client.post("/quet/api/sync", data=b"{", headers=headers)).status == 400
    good = {"id": "record-000001", "serial": tickets[0].serial, "step": "den", "station": "cua", "at": 0}
    records = [
        good,
        {**good, "id": "record-000002", "serial": 999},
        {**good, "id": "record-000003", "step": "xong:cks"},
        {**good, "id": "record-000004", "station": "nowhere"},
        {**good, "id": "x"},
        {**good, "id": "record-000005", "serial": True},
        "nonsense",
    ]
    answer = await (await client.post("/quet/api/sync", json={"records": records}, headers=headers)).json()

    assert (answer["taken"], answer["refused"]) == (["record-000001"], ["record-000002"])
    assert answer["done"] == [[tickets[0].serial, "den", int(SEVEN.timestamp() * 1000), "cua"]]
    assert "secret" not in str(answer)
    house.clock.move_to(SEVEN + timedelta(hours=17))
    assert (await client.post("/quet/api/sync", json={"records": []}, headers=headers)).status == 403


async def test_who_came_without_registering_gets_a_number_of_that_phone(house: House, client: Client) -> None:
    await delegates(house)
    officer = await house.officer()
    one, two = await scanner(client, officer), await scanner(client, officer)
    house.clock.move_to(SEVEN)
    await one.sync()
    await two.sync()
    for phone in (one, two):
        phone.scan(phone.answer["event"]["block"], "cua", "den", SEVEN, area="ap-cho")
        await phone.sync()

    assert one.answer["event"]["block"] != two.answer["event"]["block"]
    (status,) = await officer.says("/sukien")
    assert "Đến: **0**/200 đăng ký, thêm 2 người không đăng ký" in status


def test_a_ticket_cannot_be_changed_or_made_by_others() -> None:
    from handlers.checkin.signing import Signed, new_keys, sign

    ours, others = new_keys(), new_keys()
    ticket = Signed(1, 12, SEVEN)
    text = sign(ours[0], ticket)

    assert verify(ours[1], text) == ticket
    raw = bytearray(base64.urlsafe_b64decode(text + "="))
    for wrong in (sign(others[0], ticket), text[:-3], "", "#", "x" * 103):
        with pytest.raises(Forged):
            verify(ours[1], wrong)
    for at in range(len(raw)):
        changed = bytes([*raw[:at], raw[at] ^ 1, *raw[at + 1 :]])
        with pytest.raises(Forged):
            verify(ours[1], base64.urlsafe_b64encode(changed).decode().rstrip("="))


def test_every_ticket_has_its_own_words(tmp_path: Path) -> None:
    from handlers.checkin.signing import new_keys

    secret, public = new_keys()
    event = Event(3, "c", "o", "n", SEVEN, SEVEN + timedelta(hours=4), 9, secret, public)
    ticket = Ticket(3, 7, "1234", "", None, "", "booked", None, None, "test")

    assert verify(public, token(event, ticket)).serial == 7
    assert verify(public, token(event, ticket)).expires == SEVEN + timedelta(hours=16)
