"""What PostgreSQL says is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.postgres.partitions import coming, default_name, partition_of, span_of_row
from roastlive.lib.eventstore.postgres.statements import table_name
from roastlive.lib.eventstore.query import oldest_kept
from roastlive.lib.partitions.calendar import AHEAD, Partition, Size, read_bounds, size_of

# A broken clock may have left rows in any number of months; so many are sorted out at a time.
MOST_STRAYS = 50

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


def read_sizes(cursor: CursorWrapper, collection: Collection) -> list[Size]:
    bounds = {partition.name: partition for partition in read_partitions(cursor, collection)}
    cursor.execute(_SIZES, [table_name(collection)])
    return [size_of(name, bounds.get(name), rows, size) for name, rows, size in cursor.fetchall()]


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
    return [found for name, bounds in cursor.fetchall() if (found := read_bounds(name, bounds))]


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
