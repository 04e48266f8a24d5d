"""Doing a thing once per key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roastlive.lib.errors import Conflict
from roastlive.lib.ids import uuid7
from roastlive.lib.models import IdempotencyKey
from roastlive.lib.models.idempotency import LIFETIME

PURGE_AT_ONCE = 5000

# Waits for a transaction that holds the same key, then takes the key, or over from one that has expired, or returns nothing.
TAKE = f"""
    INSERT INTO {IdempotencyKey._meta.db_table} AS known
        (id, created_at, caller, scope, key, body_hash, answer, expires_at)
    VALUES (%(id)s, %(now)s, %(caller)s, %(scope)s, %(key)s, %(body_hash)s, '', %(expires_at)s)
    ON CONFLICT (caller, scope, key) DO UPDATE
        SET body_hash = excluded.body_hash, answer = '', created_at = excluded.created_at, expires_at = excluded.expires_at
        WHERE known.expires_at <= %(now)s
    RETURNING id
"""  # noqa: S608 - the table's own name


class IdempotencyConflict(Conflict):
    code = "idempotency_conflict"
    detail = _("This key was used for another request already. Take a new one.")


@dataclass(frozen=True)
class Answer:
    """What `work` answered, now or the first time, as JSON holds it."""

    value: Any
    replayed: bool


def once(*, caller: str, scope: str, key: str, body: object, work: Callable[[], object]) -> Answer:
    """Do `work` unless this caller did it under this key; its answer must be JSON.

    Raises IdempotencyConflict if the key came with another body before, and whatever `work` raises.
    """
    body_hash = hash_of(body)
    with transaction.atomic():
        row_id = _take(caller, scope, key, body_hash)
        if row_id is None:
            known = IdempotencyKey.objects.get(caller=caller, scope=scope, key=key)
            if known.body_hash != body_hash:
                raise IdempotencyConflict
            return Answer(json.loads(known.answer), replayed=True)
        answer = json.dumps(work(), cls=DjangoJSONEncoder)
        IdempotencyKey.objects.filter(pk=row_id).update(answer=answer)
    return Answer(json.loads(answer), replayed=False)


def hash_of(body: object) -> str:
    """Bodies that mean the same hash the same, whatever the order of their fields."""
    canonical = json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def purge_expired() -> int:
    """Forget what nobody will ask about again, a bounded number at a time."""
    expired = IdempotencyKey.objects.expired(timezone.now()).order_by("expires_at").values("pk")[:PURGE_AT_ONCE]
    purged, _rows = IdempotencyKey.objects.filter(pk__in=expired).delete()
    return purged


def _take(caller: str, scope: str, key: str, body_hash: str) -> UUID | None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE,
            {
                "id": uuid7(),
                "now": now,
                "caller": caller,
                "scope": scope,
                "key": key,
                "body_hash": body_hash,
                "expires_at": now + LIFETIME,
            },
        )
        row = cursor.fetchone()
    return row[0] if row else None
