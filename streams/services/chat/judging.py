"""What the house's moderators do with a line of chat that somebody reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from roastlive.lib.eventstore import Event, amend, store
from roastlive.lib.realtime import publish, refresh
from streams.collections import CHAT
from streams.rooms import stream_room
from streams.selectors.chat import stream_of

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def hide_line(event: Event, *, by: User, reason: str) -> dict[str, Any] | None:
    """Says whether it was in sight until then."""
    current = store().get(CHAT, event.id)
    was_seen = current is not None and current.values.get("deleted_at") is None
    if was_seen:
        amend(collection=CHAT, identifier=event.id, changes={"deleted_at": timezone.now(), "deleted_by": by.pk})
        publish(stream_room, stream_of(event), removed=[str(event.id)])
    return {"was_seen": was_seen}


@transaction.atomic
def restore_line(event: Event, *, by: User, reason: str, kept: Mapping[str, Any] | None = None) -> None:
    """Back to where it was, unless somebody else had taken it away before."""
    if kept is not None and not kept.get("was_seen"):
        return
    amend(collection=CHAT, identifier=event.id, changes={"deleted_at": None, "deleted_by": None})
    # Its place is among older lines: everybody gets the room anew.
    refresh(stream_room, stream_of(event))
