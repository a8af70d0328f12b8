"""How a person gives the bot the permission to speak for an Official Account: Zalo's page, and the way back from it.

PKCE (S256): who began keeps a verifier; the page is opened with its digest, and the code that Zalo sends back is worth
nothing without the verifier.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from bot.channels.zalo_oa_token import OAUTH_URL, Consent, NeverLeft, NoWord, OAuth, Refused, Vault
from bot.types import Route

log = logging.getLogger("trolyso.zalo-oa")


class NotGiven(Exception):
    """The permission could not be taken. `reason`: expired, foreign, account, no-code, refused or unanswered."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


def new_consent(now: datetime, *, within: timedelta) -> Consent:
    """A fresh walk: a verifier of 43 random characters, as PKCE wants it."""
    return Consent(secrets.token_urlsafe(16), secrets.token_urlsafe(32), now + within)


def callback_path(channel: str) -> str:
    return f"/channels/{channel}/callback"


def challenge(verifier: str) -> str:
    """What the permission page is shown of the verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def permission_link(app_id: str, callback: str, consent: Consent, oauth_url: str = "") -> str:
    """The page that an admin of the account opens."""
    asked = {
        "app_id": app_id,
        "redirect_uri": callback,
        "code_challenge": challenge(consent.verifier),
        "state": consent.state,
    }
    return f"{(oauth_url or OAUTH_URL).rstrip('/')}/v4/oa/permission?{urlencode(asked)}"


class Desk:
    """Takes the code that Zalo sends a person back with, and makes the first pair of it."""

    def __init__(self, channel: str, vault: Vault, oauth: OAuth, *, oa_id: str = "", words: Mapping[str, str]) -> None:
        self._channel = channel
        self._vault = vault
        self._oauth = oauth
        self._oa_id = oa_id
        self._words = words
        """Of the page that the person sees: «title», «given», and one sentence for each reason."""

    def routes(self) -> list[Route]:
        return [Route("GET", callback_path(self._channel), self._view)]

    async def take(self, query: Mapping[str, str]) -> None:
        """The permission with these values of the callback's address; the pair is stored when this returns.

        Raises NotGiven. A code that was once handed in is never handed in again.
        """
        consent = await self._vault.pending()
        if consent is None:
            raise NotGiven("expired")
        if "state" in query and not hmac.compare_digest(query["state"].encode(), consent.state.encode()):
            raise NotGiven("foreign")
        if self._oa_id and query.get("oa_id", self._oa_id) != self._oa_id:
            raise NotGiven("account", query["oa_id"][:40])
        if not query.get("code"):
            raise NotGiven("no-code")
        await self._vault.expect(None)
        try:
            fresh = await self._oauth.exchange(query["code"], consent.verifier)
        except Refused as fault:
            raise NotGiven("refused", str(fault)) from None
        except NeverLeft:
            await self._vault.expect(consent)
            raise NotGiven("unanswered") from None
        except NoWord:
            raise NotGiven("unanswered") from None
        await self._vault.adopt(fresh)
        log.info("permission given", extra={"action": "permission", "channel": self._channel})

    async def _view(self, request: web.Request) -> web.Response:
        try:
            await self.take(request.query)
        except NotGiven as fault:
            return self._page(self._words[fault.reason], fault.detail, status=400)
        return self._page(self._words["given"], "", status=200)

    def _page(self, sentence: str, detail: str, *, status: int) -> web.Response:
        title = html.escape(self._words["title"])
        more = f"<p><small>{html.escape(detail)}</small></p>" if detail else ""
        text = (
            f'<!doctype html><html lang="vi"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
            f'<body style="font-family:sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem">'
            f"<h1>{title}</h1><p>{html.escape(sentence)}</p>{more}</body></html>"
        )
        headers = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def values_of(address: str) -> dict[str, str]:
    """The values in an address that somebody copied from the browser's bar."""
    try:
        return {name: values[-1] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
    except ValueError:
        return {}
