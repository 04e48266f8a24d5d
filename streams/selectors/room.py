"""Everything that a newcomer to a stream's room sees, put together from those who know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.utils import timezone

from streams.models import Stream

Read = Callable[[Stream], Any]

_readers: dict[str, Read] = {}


def shows(part: str) -> Callable[[Read], Read]:
    """Marks the function that reads a part of the snapshot of a stream's room."""

    def register(read: Read) -> Read:
        _readers[part] = read
        return read

    return register


def room_state(stream_id: UUID) -> dict[str, Any]:
    """As the snapshot says it, and as a page without scripts shows it."""
    stream = Stream.everything.select_related("creator").get(pk=stream_id)
    return {part: read(stream) for part, read in _readers.items()}


async def room_at_first(key: str) -> dict[str, Any]:
    return await database_sync_to_async(room_state)(UUID(key))


def version_now() -> int:
    """For values that any process may write: the newest wins."""
    return int(timezone.now().timestamp() * 1000)


@shows("show")
def show_of(stream: Stream) -> dict[str, Any]:
    return {
        "version": version_now(),
        "status": stream.status,
        "title": stream.title,
        "started_at": stream.started_at.isoformat() if stream.started_at else None,
        "ended_at": stream.ended_at.isoformat() if stream.ended_at else None,
    }
