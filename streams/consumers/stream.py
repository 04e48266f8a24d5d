"""/ws/live/<stream>/: one page in the room of a stream."""

from __future__ import annotations

from uuid import UUID

from channels.db import database_sync_to_async

from accounts.geo import country_of_address
from roastlive.lib.access import public
from roastlive.lib.addresses import address_of
from roastlive.lib.realtime import RoomConsumer
from streams.consumers.chat import ChatTalk
from streams.consumers.counts import Counts
from streams.consumers.crowd import Crowd
from streams.rooms import stream_room
from streams.selectors.streams import stream_seen_by


class StreamSocket(Counts, ChatTalk, Crowd, RoomConsumer):
    kind = stream_room
    access = public

    @property
    def stream_id(self) -> UUID:
        found: UUID = self.scope["url_route"]["kwargs"]["stream"]
        return found

    async def admit(self) -> str:
        stream = await database_sync_to_async(stream_seen_by)(
            stream_id=self.stream_id, visitor=self.visitor.user, country=self.country
        )
        self.channel_id = stream.creator_id
        return str(stream.pk)

    @property
    def country(self) -> str:
        """Where the socket comes from, for creators who do not want to be seen from everywhere."""
        return country_of_address(address_of(self.scope))
