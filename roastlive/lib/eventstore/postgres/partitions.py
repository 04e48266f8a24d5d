"""Partitions by time. Ids begin with it, so a table is partitioned by id, which keeps ids unique in the whole table.

What has no partition of its own, because the clock is wrong or nobody made partitions, waits in the default partition
and is moved as soon as its own is made. Nothing is ever refused for its date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from psycopg import sql

from roastlive.lib.eventstore.collection import Collection, Index
from roastlive.lib.eventstore.postgres.statements import table, table_name
from roastlive.lib.partitions import calendar
from roastlive.lib.partitions.calendar import Partition

LONGEST_NAME = 63


def default_name(collection: Collection) -> str:
    return calendar.default_name(table_name(collection))


def partition_of(collection: Collection, moment: datetime) -> Partition:
    return calendar.partition_at(table_name(collection), collection.span, moment)


def coming(collection: Collection, now: datetime, ahead: int) -> Iterator[Partition]:
    """The present one and those after it."""
    return calendar.coming(table_name(collection), collection.span, now, ahead)


def make(collection: Collection, partition: Partition, now: datetime) -> list[sql.Composed]:
    """A partition with what the default one holds of its time."""
    parent, child = table(collection), sql.Identifier(partition.name)
    first, end = (sql.Literal(str(bound)) for bound in partition.bounds)
    return [
        *_locks(parent, partition, now),
        sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(child, parent),
        sql.SQL(
            "WITH moved AS (DELETE FROM {} WHERE id >= {} AND id < {} RETURNING *) INSERT INTO {} SELECT * FROM moved"
        ).format(sql.Identifier(default_name(collection)), first, end, child),
        *(make_once(collection, partition.name, index) for index in collection.unique_indexes),
        sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})").format(parent, child, first, end),
    ]


def _locks(parent: sql.Identifier, partition: Partition, now: datetime) -> list[sql.Composed]:
    """Events of the present are being written to the default partition as long as theirs is missing.

    A writer that has chosen the default one is refused once the time has a partition of its own, so writers wait
    before they choose.
    """
    if partition.start > now:
        return []
    return [sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(parent)]


def drop(partition: Partition) -> sql.Composed:
    return sql.SQL("DROP TABLE {}").format(sql.Identifier(partition.name))


def make_once(collection: Collection, partition: str, index: Index) -> sql.Composed:
    """A unique index of one partition, for one of the whole table would have to contain the id and mean nothing.

    It names the span, so that in the default partition, which holds rows of many, it means the same as elsewhere.
    """
    fields = sql.SQL(", ").join(map(sql.Identifier, index.fields))
    return sql.SQL("CREATE UNIQUE INDEX {} ON {} ({}, ({}))").format(
        sql.Identifier(once_name(partition, index)), sql.Identifier(partition), fields, span_of_row(collection)
    )


def once_name(partition: str, index: Index) -> str:
    return bounded(f"{partition}_{index.name}")


def span_of_row(collection: Collection) -> sql.Composed:
    return sql.SQL("date_trunc({}, time AT TIME ZONE 'UTC')").format(sql.Literal(collection.span.value))


def bounded(name: str) -> str:
    """PostgreSQL cuts names at 63 bytes; ours stay different from each other."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
