"""A line as an event, on its way into store and room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import transaction
from django.db.models import F

from roastlive.lib.eventstore import Appender, Event, record
from roastlive.lib.ids import uuid7
from roastlive.lib.realtime import person_room, publish
from roastlive.lib.realtime.hub import Hub
from streams.collections import CHAT
from streams.models import Stream, StreamStats
from streams.rooms import stream_room
from streams.selectors.chat import as_shown
from streams.services.chat.authors import Author
from streams.services.chat.composing import Composed

QUOTE_LONGEST = 80


def line_event(
    stream: Stream,
    author: Author,
    composed: Composed,
    *,
    message_id: UUID | None = None,
    answered: Event | None = None,
    kind: str = "message",
) -> Event:
    reply = None
    if answered is not None:
        shown = as_shown(answered)
        reply = {"id": shown["id"], "name": shown["by"]["name"], "text": shown["text"][:QUOTE_LONGEST]}
    return Event(
        values={
            "stream_id": stream.pk,
            "user_id": author.person.pk,
            "kind": kind,
            "role": author.role,
            "text": composed.text,
            "mentions": composed.mentions,
            "reply_to": answered.id if answered is not None else None,
            "deleted_at": None,
            "deleted_by": None,
        },
        body={"by": author.as_shown(), "parts": composed.pieces, "reply": reply},
        id=message_id or uuid7(),
    )


def put_into_room(stream_id: UUID, event: Event, *, is_shown: bool = True) -> None:
    """Written, counted and shown; for lines that come in ones."""
    with transaction.atomic():
        record(collection=CHAT, events=[event])
        count_lines(stream_id, 1)
        if is_shown:
            publish(stream_room, stream_id, chat=[as_shown(event)])


def count_lines(stream_id: UUID, number: int) -> None:
    StreamStats.objects.filter(stream=stream_id).update(messages=F("messages") + number)


class Lines:
    """The store's one writer in this process, and how many lines it wrote of which stream."""

    def __init__(self) -> None:
        self._appender = Appender()
        self._uncounted: dict[UUID, int] = {}

    async def append(self, event: Event) -> None:
        await self._appender.append(CHAT, event)
        stream_id = event["stream_id"]
        if isinstance(stream_id, UUID):
            self._uncounted[stream_id] = self._uncounted.get(stream_id, 0) + 1

    async def count(self, stream_id: UUID) -> None:
        """Once a second, by whoever keeps the room's time."""
        number = self._uncounted.pop(stream_id, 0)
        if number:
            await database_sync_to_async(count_lines)(stream_id, number)

    async def close(self) -> None:
        await self._appender.close()
        for stream_id in list(self._uncounted):
            await self.count(stream_id)


_lines: dict[Hub, Lines] = {}


def lines_here() -> Lines:
    """This process's, which writes everything that waits before the process ends."""
    hub = Hub.here()
    lines = _lines.get(hub)
    if lines is None:
        _lines.clear()
        lines = _lines[hub] = Lines()
        hub.before_close(lines.close)
    return lines


def tell_writer(person_id: UUID, **word: Any) -> None:
    """What became of somebody's lines, on whatever page of theirs is open."""
    publish(person_room, person_id, chat_word=[{"id": str(uuid7()), **word}])
