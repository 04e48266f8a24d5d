"""Which keys there are."""

from __future__ import annotations

import re
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# 32 letters of base64 are 192 random bits.
SECRET_LENGTH = 32
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,20}")
DIFFERENT_LETTERS = 8


class KeyInvalid(ValueError):
    """FIELD_KEYS cannot be used as it is."""


def parse_keys(entries: tuple[str, ...]) -> dict[str, bytes]:
    """Key by id, the current one first."""
    if not entries:
        raise KeyInvalid("FIELD_KEYS is empty.")
    keys: dict[str, bytes] = {}
    for entry in entries:
        key_id, _, secret = entry.partition(":")
        if not KEY_ID.fullmatch(key_id):
            raise KeyInvalid("A key in FIELD_KEYS has no id of letters, digits, - and _ before its colon.")
        if key_id in keys:
            raise KeyInvalid(f"FIELD_KEYS names the key {key_id} twice.")
        if len(secret) < SECRET_LENGTH:
            raise KeyInvalid(f"The key {key_id} in FIELD_KEYS is shorter than {SECRET_LENGTH} letters.")
        keys[key_id] = HKDF(SHA256(), 32, salt=None, info=b"roastlive field key").derive(secret.encode())
    return keys


def field_keys() -> dict[str, bytes]:
    return _parsed(tuple(settings.FIELD_KEYS))


def current_key_id() -> str:
    return next(iter(field_keys()))


_parsed = cache(parse_keys)
