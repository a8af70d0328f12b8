"""Encrypt a stream with a key or a passphrase, so that nobody without it can read, change, cut or rearrange it.

AES-256-GCM over pieces of 64 KiB; the nonce counts them and marks the last one. The key is derived by scrypt from
whatever was given, with a salt of the file's own: a passphrase will do.
"""

from __future__ import annotations

import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from storage.backups.faults import NoKey, NotABackup, Spoilt, WrongKey

MAGIC = b"TROLYSO-SEALED-1\n"
_SALT, _PREFIX, _PIECE, _TAG = 16, 7, 64 << 10, 16


def _key(secret: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(secret.encode())


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\x01" if last else b"\x00")


class Sealing:
    """Write plain bytes, and sealed ones reach the file. `finish` must be called, or nothing of it opens."""

    def __init__(self, file: BinaryIO, secret: str) -> None:
        salt, self._prefix = os.urandom(_SALT), os.urandom(_PREFIX)
        self._head = MAGIC + salt + self._prefix
        self._aead = AESGCM(_key(secret, salt))
        self._file = file
        self._waiting = bytearray()
        self._number = 0
        file.write(self._head)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > _PIECE:
            self._put(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]
        return len(data)

    def finish(self) -> None:
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._aead.encrypt(_nonce(self._prefix, self._number, last), piece, self._head))
        self._number += 1


class Unsealing:
    """Read plain bytes from a sealed file. Nothing is handed out that was not checked."""

    def __init__(self, file: BinaryIO, secret: str) -> None:
        head = file.read(len(MAGIC) + _SALT + _PREFIX)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + _SALT + _PREFIX:
            raise NotABackup
        if not secret:
            raise NoKey
        self._head, self._prefix = head, head[-_PREFIX:]
        self._aead = AESGCM(_key(secret, head[len(MAGIC) : -_PREFIX]))
        self._file = file
        self._ready = bytearray()
        self._number = 0
        self._next = file.read(_PIECE + _TAG)

    def read(self, size: int = -1) -> bytes:
        while self._next and (size < 0 or len(self._ready) < size):
            piece, self._next = self._next, self._file.read(_PIECE + _TAG)
            try:
                nonce = _nonce(self._prefix, self._number, last=not self._next)
                self._ready += self._aead.decrypt(nonce, piece, self._head)
            except (InvalidTag, ValueError):
                raise (Spoilt("piece") if self._number else WrongKey) from None
            self._number += 1
        given = bytes(self._ready) if size < 0 else bytes(self._ready[:size])
        del self._ready[: len(given)]
        return given


def is_sealed(file: BinaryIO) -> bool:
    """Whether the file is encrypted; it stands at its beginning again afterwards."""
    start = file.read(len(MAGIC))
    file.seek(0)
    return start == MAGIC
