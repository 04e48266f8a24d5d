"""Files that nobody can read who only has the disk.

Each has a key of its own, which an `EncryptedTextField` of its row holds. So changing the house's keys leaves files as they
are, and deleting the row closes its file for good, copies of it included.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from roastlive.lib.crypto.sealing import NONCE, CannotOpen

KEY_BITS = 256


def new_file_key() -> str:
    return b64encode(AESGCM.generate_key(KEY_BITS)).decode()


def seal_file(plain: bytes, *, key: str, place: str) -> bytes:
    """Close a file so that it opens only with this key and at `place`, which is table, column and row."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(b64decode(key)).encrypt(nonce, plain, place.encode())


def unseal_file(sealed: bytes, *, key: str, place: str) -> bytes:
    """Raises CannotOpen."""
    try:
        return AESGCM(b64decode(key)).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(f"The file of {place} does not open: it was altered or belongs elsewhere.") from error
