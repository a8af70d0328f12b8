"""Zalo Official Account: a plain SHA-256 over app id, body, moment and a key. Whoever has no key tries these."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from tests.forgery.wire import Delivery, Forgery
from tests.forgery.words import hexes, huge, said

SIGNATURE, MOMENT = "X-ZEvent-Signature", "X-ZEvent-Timestamp"


@dataclass(frozen=True, slots=True)
class Seal:
    """What one entry's webhooks are signed with, and what a forger may know."""

    path: str
    app_id: str
    key: str
    app_secret: str
    oa_id: str
    other_key: str
    """Of another account."""

    def mac(self, body: bytes, moment: str) -> str:
        return plain(self.app_id, body, moment, self.key)

    def sealed(self, body: bytes, *, header: bool = False) -> Delivery:
        """As Zalo sends it: the moment in the body, or in a header as well, which then counts."""
        moment = moment_of(body)
        headers = [(SIGNATURE, f"mac={self.mac(body, moment)}".encode())]
        if header:
            headers.append((MOMENT, moment.encode()))
        return Delivery(self.path, tuple(headers), body)


def plain(*parts: str | bytes) -> str:
    return hashlib.sha256(b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)).hexdigest()


def moment_of(body: bytes) -> str:
    return str(json.loads(body)["timestamp"])


def event(random: Random, number: int, at: int) -> tuple[str, bytes]:
    """A message to the account as Zalo writes it; unique by its number."""
    text = said(random, number)
    message: dict[str, object] = {"msg_id": f"{number:08x}{hexes(random, 12)}", "text": text}
    name = "user_send_text"
    if random.random() < 0.1:
        name = "user_send_image"
        message["attachments"] = [{"type": "image", "payload": {"url": "https://photo.example/a.jpg"}}]
    written = {
        "app_id": "1234567890123456789",
        "oa_id": "9876543210987654321",
        "user_id_by_app": str(huge(random)),
        "event_name": name,
        "timestamp": str(at * 1000 + number),
        "sender": {"id": str(huge(random))},
        "recipient": {"id": "9876543210987654321"},
        "message": message,
        "a_field_of_next_year": [huge(random), {"deep": None}],
    }
    if random.random() < 0.3:
        del written["oa_id"]
    # As no JSON library of ours would write it: blanks and escapes where theirs puts them.
    blanks = random.choice(((",", ":"), (", ", ": "), (" ,", " : ")))
    return text, json.dumps(written, ensure_ascii=random.random() < 0.5, separators=blanks).encode()


def _signed(delivery: Delivery, value: str | bytes) -> Delivery:
    """The same with another signature."""
    coded = value if isinstance(value, bytes) else value.encode()
    others = tuple(pair for pair in delivery.headers if pair[0] != SIGNATURE)
    return replace(delivery, headers=((SIGNATURE, coded), *others))


def _mac(delivery: Delivery) -> str:
    return next(value for name, value in delivery.headers if name == SIGNATURE).decode().removeprefix("mac=")


def _no_header(random: Random, seal: Seal, good: Delivery) -> Delivery:
    return replace(good, headers=tuple(pair for pair in good.headers if pair[0] != SIGNATURE))


def _random_mac(random: Random, seal: Seal, good: Delivery) -> Delivery:
    return _signed(good, f"mac={hexes(random, 64)}")


def _empty(random: Random, seal: Seal, good: Delivery) -> Delivery:
    return _signed(good, random.choice(("", "mac=", "mac=  ", "mac", "=", "mac=" + "0" * 64)))


def _one_digit(random: Random, seal: Seal, good: Delivery) -> Delivery:
    mac = _mac(good)
    at = random.randrange(64)
    other = random.choice("0123456789abcdef".replace(mac[at], ""))
    return _signed(good, f"mac={mac[:at]}{other}{mac[at + 1 :]}")


def _cut(random: Random, seal: Seal, good: Delivery) -> Delivery:
    mac = _mac(good)
    at = random.randrange(1, 64)
    return _signed(good, f"mac={random.choice((mac[:at], mac[at:], mac + hexes(random, 2), mac * 2))}")


def _dressed(random: Random, seal: Seal, good: Delivery) -> Delivery:
    mac = _mac(good)
    dresses = ("{}", "mac={};", "mac=mac={}", "sha256={}", "MAC={}", "Mac={}", "mac:{}", 'mac="{}"', "mac={}, mac={}")
    return _signed(good, random.choice(dresses).replace("{}", mac))


def _other_key(random: Random, seal: Seal, good: Delivery) -> Delivery:
    keys = (seal.app_secret, seal.other_key, "", "None", "null", seal.app_id, seal.oa_id, seal.key.swapcase())
    key = random.choice((*keys, seal.key[: random.randrange(1, len(seal.key))], seal.key + "x", f" {seal.key}"))
    return _signed(good, f"mac={plain(seal.app_id, good.body, moment_of(good.body), key)}")


def _hmac(random: Random, seal: Seal, good: Delivery) -> Delivery:
    moment = moment_of(good.body).encode()
    said_ = random.choice((good.body, seal.app_id.encode() + good.body + moment, good.body + moment))
    key = random.choice((seal.key, seal.key, seal.app_secret)).encode()
    return _signed(good, f"mac={hmac.new(key, said_, hashlib.sha256).hexdigest()}")


