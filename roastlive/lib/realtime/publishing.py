"""Telling rooms what happened.

From pages, tasks and services, which are synchronous and within transactions:

    publish(stream_room, stream.id, viewers=12)         after the commit, if there will be one

From consumers and other code on the live process's event loop:

    publish_now(stream_room, key, chat=[{...}])         returns at once; sent with the next batch

What a room is told must be written down first, so that whoever reads a snapshot afterwards finds it there; a list that
reaches its store later is declared `kept`. Publishing never fails the caller: rooms are a courtesy, the stores are the truth.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.utils.asyncio import async_unsafe
from redis.exceptions import RedisError

from roastlive.lib.errors import Forbidden
from roastlive.lib.realtime.errors import close_code_of
from roastlive.lib.realtime.hub import Hub
from roastlive.lib.realtime.kind import RoomKind
from roastlive.lib.realtime.letter import Bye, Letter, commands
from roastlive.lib.realtime.metrics import PUBLISH_FAILED
from roastlive.lib.realtime.wire import encode
from roastlive.lib.redis_clients import redis_client

log = structlog.get_logger("realtime")


def publish(kind: RoomKind, key: object, **parts: Any) -> None:
    """Tell everybody in the room, once the surrounding transaction is committed."""
    kind.require_known(parts)
    encode(parts)
    _post_after_commit(kind, str(key), Letter(parts=parts))


def refresh(kind: RoomKind, key: object) -> None:
    """Give everybody in the room a new snapshot: so much has changed that parts would not say it."""
    _post_after_commit(kind, str(key), Letter(refresh=True))


def dismiss(
    kind: RoomKind,
    key: object,
    *,
    code: str,
    close_code: int = close_code_of(Forbidden.status),
    person: object = None,
    session: str | None = None,
    other_than: str | None = None,
) -> None:
    """Close sockets in the room: all, those of one person, of one session, or all of a person but one session's.

    Sessions are named by `visitor.session_tag`.
    """
    bye = Bye(
        code=code,
        close_code=close_code,
        person=None if person is None else str(person),
        session=session,
        other_than=other_than,
    )
    _post_after_commit(kind, str(key), Letter(byes=[bye]))


def publish_now(kind: RoomKind, key: object, **parts: Any) -> None:
    """From the event loop: what is said in the same few milliseconds leaves together."""
    kind.require_known(parts)
    encode(parts)
    Hub.here().outgoing.publish(kind, str(key), parts)


def _post_after_commit(kind: RoomKind, key: str, letter: Letter) -> None:
    # Outside a transaction there is nothing to wait for, and no need of a database connection to find that out.
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(partial(_post, kind, key, letter), robust=True)
    else:
        _post(kind, key, letter)


@async_unsafe("Publish from the event loop with publish_now(): this one waits for Redis.")
def _post(kind: RoomKind, key: str, letter: Letter) -> None:
    pipeline = redis_client().pipeline(transaction=False)
    for command in commands(kind, key, letter):
        pipeline.execute_command(*command)
    try:
        pipeline.execute()
    except RedisError as error:
        PUBLISH_FAILED.inc()
        log.warning("bus.publish_failed", error=repr(error), rooms=1)
