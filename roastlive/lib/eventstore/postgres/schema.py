"""Tables, columns and indexes: what should be there, and the statements that make up the difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from psycopg import sql

from roastlive.lib.eventstore.collection import TIME, Collection, Field, Kind
from roastlive.lib.eventstore.people import blank
from roastlive.lib.eventstore.postgres import partitions
from roastlive.lib.eventstore.postgres.catalog import Catalog
from roastlive.lib.eventstore.postgres.partitions import bounded, default_name, make_once, once_name
from roastlive.lib.eventstore.postgres.statements import table, table_name
from roastlive.lib.eventstore.report import Line, State
from roastlive.lib.partitions.calendar import missing

# A line of the report, and what to do about it; nothing where nothing is wrong, or where it takes a person.
Finding = tuple[Line, list[sql.Composed]]

OWN_COLUMNS = {"id": "uuid", "time": "timestamp with time zone", "body": "jsonb", "named": "uuid[]"}
TYPES = {
    Kind.UUID: "uuid",
    Kind.UUIDS: "uuid[]",
    Kind.INTEGER: "bigint",
    Kind.BOOLEAN: "boolean",
    Kind.TIME: "timestamp with time zone",
}


def findings(collection: Collection, catalog: Catalog, now: datetime, ahead: int) -> Iterator[Finding]:
    """In the order in which what is missing has to be made."""
    yield from _about_table(collection, catalog)
    yield from _about_indexes(collection, catalog)
    yield from _about_partitions(collection, catalog, now, ahead)


def _about_table(collection: Collection, catalog: Catalog) -> Iterator[Finding]:
    name = table_name(collection)
    if not catalog.columns:
        yield Line(collection.name, "table", name, State.MISSING), _make_table(collection)
        return
    yield Line(collection.name, "table", name, State.PRESENT), []
    for each in collection.fields:
        there = catalog.columns.get(each.name)
        if there is None:
            yield Line(collection.name, "column", each.name, State.MISSING), [_add_column(collection, each)]
        elif there != _type_name(each):
            remedy = [_widen(collection, each)] if _is_longer(each, there) else []
            yield Line(collection.name, "column", each.name, State.DIFFERENT), remedy
    for column in sorted(catalog.columns.keys() - OWN_COLUMNS - {each.name for each in collection.fields}):
        # Nobody fills it any more.
        remedy = [_let_be_empty(collection, column)] if column in catalog.filled else []
        yield Line(collection.name, "column", column, State.UNDECLARED), remedy


def _about_indexes(collection: Collection, catalog: Catalog) -> Iterator[Finding]:
    name = table_name(collection)
    for index in collection.plain_indexes:
        columns = [sql.SQL("id DESC") if each == TIME else sql.Identifier(each) for each in index.fields]
        wanted = bounded(f"{name}_{index.name}")
        yield _index(collection, catalog, wanted, sql.SQL("({})").format(sql.SQL(", ").join(columns)))
    yield _index(collection, catalog, f"{name}_named", sql.SQL("USING gin (named)"))


def _index(collection: Collection, catalog: Catalog, name: str, columns: sql.Composable) -> Finding:
    make = sql.SQL("CREATE INDEX {} ON {} {}").format(sql.Identifier(name), table(collection), columns)
    present = name in catalog.indexes
    return Line(collection.name, "index", name, _state(present)), [] if present else [make]


def _about_partitions(collection: Collection, catalog: Catalog, now: datetime, ahead: int) -> Iterator[Finding]:
    for partition in catalog.partitions:
        yield Line(collection.name, "partition", partition.name, State.PRESENT), []
    wanted = (*partitions.coming(collection, now, ahead), *catalog.strays)
    if catalog.columns:
        yield from _about_unique_indexes(collection, catalog)
    for partition in missing(catalog.partitions, wanted):
        line = Line(collection.name, "partition", partition.name, State.MISSING)
        yield line, partitions.make(collection, partition, now)


def _about_unique_indexes(collection: Collection, catalog: Catalog) -> Iterator[Finding]:
    for partition in (*(each.name for each in catalog.partitions), default_name(collection)):
        for index in collection.unique_indexes:
            name = once_name(partition, index)
            present = name in catalog.indexes
            remedy = [] if present else [make_once(collection, partition, index)]
            yield Line(collection.name, "index", name, _state(present)), remedy


def _state(present: bool) -> State:
    return State.PRESENT if present else State.MISSING


def _make_table(collection: Collection) -> list[sql.Composed]:
    name = table_name(collection)
    declared = [
        sql.SQL("{} {}").format(sql.Identifier(each.name), _type(each)) + sql.SQL(" NOT NULL" if _filled(each) else "")
        for each in collection.fields
    ]
    return [
        sql.SQL(
            "CREATE TABLE {table} (id uuid CONSTRAINT {key} PRIMARY KEY, time timestamptz NOT NULL, {declared},"
            " body jsonb NOT NULL, named uuid[] NOT NULL,"
            " CONSTRAINT {follows} CHECK (time = uuid_extract_timestamp(id))) PARTITION BY RANGE (id)"
        ).format(
            table=table(collection),
            key=sql.Identifier(f"{name}_pkey"),
            follows=sql.Identifier(f"{name}_time_follows_id"),
            declared=sql.SQL(", ").join(declared),
        ),
        sql.SQL("CREATE TABLE {} PARTITION OF {} DEFAULT").format(
            sql.Identifier(default_name(collection)), table(collection)
        ),
        *(make_once(collection, default_name(collection), index) for index in collection.unique_indexes),
    ]


def _add_column(collection: Collection, each: Field) -> sql.Composed:
    added = sql.SQL("ALTER TABLE {} ADD COLUMN {} {}").format(table(collection), sql.Identifier(each.name), _type(each))
    if not _filled(each):
        return added
    # Rows from before the field say what an erased one would.
    empty = blank(each)
    literal = sql.Literal("{}" if isinstance(empty, tuple) else empty)
    return added + sql.SQL(" NOT NULL DEFAULT {}").format(literal)


def _widen(collection: Collection, each: Field) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} ALTER COLUMN {} TYPE {}").format(
        table(collection), sql.Identifier(each.name), _type(each)
    )


def _let_be_empty(collection: Collection, column: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL").format(table(collection), sql.Identifier(column))


def _filled(each: Field) -> bool:
    return each.required or each.kind is Kind.UUIDS


def _type_name(each: Field) -> str:
    return f"character varying({each.max_length})" if each.kind is Kind.TEXT else TYPES[each.kind]


def _type(each: Field) -> sql.Composable:
    if each.kind is Kind.TEXT:
        return sql.SQL("character varying({})").format(sql.Literal(each.max_length))
    return sql.SQL(TYPES[each.kind])


def _is_longer(each: Field, there: str) -> bool:
    """Whether only the length of a text grew, which loses nothing."""
    if each.kind is not Kind.TEXT or not there.startswith("character varying("):
        return False
    return each.max_length > int(there.removeprefix("character varying(").removesuffix(")"))
