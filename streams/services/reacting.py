"""A reaction from a program, which has no socket: written at once, by the same batch."""

from __future__ import annotations

from accounts.models import User
from moderation.models import Act
from moderation.services.standing import require_may
from roastlive.lib.ids import uuid7
from roastlive.lib.limits import require
from roastlive.lib.realtime import publish
from streams.errors import NotLive
from streams.models import Reaction, Stream
from streams.rooms import stream_room
from streams.services.metering import read_meter
from streams.services.tally import Batch, write


def react_once(*, stream: Stream, person: User, kind: str, number: int) -> None:
    """Raises NotLive, Sanctioned, Limited: twenty a second, as on the page."""
    if not stream.is_live:
        raise NotLive
    require_may(person.pk, Act.SPEAK, channel_id=stream.creator_id)
    require(("reactions", person.pk), cost=number)
    write(Batch(stream.pk, [Reaction(id=uuid7(), stream_id=stream.pk, person_id=person.pk, kind=kind, count=number)]))
    publish(stream_room, stream.pk, react={kind: number})
    read_meter(stream.pk)
