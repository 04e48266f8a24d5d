"""The shield: one click against a flood, and back to exactly what was."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from moderation.services.settings import change_settings
from roastlive.lib.errors import Forbidden
from roastlive.lib.realtime import publish
from streams.models import Stream
from streams.rooms import stream_room
from streams.selectors.chat import keeps_order, modes_as_shown, modes_row
from streams.services.chat.pinning import room_of

# Newcomers wait ten minutes, everybody takes turns, links are read first, and doubts are held.
SHIELDED = {
    "followers_only": True,
    "follow_age": 10,
    "slow_seconds": 10,
    "unique_messages": True,
    "links": "hold",
    "strictness": 4,
}


@transaction.atomic
def set_shield(*, stream: Stream, by: User, on: bool) -> bool:
    """Whether that changed anything. Raises Forbidden."""
    if not keeps_order(by, stream):
        raise Forbidden
    room = room_of(stream)
    if on == (room.shield_since is not None):
        return False
    if on:
        row = modes_row(stream)
        room.before_shield = {name: getattr(row, name) for name in SHIELDED}
        wishes = SHIELDED
    else:
        wishes, room.before_shield = room.before_shield, {}
    row = change_settings(channel=stream.creator, **wishes)
    room.shield_since, room.shield_by = (timezone.now(), by) if on else (None, None)
    room.save(update_fields=["before_shield", "shield_since", "shield_by", "updated_at"])
    publish(stream_room, stream.pk, modes=modes_as_shown(stream, row))
    return True
