"""What PostgreSQL says is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.postgres.partitions import (
    AHEAD,
    Partition,
    coming,
    default_name,
    partition_of,
    span_of_row,
)
from roastlive.lib.eventstore.postgres.statements import table_name
from roastlive.lib.eventstore.query import oldest_kept
from roastlive.lib.ids import time_of

# A broken clock may have left rows in any number of months; so many are sorted out at a time.
MOST_STRAYS = 50

_BOUNDS = re.compile(r"FROM \('([0-9a-f-]{36})'\) TO \('([0-9a-f-]{36})'\)")
_COLUMNS = """
    SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute
    WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
"""
_PARTITIONS = """
    SELECT partition.relname, pg_get_expr(partition.relpartbound, partition.oid)
    FROM pg_inherits JOIN pg_class partition ON partition.oid = inhrelid
    WHERE inhparent = to_regclass(%s) ORDER BY partition.relname
"""
_INDEXES = """
    SELECT name.relname FROM pg_index JOIN pg_class name ON name.oid = indexrelid
    WHERE indisvalid AND (indrelid = to_regclass(%s)
        OR indisunique AND indrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass(%s)))
"""


_SIZES = """
    SELECT partition.relname, greatest(partition.reltuples, 0)::bigint, pg_total_relation_size(partition.oid)
    FROM pg_inherits JOIN pg_class partition ON partition.oid = inhrelid
    WHERE inhparent = to_regclass(%s) ORDER BY partition.relname
"""


@dataclass(frozen=True)
class Catalog:
    """One collection's table as it is."""

    # Types by name, and which of the columns cannot be null.
    columns: dict[str, str]
    filled: frozenset[str]
    # Of the table, and the unique ones of its partitions.
    indexes: frozenset[str]
    partitions: tuple[Partition, ...]
    # Which partitions the rows of the default one should be in.
    strays: tuple[Partition, ...]


@dataclass(frozen=True)
class Size:
    """How much a partition holds; the default one has no bounds. Rows as of the last ANALYZE."""

    name: str
    start: date | None
    end: date | None
    rows: int
    bytes: int


def read_sizes(cursor: CursorWrapper, collection: Collection) -> list[Size]:
    bounds = {partition.name: partition for partition in read_partitions(cursor, collection)}
    cursor.execute(_SIZES, [table_name(collection)])
    found = [(bounds.get(name), name, rows, size) for name, rows, size in cursor.fetchall()]
    return [
        Size(name, each.start.date() if each else None, each.end.date() if each else None, rows, size)
        for each, name, rows, size in found
    ]


def read_catalog(cursor: CursorWrapper, collection: Collection, now: datetime) -> Catalog:
    name = table_name(collection)
    cursor.execute(_COLUMNS, [name])
    columns = cursor.fetchall()
    cursor.execute(_INDEXES, [name, name])
    indexes = cursor.fetchall()
    return Catalog(
        columns={column: type_name for column, type_name, _ in columns},
        filled=frozenset(column for column, _, filled in columns if filled),
        indexes=frozenset(index for (index,) in indexes),
        partitions=tuple(read_partitions(cursor, collection)),
        strays=tuple(_strays(cursor, collection, now)) if columns else (),
    )


def read_partitions(cursor: CursorWrapper, collection: Collection) -> list[Partition]:
    """Without the default one, which has no bounds."""
    cursor.execute(_PARTITIONS, [table_name(collection)])
    found = [(name, _BOUNDS.search(bounds)) for name, bounds in cursor.fetchall()]
    return [Partition(name, time_of(UUID(bounds[1])), time_of(UUID(bounds[2]))) for name, bounds in found if bounds]


def _strays(cursor: CursorWrapper, collection: Collection, now: datetime) -> list[Partition]:
    """What is expired or far ahead may stay in the default partition: it would only make partitions nobody needs."""
    *_, last = coming(collection, now, AHEAD[collection.span])
    cursor.execute(
        sql.SQL("SELECT DISTINCT {} FROM {} WHERE id >= %s AND id < %s ORDER BY 1 LIMIT %s").format(
            span_of_row(collection), sql.Identifier(default_name(collection))
        ),
        [oldest_kept(collection, now) or UUID(int=0), last.bounds[1], MOST_STRAYS],
    )
    return [partition_of(collection, start.replace(tzinfo=UTC)) for (start,) in cursor.fetchall()]
