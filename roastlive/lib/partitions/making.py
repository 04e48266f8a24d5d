"""The statements that make a partition of a model's table."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from roastlive.lib.partitions.calendar import Partition, default_name
from roastlive.lib.roles import application_role

# Row triggers come with the parent, those of a statement do not: whoever wrote to a partition would pass them by.
_STATEMENT_TRIGGERS = """
    SELECT tgname, pg_get_triggerdef(oid), tgenabled = 'A' FROM pg_trigger
    WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal AND tgtype & 1 = 0 ORDER BY tgname
"""


def make_default(cursor: CursorWrapper, table: str) -> None:
    name = default_name(table)
    _run(cursor, "CREATE TABLE {partition} PARTITION OF {table} DEFAULT", table, name)
    _protect(cursor, table, name)


def make_partitions(cursor: CursorWrapper, table: str, partitions: Sequence[Partition], *, present: bool) -> None:
    """With what the default one holds of their time, which only a detached table lets go: its rows are written once.

    `present`: rows of that time may be there, or on their way. Then everybody waits before they choose a partition.
    """
    default = default_name(table)
    if present:
        _run(cursor, "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", table, default)
        _run(cursor, "ALTER TABLE {table} DETACH PARTITION {partition}", table, default)
    for partition in partitions:
        _make(cursor, table, partition, source=default if present else None)
    if present:
        _run(cursor, "ALTER TABLE {table} ATTACH PARTITION {partition} DEFAULT", table, default)


def _make(cursor: CursorWrapper, table: str, partition: Partition, *, source: str | None) -> None:
    """Made beside the table and attached, which keeps readers and writers waiting for a moment only."""
    first, end = (sql.Literal(str(bound)) for bound in partition.bounds)
    bounds = {"first": first, "end": end}
    _run(cursor, "CREATE TABLE {partition} (LIKE {table} INCLUDING ALL)", table, partition.name)
    if source is not None:
        move = (
            "WITH moved AS (DELETE FROM {source} WHERE id >= {first} AND id < {end} RETURNING *)"
            " INSERT INTO {partition} SELECT * FROM moved"
        )
        _run(cursor, move, table, partition.name, source=sql.Identifier(source), **bounds)
    attach = "ALTER TABLE {table} ATTACH PARTITION {partition} FOR VALUES FROM ({first}) TO ({end})"
    _run(cursor, attach, table, partition.name, **bounds)
    _protect(cursor, table, partition.name)


def _protect(cursor: CursorWrapper, table: str, partition: str) -> None:
    """A partition is reached through its table alone, and whoever goes straight to it meets the same triggers."""
    role = sql.Identifier(application_role())
    _run(cursor, "REVOKE ALL ON {partition} FROM {role}", table, partition, role=role)
    cursor.execute(_STATEMENT_TRIGGERS, [table])
    for name, definition, always in cursor.fetchall():
        cursor.execute(_moved(definition, table, partition))
        if always:
            _run(
                cursor,
                "ALTER TABLE {partition} ENABLE ALWAYS TRIGGER {trigger}",
                table,
                partition,
                trigger=sql.Identifier(name),
            )


def _moved(definition: str, table: str, partition: str) -> sql.Composed:
    """The definition of a trigger, on another table."""
    before, on, after = definition.partition(f" ON public.{table} ")
    if not on:
        raise LookupError(f"The trigger does not say that it is on {table}: {definition}")
    return sql.SQL("{} ON {} {}").format(*(sql.SQL(before), sql.Identifier(partition), sql.SQL(after)))


def _run(cursor: CursorWrapper, statement: str, table: str, partition: str, **parts: sql.Composable) -> None:
    names = {"table": sql.Identifier(table), "partition": sql.Identifier(partition), **parts}
    cursor.execute(sql.SQL(statement).format(**names))
