"""Whom an event names, and what is left of it when they are erased. Both backends ask here, so both forget alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from roastlive.lib.eventstore.collection import Collection, Erasure, Field, Kind, Person
from roastlive.lib.eventstore.event import Event, Json, Value

# Whoever was erased. One for all, so that nothing links the events of one person any more.
NOBODY = UUID(int=0)

_HEX = "[0-9a-f]"
_ID_IN_TEXT = re.compile(f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}|{_HEX}{{32}}", re.IGNORECASE)

_BLANK: dict[Kind, Value] = {
    Kind.UUID: NOBODY,
    Kind.UUIDS: (),
    Kind.TEXT: "",
    Kind.INTEGER: 0,
    Kind.BOOLEAN: False,
    Kind.TIME: datetime(1970, 1, 1, tzinfo=UTC),
}


def blank(each: Field) -> Value:
    """What a field says when it may not say anything."""
    return _BLANK[each.kind] if each.required or each.kind is Kind.UUIDS else None


def names_in(collection: Collection, event: Event) -> list[UUID]:
    """Every id that may be a person's: in the fields that name people, and in any text, wherever it hides."""
    found = set(_people(collection, event.values))
    texts = [value for value in event.values.values() if isinstance(value, str)]
    for text in (*texts, *_texts(event.body)):
        found.update(UUID(match) for match in _ID_IN_TEXT.findall(text))
    return sorted(found - {NOBODY})


def names_in_changes(collection: Collection, changes: Mapping[str, Value]) -> list[UUID]:
    return names_in(collection, Event(changes))


def forget(collection: Collection, event: Event, person: UUID) -> Event | None:
    """The event without this person; None when nothing of it may stay."""
    if person not in _people(collection, event.values, Person.AUTHOR):
        values = {each.name: _without(each, event[each.name], person) for each in collection.fields}
        return Event(values, _replaced(event.body, person), event.id)
    if collection.erasure is Erasure.DELETE:
        return None
    values = {
        each.name: _without(each, event[each.name], person)
        if collection.outlives_author(each) or each.person is Person.AUTHOR
        else blank(each)
        for each in collection.fields
    }
    return Event(values, {}, event.id)


def forget_everybody(collection: Collection, event: Event) -> Event | None:
    """What would be left had everyone whom this event names been erased."""
    left: Event | None = event
    for person in names_in(collection, event):
        left = forget(collection, left, person) if left else None
    return left


def _people(collection: Collection, values: Mapping[str, Value], role: Person | None = None) -> Iterator[UUID]:
    for each in collection.fields:
        if each.person is None or role not in (None, each.person):
            continue
        value = values.get(each.name)
        if isinstance(value, UUID):
            yield value
        elif isinstance(value, tuple | list):
            yield from value


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _texts(item)


def _without(each: Field, value: Value, person: UUID) -> Value:
    if isinstance(value, str):
        return _erased_text(value, person)
    if each.person is None or value is None:
        return value
    if isinstance(value, tuple | list):
        return tuple(item for item in value if item != person)
    return NOBODY if value == person else value


def _replaced(value: Json, person: UUID) -> dict[str, Json]:
    replaced = _replaced_any(value, person)
    return replaced if isinstance(replaced, dict) else {}


def _replaced_any(value: Json, person: UUID) -> Json:
    if isinstance(value, str):
        return _erased_text(value, person)
    if isinstance(value, Mapping):
        return {_erased_text(key, person): _replaced_any(item, person) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_replaced_any(item, person) for item in value]
    return value


def _erased_text(text: str, person: UUID) -> str:
    def nobody(match: re.Match[str]) -> str:
        return str(NOBODY) if "-" in match[0] else NOBODY.hex

    return re.sub(f"{person}|{person.hex}", nobody, text, flags=re.IGNORECASE)
