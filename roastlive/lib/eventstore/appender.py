"""One writer for many callers in an event loop: what arrives while it writes, it writes together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Protocol

from roastlive.lib.eventstore.checking import MOST_AT_ONCE, checked_event
from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.errors import StoreUnavailable
from roastlive.lib.eventstore.event import Event
from roastlive.lib.eventstore.recording import arecord

WINDOW_SECONDS = 0.1
MOST_WAITING = 10_000

Entry = tuple[Collection, Event, "asyncio.Future[None]"]


class Write(Protocol):
    def __call__(self, *, collection: Collection, events: Sequence[Event]) -> Awaitable[None]: ...


class Appender:
    """`append` returns once its event is safe, or raises why it is not.

    When little happens an event is written at once. When much happens writes begin at most every `window` seconds. It
    belongs to the event loop in which it is first used, and ends with `close`.
    """

    def __init__(self, *, write: Write = arecord, window: float = WINDOW_SECONDS, waiting: int = MOST_WAITING) -> None:
        self._write = write
        self._window = window
        self._waiting: asyncio.Queue[Entry] = asyncio.Queue(waiting)
        self._writer: asyncio.Task[None] | None = None

    async def append(self, collection: Collection, event: Event) -> None:
        """Raises EventInvalid before an event no store takes could harm others, StoreUnavailable when too many wait."""
        checked = checked_event(collection, event)
        told = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((collection, checked, told))
        except asyncio.QueueFull as full:
            raise StoreUnavailable from full
        if self._writer is None:
            self._writer = asyncio.create_task(self._work())
        await told

    async def close(self) -> None:
        """Ends after everything that waits is written."""
        await self._waiting.join()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
            self._writer = None

    async def _work(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            entries = [await self._waiting.get()]
            begun = clock()
            while len(entries) < MOST_AT_ONCE and not self._waiting.empty():
                entries.append(self._waiting.get_nowait())
            await self._write_all(entries)
            for _ in entries:
                self._waiting.task_done()
            await asyncio.sleep(begun + self._window - clock())

    async def _write_all(self, entries: Sequence[Entry]) -> None:
        for collection in dict.fromkeys(collection for collection, _event, _told in entries):
            await self._write_together([entry for entry in entries if entry[0] is collection])

    async def _write_together(self, entries: Sequence[Entry]) -> None:
        writing = self._write(collection=entries[0][0], events=[event for _collection, event, _told in entries])
        # Whatever goes wrong is for the callers to know, and must not end the writer.
        [outcome] = await asyncio.gather(writing, return_exceptions=True)
        for _collection, _event, told in entries:
            if told.done():
                # Its caller has gone away meanwhile.
                continue
            if outcome is None:
                told.set_result(None)
            else:
                told.set_exception(outcome)
