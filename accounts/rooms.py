"""What accounts bring into a person's own room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from accounts.models import Notification
from roastlive.lib.realtime import Append, Latest, person_room
from roastlive.lib.rls import acting_as


async def unread_at_first(key: str) -> dict[str, Any]:
    """How many notifications wait for whoever opens a page."""
    return {"unread": await database_sync_to_async(_count)(UUID(key))}


def _count(person: UUID) -> int:
    with acting_as(person):
        return Notification.objects.filter(recipient=person, read_at__isnull=True).count()


# A notification is told once, to the pages that are open; whoever comes later sees the count and finds the list.
person_room.contribute(parts={"notifications": Append(), "unread": Latest()}, snapshot=unread_at_first)
