"""Figures for Prometheus, and whether we are ready. Counts and ages only: nothing about anybody."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.channels.base import Channel
from bot.clock import Clock
from bot.http import Http
from bot.quota import month_of
from bot.sender import LOOK_AGAIN, Sender
from bot.types import Route
from bot.watch import Watch
from storage.database import Database
from storage.tx import reading

HUNG_AFTER = timedelta(seconds=4 * LOOK_AGAIN)
DATABASE_SECONDS = 5.0
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
"""Headers by which a proxy shows that the request began elsewhere."""

Samples = Mapping[Any, float]


class Metrics:
    """Serves /healthz, /readyz and /metrics of one App."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        channels: Mapping[str, Channel],
        senders: Mapping[str, Sender],
        http: Http,
        watch: Watch,
        *,
        token: str = "",
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._senders = senders
        self._http = http
        self._watch = watch
        self._token = token.encode()
        self._reading: asyncio.Task[None] | None = None
        self.started_at = clock.now()
        self.updates: Counter[str] = Counter()
        """Updates that were kept, by channel."""
        self.answered: Mapping[str, int] = {}
        """Updates that were answered, by channel; whoever answers keeps this count."""
        self.loops: Mapping[str, asyncio.Task[Any]] = {}

    def routes(self) -> Sequence[Route]:
        return (
            Route("GET", "/healthz", self._healthy),
            Route("GET", "/readyz", self._ready),
            Route("GET", "/metrics", self._shown),
        )

    async def _healthy(self, _request: web.Request) -> web.Response:
        """This process runs and answers; more it does not say."""
        return web.json_response({"ok": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        """200 only while the database answers and everything that must run does."""
        database, stopped = await self._database_answers(), self.stopped()
        ok = database and not stopped
        return web.json_response({"ok": ok, "database": database, "stopped": stopped}, status=200 if ok else 503)

    async def _database_answers(self) -> bool:
        if self._reading is None or self._reading.done():
            self._reading = asyncio.ensure_future(self._read())
        # Not cut off when it takes long: a connection given up half-way would be lost.
        done, _ = await asyncio.wait({self._reading}, timeout=DATABASE_SECONDS)
        return bool(done) and self._reading.exception() is None

    async def _read(self) -> None:
        async with reading(self._database) as tx:
            await tx.notes.get("alive-at")

    def stopped(self) -> list[str]:
        """The loops that ended or hang, by name."""
        now = self._clock.now()
        ended = [name for name, loop in self.loops.items() if loop.done()]
        hung = [
            f"sender:{name}"
            for name, sender in self._senders.items()
            if sender.looked_at is not None and now - sender.looked_at > HUNG_AFTER
        ]
        return sorted({*ended, *hung, *self._watch.stopped})

    async def _shown(self, request: web.Request) -> web.Response:
        """The figures, for this machine or for who has the token."""
        if not self._may(request):
            return web.Response(status=403, text="metrics: from this machine, or with the token\n")
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

        families = self._counters() + await self._gauges()
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Collected(families))
        text = await asyncio.to_thread(generate_latest, registry)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})

    def _may(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        if self._token and hmac.compare_digest(given, self._token):
            return True
        if any(name in request.headers for name in FORWARDED):
            return False
        try:
            return ipaddress.ip_address(request.remote or "").is_loopback
        except ValueError:
            return False

    def _counters(self) -> list[Any]:
        sends = {(name, end): float(n) for name, s in self._senders.items() for end, n in s.ends.items()}
        return [
            _counter("updates", "Updates that were kept.", ["channel"], _plain(self.updates)),
            _counter("answered", "Updates that were answered.", ["channel"], _plain(self.answered)),
            _counter("sends", "Sends by how they ended: sent, unknown, or a failure.", ["channel", "end"], sends),
        ]

    async def _gauges(self) -> list[Any]:
        now = self._clock.now()
        async with reading(self._database) as tx:
            standing = await tx.outbox.standing(now)
            inbox = await tx.inbox.oldest()
            due = await tx.tasks.next_due()
            used = await tx.tallies.of_month(month_of(now))
        limits = {n: c.pace.per_month for n, c in self._channels.items()}
        lag = max(0.0, (now - due).total_seconds()) if due is not None else 0.0
        moments = {(n,): s.sent_at.timestamp() for n, s in self._senders.items() if s.sent_at is not None}
        looked = {(): self._watch.looked_at.timestamp()} if self._watch.looked_at else {}
        return [
            _gauge(
                "outbox_due", "Messages that are due.", ["channel", "state"], {(c, s): n for c, s, _, n in standing}
            ),
            _gauge(
                "outbox_oldest_seconds",
                "Age of the oldest message that is due.",
                ["channel", "state"],
                {(c, s): _age(now, since) for c, s, since, _ in standing},
            ),
            _gauge(
                "inbox_waiting",
                "Updates that wait for an answer.",
                ["channel"],
                {(c,): n for c, (_, n) in inbox.items()},
            ),
            _gauge(
                "inbox_oldest_seconds",
                "Age of the oldest update that waits.",
                ["channel"],
                {(c,): _age(now, at) for c, (at, _) in inbox.items()},
            ),
            _gauge("task_lag_seconds", "How late the next planned task is.", [], {(): lag}),
            _gauge(
                "quota_used",
                "Messages of this month, both ways.",
                ["channel"],
                {(c,): t.total for c, t in used.items()},
            ),
            _gauge(
                "quota_limit",
                "Messages that a month has.",
                ["channel"],
                {(c,): limit for c, limit in limits.items() if limit is not None},
            ),
            _gauge("last_sent_timestamp_seconds", "When a platform last took something.", ["channel"], moments),
            _gauge(
                "clock_ahead_seconds",
                "How far our clock is ahead of a platform's.",
                ["host"],
                {(host,): ahead.total_seconds() for host, ahead in self._http.ahead.items()},
            ),
            _gauge("watch_looked_timestamp_seconds", "When the watch last looked at everything.", [], looked),
            _gauge(
                "troubles", "Troubles that are seen now.", ["kind", "channel"], dict.fromkeys(self._watch.troubles, 1)
            ),
            _gauge("started_timestamp_seconds", "When this process began.", [], {(): self.started_at.timestamp()}),
        ]


def _age(now: datetime, since: datetime) -> float:
    return max(0.0, (now - since).total_seconds())


def _plain(counts: Mapping[str, int]) -> Samples:
    return {(name,): float(count) for name, count in counts.items()}


class _Collected:
    """Families that are ready to be written."""

    def __init__(self, families: Sequence[Any]) -> None:
        self._families = families

    def collect(self) -> Iterable[Any]:
        return self._families


def _counter(name: str, what: str, labels: Sequence[str], samples: Samples) -> Any:
    from prometheus_client.core import CounterMetricFamily

    return _filled(CounterMetricFamily(f"trolyso_{name}", what, labels=labels), samples)


def _gauge(name: str, what: str, labels: Sequence[str], samples: Samples) -> Any:
    from prometheus_client.core import GaugeMetricFamily

    return _filled(GaugeMetricFamily(f"trolyso_{name}", what, labels=labels), samples)


def _filled(family: Any, samples: Samples) -> Any:
    for labels, value in sorted(samples.items()):
        family.add_metric(list(labels), value)
    return family
