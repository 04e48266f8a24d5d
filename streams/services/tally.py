"""Reactions, counted in the process: a press costs an addition. Twenty times a second the room hears the sums, once a second
they are written down, one row a person and kind.

A batch gets its ids before it is written. If nobody knows whether it was (the connection broke in the commit), the first id
tells, so nothing is counted twice. What cannot be written yet waits, up to a bound; what never can be (its stream or one of its
people is gone) is let go, so that it holds up nobody else.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

import structlog
from channels.db import database_sync_to_async
from django.db import DataError, Error, IntegrityError, transaction
from django.db.models import F

from roastlive.lib.ids import uuid7
from roastlive.lib.realtime import Rate, publish_now
from roastlive.lib.realtime.hub import Hub
from roastlive.lib.realtime.rates import Bucket
from streams.models import Reaction, StreamStats
from streams.rooms import stream_room

logger = structlog.get_logger(__name__)

SAID_EVERY = 0.05
WRITTEN_EVERY = 1.0
# One person, on however many devices.
MOST = Rate(20, 1)
# A database that is away for long: then the oldest batches wait, and newer reactions are refused.
BATCHES_WAITING = 60
PEOPLE_REMEMBERED = 50_000


@dataclass(slots=True)
class Batch:
    """What was counted of a stream in one stretch, with the ids of its rows."""

    stream_id: UUID
    rows: list[Reaction]

    @property
    def sums(self) -> Counter[str]:
        sums: Counter[str] = Counter()
        for row in self.rows:
            sums[row.kind] += row.count
        return sums


class Tally:
    """Of one process. Made when somebody reacts; its work ends by itself when nobody does."""

    def __init__(self) -> None:
        self._unsaid: dict[UUID, Counter[str]] = defaultdict(Counter)
        self._unwritten: dict[UUID, Counter[tuple[UUID, str]]] = defaultdict(Counter)
        self._waiting: list[Batch] = []
        self._buckets: dict[UUID, Bucket] = {}
        self._work: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        # Streams that something was written of since the meter last looked.
        self.written: set[UUID] = set()

    def add(self, *, stream_id: UUID, person_id: UUID, kind: str, number: int) -> int:
        """How many of them are counted: less than `number` for whoever presses faster than a person can."""
        if len(self._waiting) >= BATCHES_WAITING:
            return 0
        accepted = self._within_rate(person_id, number)
        if accepted:
            self._unsaid[stream_id][kind] += accepted
            self._unwritten[stream_id][person_id, kind] += accepted
            if self._work is None or self._work.done():
                self._work = asyncio.ensure_future(self._go_on())
        return accepted

    async def flush(self) -> None:
        """Everything that is counted is said and written, or waits for the database."""
        self._say()
        async with self._writing:
            self._close_batches()
            while self._waiting:
                batch = self._waiting[0]
                try:
                    await database_sync_to_async(write)(batch)
                except (IntegrityError, DataError) as error:
                    logger.error(
                        "reactions_let_go", stream=str(batch.stream_id), rows=len(batch.rows), error=repr(error)
                    )
                except Error as error:
                    logger.warning("reactions_not_written", error=repr(error), waiting=len(self._waiting))
                    return
                else:
                    self.written.add(batch.stream_id)
                self._waiting.pop(0)

    async def _go_on(self) -> None:
        loop = asyncio.get_running_loop()
        write_at = loop.time() + WRITTEN_EVERY
        while self._unsaid or self._unwritten or self._waiting:
            await asyncio.sleep(SAID_EVERY)
            self._say()
            if loop.time() >= write_at:
                await self.flush()
                write_at = loop.time() + WRITTEN_EVERY

    def _say(self) -> None:
        unsaid, self._unsaid = self._unsaid, defaultdict(Counter)
        for stream_id, sums in unsaid.items():
            publish_now(stream_room, str(stream_id), react=dict(sums))

    def _close_batches(self) -> None:
        unwritten, self._unwritten = self._unwritten, defaultdict(Counter)
        for stream_id, counted in unwritten.items():
            rows = [
                Reaction(id=uuid7(), stream_id=stream_id, person_id=person_id, kind=kind, count=number)
                for (person_id, kind), number in counted.items()
            ]
            self._waiting.append(Batch(stream_id, rows))

    def _within_rate(self, person_id: UUID, number: int) -> int:
        now = asyncio.get_running_loop().time()
        if len(self._buckets) > PEOPLE_REMEMBERED:
            self._buckets.clear()
        bucket = self._buckets.get(person_id)
        if bucket is None:
            bucket = self._buckets[person_id] = MOST.bucket(now)
        accepted = 0
        while accepted < number and not bucket.take(now):
            accepted += 1
        return accepted


def write(batch: Batch) -> None:
    """Once, however often it is tried: the rows and what they add up to come together."""
    with transaction.atomic():
        if Reaction.objects.filter(pk=batch.rows[0].pk).exists():
            return
        Reaction.objects.bulk_create(batch.rows)
        StreamStats.objects.filter(stream=batch.stream_id).update(
            **{kind: F(kind) + number for kind, number in batch.sums.items()}
        )


_tallies: dict[Hub, Tally] = {}


def tally_here() -> Tally:
    """This process's, which writes the rest before the process ends."""
    hub = Hub.here()
    tally = _tallies.get(hub)
    if tally is None:
        _tallies.clear()
        tally = _tallies[hub] = Tally()
        hub.before_close(tally.flush)
    return tally
