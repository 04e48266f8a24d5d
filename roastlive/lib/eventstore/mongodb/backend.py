"""The stores on MongoDB, with PyMongo's client for code without an event loop and its async one for code in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.collection import Collection as Place
from pymongo.errors import BulkWriteError

from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.contract import AsyncEventStore, EventStore
from roastlive.lib.eventstore.event import Event, Value
from roastlive.lib.eventstore.mongodb import clients, indexes
from roastlive.lib.eventstore.mongodb.clients import unavailable_on_failure
from roastlive.lib.eventstore.mongodb.documents import (
    NEWEST_FIRST,
    Document,
    document_of,
    event_of,
    filter_of,
    inserted_despite,
    marking,
    replacement,
)
from roastlive.lib.eventstore.query import Query, oldest_kept
from roastlive.lib.eventstore.report import Expired, Line


class MongoStore(EventStore):
    """Commits by itself, whatever becomes of the transaction that is open in PostgreSQL."""

    transactional = False

    def insert(self, collection: Collection, events: Sequence[Event]) -> int:
        documents = [document_of(collection, event) for event in events]
        with unavailable_on_failure():
            try:
                return len(_place(collection).insert_many(documents, ordered=False).inserted_ids)
            except BulkWriteError as error:
                return inserted_despite(error)

    def select(self, asked: Query) -> list[Event]:
        with unavailable_on_failure():
            found = _place(asked.collection).find(filter_of(asked)).sort(NEWEST_FIRST).limit(asked.limit or 0)
            return [event_of(asked.collection, document) for document in found]

    def number(self, asked: Query) -> int:
        with unavailable_on_failure():
            return _place(asked.collection).count_documents(filter_of(asked))

    def update(self, asked: Query, changes: Mapping[str, Value]) -> bool:
        with unavailable_on_failure():
            done = _place(asked.collection).update_one(filter_of(asked), marking(asked.collection, changes))
        return done.matched_count > 0

    def put_back(self, collection: Collection, gone: Sequence[UUID], changed: Sequence[Event]) -> None:
        with unavailable_on_failure():
            if gone:
                _place(collection).delete_many({"_id": {"$in": gone}})
            if changed:
                _place(collection).bulk_write([replacement(collection, event) for event in changed], ordered=False)

    def expire(self, collections: Iterable[Collection], now: datetime) -> list[Expired]:
        """TTL indexes remove what is due within a minute; this is for servers that have none, and for the impatient."""
        removed = []
        for collection in collections:
            oldest = oldest_kept(collection, now)
            if oldest is None:
                continue
            with clients.upkeep():
                events = _place(collection).delete_many({"_id": {"$lt": oldest}}).deleted_count
            if events:
                removed.append(Expired(collection.name, collection.name, events))
        return removed

    def ensure(self, collections: Iterable[Collection], now: datetime) -> list[Line]:
        with clients.upkeep():
            return [line for collection in collections for line in indexes.ensure(_place(collection), collection)]

    def report(self, collections: Iterable[Collection], now: datetime) -> list[Line]:
        with unavailable_on_failure():
            return [line for collection in collections for line in indexes.report(_place(collection), collection)]

    def ping(self) -> None:
        with unavailable_on_failure():
            clients.database().command("ping")


class AsyncMongoStore(AsyncEventStore):
    async def insert(self, collection: Collection, events: Sequence[Event]) -> int:
        documents = [document_of(collection, event) for event in events]
        with unavailable_on_failure():
            try:
                return len((await _async_place(collection).insert_many(documents, ordered=False)).inserted_ids)
            except BulkWriteError as error:
                return inserted_despite(error)

    async def select(self, asked: Query) -> list[Event]:
        with unavailable_on_failure():
            found = _async_place(asked.collection).find(filter_of(asked)).sort(NEWEST_FIRST).limit(asked.limit or 0)
            return [event_of(asked.collection, document) async for document in found]

    async def number(self, asked: Query) -> int:
        with unavailable_on_failure():
            return await _async_place(asked.collection).count_documents(filter_of(asked))

    async def update(self, asked: Query, changes: Mapping[str, Value]) -> bool:
        with unavailable_on_failure():
            done = await _async_place(asked.collection).update_one(filter_of(asked), marking(asked.collection, changes))
        return done.matched_count > 0


def _place(collection: Collection) -> Place[Document]:
    return clients.database()[collection.name]


def _async_place(collection: Collection) -> AsyncCollection[Document]:
    return clients.async_database()[collection.name]
