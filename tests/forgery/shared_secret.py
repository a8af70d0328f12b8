"""Telegram and Zalo Bot: a secret of ours comes back in a header. Whoever has not got it tries these."""

from __future__ import annotations

import base64
import hashlib
import hmac
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from urllib.parse import quote

from tests.forgery.wire import Delivery, Forgery

LETTERS = string.ascii_letters + string.digits + "_-"
LOOKALIKES = str.maketrans("aceopxyABEKMHOPCTX", "асеорхуАВЕКМНОРСТХ")


@dataclass(frozen=True, slots=True)
class Lock:
    """What one entry keeps its door with, and what a forger may know."""

    path: str
    header: str
    secret: str
    token: str
    other_secret: str
    """Of another bot on the same server."""
    other_token: str
    other_header: str
    """Of another platform."""

    def sealed(self, body: bytes) -> Delivery:
        """As the platform sends it."""
        return Delivery(self.path, ((self.header, self.secret.encode()),), body)


Trick = Callable[[Random, Lock, bytes], str | bytes | None]


def _wrong(random: Random, lock: Lock, body: bytes) -> str:
    return "".join(random.choices(LETTERS, k=random.randint(1, 256)))


def _same_length(random: Random, lock: Lock, body: bytes) -> str:
    return "".join(random.choices(LETTERS, k=len(lock.secret)))


def _one_letter(random: Random, lock: Lock, body: bytes) -> str:
    at = random.randrange(len(lock.secret))
    other = random.choice(LETTERS.replace(lock.secret[at], ""))
    return lock.secret[:at] + other + lock.secret[at + 1 :]


def _one_case(random: Random, lock: Lock, body: bytes) -> str:
    at = random.choice([at for at, letter in enumerate(lock.secret) if letter.isalpha()])
    return lock.secret[:at] + lock.secret[at].swapcase() + lock.secret[at + 1 :]


def _two_swapped(random: Random, lock: Lock, body: bytes) -> str:
    pairs = [at for at in range(len(lock.secret) - 1) if lock.secret[at] != lock.secret[at + 1]]
    at = random.choice(pairs)
    return lock.secret[:at] + lock.secret[at + 1] + lock.secret[at] + lock.secret[at + 2 :]


def _beginning(random: Random, lock: Lock, body: bytes) -> str:
    return lock.secret[: random.randrange(1, len(lock.secret))]


def _ending(random: Random, lock: Lock, body: bytes) -> str:
    return lock.secret[random.randrange(1, len(lock.secret)) :]


def _more(random: Random, lock: Lock, body: bytes) -> str:
    extra = "".join(random.choices(LETTERS, k=random.randint(1, 8)))
    return random.choice((lock.secret + extra, extra + lock.secret, lock.secret * 2))


def _dressed(random: Random, lock: Lock, body: bytes) -> str:
    dresses = ('"{}"', "'{}'", "Bearer {}", "secret={}", "mac={}", "<{}>", "{};", "{}, {}", "{},x", "[{}]", "{}=")
    return random.choice(dresses).replace("{}", lock.secret)


def _transformed(random: Random, lock: Lock, body: bytes) -> str:
    plain = lock.secret.encode()
    return random.choice(
        (
            base64.b64encode(plain).decode(),
            plain.hex(),
            hashlib.sha256(plain).hexdigest(),
            hashlib.md5(plain).hexdigest(),
            hmac.new(plain, body, hashlib.sha256).hexdigest(),
            hashlib.sha256(plain + body).hexdigest(),
            quote(lock.secret[0]) + "".join(f"%{byte:02x}" for byte in plain[1:]),
            lock.secret[::-1],
            lock.secret.swapcase(),
            lock.secret.upper(),
            lock.secret.lower(),
        )
    )


def _lookalike(random: Random, lock: Lock, body: bytes) -> str:
    return lock.secret.translate(LOOKALIKES)


