"""The signed ticket: a short text that any phone can check without the network, and nobody else can make.

ECDSA over P-256 with SHA-256, because every browser of the last ten years verifies it; one pair of keys per event, so
that a scanning phone holds only what checks, never what signs.
"""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

VERSION = 1
_HEAD = struct.Struct(">BIII")  # version, event, serial, minute since 1970 at which it is over
_WIDTH = 32


@dataclass(frozen=True, slots=True)
class Signed:
    """What a ticket says."""

    event: int
    serial: int
    expires: datetime


class Forged(Exception):
    """No ticket of ours: cut off, changed, or signed by somebody else."""


def new_keys() -> tuple[str, str]:
    """A secret key (PKCS 8) and its public one (SPKI), both in base64."""
    secret = ec.generate_private_key(ec.SECP256R1())
    private = secret.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = secret.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(private).decode(), base64.b64encode(public).decode()


def sign(secret: str, ticket: Signed) -> str:
    """The ticket as it stands in a code: about a hundred letters that need no escaping."""
    key = serialization.load_der_private_key(base64.b64decode(secret), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    head = _HEAD.pack(VERSION, ticket.event, ticket.serial, int(ticket.expires.timestamp()) // 60)
    r, s = decode_dss_signature(key.sign(head, ec.ECDSA(hashes.SHA256())))
    raw = r.to_bytes(_WIDTH, "big") + s.to_bytes(_WIDTH, "big")
    return base64.urlsafe_b64encode(head + raw).decode().rstrip("=")


def verify(public: str, text: str) -> Signed:
    """What a ticket says; whether it is over, or for another event, is for the caller to see. Raises Forged."""
    try:
        whole = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise Forged from None
    head, raw = whole[: _HEAD.size], whole[_HEAD.size :]
    if len(head) != _HEAD.size or len(raw) != 2 * _WIDTH or head[0] != VERSION:
        raise Forged
    key = serialization.load_der_public_key(base64.b64decode(public))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    signature = encode_dss_signature(int.from_bytes(raw[:_WIDTH], "big"), int.from_bytes(raw[_WIDTH:], "big"))
    try:
        key.verify(signature, head, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise Forged from None
    _, event, serial, minute = _HEAD.unpack(head)
    return Signed(event, serial, datetime.fromtimestamp(minute * 60, UTC))
