"""Calling the Zalo Bot Platform: one POST with JSON per method, and what its answers mean for us."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from bot.errors import Gone, Misconfigured, Rejected, SendError, Throttled, Uncertain, Unreachable
from bot.http import Http

API_URL = "https://bot-api.zaloplatforms.com"
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
BUSY_SECONDS = 60.0
"""A 429 never says how long to wait."""
SILENCE = 408
"""As the answer of getUpdates: nobody said anything."""

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9._~=+-]+")
_NOBODY = re.compile(r"(chat|user|group|member|recipient)\b.*\b(not found|not exist|invalid|blocked|left|kicked)", re.I)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status, and the JSON object if it was one."""

    status: int
    body: Mapping[str, Any] | None

    @property
    def ok(self) -> bool:
        """The body's word counts: an HTTP 200 may carry a refusal."""
        return self.body is not None and self.body.get("ok") is True and 200 <= self.status < 300

    @property
    def code(self) -> int:
        """The error's number; where the body has none, the HTTP status."""
        for name in ("error_code", "errorCode"):
            found = (self.body or {}).get(name)
            if isinstance(found, str) and found.isascii() and found.isdecimal() and len(found) < 6:
                found = int(found)
            if type(found) is int:
                return found
        return self.status

    @property
    def result(self) -> Any:
        return (self.body or {}).get("result")

    @property
    def said(self) -> str:
        """Their words for developers, shortened; empty when there are none."""
        found = (self.body or {}).get("description")
        return found[:150] if isinstance(found, str) else ""


class ZaloCalls:
    """The API under one token. No error of it ever carries the address, which contains the token."""

    def __init__(self, http: Http, api_url: str, token: str) -> None:
        self._http = http
        self._address = f"{api_url.rstrip('/')}/bot{token}"
        self._urls: dict[str, URL] = {}

    async def call(self, method: str, fields: Mapping[str, Any], *, within: float = ANSWER_SECONDS) -> Answer:
        """One exchange. Raises Unreachable when it certainly did not happen, Uncertain when nobody knows."""
        url = self._urls.get(method) or self._urls.setdefault(method, URL(f"{self._address}/{method}"))
        try:
            async with self._http.session.post(
                url,
                data=json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace"),
                headers={"Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=within + CONNECT_SECONDS, connect=CONNECT_SECONDS),
                allow_redirects=False,
            ) as response:
                answer = Answer(response.status, _object(await response.read()))
                self._http.heard(response)
                return answer
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise Unreachable("no connection") from None
        except TimeoutError:
            raise Uncertain("no answer in time") from None
        except Exception as error:
            # Of any other the library would repeat the words, and with them the address.
            raise Uncertain(f"the connection broke ({type(error).__name__})") from None


def is_token(token: str) -> bool:
    """Whether it looks like a token of theirs, «<digits>:<secret>», and can stand in an address."""
    return _TOKEN.fullmatch(token) is not None


def result_of(answer: Answer) -> Any:
    """What the call gave, or the SendError that the answer stands for."""
    if answer.ok:
        return answer.result
    raise outcome(answer)


def outcome(answer: Answer) -> SendError:
    """The SendError that a refusal stands for, by the body's own number.

    A 5xx counts as «not taken», since their front answers it when nothing behind it did; only a 504 or 408 leaves it
    unknown, as success in a form that nobody can read does. Their 403 is «an internal server error», so it is tried
    again; `Refusals` knows for how long. A 404 in a form that is not theirs is somebody else's.
    """
    code, said = answer.code, answer.said
    words = f"{code} {said}".strip()
    if 200 <= answer.status < 300 and (answer.body is None or answer.body.get("ok") is not False):
        return Uncertain("the answer is none of theirs")
    if answer.body is None and answer.status == 404:
        return Unreachable("somebody else answers in Zalo's place (404)")
    if code == 401:
        return Misconfigured("Zalo does not know this token")
    if code == 429:
        return Throttled(BUSY_SECONDS)
    if code in (408, 504):
        return Uncertain(words)
    if code == 403 or code >= 500 or (answer.body is None and code < 400):
        return Unreachable(words)
    if code in (400, 404) and _NOBODY.search(said):
        return Gone(words)
    return Rejected(words)


def _object(payload: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
