"""Zalo's token endpoint: codes and refresh tokens that work a single time, access tokens that end."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

APP_ID = "1234567890123456789"
APP_SECRET = "mat-cua-ung-dung-0123"


@dataclass
class Issued:
    """What was given out, and what became of it."""

    access: str
    refresh: str
    until: datetime
    used: bool = False


@dataclass
class Tokens:
    """The book of all pairs. `handed_in` counts how often each refresh token came; a second time is never granted."""

    now: Callable[[], datetime]
    life: timedelta = timedelta(seconds=90_000)
    issued: list[Issued] = field(default_factory=list)
    handed_in: Counter[str] = field(default_factory=Counter)
    codes: dict[str, str] = field(default_factory=dict)
    """Code → challenge."""
    old_access_lives: bool = True
    """Whether the previous access token goes on working until its end."""

    def issue(self) -> Issued:
        number = len(self.issued) + 1
        pair = Issued(f"A{number}.{secrets.token_hex(8)}", f"R{number}.{secrets.token_hex(8)}", self.now() + self.life)
        if not self.old_access_lives:
            for old in self.issued:
                old.until = min(old.until, self.now())
        self.issued.append(pair)
        return pair

    @property
    def newest(self) -> Issued:
        return self.issued[-1]

    @property
    def twice(self) -> list[str]:
        """The refresh tokens that were handed in more than once."""
        return [token for token, times in self.handed_in.items() if times > 1]

    def consents(self, link: str, *, oa_id: str) -> str:
        """An admin opens the permission page and agrees: the address to which Zalo sends the browser."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        assert asked["app_id"] == APP_ID
        code = secrets.token_hex(12)
        self.codes[code] = asked["code_challenge"]
        back = {"code": code, "oa_id": oa_id, **({"state": asked["state"]} if "state" in asked else {})}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def answer(self, secret: str | None, form: dict[str, Any]) -> dict[str, Any]:
        """What the endpoint says to that request, always with HTTP 200."""
        if secret != APP_SECRET or form.get("app_id") != APP_ID:
            return _no(-14004, "Invalid app secret")
        match form.get("grant_type"):
            case "refresh_token":
                token = form.get("refresh_token", "")
                self.handed_in[token] += 1
                pair = next((one for one in self.issued if one.refresh == token), None)
                if pair is None or pair.used:
                    return _no(-14014, "Invalid refresh token")
                pair.used = True
            case "authorization_code":
                challenge = self.codes.pop(form.get("code", ""), None)
                if challenge is None:
                    return _no(-14010, "Invalid code")
                digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
                if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
                    return _no(-14011, "Invalid code verifier")
            case _:
                return _no(-14001, "Invalid grant type")
        fresh = self.issue()
        seconds = (
            f"{self.life.total_seconds():.0f}" if self.life >= timedelta(seconds=1) else str(self.life.total_seconds())
        )
        return {"access_token": fresh.access, "refresh_token": fresh.refresh, "expires_in": seconds}

    def refusal(self, access: str | None) -> int | None:
        """-216 for a token that never was, -220 for one that has ended."""
        pair = next((one for one in self.issued if one.access == access), None)
        if pair is None:
            return -216
        return -220 if self.now() >= pair.until else None


def _no(code: int, name: str) -> dict[str, Any]:
    return {"error": code, "error_name": name, "error_description": name, "error_reason": name}
