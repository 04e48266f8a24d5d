"""Which stretch of time a partition holds, and what it is called. Nothing here touches a connection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from roastlive.lib.ids import first_id_at, time_of


class Span(StrEnum):
    """How much time one partition holds."""

    DAY = "day"
    MONTH = "month"


# How many are made ahead of the present one, and how many of those a report insists on.
AHEAD = {Span.DAY: 14, Span.MONTH: 3}
NEEDED = 1

_BOUNDS = re.compile(r"FROM \('([0-9a-f-]{36})'\) TO \('([0-9a-f-]{36})'\)")


@dataclass(frozen=True)
class Partition:
    name: str
    start: datetime
    end: datetime

    def overlaps(self, other: Partition) -> bool:
        return self.start < other.end and other.start < self.end

    @property
    def bounds(self) -> tuple[UUID, UUID]:
        return first_id_at(self.start), first_id_at(self.end)


@dataclass(frozen=True)
class Size:
    """How much a partition holds; the default one has no bounds. Rows as of the last ANALYZE."""

    name: str
    start: date | None
    end: date | None
    rows: int
    bytes: int


def size_of(name: str, partition: Partition | None, rows: int, size: int) -> Size:
    if partition is None:
        return Size(name, None, None, rows, size)
    return Size(name, partition.start.date(), partition.end.date(), rows, size)


def default_name(table: str) -> str:
    return f"{table}_default"


def span_start(span: Span, moment: datetime) -> datetime:
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if span is Span.DAY else midnight.replace(day=1)


def span_end(span: Span, start: datetime) -> datetime:
    if span is Span.DAY:
        return start + timedelta(days=1)
    return (start + timedelta(days=32)).replace(day=1)


def partition_at(table: str, span: Span, moment: datetime) -> Partition:
    start = span_start(span, moment)
    label = f"{start:%Y_%m_%d}" if span is Span.DAY else f"{start:%Y_%m}"
    return Partition(f"{table}_{label}", start, span_end(span, start))


def coming(table: str, span: Span, now: datetime, ahead: int) -> Iterator[Partition]:
    """The present one and those after it."""
    partition = partition_at(table, span, now)
    yield partition
    for _ in range(ahead):
        partition = partition_at(table, span, partition.end)
        yield partition


def missing(there: Sequence[Partition], wanted: Iterable[Partition]) -> list[Partition]:
    """Wanted ones whose time nothing holds yet, not even in part: the span of a table may have changed."""
    lacking = (each for each in wanted if not any(each.overlaps(other) for other in there))
    return list(dict.fromkeys(lacking))


def read_bounds(name: str, expression: str) -> Partition | None:
    """A partition as PostgreSQL describes it; none for the default one, which has no bounds."""
    found = _BOUNDS.search(expression)
    return Partition(name, time_of(UUID(found[1])), time_of(UUID(found[2]))) if found else None
