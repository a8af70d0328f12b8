"""Zalo's OpenAPI as an Official Account calls it: one call, its answer, and what each error means for us."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

import aiohttp

from bot.clock import VIETNAM
from bot.errors import (
    Gone,
    Misconfigured,
    OutsideWindow,
    QuotaSpent,
    Rejected,
    SendError,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.http import Http
from bot.text import shorten

API_URL = "https://openapi.zalo.me"
ANSWER_SECONDS = 20.0
UPLOAD_SECONDS = 60.0
MORNING = time(6, 0)
RATE, FAILED, EXPIRED, INVALID = -32, -200, -100, -201
STALE_TOKEN = frozenset({-216, -220})


class Meaning(NamedTuple):
    """What Zalo's number stands for, and the failure that it is for us."""

    name: str
    kind: type[SendError]


def _rows() -> dict[int, Meaning]:
    return {
        -32: Meaning("rate limit of the app or the account", Throttled),
        -100: Meaning("the uploaded attachment has expired", Rejected),  # uploaded again once before
        -200: Meaning("sending failed", Unreachable),  # a few times, see the channel
        -201: Meaning("a parameter is invalid", Rejected),
        -204: Meaning("the account is disabled", Misconfigured),
        -205: Meaning("the account does not exist", Misconfigured),
        -209: Meaning("the app is not active", Misconfigured),
        -210: Meaning("a parameter exceeds its limit", Rejected),
        -211: Meaning("out of quota", QuotaSpent),
        -212: Meaning("the API is not registered for the app", Misconfigured),
        -213: Meaning("the person does not follow the account", Gone),
        -214: Meaning("the article is still being processed", Rejected),
        -216: Meaning("the access token is invalid", Misconfigured),  # renewed once before
        -217: Meaning("the person refuses invitations", Rejected),
        -218: Meaning("the person can receive no more for now", Throttled),
        -219: Meaning("the account removed the app", Misconfigured),
        -220: Meaning("the access token has expired", Misconfigured),  # renewed once before
        -221: Meaning("the account must be verified", Misconfigured),
        -223: Meaning("the account did not allow this API", Misconfigured),
        -224: Meaning("the account's package must be upgraded", Misconfigured),
        -227: Meaning("the person is banned or was away for 45 days", Gone),
        -230: Meaning("the person has not written for 7 days", OutsideWindow),
        -232: Meaning("the person has not written, or too long ago", OutsideWindow),
        -233: Meaning("this type of message is not supported", Rejected),
        -234: Meaning("forbidden at night", Throttled),
        -235: Meaning("not for this type of account", Misconfigured),
        -237: Meaning("the group has ended", Gone),
        -238: Meaning("the asset is used already", Misconfigured),
        -240: Meaning("this API is closed", Rejected),
        -241: Meaning("something is wrong with the asset", Misconfigured),
        -242: Meaning("appsecret_proof is wrong", Misconfigured),
        -244: Meaning("the person restricts this kind of message", Gone),
        -248: Meaning("against the platform's policy", Misconfigured),
        -249: Meaning("the template cannot be sent to a user id", Rejected),
        -305: Meaning("outside the 48 hours", OutsideWindow),
        -311: Meaning("out of quota", QuotaSpent),
        -320: Meaning("the account for templates is not linked", Misconfigured),
        -321: Meaning("the account for templates has no money", Misconfigured),
        -403: Meaning("the account is not in the group", Gone),
        -1340: Meaning("the form is wrong", Rejected),
        -1341: Meaning("the form is wrong", Rejected),
    }


ERRORS: Mapping[int, Meaning] = _rows()
"""Every number that Zalo documents. A number that is not here is `Rejected`: not repeated, and logged."""


class Refusal(Exception):
    """Zalo answered with a number other than 0."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {ERRORS[code].name if code in ERRORS else shorten(message, 120)}")
        self.code = code


def outcome(refusal: Refusal, *, now: datetime, slower: float = 1.0) -> SendError:
    """The SendError that a number stands for; `slower` is how long to wait when we are too fast."""
    meaning = ERRORS.get(refusal.code)
    if meaning is None:
        return Rejected(str(refusal))
    if meaning.kind is Throttled:
        return Throttled(_pause(refusal.code, now, slower))
    make: Callable[[str], SendError] = meaning.kind
    return make(str(refusal))


def _pause(code: int, now: datetime, slower: float) -> float:
    if code == RATE:
        return slower
    if code == -234:
        here = now.astimezone(VIETNAM)
        morning = datetime.combine(here.date() + timedelta(days=here.time() >= MORNING), MORNING, VIETNAM)
        return (morning - here).total_seconds()
    return 3600.0


class Api:
    """The calls of one account. They take the token of the moment, and repeat nothing."""

    def __init__(self, http: Http, url: str = API_URL) -> None:
        self._http = http
        self._url = (url or API_URL).rstrip("/")

    async def post(self, token: str, path: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The `data` of the answer. Refusal, Unreachable or Uncertain."""
        body = json.dumps(fields, ensure_ascii=False).encode()
        headers = {"access_token": token, "Content-Type": "application/json"}
        return await self._call("POST", path, data=body, headers=headers, wait=ANSWER_SECONDS)

    async def get(self, token: str, path: str) -> dict[str, Any]:
        """The same for what is only asked."""
        return await self._call("GET", path, data=None, headers={"access_token": token}, wait=ANSWER_SECONDS)

    async def upload(self, token: str, kind: str, content: bytes, name: str, mime: str) -> str:
        """Hand over an image or a file; returns what stands for it in a message. Nobody sees it by that."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", content, filename=name, content_type=mime)
        try:
            data = await self._call(
                "POST", f"/v2.0/oa/upload/{kind}", data=form, headers={"access_token": token}, wait=UPLOAD_SECONDS
            )
        except Uncertain as fault:
            raise Unreachable(str(fault)) from None  # nothing was shown to anybody: it may be repeated
        found = data.get("attachment_id") or data.get("token")
        if not found:
            raise Unreachable("the upload was answered without an id")
        return str(found)

    async def _call(self, method: str, path: str, *, data: Any, headers: dict[str, str], wait: float) -> dict[str, Any]:
        try:
            async with self._http.session.request(
                method,
                self._url + path,
                data=data,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=wait + 10, connect=10, sock_read=wait),
                allow_redirects=False,
            ) as answer:
                status, body = answer.status, await answer.read()
                self._http.heard(answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise Unreachable("no connection") from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            # Its words might repeat headers, and with them the token.
            raise Uncertain(f"no answer ({type(fault).__name__})") from None
        return _data(status, body)


def _data(status: int, body: bytes) -> dict[str, Any]:
    """What the answer holds: Zalo says «200» to everything and puts errors into the body."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict) and "error" in answer:
        code = _number(answer["error"])
        if code == 0:
            data = answer.get("data")
            return data if isinstance(data, dict) else {}
        if code is not None:
            raise Refusal(code, str(answer.get("message") or ""))
    if status == 504 or status < 300:
        raise Uncertain(f"the answer is not Zalo's ({status})")
    if status == 429:
        raise Refusal(RATE, "429")
    raise Unreachable(f"outage ({status})")


def _number(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None
