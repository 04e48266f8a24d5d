"""Events made into documents and back, and questions made into filters. Nothing here touches a connection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from roastlive.lib.eventstore.collection import Collection, Kind
from roastlive.lib.eventstore.event import Event, Value
from roastlive.lib.eventstore.people import names_in, names_in_changes
from roastlive.lib.eventstore.query import Query
from roastlive.lib.partitions.calendar import Span

Document = dict[str, Any]

NEWEST_FIRST = [("_id", -1)]
DUPLICATE_KEY = 11000


def document_of(collection: Collection, event: Event) -> Document:
    """The time is there for the TTL index, the span for unique indexes; both follow from the id."""
    own = {"_id": event.id, "time": event.time, "span": _span(collection, event.time)}
    return own | _erasable(collection, event)


def _erasable(collection: Collection, event: Event) -> Document:
    values = {each.name: _stored(event[each.name]) for each in collection.fields}
    return values | {"body": event.body, "named": names_in(collection, event)}


def _stored(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _span(collection: Collection, moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}" if collection.span is Span.DAY else f"{moment:%Y-%m}"


def event_of(collection: Collection, document: Mapping[str, Any]) -> Event:
    # A document from before a field was declared does not have it.
    values = {each.name: _read(each.kind, document.get(each.name)) for each in collection.fields}
    return Event(values, document["body"], document["_id"])


def _read(kind: Kind, value: Any) -> Value:
    if kind is Kind.UUIDS:
        return tuple(value or ())
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def filter_of(query: Query) -> Document:
    """Equality with one value finds it in a list too, and None finds a missing field."""
    ids: Document = {}
    for operator, bound in (("$gte", query.since), ("$lt", query.before), ("$eq", query.identifier)):
        if bound is not None:
            ids[operator] = bound
    found: Document = dict(query.equal)
    if ids:
        found["_id"] = ids
    if query.person is not None:
        found["named"] = query.person
    return found


def marking(collection: Collection, changes: Mapping[str, Value]) -> Document:
    """People named by the change join those named before, so that erasing finds them too."""
    update: Document = {"$set": {name: _stored(value) for name, value in changes.items()}}
    if named := names_in_changes(collection, changes):
        update["$addToSet"] = {"named": {"$each": named}}
    return update


def replacement(collection: Collection, event: Event) -> UpdateOne:
    """Everything but id and time, as erasing a person left it."""
    return UpdateOne({"_id": event.id}, {"$set": _erasable(collection, event)})


def inserted_despite(error: BulkWriteError) -> int:
    """How many were inserted when all that was wrong is that others were there already; else the error itself."""
    details: Mapping[str, Any] = error.details
    if details["writeConcernErrors"] or any(each["code"] != DUPLICATE_KEY for each in details["writeErrors"]):
        raise error
    return int(details["nInserted"])
