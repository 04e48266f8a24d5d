"""Two people at a time."""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def lock_pair(one: UUID, other: UUID) -> None:
    """Until the transaction ends, nobody else changes what is between these two.

    Following asks for blocks and blocking ends follows; without this, each could miss the other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            ["pair:" + ":".join(sorted((str(one), str(other))))],
        )
