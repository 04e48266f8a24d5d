"""Secrets at rest.

    class StreamKey(Row):
        secret = EncryptedTextField(_("secret"))

AES-256-GCM, a fresh nonce each time it is saved, the key's id in front. Table, column and the row's id are authenticated
with it: a value copied into another row, column or table does not open. The database cannot search, sort or compare it.

Keys are `settings.FIELD_KEYS`, "id:secret" each, the current one first. To change keys put a new one in front, run
`manage.py rotate_field_keys`, and drop the old one after that.
"""

from roastlive.lib.crypto.fields import EncryptedJSONField, EncryptedTextField
from roastlive.lib.crypto.sealing import CannotOpen

__all__ = ["CannotOpen", "EncryptedJSONField", "EncryptedTextField"]
