"""One line that stays in sight."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.models import User
from roastlive.lib.errors import Forbidden
from roastlive.lib.realtime import publish
from streams.errors import MessageNotFound
from streams.models import ChatRoom, Stream
from streams.rooms import stream_room
from streams.selectors.chat import as_shown, keeps_order, line


@transaction.atomic
def pin(*, stream: Stream, message_id: UUID | None, by: User) -> None:
    """In the place of what was pinned before; nothing takes it off. Raises Forbidden, MessageNotFound."""
    if not keeps_order(by, stream):
        raise Forbidden
    shown = None
    if message_id is not None:
        found = line(stream_id=stream.pk, message_id=message_id)
        if found is None:
            raise MessageNotFound
        shown = as_shown(found)
    room = room_of(stream)
    room.pinned, room.pinned_in = shown, stream if shown else None
    room.version += 1
    room.save(update_fields=["pinned", "pinned_in", "version", "updated_at"])
    publish(stream_room, stream.pk, pinned={"version": room.version, "message": shown})


def room_of(stream: Stream) -> ChatRoom:
    """Locked; made when it is first needed."""
    ChatRoom.objects.get_or_create(channel_id=stream.creator_id)
    return ChatRoom.objects.select_for_update().get(channel=stream.creator_id)
