"""Who wrote a webhook of an Official Account: the signature over the very bytes that came in."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_MAC = re.compile(r"mac ?= ?([0-9a-fA-F]{64})")
_MOMENT = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Key:
    """What goes into the signature besides the body and its moment."""

    app_id: str
    secret: str = field(repr=False)

    def mac(self, body: bytes, moment: str) -> str:
        """SHA-256 over the four put together: no HMAC, and the body as it came, never written anew."""
        return hashlib.sha256(self.app_id.encode() + body + moment.encode() + self.secret.encode()).hexdigest()


def is_signed(key: Key, body: bytes, macs: Sequence[str], moments: Sequence[str], body_moment: str | None) -> bool:
    """Whether Zalo signed these bytes.

    The moment is the header's where there is one, else the body's: a moment that was changed on the way is no other
    place to look. Twice the same header, an empty key, or anything that is not quite a signature is none. Nothing marks
    where the body ends and the moment begins: a body that ends in a digit, as no event does, has perhaps taken some of
    the moment's, and the same signature would stand for both.
    """
    if not key.secret or not key.app_id or body[-1:].isdigit():
        return False
    mac, moment = _mac(macs), _moment(moments, body_moment)
    if mac is None or moment is None:
        return False
    return hmac.compare_digest(key.mac(body, moment), mac)


def lookalike(
    key: Key, others: dict[str, Key], body: bytes, macs: Sequence[str], moments: Sequence[str], body_moment: str | None
) -> str | None:
    """Which other way of signing would have made this signature: what to tell an operator whose webhook is refused."""
    mac = _mac(macs)
    if mac is None:
        return None
    for name, made in _ways(key, others, body, moments, body_moment):
        if hmac.compare_digest(made, mac):
            return name
    return None


def _ways(
    key: Key, others: dict[str, Key], body: bytes, moments: Sequence[str], body_moment: str | None
) -> Iterator[tuple[str, str]]:
    for moment in dict.fromkeys((*moments[:1], *([body_moment] if body_moment else ()))):
        yield "timestamp of the body although a header has another", key.mac(body, moment)
        for name, other in others.items():
            yield name, other.mac(body, moment)
        signed = key.app_id.encode() + body + moment.encode()
        yield "HMAC", hmac.new(key.secret.encode(), signed, hashlib.sha256).hexdigest()


def _mac(macs: Sequence[str]) -> str | None:
    if len(macs) != 1:
        return None
    found = _MAC.fullmatch(macs[0].strip())
    return found[1].lower() if found else None


def _moment(moments: Sequence[str], body_moment: str | None) -> str | None:
    if len(moments) > 1:
        return None
    moment = moments[0].strip() if moments else body_moment
    return moment if moment is not None and _MOMENT.fullmatch(moment) else None
