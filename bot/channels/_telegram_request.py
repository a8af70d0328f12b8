"""Telegram's transport: python-telegram-bot's `Bot` on our own HTTP client, and what its errors mean for us."""

from __future__ import annotations

import json
import logging
from typing import Any

import aiohttp
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter
from yarl import URL

from bot.errors import Gone, Misconfigured, Moved, Rejected, SendError, Throttled, Uncertain, Unreachable
from bot.http import Http

# At DEBUG the library writes the address with the token, and every word said.
logging.getLogger("telegram.Bot").setLevel(logging.INFO)

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
UPLOAD_SECONDS = 90.0


class NeverLeft(NetworkError):
    """No connection came about: Telegram has not seen the request."""

    __slots__ = ()


class NoAnswer(TimedOut):
    """The request left us and no answer came back."""

    __slots__ = ()


class Outage(NetworkError):
    """Telegram's front, or something before it, answered that it did not carry the request out."""

    __slots__ = ()


class Slower(TelegramError):
    """Telegram asks for a pause (429). The library's RetryAfter warns about its own future each time it is made."""

    __slots__ = ("after",)

    def __init__(self, after: float) -> None:
        super().__init__(f"wait {after:g} s")
        self.after = after


class Nonsense(TelegramError):
    """An answer that is not Telegram's JSON, though it says success."""

    __slots__ = ()


class AiohttpRequest(BaseRequest):
    """The library's request layer on the session that all channels share.

    It tells a request that never left us from one that left and was not answered, and no error of it ever carries the
    address, which contains the token.
    """

    __slots__ = ("_http", "_urls")

    def __init__(self, http: Http) -> None:
        self._http = http
        self._urls: dict[str, URL] = {}

    @property
    def read_timeout(self) -> float | None:
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Nothing to do: the session belongs to the application."""

    async def shutdown(self) -> None:
        """Nothing to do: the session belongs to the application."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dict; unlike the library's own it never logs what it could not read."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            raise Nonsense("the answer is not JSON") from None
        if not isinstance(answer, dict):
            raise Nonsense("the answer is not an object")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One exchange; raises NeverLeft, NoAnswer, Outage or Slower."""
        uploads = request_data is not None and request_data.contains_files
        wait = read_timeout if isinstance(read_timeout, int | float) else UPLOAD_SECONDS if uploads else ANSWER_SECONDS
        try:
            async with self._http.session.request(
                method,
                self._url(url),
                data=_body(request_data),
                headers=None if uploads else _JSON,
                timeout=aiohttp.ClientTimeout(total=wait + CONNECT_SECONDS, connect=CONNECT_SECONDS, sock_read=wait),
                allow_redirects=False,
            ) as response:
                status, payload = response.status, await response.read()
                self._http.heard(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise NeverLeft("no connection") from None
        except TimeoutError:
            raise NoAnswer("no answer in time") from None
        except Exception as error:
            # Of any other the library would repeat the words, and with them the address.
            raise NoAnswer(f"the connection broke ({type(error).__name__})") from None
        if status == 504:
            # The gateway handed the request on and then stopped listening: nobody knows.
            raise NoAnswer("the gateway got no answer (504)")
        if status >= 500:
            raise Outage(f"outage ({status})")
        if status == 429:
            raise Slower(_asked_pause(payload))
        if status == 413:
            raise BadRequest("too large (413)")
        if status >= 300 and status not in _TELEGRAMS:
            raise Outage(f"somebody else answers in Telegram's place ({status})")
        return status, payload

    def _url(self, url: str) -> URL:
        """Parsing an address costs more than a small message; there are only a few methods."""
        known = self._urls.get(url)
        if known is None:
            known = self._urls[url] = URL(url)
        return known


_TELEGRAMS = (400, 401, 403, 404, 409)
_JSON = {"Content-Type": "application/json"}
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def _asked_pause(payload: bytes) -> float:
    """The seconds that a 429 asks for; one when it does not say, as a proxy's."""
    try:
        after = json.loads(payload)["parameters"]["retry_after"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 1.0
    return float(after) if isinstance(after, int | float) else 1.0


def _body(data: RequestData | None) -> bytes | aiohttp.FormData:
    if data is None:
        return b"{}"
    if not data.contains_files:
        return _ENCODER.encode(data.parameters).encode()
    # Telegram reads raw UTF-8 file names; percent signs would be shown to the reader.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


class PlainBot(Bot):
    """The library's Bot, reduced to calls that give Telegram's own JSON back: no objects are built on the way."""

    __slots__ = ()

    def __init__(self, token: str, api_url: str, http: Http) -> None:
        request = AiohttpRequest(http)
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=request,
            get_updates_request=request,
        )

    async def call(self, method: str, fields: dict[str, Any], *, answer_within: float | None = None) -> Any:
        """Call a method of the Bot API; returns its plain result or raises a TelegramError."""
        wait = BaseRequest.DEFAULT_NONE if answer_within is None else answer_within
        try:
            if any(isinstance(value, InputFile) for value in fields.values()):
                return await self._post(method, fields, read_timeout=wait)
            # The library would look into every field for objects of its own; ours are plain already.
            url = f"{self.base_url}/{method}"
            plain = RequestData([RequestParameter(name, value, None) for name, value in fields.items()])
            return await self.request.post(url, plain, read_timeout=wait)
        except KeyError:
            raise Nonsense("the answer has no result") from None


_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "group chat was deleted",
    "group chat was deactivated",
)


def outcome(error: TelegramError) -> SendError:
    """The SendError that an error of the library stands for.

    A 5xx counts as «not taken»: Telegram's front answers it when nothing behind it did, or when the server refuses
    while restarting; only 504 leaves it unknown, as no answer and nonsense do. BadRequest is looked at before
    NetworkError, its parent.
    """
    match error:
        case Slower():
            return Throttled(error.after)
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Gone(_short(error))
        case InvalidToken() | EndPointNotFound():
            return Misconfigured("Telegram does not know this token")
        case Conflict():
            return Misconfigured(_short(error))
        case BadRequest():
            said = error.message.casefold()
            return Gone(_short(error)) if any(sign in said for sign in _GONE) else Rejected(_short(error))
        case NeverLeft() | Outage():
            return Unreachable(_short(error))
    return Uncertain(_short(error))


def _short(error: TelegramError) -> str:
    return error.message[:200]
