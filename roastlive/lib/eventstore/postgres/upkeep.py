"""Making, mending and dropping tables and partitions, each in a transaction of its own: interrupted, it runs again.

Looking needs no rights; changing needs the owner's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.postgres import partitions, schema, statements
from roastlive.lib.eventstore.postgres.archive import write_archive
from roastlive.lib.eventstore.postgres.catalog import read_catalog, read_partitions, read_sizes
from roastlive.lib.eventstore.query import oldest_kept
from roastlive.lib.eventstore.report import Expired, Line
from roastlive.lib.partitions.calendar import AHEAD, NEEDED, Size

# Two that make tables at once would get in each other's way; PostgreSQL knows this lock by its number.
SCHEMA_LOCK = 0x6576656E7473
# Everybody who comes later queues behind a change of the schema, so it must not queue for long itself.
LOCK_TIMEOUT = "5s"


def report(collection: Collection, now: datetime) -> list[Line]:
    with connection.cursor() as cursor:
        return [line for line, _remedy in _findings(cursor, collection, now, NEEDED)]


def ensure(collection: Collection, now: datetime) -> list[Line]:
    ahead = AHEAD[collection.span]
    # Mostly there is nothing to do, and then this takes no lock and needs no rights.
    with connection.cursor() as cursor:
        if not any(remedy for _line, remedy in _findings(cursor, collection, now, ahead)):
            return []
    with _schema_change() as cursor:
        found = [(line, remedy) for line, remedy in _findings(cursor, collection, now, ahead) if remedy]
        for _line, remedy in found:
            for statement in remedy:
                cursor.execute(statement)
    return [line for line, _remedy in found]


def expire(collection: Collection, now: datetime, archive: Path | None = None) -> Iterator[Expired]:
    """Drops partitions that are expired to their last event, kept as a file in `archive` if that is given."""
    oldest = oldest_kept(collection, now)
    if oldest is None:
        return
    with connection.cursor() as cursor:
        over = [each for each in read_partitions(cursor, collection) if each.bounds[1] <= oldest]
    for partition in over:
        with _schema_change() as cursor:
            cursor.execute(*statements.count_rows(partition.name))
            [(events,)] = cursor.fetchall()
            if archive is not None:
                write_archive(collection, partition, archive)
            cursor.execute(partitions.drop(partition))
        yield Expired(collection.name, partition.name, events)
    waiting = partitions.default_name(collection)
    with connection.cursor() as cursor:
        cursor.execute(*statements.delete_before(waiting, oldest))
        if cursor.rowcount:
            yield Expired(collection.name, waiting, cursor.rowcount)


def sizes(collection: Collection) -> list[Size]:
    with connection.cursor() as cursor:
        return read_sizes(cursor, collection)


def _findings(cursor: CursorWrapper, collection: Collection, now: datetime, ahead: int) -> list[schema.Finding]:
    return list(schema.findings(collection, read_catalog(cursor, collection, now), now, ahead))


@contextmanager
def _schema_change() -> Iterator[CursorWrapper]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SCHEMA_LOCK])
        yield cursor