def _other_formula(random: Random, seal: Seal, good: Delivery) -> Delivery:
    moment, body = moment_of(good.body), good.body
    made = random.choice(
        (
            plain(body, moment, seal.key),
            plain(seal.oa_id, body, moment, seal.key),
            plain(seal.app_id, body, seal.key),
            plain(seal.app_id, body, moment),
            plain(seal.key, seal.app_id, body, moment),
            plain(seal.app_id, moment, body, seal.key),
            plain(plain(seal.app_id, body, moment, seal.key)),
            hashlib.sha512(seal.app_id.encode() + body + moment.encode() + seal.key.encode()).hexdigest(),
            hashlib.sha512(seal.app_id.encode() + body + moment.encode() + seal.key.encode()).hexdigest()[:64],
            base64.b64encode(bytes.fromhex(_mac(good))).decode(),
        )
    )
    return _signed(good, f"mac={made}")


def _one_byte(random: Random, seal: Seal, good: Delivery) -> Delivery:
    at = random.randrange(len(good.body))
    other = random.choice([byte for byte in range(0x20, 0x7F) if byte != good.body[at]])
    return replace(good, body=good.body[:at] + bytes([other]) + good.body[at + 1 :])


def _written_anew(random: Random, seal: Seal, good: Delivery) -> Delivery:
    """The same JSON in other bytes."""
    content = json.loads(good.body)
    shapes = [
        json.dumps(content, ensure_ascii=ascii_, separators=blanks, indent=indent).encode()
        for ascii_ in (True, False)
        for blanks in ((",", ":"), (", ", ": "), (" ,", " : "))
        for indent in (None, 1)
    ]
    shapes += [good.body + b"\n", b" " + good.body, b"\xef\xbb\xbf" + good.body]
    return replace(good, body=random.choice([shape for shape in shapes if shape != good.body]))


def _other_moment(random: Random, seal: Seal, good: Delivery) -> Delivery:
    """A moment that was not signed, in the body or in a header that counts before it."""
    moment = moment_of(good.body)
    later = str(int(moment) + random.choice((-1, 1)) * random.randrange(1, 10**8))
    if random.random() < 0.5:
        return replace(good, body=good.body.replace(moment.encode(), later.encode(), 1))
    values = (later, later, f"{moment}0", f"0{moment}", moment[:-1], moment[1:], "", "0", f"+{moment}", f"{moment}.0")
    unsigned = tuple(pair for pair in good.headers if pair[0] != MOMENT)
    return replace(good, headers=(*unsigned, (MOMENT, random.choice(values).encode())))


def _doubled(random: Random, seal: Seal, good: Delivery) -> Delivery:
    right, wrong = f"mac={_mac(good)}".encode(), f"mac={hexes(random, 64)}".encode()
    rest = tuple(pair for pair in good.headers if pair[0] != SIGNATURE)
    if random.random() < 0.3:
        moment = moment_of(good.body).encode()
        return replace(good, headers=((SIGNATURE, right), (MOMENT, moment), (MOMENT, moment)))
    both = random.choice(((right, right), (right, wrong), (wrong, right), (right, b""), (b"", right)))
    return replace(good, headers=(*((SIGNATURE, value) for value in both), *rest))


def _of_another(random: Random, seal: Seal, good: Delivery) -> Delivery:
    """A signature that Zalo made, for another event."""
    content = json.loads(good.body)
    content["message"]["msg_id"] = hexes(random, 20)
    return replace(good, body=json.dumps(content, ensure_ascii=False).encode())


def _moved_border(random: Random, seal: Seal, good: Delivery) -> Delivery:
    """The same bytes are signed, but another part of them is called the body."""
    moment = moment_of(good.body)
    at = random.randrange(1, len(moment))
    headers = ((SIGNATURE, f"mac={_mac(good)}".encode()), (MOMENT, moment[at:].encode()))
    return replace(good, headers=headers, body=good.body + moment[:at].encode())


def _elsewhere(random: Random, seal: Seal, good: Delivery) -> Delivery:
    """Right, in a wrong place – or what would do for another platform."""
    mac, key = f"mac={_mac(good)}".encode(), seal.key.encode()
    pairs = (
        ("X-ZEvent-Signature-2", mac),
        ("X_ZEvent_Signature", mac),
        ("X-Hub-Signature-256", mac),
        ("Authorization", mac),
        ("X-Bot-Api-Secret-Token", key),
        ("X-Telegram-Bot-Api-Secret-Token", key),
        (SIGNATURE, key),
        (SIGNATURE, b"mac=" + key),
    )
    return replace(good, headers=(random.choice(pairs),))


TRICKS: Mapping[str, Callable[[Random, Seal, Delivery], Delivery]] = {
    "no header": _no_header,
    "a drawn signature": _random_mac,
    "an empty signature": _empty,
    "one digit changed": _one_digit,
    "cut or longer": _cut,
    "dressed up": _dressed,
    "another key, or an empty one": _other_key,
    "HMAC instead of plain SHA-256": _hmac,
    "another formula": _other_formula,
    "one byte of the body changed": _one_byte,
    "the same JSON written anew": _written_anew,
    "another moment": _other_moment,
    "doubled header": _doubled,
    "the signature of another event": _of_another,
    "the border of body and moment moved": _moved_border,
    "the signature elsewhere": _elsewhere,
}


def forged(random: Random, seal: Seal, body: bytes) -> Forgery:
    """One forgery of a genuine event, by a trick drawn at random."""
    trick = random.choice(list(TRICKS))
    good = seal.sealed(body, header=random.random() < 0.5)
    made = TRICKS[trick](random, seal, good)
    assert made not in (seal.sealed(body), seal.sealed(body, header=True)), f"{trick} changed nothing"
    return Forgery(trick, made)
