"""Closing and opening one value."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from roastlive.lib.crypto.keys import current_key_id, field_keys

NONCE = 12


class CannotOpen(Exception):
    """The value was altered, moved here from another place, or closed with a key that is gone."""


class Sealed(str):
    """A closed value as the database holds it: the key's id, a colon, nonce and ciphertext in base64."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<sealed with {self.key_id}>"

    @property
    def key_id(self) -> str:
        return self.partition(":")[0]


def seal(plain: str, place: str) -> Sealed:
    """Close a value so that it opens only at `place`."""
    key_id = current_key_id()
    nonce = os.urandom(NONCE)
    closed = AESGCM(field_keys()[key_id]).encrypt(nonce, plain.encode(), place.encode())
    return Sealed(f"{key_id}:{b64encode(nonce + closed).decode()}")


def unseal(sealed: Sealed, place: str) -> str:
    key_id, _, body = sealed.partition(":")
    key = field_keys().get(key_id)
    if key is None:
        raise CannotOpen(f"{place} is closed with the key {key_id}, which is not in FIELD_KEYS.")
    try:
        raw = b64decode(body, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], place.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(f"{place} does not open: it was altered or belongs elsewhere.") from error
