"""The event store: what happens often, is read newest first, and expires. Chat, activity, analytics. See README.md.

MESSAGES = register(Collection(name="messages", key="room_id", fields=(...), lifetime=timedelta(days=365)))

record(collection=MESSAGES, events=[Event({"room_id": room.id, "text": "hello"})])
page = store().page(MESSAGES, room.id)
"""

from roastlive.lib.eventstore.appender import Appender
from roastlive.lib.eventstore.choice import async_store, store
from roastlive.lib.eventstore.collection import TIME, Collection, Erasure, Field, Index, Kind, Person
from roastlive.lib.eventstore.contract import AsyncEventStore, EventStore
from roastlive.lib.eventstore.errors import CollectionInvalid, EventInvalid, StoreUnavailable
from roastlive.lib.eventstore.event import Event, id_at
from roastlive.lib.eventstore.query import Page
from roastlive.lib.eventstore.recording import amend, arecord, erase_person, record
from roastlive.lib.eventstore.registry import register, registered
from roastlive.lib.partitions.calendar import Span

__all__ = [
    "TIME",
    "Appender",
    "AsyncEventStore",
    "Collection",
    "CollectionInvalid",
    "Erasure",
    "Event",
    "EventInvalid",
    "EventStore",
    "Field",
    "Index",
    "Kind",
    "Page",
    "Person",
    "Span",
    "StoreUnavailable",
    "amend",
    "arecord",
    "async_store",
    "erase_person",
    "id_at",
    "record",
    "register",
    "registered",
    "store",
]
