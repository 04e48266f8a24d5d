"""The stores on PostgreSQL: the one that uses Django's connection, and the one that does so from an event loop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.contract import AsyncEventStore, EventStore
from roastlive.lib.eventstore.database_thread import in_database_thread
from roastlive.lib.eventstore.event import Event, Value
from roastlive.lib.eventstore.postgres import statements, upkeep
from roastlive.lib.eventstore.postgres.statements import Statement
from roastlive.lib.eventstore.query import Query
from roastlive.lib.eventstore.report import Expired, Line


class PostgresStore(EventStore):
    """Takes part in the transaction that is open, like any other row."""

    transactional = True

    def insert(self, collection: Collection, events: Sequence[Event]) -> int:
        return _change(statements.insert(collection, events))

    def select(self, asked: Query) -> list[Event]:
        return [statements.event_of(asked.collection, row) for row in _rows(statements.select(asked))]

    def number(self, asked: Query) -> int:
        [(number,)] = _rows(statements.count(asked))
        return int(number)

    def update(self, asked: Query, changes: Mapping[str, Value]) -> bool:
        return _change(statements.mark(asked, changes)) > 0

    def put_back(self, collection: Collection, gone: Sequence[UUID], changed: Sequence[Event]) -> None:
        with transaction.atomic():
            _change(statements.delete(collection, gone))
            for event in changed:
                _change(statements.replace(collection, event))

    def expire(self, collections: Iterable[Collection], now: datetime) -> list[Expired]:
        """Drops whole partitions: what is expired in one that is not over yet stays, and is not found any more."""
        return [expired for collection in collections for expired in upkeep.expire(collection, now)]

    def ensure(self, collections: Iterable[Collection], now: datetime) -> list[Line]:
        return [line for collection in collections for line in upkeep.ensure(collection, now)]

    def report(self, collections: Iterable[Collection], now: datetime) -> list[Line]:
        return [line for collection in collections for line in upkeep.report(collection, now)]

    def ping(self) -> None:
        _rows(statements.PING)


class AsyncPostgresStore(AsyncEventStore):
    """Hands everything to the thread that owns Django's connection, as the rest of an async Django does."""

    def __init__(self) -> None:
        self._store = PostgresStore()

    async def insert(self, collection: Collection, events: Sequence[Event]) -> int:
        return await in_database_thread(self._store.insert, collection, events)

    async def select(self, asked: Query) -> list[Event]:
        return await in_database_thread(self._store.select, asked)

    async def number(self, asked: Query) -> int:
        return await in_database_thread(self._store.number, asked)

    async def update(self, asked: Query, changes: Mapping[str, Value]) -> bool:
        return await in_database_thread(self._store.update, asked, changes)


def _rows(statement: Statement) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _change(statement: Statement) -> int:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return int(cursor.rowcount)
