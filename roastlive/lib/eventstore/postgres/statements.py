"""Reading and writing rows: the SQL, its parameters, and rows made into events. Nothing here touches a connection."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from roastlive.lib.eventstore.collection import Collection, Kind
from roastlive.lib.eventstore.event import Event, Value
from roastlive.lib.eventstore.people import names_in, names_in_changes
from roastlive.lib.eventstore.query import Query

Statement = tuple[sql.Composable, list[Any]]

PING: Statement = (sql.SQL("SELECT 1"), [])


def table_name(collection: Collection) -> str:
    return f"events_{collection.name}"


@cache
def table(collection: Collection) -> sql.Identifier:
    return sql.Identifier(table_name(collection))


@cache
def _read_columns(collection: Collection) -> sql.Composed:
    return _columns(["id", *(each.name for each in collection.fields), "body"])


@cache
def _written_columns(collection: Collection) -> sql.Composed:
    return _columns(["id", "time", *(each.name for each in collection.fields), "body", "named"])


def _columns(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def insert(collection: Collection, events: Sequence[Event]) -> Statement:
    """Whatever stands there already under an id, or under a unique index, stays: first come, first kept."""
    rows = [_row(collection, event) for event in events]
    places = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(rows[0])))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES {} ON CONFLICT DO NOTHING").format(
        table(collection), _written_columns(collection), sql.SQL(", ").join([places] * len(rows))
    )
    return statement, [value for row in rows for value in row]


def _row(collection: Collection, event: Event) -> list[Any]:
    values = [_stored(event[each.name]) for each in collection.fields]
    return [event.id, event.time, *values, Jsonb(event.body), names_in(collection, event)]


def _stored(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def select(query: Query) -> Statement:
    condition, values = _condition(query)
    statement = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY id DESC").format(
        _read_columns(query.collection), table(query.collection), condition
    )
    if query.limit is not None:
        return statement + sql.SQL(" LIMIT %s"), [*values, query.limit]
    return statement, values


def count(query: Query) -> Statement:
    condition, values = _condition(query)
    statement = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(table(query.collection), condition)
    return statement, values


def _condition(query: Query) -> Statement:
    parts: list[sql.Composable] = []
    values: list[Any] = []
    for name, value in query.equal.items():
        each, column = query.collection.field(name), sql.Identifier(name)
        if value is None:
            parts.append(sql.SQL("{} IS NULL").format(column))
            continue
        pattern = "%s = ANY({})" if each and each.kind is Kind.UUIDS else "{} = %s"
        parts.append(sql.SQL(pattern).format(column))
        values.append(value)
    for pattern, bound in (("id >= %s", query.since), ("id < %s", query.before), ("id = %s", query.identifier)):
        if bound is not None:
            parts.append(sql.SQL(pattern))
            values.append(bound)
    if query.person is not None:
        parts.append(sql.SQL("named @> %s::uuid[]"))
        values.append([query.person])
    return sql.SQL(" AND ").join(parts or [sql.SQL("true")]), values


def mark(query: Query, changes: Mapping[str, Value]) -> Statement:
    """People named by the change join those named before, so that erasing finds them too."""
    condition, values = _condition(query)
    assignments: list[sql.Composable] = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in changes]
    assignments.append(sql.SQL("named = ARRAY(SELECT DISTINCT unnest(named || %s::uuid[]))"))
    statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
        table(query.collection), sql.SQL(", ").join(assignments), condition
    )
    new = [_stored(value) for value in changes.values()]
    return statement, [*new, names_in_changes(query.collection, changes), *values]


def replace(collection: Collection, event: Event) -> Statement:
    """Everything but id and time, as erasing a person left it."""
    names = [*(each.name for each in collection.fields), "body", "named"]
    assignments = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in names)
    statement = sql.SQL("UPDATE {} SET {} WHERE id = %s").format(table(collection), assignments)
    _id, _time, *values = _row(collection, event)
    return statement, [*values, event.id]


def delete(collection: Collection, identifiers: Sequence[UUID]) -> Statement:
    return sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(table(collection)), [list(identifiers)]


def count_rows(partition: str) -> Statement:
    return sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(partition)), []


def all_rows(collection: Collection, partition: str) -> Statement:
    statement = sql.SQL("SELECT {} FROM {} ORDER BY id").format(_read_columns(collection), sql.Identifier(partition))
    return statement, []


def delete_before(partition: str, first_kept: UUID) -> Statement:
    return sql.SQL("DELETE FROM {} WHERE id < %s").format(sql.Identifier(partition)), [first_kept]


def event_of(collection: Collection, row: Sequence[Any]) -> Event:
    identifier, *values, body = row
    read = {each.name: _read(each.kind, value) for each, value in zip(collection.fields, values, strict=True)}
    # Django's connections hand over jsonb as text.
    return Event(read, json.loads(body) if isinstance(body, str) else body, identifier)


def _read(kind: Kind, value: Any) -> Value:
    return tuple(value) if kind is Kind.UUIDS else value
