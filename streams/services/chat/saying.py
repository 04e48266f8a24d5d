"""A line on its way into the room.

`weigh` decides in one go, in the thread of the database: limits, sanctions, modes, screening. Then the line is in the room at
once, and in the store a tenth of a second later at most; whoever said it is answered after that. What screening holds goes to
those who keep order, and to nobody else.

A page names its lines by a key of its own. Said again under the same key, because the connection broke before the answer
came, it is the same line with the same id, which the store keeps once.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from channels.db import database_sync_to_async
from django.core.exceptions import ValidationError
from redis.exceptions import RedisError

from accounts.models import User
from moderation.models import Act, ModerationAction, ModerationSettings
from moderation.screening import Decision, Speaker, Target, Verdict
from moderation.services.actions import note_action
from moderation.services.screening import screen_for
from moderation.services.standing import require_may
from roastlive.lib.errors import Invalid
from roastlive.lib.eventstore import Event, store
from roastlive.lib.ids import uuid7
from roastlive.lib.limits import require
from roastlive.lib.realtime import publish_now
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.text import clean_line
from streams.collections import CHAT
from streams.errors import ChatClosed, MessageNotFound, MessageRefused
from streams.models import Stream
from streams.models.chat import LINE_LONGEST
from streams.rooms import stream_room
from streams.selectors.chat import as_shown, line, modes_row
from streams.services.chat.authors import Author, author_in
from streams.services.chat.composing import compose
from streams.services.chat.desk import tell_desk
from streams.services.chat.holding import hold
from streams.services.chat.lines import line_event, lines_here, put_into_room
from streams.services.chat.modes import require_fits

logger = structlog.get_logger(__name__)

KEY_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Weighed:
    """A line that may be said, or one that was said before, or is held."""

    event: Event | None = None
    delay: int = 0
    is_replay: bool = False

    @property
    def is_held(self) -> bool:
        return self.event is None


def weigh(*, stream: Stream, person: User, text: str, reply: UUID | None = None, key: UUID | None = None) -> Weighed:
    """Raises Invalid, Limited, Sanctioned, ChatClosed, what the modes ask for, MessageNotFound for the reply, MessageRefused."""
    words = _clean(text)
    message_id, known = _named(person.pk, key)
    if known is not None:
        return Weighed(known, is_replay=True)
    author = author_in(stream, person)
    require(("chat_moderator" if author.keeps_order else "chat", person.pk))
    require_may(person.pk, Act.SPEAK, channel_id=stream.creator_id)
    if stream.is_over or not (stream.chat_enabled or author.keeps_order):
        raise ChatClosed
    row = modes_row(stream)
    composed = compose(words, channel_id=stream.creator_id)
    answered = _answered(stream, reply)
    require_fits(stream, author, composed, row)
    decision = _screened(words, author, stream)
    if decision.verdict == Verdict.BLOCK:
        _note(message_id, person, decision)
        raise MessageRefused(why=", ".join(str(r.says) for r in decision.reasons if r.verdict == Verdict.BLOCK))
    if decision.verdict == Verdict.HOLD:
        hold(stream=stream, author=person, text=words, reply=reply, decision=decision)
        return Weighed()
    event = line_event(stream, author, composed, message_id=message_id, answered=answered)
    return Weighed(event, delay=_delay(row, author))


async def say(*, stream: Stream, person: User, text: str, reply: UUID | None, key: UUID | None) -> dict[str, Any]:
    """From a socket: what its acknowledgement says. Raises what `weigh` raises, StoreUnavailable."""
    weighed = await database_sync_to_async(weigh)(stream=stream, person=person, text=text, reply=reply, key=key)
    if weighed.event is None:
        return {"held": True}
    shown = as_shown(weighed.event)
    if weighed.is_replay:
        return {"message": shown}
    if weighed.delay:
        await database_sync_to_async(tell_desk)(stream, {**shown, "stream": str(stream.pk), "kind": "delayed"})
        _later(stream.pk, weighed.event, weighed.delay)
    else:
        publish_now(stream_room, str(stream.pk), chat=[shown])
    await lines_here().append(weighed.event)
    return {"message": shown}


def say_line(
    *, stream: Stream, person: User, text: str, reply: UUID | None = None, key: UUID | None = None
) -> dict[str, Any]:
    """The same from a page or the API, which wait for the store themselves."""
    weighed = weigh(stream=stream, person=person, text=text, reply=reply, key=key)
    if weighed.event is None:
        return {"held": True}
    if not weighed.is_replay:
        put_into_room(stream.pk, weighed.event)
    return {"message": as_shown(weighed.event)}


_delayed: set[asyncio.Task[None]] = set()


def _later(stream_id: UUID, event: Event, seconds: int) -> None:
    """After the delay, unless somebody took it away meanwhile."""

    async def show() -> None:
        await asyncio.sleep(seconds)
        if await database_sync_to_async(line)(stream_id=stream_id, message_id=event.id) is not None:
            publish_now(stream_room, str(stream_id), chat=[as_shown(event)])

    task = asyncio.ensure_future(show())
    _delayed.add(task)
    task.add_done_callback(_delayed.discard)


def _clean(text: str) -> str:
    try:
        return clean_line(text, maximum=LINE_LONGEST, minimum=1)
    except ValidationError as error:
        raise Invalid(errors={"text": list(error.messages)}) from error


def _named(person_id: UUID, key: UUID | None) -> tuple[UUID, Event | None]:
    """The id of the line with this key, and the line if it was said."""
    fresh = uuid7()
    if key is None:
        return fresh, None
    name = f"chat:key:{person_id}:{key}"
    try:
        if redis_client().set(name, str(fresh), nx=True, ex=KEY_SECONDS):
            return fresh, None
        kept = redis_client().get(name)
    except RedisError as error:
        logger.warning("chat_key_not_kept", error=repr(error))
        return fresh, None
    known = UUID(kept.decode() if isinstance(kept, bytes) else kept) if kept else fresh
    return known, store().get(CHAT, known)


def _answered(stream: Stream, reply: UUID | None) -> Event | None:
    if reply is None:
        return None
    found = line(stream_id=stream.pk, message_id=reply)
    if found is None:
        raise MessageNotFound
    return found


def _screened(words: str, author: Author, stream: Stream) -> Decision:
    is_performer = author.role == "creator"
    return screen_for(
        words,
        speaker=Speaker.PERFORMER if is_performer else Speaker.VIEWER,
        target=Target.NONE if is_performer else Target.PERFORMER,
        channel=stream.creator_id,
    )


def _delay(row: ModerationSettings, author: Author) -> int:
    return 0 if author.keeps_order else row.delay_seconds


def _note(message_id: UUID, person: User, decision: Decision) -> None:
    note_action(
        kind="message",
        id=message_id,
        person_id=person.pk,
        action=ModerationAction.Act.BLOCK,
        category=decision.category or "",
        confidence=decision.confidence,
        model_version=decision.version,
    )
