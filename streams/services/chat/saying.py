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
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from channels.db import database_sync_to_async
from django.core.exceptions import ValidationError
from django.db import transaction
from redis.exceptions import RedisError

from accounts.models import User
from moderation.models import Act, ModerationAction, ModerationSettings, SafewordTrigger
from moderation.screening import Decision, Speaker, Target, Verdict
from moderation.services.actions import note_action
from moderation.services.safewords import trigger
from moderation.services.screening import screen_for
from moderation.services.settings import says_safe_word
from moderation.services.standing import require_may
from roastlive.lib.errors import Invalid
from roastlive.lib.eventstore import Event, store
from roastlive.lib.ids import uuid7
from roastlive.lib.limits import require
from roastlive.lib.realtime import publish, publish_now
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.text import clean_line
from streams.collections import CHAT
from streams.errors import ChatClosed, MessageNotFound, MessageRefused
from streams.models import HeldMessage, Stream
from streams.models.chat import LINE_LONGEST
from streams.rooms import stream_room
from streams.selectors.chat import as_shown, line, modes_row
from streams.selectors.streams import stream_to_act_in
from streams.services.chat.authors import Author, author_in
from streams.services.chat.composing import compose
from streams.services.chat.desk import tell_desk
from streams.services.chat.holding import hold
from streams.services.chat.lines import line_event, lines_here, put_into_room
from streams.services.chat.modes import require_fits

logger = structlog.get_logger(__name__)

KEY_SECONDS = 600
# Begins what somebody does rather than says.
ME = "/me "


@dataclass(frozen=True, slots=True)
class Weighed:
    """A line that may be said, or one that was said before, or is held."""

    stream: Stream

    event: Event | None = None
    delay: int = 0
    is_replay: bool = False

    @property
    def is_held(self) -> bool:
        return self.event is None


def weigh(*, stream: Stream, person: User, text: str, reply: UUID | None = None, key: UUID | None = None) -> Weighed:
    """Raises Invalid, Limited, Sanctioned, ChatClosed, what the modes ask for, MessageNotFound for the reply, MessageRefused."""
    kind, words = _read(text)
    message_id, is_known = _named(person.pk, key)
    if is_known:
        known = store().get(CHAT, message_id)
        if known is not None or HeldMessage.objects.filter(pk=message_id, author=person).exists():
            return Weighed(stream, known, is_replay=True)
    author = author_in(stream, person)
    if author.role == "creator":
        # Before anything that could refuse the line: stop is heard in any case.
        _hear_safe_word(stream, person, words)
    require(("chat_moderator" if author.keeps_order else "chat", person.pk))
    require_may(person.pk, Act.SPEAK, channel_id=stream.creator_id)
    if stream.is_over or not (stream.chat_enabled or author.keeps_order):
        raise ChatClosed
    row = modes_row(stream)
    composed = compose(words, channel_id=stream.creator_id)
    answered = _answered(stream, reply)
    require_fits(stream, author, composed, row, message_id=message_id)
    decision = _screened(words, author, stream)
    if decision.verdict == Verdict.BLOCK:
        _note(message_id, person, decision)
        raise MessageRefused(why=", ".join(str(r.says) for r in decision.reasons if r.verdict == Verdict.BLOCK))
    if decision.verdict == Verdict.HOLD:
        hold(stream=stream, author=person, text=words, reply=reply, decision=decision, held_id=message_id)
        return Weighed(stream)
    event = line_event(stream, author, composed, message_id=message_id, answered=answered, kind=kind)
    return Weighed(stream, event, delay=_delay(row, author))


async def say(*, stream_id: UUID, person: User, text: str, reply: UUID | None, key: UUID | None) -> dict[str, Any]:
    """From a socket: what its acknowledgement says. Raises StreamNotFound, what `weigh` raises, StoreUnavailable."""

    def weigh_here() -> Weighed:
        return weigh(stream=stream_to_act_in(stream_id), person=person, text=text, reply=reply, key=key)

    weighed = await database_sync_to_async(weigh_here)()
    if weighed.event is None:
        return {"held": True}
    shown = as_shown(weighed.event)
    if weighed.is_replay:
        return {"message": shown}
    if not weighed.delay:
        publish_now(stream_room, str(stream_id), chat=[shown])
    await lines_here().append(weighed.event)
    if weighed.delay:
        # Written first: those who keep order may take it away at once.
        await database_sync_to_async(_tell_early)(weighed.stream, shown)
        _later(stream_id, weighed.event, weighed.delay)
    return {"message": shown}


def say_line(
    *, stream: Stream, person: User, text: str, reply: UUID | None = None, key: UUID | None = None
) -> dict[str, Any]:
    """The same from a page or the API, which wait for the store themselves."""
    weighed = weigh(stream=stream, person=person, text=text, reply=reply, key=key)
    if weighed.event is None:
        return {"held": True}
    shown = as_shown(weighed.event)
    if not weighed.is_replay:
        put_into_room(stream.pk, weighed.event, is_shown=not weighed.delay)
        if weighed.delay:
            _tell_early(stream, shown)
            enqueue_delayed(stream.pk, weighed.event.id, weighed.delay)
    return {"message": shown}


def show_delayed(*, stream_id: UUID, message_id: UUID) -> bool:
    """Unless somebody took it away meanwhile."""
    event = line(stream_id=stream_id, message_id=message_id)
    if event is not None:
        publish(stream_room, stream_id, chat=[as_shown(event)])
    return event is not None


def enqueue_delayed(stream_id: UUID, message_id: UUID, seconds: int) -> None:
    later = partial(current_app.send_task, "streams.show_delayed", (str(stream_id), str(message_id)), countdown=seconds)
    transaction.on_commit(later)


def _tell_early(stream: Stream, shown: dict[str, Any]) -> None:
    tell_desk(stream, {**shown, "stream": str(stream.pk), "kind": "delayed"})


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


def _read(text: str) -> tuple[str, str]:
    """Its kind, and its words. A double slash begins a line that is said, slash and all."""
    kind = "message"
    if text.startswith("//"):
        text = text[1:]
    elif text.startswith(ME):
        kind, text = "action", text.removeprefix(ME)
    try:
        return kind, clean_line(text, maximum=LINE_LONGEST, minimum=1)
    except ValidationError as error:
        raise Invalid(errors={"text": list(error.messages)}) from error


def _named(person_id: UUID, key: UUID | None) -> tuple[UUID, bool]:
    """The id of the line with this key, and whether it had one before."""
    fresh = uuid7()
    if key is None:
        return fresh, False
    name = f"chat:key:{person_id}:{key}"
    try:
        if redis_client().set(name, str(fresh), nx=True, ex=KEY_SECONDS):
            return fresh, False
        kept = redis_client().get(name)
    except RedisError as error:
        logger.warning("chat_key_not_kept", error=repr(error))
        return fresh, False
    return (UUID(kept.decode() if isinstance(kept, bytes) else kept), True) if kept else (fresh, False)


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


def _hear_safe_word(stream: Stream, person: User, words: str) -> None:
    if says_safe_word(channel_id=stream.creator_id, text=words):
        trigger(by=person, where_kind="stream", where_id=stream.pk, how=SafewordTrigger.How.CHAT)


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
