"""The chain of the audit log, as anybody can compute it: each act's hash covers the act and the hash before it.

What is hashed are netstrings ("bytes:text,") of, in this order: the version, the number, the hash before, and of the act
its id, time (UTC, microseconds), actor, act, subject, reason, details (as PostgreSQL writes jsonb), address and request.
What is absent is empty. The first act follows 64 zeros.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

VERSION = "roastlive.audit.1"
BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Link:
    """An act and its seal, as they stand in the database. `detail` is the jsonb's own text."""

    number: int
    previous: str
    hash: str
    id: UUID
    at: datetime
    actor_id: UUID | None
    act: str
    subject: str
    reason: str
    detail: str
    ip: str | None
    request_id: str

    def computed_hash(self) -> str:
        return hashlib.sha256(self._canonical()).hexdigest()

    def _canonical(self) -> bytes:
        parts = (
            VERSION,
            str(self.number),
            self.previous,
            str(self.id),
            self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            str(self.actor_id or ""),
            self.act,
            self.subject,
            self.reason,
            self.detail,
            self.ip or "",
            self.request_id,
        )
        return b"".join(_netstring(part.encode()) for part in parts)


def _netstring(part: bytes) -> bytes:
    return b"%d:%s," % (len(part), part)
