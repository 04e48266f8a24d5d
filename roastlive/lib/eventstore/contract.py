"""The contract: what every store promises. `tests/test_contract.py` holds each backend to it.

What is asked is checked and understood here, once; a backend only carries it out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from roastlive.lib.eventstore.checking import checked_changes, checked_events
from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.event import Event, Value
from roastlive.lib.eventstore.people import forget
from roastlive.lib.eventstore.query import Page, Query, page_of, query, query_about, query_of
from roastlive.lib.eventstore.report import Expired, Line

PAGE = 50
ERASED_AT_ONCE = 500


class EventStore(ABC):
    """For code without an event loop: pages, Celery, commands. Everything may raise StoreUnavailable."""

    # Whether it takes part in the caller's database transaction; a store of its own commits by itself.
    transactional: ClassVar[bool]

    def append_many(self, collection: Collection, events: Sequence[Event]) -> int:
        """How many were new. What is there already stays as it is, so appending can always be repeated."""
        checked = checked_events(collection, events)
        return self.insert(collection, checked) if checked else 0

    def page(
        self,
        collection: Collection,
        key: Value = None,
        *,
        where: Mapping[str, Value] | None = None,
        since: datetime | None = None,
        before: UUID | None = None,
        limit: int = PAGE,
    ) -> Page:
        """Newest first. What is appended meanwhile neither repeats nor hides an event of a later page."""
        asked = query(collection, key, where=where, since=since, before=before, page=limit)
        return page_of(asked, self.select(asked))

    def get(self, collection: Collection, identifier: UUID) -> Event | None:
        return next(iter(self.select(query_of(collection, identifier))), None)

    def mark(self, collection: Collection, identifier: UUID, changes: Mapping[str, Value]) -> bool:
        """Sets changeable fields; False when there is no such event."""
        return self.update(query_of(collection, identifier), checked_changes(collection, changes))

    def count(
        self,
        collection: Collection,
        key: Value = None,
        *,
        where: Mapping[str, Value] | None = None,
        since: datetime | None = None,
    ) -> int:
        return self.number(query(collection, key, where=where, since=since))

    def about(self, collection: Collection, person: UUID, *, before: UUID | None = None, limit: int = PAGE) -> Page:
        """Every event that names this person, wherever in it."""
        asked = query_about(collection, person, before=before, page=limit)
        return page_of(asked, self.select(asked))

    def erase_person(self, collections: Iterable[Collection], person: UUID) -> int:
        """How many events were changed or deleted. Nothing of the person is left in any of them."""
        erased = 0
        for collection in collections:
            # What is expired but not yet removed names people as well, so this asks without regard to the lifetime.
            everything = Query(collection, {}, None, limit=ERASED_AT_ONCE, person=person)
            asked = everything
            while events := self.select(asked):
                left = {event.id: forget(collection, event, person) for event in events}
                gone = [identifier for identifier, event in left.items() if event is None]
                self.put_back(collection, gone, [event for event in left.values() if event is not None])
                erased += len(events)
                asked = replace(everything, before=events[-1].id)
        return erased

    @abstractmethod
    def expire(self, collections: Iterable[Collection], now: datetime) -> list[Expired]:
        """Removes what outlived its lifetime. Needs the owner's rights where it drops partitions."""

    @abstractmethod
    def ensure(self, collections: Iterable[Collection], now: datetime) -> list[Line]:
        """Makes what is missing and says what that was; safe to repeat and to interrupt. Needs the owner's rights."""

    @abstractmethod
    def report(self, collections: Iterable[Collection], now: datetime) -> list[Line]:
        """What is there against what should be."""

    @abstractmethod
    def ping(self) -> None: ...

    # What a backend carries out. Everything was checked before.

    @abstractmethod
    def insert(self, collection: Collection, events: Sequence[Event]) -> int: ...

    @abstractmethod
    def select(self, asked: Query) -> list[Event]: ...

    @abstractmethod
    def number(self, asked: Query) -> int: ...

    @abstractmethod
    def update(self, asked: Query, changes: Mapping[str, Value]) -> bool: ...

    @abstractmethod
    def put_back(self, collection: Collection, gone: Sequence[UUID], changed: Sequence[Event]) -> None: ...


class AsyncEventStore(ABC):
    """The same promises for code in an event loop."""

    async def append_many(self, collection: Collection, events: Sequence[Event]) -> int:
        checked = checked_events(collection, events)
        return await self.insert(collection, checked) if checked else 0

    async def page(
        self,
        collection: Collection,
        key: Value = None,
        *,
        where: Mapping[str, Value] | None = None,
        since: datetime | None = None,
        before: UUID | None = None,
        limit: int = PAGE,
    ) -> Page:
        asked = query(collection, key, where=where, since=since, before=before, page=limit)
        return page_of(asked, await self.select(asked))

    async def get(self, collection: Collection, identifier: UUID) -> Event | None:
        return next(iter(await self.select(query_of(collection, identifier))), None)

    async def mark(self, collection: Collection, identifier: UUID, changes: Mapping[str, Value]) -> bool:
        return await self.update(query_of(collection, identifier), checked_changes(collection, changes))

    async def count(
        self,
        collection: Collection,
        key: Value = None,
        *,
        where: Mapping[str, Value] | None = None,
        since: datetime | None = None,
    ) -> int:
        return await self.number(query(collection, key, where=where, since=since))

    @abstractmethod
    async def insert(self, collection: Collection, events: Sequence[Event]) -> int: ...

    @abstractmethod
    async def select(self, asked: Query) -> list[Event]: ...

    @abstractmethod
    async def number(self, asked: Query) -> int: ...

    @abstractmethod
    async def update(self, asked: Query, changes: Mapping[str, Value]) -> bool: ...
