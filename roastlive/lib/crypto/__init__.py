"""Secrets at rest.

    class StreamKey(Row):
        secret = EncryptedTextField(_("secret"))

AES-256-GCM, a fresh nonce each time it is saved, the key's id in front. Table, column and the row's id are authenticated
with it: a value copied into another row, column or table does not open. The database cannot search, sort or compare it.

Keys are `settings.FIELD_KEYS`, "id:secret" each, the current one first. To change keys put a new one in front, run
`manage.py rotate_field_keys`, and drop the old one after that.

What is too large for a column is a file: `seal_file` closes it with a key that such a field of its row holds.
"""

from roastlive.lib.crypto.fields import EncryptedJSONField, EncryptedTextField
from roastlive.lib.crypto.files import new_file_key, seal_file, unseal_file
from roastlive.lib.crypto.sealing import CannotOpen

__all__ = [
    "CannotOpen",
    "EncryptedJSONField",
    "EncryptedTextField",
    "new_file_key",
    "seal_file",
    "unseal_file",
]