def _not_text(random: Random, lock: Lock, body: bytes) -> bytes:
    return lock.secret.encode() + bytes([random.randrange(0x80, 0x100)])


VALUES: Mapping[str, Trick] = {
    "empty secret": lambda random, lock, body: "",
    "only blanks": lambda random, lock, body: "  \t ",
    "wrong secret": _wrong,
    "wrong secret of the same length": _same_length,
    "one letter changed": _one_letter,
    "the case of one letter": _one_case,
    "two letters swapped": _two_swapped,
    "its beginning": _beginning,
    "its end": _ending,
    "more than it": _more,
    "dressed up": _dressed,
    "transformed": _transformed,
    "look-alike letters": _lookalike,
    "bytes that are no text": _not_text,
    "our own token": lambda random, lock, body: lock.token,
    "another bot's token": lambda random, lock, body: lock.other_token,
    "another bot's secret": lambda random, lock, body: lock.other_secret,
    "none, null, undefined": lambda random, lock, body: random.choice(("None", "null", "undefined", "false", "0", "*")),
}


def _no_header(random: Random, lock: Lock, good: Delivery) -> Delivery:
    return replace(good, headers=())


def _doubled(random: Random, lock: Lock, good: Delivery) -> Delivery:
    right, wrong = lock.secret.encode(), _same_length(random, lock, b"").encode()
    both = random.choice(((right, right), (right, wrong), (wrong, right), (right, b""), (b"", right)))
    names = (lock.header, random.choice((lock.header, lock.header.lower(), lock.header.upper())))
    return replace(good, headers=tuple(zip(names, both, strict=True)))


def _elsewhere(random: Random, lock: Lock, good: Delivery) -> Delivery:
    """The right secret in a wrong place."""
    secret = lock.secret.encode()
    names = (
        lock.other_header,
        lock.header.replace("-", "_"),
        f"X-{lock.header}",
        f"{lock.header}-2",
        lock.header[2:],
        "Authorization",
        "Cookie",
        "X-ZEvent-Signature",
        "X-Secret-Token",
    )
    name = random.choice(names)
    return replace(good, headers=((name, secret),))


def _in_the_address(random: Random, lock: Lock, good: Delivery) -> Delivery:
    return replace(good, headers=(), path=f"{lock.path}?secret_token={lock.secret}&{lock.header}={lock.secret}")


def _in_the_body(random: Random, lock: Lock, good: Delivery) -> Delivery:
    told = f'{{"secret_token": "{lock.secret}", '.encode()
    return replace(good, headers=(), body=told + good.body.lstrip()[1:])


def _other_kind(random: Random, lock: Lock, good: Delivery) -> Delivery:
    """No secret, and a body that an eager reader might find harmless."""
    body = random.choice((b"", b"{}", b"null", b"[]", good.body[: len(good.body) // 2], b"\xff\xfe" + good.body))
    return replace(good, headers=((lock.header, _same_length(random, lock, b"").encode()),), body=body)


DELIVERIES: Mapping[str, Callable[[Random, Lock, Delivery], Delivery]] = {
    "no header": _no_header,
    "doubled header": _doubled,
    "the secret elsewhere": _elsewhere,
    "the secret in the address": _in_the_address,
    "the secret in the body": _in_the_body,
    "a trial without the secret": _other_kind,
}


def forged(random: Random, lock: Lock, body: bytes) -> Forgery:
    """One forgery of a genuine body, by a trick drawn at random."""
    tricks = [*VALUES, *DELIVERIES]
    trick = random.choice(tricks)
    good = lock.sealed(body)
    if trick in DELIVERIES:
        return Forgery(trick, DELIVERIES[trick](random, lock, good))
    value = VALUES[trick](random, lock, body)
    coded = value.encode() if isinstance(value, str) else value
    assert coded is not None and coded.strip() != lock.secret.encode(), f"{trick} made the secret itself"
    return Forgery(trick, replace(good, headers=((lock.header, coded),)))
