"""What is on its way to one watcher. Who reads too slowly misses some, and goes on at a key frame."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from enum import Enum
from typing import TypeAlias

from streams.media.core.parts import Init, Part

# Twelve seconds of parts.
PARTS_WAITING = 60


class Word(Enum):
    """What is not a picture."""

    LOST = "lost"
    ENDED = "end"


LOST, ENDED = Word.LOST, Word.ENDED
Event: TypeAlias = Init | Part | Word


class Watcher:
    def __init__(self, first: Iterable[Event]) -> None:
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._skips = False
        for event in first:
            self._events.put_nowait(event)

    def tell(self, event: Event) -> None:
        if isinstance(event, Part):
            if self._events.qsize() >= PARTS_WAITING:
                self._skips = True
            elif event.independent:
                self._skips = False
            if self._skips:
                return
        self._events.put_nowait(event)

    async def next(self) -> Event:
        return await self._events.get()
