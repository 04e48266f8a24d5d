"""What apps call to have something kept, changed or forgotten, whether or not the store can be reached just now.

A store of its own (MongoDB) may be away, and it knows nothing of our transactions. What it cannot take now waits in the
outbox, in one line a collection, so that a change or an erasure comes after the events that it is about.
With PostgreSQL as the store none of this happens: events are rows of the transaction.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction

from roastlive.lib.eventstore.checking import checked_changes, checked_events
from roastlive.lib.eventstore.choice import async_store, store
from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.database_thread import in_database_thread
from roastlive.lib.eventstore.errors import StoreUnavailable
from roastlive.lib.eventstore.event import Event, Value
from roastlive.lib.eventstore.payload import to_payload, values_to_payload
from roastlive.lib.eventstore.registry import registered
from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox import enqueue

logger = structlog.get_logger(__name__)

TOPIC = "eventstore"
APPEND, CHANGE, ERASE = "append", "change", "erase"
EVENTS_A_MESSAGE = 100
# A store that was away is asked again after so long; until then nobody waits for it in vain.
PAUSE_SECONDS = 5.0

_away_until = 0.0


def record(*, collection: Collection, events: Sequence[Event]) -> None:
    """Keep events. Within a transaction they are kept if and only if it commits."""
    checked = checked_events(collection, events)
    if store().transactional:
        store().append_many(collection, checked)
    elif connection.in_atomic_block or _is_pausing():
        _queue_events(collection, checked)
    else:
        try:
            store().append_many(collection, checked)
        except StoreUnavailable as error:
            _pause(error)
            _queue_events(collection, checked)


async def arecord(*, collection: Collection, events: Sequence[Event]) -> None:
    """The same for code in an event loop, where no transaction is open. Afterwards the events are safe."""
    checked = checked_events(collection, events)
    if not _is_pausing():
        try:
            await async_store().append_many(collection, checked)
        except StoreUnavailable as error:
            _pause(error)
        else:
            return
    await in_database_thread(_queue_events, collection, checked)


def amend(*, collection: Collection, identifier: UUID, changes: Mapping[str, Value]) -> bool:
    """Set changeable fields of an event; False when it is known that there is none.

    With a store of its own, what is asked within a transaction or while events wait in the outbox is taken on trust.
    """
    checked = checked_changes(collection, changes)
    if store().transactional:
        return store().mark(collection, identifier, checked)
    if not connection.in_atomic_block and not _is_pausing():
        try:
            if store().mark(collection, identifier, checked):
                return True
        except StoreUnavailable as error:
            _pause(error)
        else:
            if not _line(collection).exists():
                return False
    _queue(collection, CHANGE, id=str(identifier), changes=values_to_payload(collection, checked))
    return True


def erase_person(*, person: UUID) -> None:
    """Nothing of this person stays in any collection; with a store of its own a moment later, but surely."""
    if store().transactional:
        store().erase_person(registered(), person)
        return
    for collection in registered():
        _queue(collection, ERASE, person=str(person))


def _queue_events(collection: Collection, events: Sequence[Event]) -> None:
    with transaction.atomic():
        for start in range(0, len(events), EVENTS_A_MESSAGE):
            some = events[start : start + EVENTS_A_MESSAGE]
            _queue(collection, APPEND, events=[to_payload(collection, event) for event in some])


def _queue(collection: Collection, action: str, **payload: Any) -> None:
    with transaction.atomic():
        enqueue(topic=TOPIC, key=collection.name, payload={"action": action, "collection": collection.name, **payload})


def _line(collection: Collection) -> Any:
    return OutboxMessage.objects.waiting().filter(topic=TOPIC, key=collection.name)


def _is_pausing() -> bool:
    return time.monotonic() < _away_until


def _pause(error: StoreUnavailable) -> None:
    global _away_until
    _away_until = time.monotonic() + PAUSE_SECONDS
    logger.warning("event_store_away", error=str(error.__cause__))
