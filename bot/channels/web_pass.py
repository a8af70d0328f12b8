"""Who is at the web page: a random token is a person's own chat, a signed pass lets several people share a room."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import asdict, dataclass

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")
_PASS_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person behind a request, and the chat that they are in."""

    chat: str
    author: str
    name: str = ""
    title: str = ""
    """What the page writes above the conversation; "" for its own name."""
    private: bool = True


def new_token() -> str:
    """A secret that nobody guesses: whoever holds it is that person."""
    return secrets.token_urlsafe(32)


def chat_of(token: str) -> str:
    """The chat id of a token; the token cannot be told from it."""
    return "p" + hashlib.sha256(token.encode()).hexdigest()[:20]


def room(name: str, author: str, display: str, title: str = "") -> Visitor:
    """A person in a shared room."""
    return Visitor(chat=f"g-{name}", author=author, name=display, title=title, private=False)


def visitor_of(token: str) -> Visitor | None:
    """The person of a token, or None when it is not one of ours."""
    if not _TOKEN.fullmatch(token):
        return None
    chat = chat_of(token)
    return Visitor(chat=chat, author=chat)


class PassBook:
    """Signs passes and reads them back. Passes never run out: they are for demos and for a secret that changes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("the secret of the passes has at least 16 bytes")
        self._secret = secret

    def sign(self, visitor: Visitor) -> str:
        """A pass for this person; it has a dot, as no token has."""
        body = base64.urlsafe_b64encode(json.dumps(asdict(visitor)).encode()).rstrip(b"=")
        return f"{body.decode()}.{self._seal(body)}"

    def read(self, text: str) -> Visitor | None:
        """The person of a pass signed by us, else None."""
        body, dot, seal = text.partition(".")
        if not dot or len(text) > _PASS_LIMIT or not text.isascii():
            return None
        if not hmac.compare_digest(seal, self._seal(body.encode())):
            return None
        try:
            return Visitor(**json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))
        except (binascii.Error, ValueError, TypeError):
            return None  # signed by an older version of ours

    def _seal(self, body: bytes) -> str:
        return hmac.new(self._secret, body, hashlib.sha256).hexdigest()[:40]
