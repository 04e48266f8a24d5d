"""Partitions of models' tables: the coming ones are made, and none is ever dropped.

Looking needs no rights; changing needs the owner's.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg import sql

from roastlive.lib.models import PartitionedRow
from roastlive.lib.partitions.calendar import (
    AHEAD,
    NEEDED,
    Partition,
    Size,
    Span,
    coming,
    default_name,
    missing,
    partition_at,
    read_bounds,
    size_of,
)
from roastlive.lib.partitions.making import make_default, make_partitions
from roastlive.lib.roles import database_owner

# Two that make tables at once would get in each other's way; PostgreSQL knows this lock by its number.
SCHEMA_LOCK = 0x7061727473
# Everybody who comes later queues behind a change of the schema, so it must not queue for long itself.
LOCK_TIMEOUT = "5s"
# A broken clock may have left rows in any number of months; so many are sorted out at a time.
MOST_STRAYS = 50

_PARTITIONS = """
    SELECT partition.relname, pg_get_expr(partition.relpartbound, partition.oid),
        greatest(partition.reltuples, 0)::bigint, pg_total_relation_size(partition.oid)
    FROM pg_inherits JOIN pg_class partition ON partition.oid = inhrelid
    WHERE inhparent = to_regclass(%s) ORDER BY partition.relname
"""


def partitioned_models() -> list[type[PartitionedRow]]:
    return [model for model in apps.get_models() if issubclass(model, PartitionedRow)]


def tend_models() -> list[str]:
    """Make what is missing, for every model; the names of what was made. Once a day is enough."""
    now = timezone.now()
    lacking = [model for model in partitioned_models() if _lacks(model, now)]
    if not lacking:
        return []
    with database_owner():
        return [name for model in lacking for name in ensure(model._meta.db_table, model.span, now)]


def lacking_partitions(now: datetime) -> list[str]:
    """What should be there and is not: rows of their time would wait in the default partition."""
    with connection.cursor() as cursor:
        return [
            each.name
            for model in partitioned_models()
            for each in _missing(cursor, model._meta.db_table, model.span, now, NEEDED)
        ]


def ensure(table: str, span: Span, now: datetime) -> list[str]:
    """The names of the partitions that were made. What waited in the default one moves to its place."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SCHEMA_LOCK])
        if default_name(table) not in {name for name, *_ in _rows(cursor, table)}:
            make_default(cursor, table)
        wanted = list(coming(table, span, now, AHEAD[span]))
        lacking = missing(_there(cursor, table), [*wanted, *_strays(cursor, table, span, wanted[-1])])
        if lacking:
            make_partitions(cursor, table, lacking, present=any(partition.start <= now for partition in lacking))
    return [partition.name for partition in lacking]


def sizes(model: type[PartitionedRow]) -> list[Size]:
    with connection.cursor() as cursor:
        rows = _rows(cursor, model._meta.db_table)
    return [size_of(name, read_bounds(name, bounds), number, size) for name, bounds, number, size in rows]


def _lacks(model: type[PartitionedRow], now: datetime) -> bool:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        return bool(_missing(cursor, table, model.span, now, AHEAD[model.span]))


def _missing(cursor: CursorWrapper, table: str, span: Span, now: datetime, ahead: int) -> list[Partition]:
    return missing(_there(cursor, table), coming(table, span, now, ahead))


def _there(cursor: CursorWrapper, table: str) -> list[Partition]:
    return [each for name, bounds, *_ in _rows(cursor, table) if (each := read_bounds(name, bounds))]


def _rows(cursor: CursorWrapper, table: str) -> list[tuple[str, str, int, int]]:
    cursor.execute(_PARTITIONS, [table])
    rows: list[tuple[str, str, int, int]] = cursor.fetchall()
    return rows


def _strays(cursor: CursorWrapper, table: str, span: Span, last: Partition) -> list[Partition]:
    """What is far ahead may stay in the default partition: it would only make partitions nobody needs."""
    cursor.execute(
        sql.SQL(
            "SELECT DISTINCT date_trunc({span}, uuid_extract_timestamp(id) AT TIME ZONE 'UTC') FROM ONLY {table}"
            " WHERE id < %s ORDER BY 1 LIMIT %s"
        ).format(span=sql.Literal(span.value), table=sql.Identifier(default_name(table))),
        [last.bounds[1], MOST_STRAYS],
    )
    return [partition_at(table, span, start.replace(tzinfo=UTC)) for (start,) in cursor.fetchall()]
