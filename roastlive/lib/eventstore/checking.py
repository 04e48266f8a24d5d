"""What may enter the store: only what both backends keep and give back unchanged.

PostgreSQL refuses NUL, MongoDB odd keys, and beyond a double's whole numbers a fraction comes back from one as whole.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from roastlive.lib.eventstore.collection import Collection, Field, Kind
from roastlive.lib.eventstore.errors import EventInvalid
from roastlive.lib.eventstore.event import Event, Json, Value

MOST_AT_ONCE = 1000
DEEPEST = 8
LONGEST_KEY = 64
WHOLE = 1 << 53
BIGGEST = (1 << 63) - 1

TYPES: dict[Kind, type] = {
    Kind.UUID: UUID,
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.BOOLEAN: bool,
    Kind.TIME: datetime,
}


def checked_events(collection: Collection, events: Sequence[Event]) -> list[Event]:
    """Ready to be written: every declared field is there; the order is by id, so that two writers cannot deadlock."""
    if len(events) > MOST_AT_ONCE:
        raise EventInvalid(f"{len(events)} events at once, {MOST_AT_ONCE} at most")
    return sorted((checked_event(collection, event) for event in events), key=lambda event: event.id)


def checked_event(collection: Collection, event: Event) -> Event:
    if event.id.version != 7:
        raise EventInvalid("the id of an event must be a UUIDv7, for it says when the event happened")
    try:
        event.time  # noqa: B018 - an id may name a time that no calendar has
    except (ValueError, OverflowError) as error:
        raise EventInvalid("the id of an event names no time") from error
    _refuse_unknown(collection, event.values)
    values = {each.name: checked_value(each, event.values.get(each.name)) for each in collection.fields}
    return Event(values, checked_body(collection, event.body), event.id)


def checked_changes(collection: Collection, changes: Mapping[str, Value]) -> dict[str, Value]:
    _refuse_unknown(collection, changes)
    if not changes:
        raise EventInvalid("nothing is to be changed")
    fields = [each for each in collection.fields if each.name in changes]
    for each in fields:
        if not each.changeable:
            raise EventInvalid(f"{each.name} never changes")
    return {each.name: checked_value(each, changes[each.name]) for each in fields}


def checked_filter(collection: Collection, where: Mapping[str, Value]) -> dict[str, Value]:
    """Values to compare with. A list is asked whether it holds one value."""
    _refuse_unknown(collection, where)
    for name, value in where.items():
        each = collection.field(name)
        wanted = UUID if each and each.kind is Kind.UUIDS else TYPES.get(each.kind, object) if each else object
        if value is not None and type(value) is not wanted:
            raise EventInvalid(f"{name} is compared with a {type(value).__name__}")
        if isinstance(value, str):
            _refuse_broken(name, value)
    return dict(where)


def checked_value(each: Field, value: Value) -> Value:
    if each.kind is Kind.UUIDS:
        return _checked_list(each, value)
    if value is None:
        if each.required:
            raise EventInvalid(f"{each.name} is missing")
        return None
    # Exactly this type: True is an int to Python, and no number to us.
    if type(value) is not TYPES[each.kind]:
        raise EventInvalid(f"{each.name} is a {type(value).__name__}, not a {each.kind}")
    if isinstance(value, str):
        _refuse_broken(each.name, value)
        if len(value) > each.max_length:
            raise EventInvalid(f"{each.name} is longer than {each.max_length} characters")
    if isinstance(value, int) and not -BIGGEST <= value <= BIGGEST:
        raise EventInvalid(f"{each.name} is too large a number")
    return checked_time(each.name, value) if isinstance(value, datetime) else value


def checked_time(name: str, value: datetime) -> datetime:
    """UTC to the millisecond, which is all that MongoDB keeps."""
    if value.tzinfo is None:
        raise EventInvalid(f"{name} has no time zone")
    return value.astimezone(UTC).replace(microsecond=value.microsecond // 1000 * 1000)


def checked_body(collection: Collection, body: Mapping[str, Json]) -> dict[str, Json]:
    if type(body) is not dict:
        raise EventInvalid("a body is a dictionary")
    _refuse_odd(body, DEEPEST)
    # Depth is known to be small here, so encoding cannot run out of stack.
    if len(json.dumps(body, ensure_ascii=False).encode()) > collection.body_bytes:
        raise EventInvalid(f"the body is larger than {collection.body_bytes} bytes")
    return body


def _checked_list(each: Field, value: Value) -> tuple[UUID, ...]:
    items = () if value is None else value
    if not isinstance(items, list | tuple) or any(type(item) is not UUID for item in items):
        raise EventInvalid(f"{each.name} is not a list of UUIDs")
    if len(items) > each.max_length:
        raise EventInvalid(f"{each.name} has more than {each.max_length} items")
    return tuple(dict.fromkeys(items))


def _refuse_unknown(collection: Collection, values: Mapping[str, Value]) -> None:
    for name in values:
        if collection.field(name) is None:
            raise EventInvalid(f"{collection.name} has no field {name!r}")


def _refuse_broken(name: str, text: str) -> None:
    if "\0" in text:
        raise EventInvalid(f"{name} contains NUL")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise EventInvalid(f"{name} contains half a character") from error


def _refuse_odd(value: Json, depth: int) -> None:
    if depth == 0:
        raise EventInvalid(f"the body is nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        _refuse_broken("the body", value)
    elif isinstance(value, int):
        if not -BIGGEST <= value <= BIGGEST:
            raise EventInvalid("the body contains too large a number")
    elif isinstance(value, float):
        if not math.isfinite(value) or abs(value) >= WHOLE:
            raise EventInvalid("the body contains no number, or too large a one")
    elif type(value) is dict:
        for key, item in value.items():
            _refuse_odd_key(key)
            _refuse_odd(item, depth - 1)
    elif type(value) is list:
        for item in value:
            _refuse_odd(item, depth - 1)
    elif value is not None:
        raise EventInvalid(f"the body contains a {type(value).__name__}")


def _refuse_odd_key(key: object) -> None:
    if not isinstance(key, str) or not key or len(key) > LONGEST_KEY or key.startswith("$") or "." in key:
        raise EventInvalid(f"{key!r:.80} is no key for a body")
    _refuse_broken("the body", key)
