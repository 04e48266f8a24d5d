"""Events as JSON and back: how they wait in the outbox, and how they lie in an archive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from roastlive.lib.eventstore.collection import Collection, Field, Kind
from roastlive.lib.eventstore.event import Event, Value


def to_payload(collection: Collection, event: Event) -> dict[str, Any]:
    return {"id": str(event.id), "values": values_to_payload(collection, event.values), "body": event.body}


def from_payload(collection: Collection, payload: Mapping[str, Any]) -> Event:
    return Event(values_from_payload(collection, payload["values"]), payload["body"], UUID(payload["id"]))


def values_to_payload(collection: Collection, values: Mapping[str, Value]) -> dict[str, Any]:
    """Without the empty ones, and so without what was not yet declared when they were written."""
    return {each.name: _plain(values[each.name]) for each in collection.fields if values.get(each.name) is not None}


def values_from_payload(collection: Collection, values: Mapping[str, Any]) -> dict[str, Value]:
    return {each.name: _typed(each, values[each.name]) for each in collection.fields if each.name in values}


def _plain(value: Value) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return [str(item) for item in value] if isinstance(value, tuple | list) else value


def _typed(each: Field, value: Any) -> Value:
    if each.kind is Kind.UUID:
        return UUID(value)
    if each.kind is Kind.TIME:
        return datetime.fromisoformat(value)
    return tuple(map(UUID, value)) if each.kind is Kind.UUIDS else value
