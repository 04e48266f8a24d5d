"""What is asked of the store, apart from how a backend asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from roastlive.lib.eventstore.checking import checked_filter
from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.errors import EventInvalid
from roastlive.lib.eventstore.event import Event, Value
from roastlive.lib.ids import first_id_at

LONGEST_PAGE = 500


@dataclass(frozen=True)
class Query:
    """Events with these values and ids from `since` up to, without, `before`."""

    collection: Collection
    equal: Mapping[str, Value]
    since: UUID | None
    before: UUID | None = None
    limit: int | None = None
    # Only the event of this id; only events that name this person.
    identifier: UUID | None = None
    person: UUID | None = None


@dataclass(frozen=True)
class Page:
    """Newest first. `older` is the cursor of the next page, None at the end."""

    events: tuple[Event, ...]
    older: UUID | None


def query(
    collection: Collection,
    key: Value = None,
    *,
    where: Mapping[str, Value] | None = None,
    since: datetime | None = None,
    before: UUID | None = None,
    page: int | None = None,
) -> Query:
    """What outlived its lifetime is never found, whether or not it is removed yet."""
    equal = checked_filter(collection, {**(where or {}), **({} if key is None else {collection.key: key})})
    bounds = [bound for bound in (first_id_at(since) if since else None, oldest_kept(collection)) if bound]
    return Query(collection, equal, max(bounds, default=None), before, _one_more(page))


def query_of(collection: Collection, identifier: UUID) -> Query:
    return Query(collection, {}, oldest_kept(collection), identifier=identifier)


def query_about(collection: Collection, person: UUID, *, before: UUID | None, page: int) -> Query:
    return Query(collection, {}, oldest_kept(collection), before, _one_more(page), person=person)


def oldest_kept(collection: Collection, now: datetime | None = None) -> UUID | None:
    """The first id that is still within the lifetime; None when nothing ever expires."""
    if collection.lifetime is None:
        return None
    return first_id_at((now or timezone.now()) - collection.lifetime)


def page_of(asked: Query, events: list[Event]) -> Page:
    """The event that is one too many tells that there is another page."""
    shown = events if asked.limit is None else events[: asked.limit - 1]
    return Page(tuple(shown), shown[-1].id if len(events) > len(shown) else None)


def _one_more(page: int | None) -> int | None:
    if page is None:
        return None
    if not 1 <= page <= LONGEST_PAGE:
        raise EventInvalid(f"a page has 1 to {LONGEST_PAGE} events")
    return page + 1
