"""One stream as it goes out: the newest parts, kept for so long, and whoever waits for the next. It lives in the event loop.

A part is a fragment of MP4 with at least one frame of the picture (or of the sound, where there is no picture). A segment begins
with a key frame. When the sender comes back with another initialisation segment, a segment begins that is a discontinuity.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field

from streams.media.core.parts import Init, Part
from streams.media.core.watcher import ENDED, LOST, Event, Watcher

# Shorter than that, a segment goes on past the next key frame.
SEGMENT_LEAST = 1.0
# Somebody who sends no key frames: what is kept must end somewhere.
PARTS_MOST = 4_000
BYTES_MOST = 256 * 1024 * 1024


@dataclass(slots=True)
class Segment:
    number: int
    init: Init
    began_at: float
    discontinuity: bool
    parts: list[Part] = field(default_factory=list)
    done: bool = False

    @property
    def duration(self) -> float:
        return sum(part.duration for part in self.parts)

    @property
    def size(self) -> int:
        return sum(len(part.data) for part in self.parts)


class Channel:
    def __init__(self, *, keep_seconds: float) -> None:
        self.state = "waiting"
        self.init: Init | None = None
        self.segments: deque[Segment] = deque()
        self.discontinuities_gone = 0
        self._keep_seconds = keep_seconds
        self._next_number = 0
        self._next_is_discontinuity = False
        self._watchers: set[Watcher] = set()
        self._changed = asyncio.Event()

    # --- what comes in ---------------------------------------------------------------------------------------------------
    def set_init(self, data: bytes, mime: str) -> None:
        self._next_is_discontinuity = self.init is not None
        self._close_segment()
        self.init = Init(0 if self.init is None else self.init.index + 1, data, mime)
        self.state = "on"
        self._tell(self.init)

    def add_part(self, data: bytes, duration: float, *, independent: bool) -> None:
        """The first of all begins with a key frame; what comes before it shows nothing."""
        if self.init is None:
            return
        current = self.segments[-1] if self.segments and not self.segments[-1].done else None
        if independent and (current is None or current.duration >= SEGMENT_LEAST):
            self._close_segment()
            current = self._open_segment(self.init)
        if current is None:
            return
        part = Part(data, duration, independent)
        current.parts.append(part)
        self._forget_old()
        self._tell(part)

    def lose(self) -> None:
        """The sender is away, and may come back."""
        if self.state == "on":
            self.state = "lost"
            self._close_segment()
            self._tell(LOST)

    def end(self) -> None:
        if self.state != "ended":
            self.state = "ended"
            self._close_segment()
            self._tell(ENDED)

    # --- what goes out ---------------------------------------------------------------------------------------------------
    def watch(self) -> Watcher:
        """From the last key frame on, so that a picture is there at once."""
        watcher = Watcher(self._since_last_key_frame())
        if self.state == "ended":
            watcher.tell(ENDED)
        self._watchers.add(watcher)
        return watcher

    def unwatch(self, watcher: Watcher) -> None:
        self._watchers.discard(watcher)

    @property
    def watchers(self) -> int:
        return len(self._watchers)

    def segment(self, number: int) -> Segment | None:
        return next((segment for segment in self.segments if segment.number == number), None)

    def has(self, number: int, part: int | None = None) -> bool:
        """Whether this segment is complete, or holds this part; a channel that ended gets nothing more."""
        if self.state == "ended" or not self.segments:
            return self.state == "ended"
        last = self.segments[-1]
        if last.number > number or (last.number == number and last.done):
            return True
        return last.number == number and part is not None and len(last.parts) > part

    async def until(self, number: int, part: int | None) -> None:
        """Waits for as long as it takes: whoever asks has a bound of their own."""
        while not self.has(number, part):
            await self._changed.wait()

    # --- within ----------------------------------------------------------------------------------------------------------
    def _open_segment(self, init: Init) -> Segment:
        segment = Segment(self._next_number, init, time.time(), self._next_is_discontinuity)
        self._next_number += 1
        self._next_is_discontinuity = False
        self.segments.append(segment)
        return segment

    def _close_segment(self) -> None:
        if self.segments:
            self.segments[-1].done = True

    def _forget_old(self) -> None:
        while len(self.segments) > 1 and self._holds_too_much():
            gone = self.segments.popleft()
            self.discontinuities_gone += gone.discontinuity
        if len(self.segments[-1].parts) > PARTS_MOST or self.segments[-1].size > BYTES_MOST:
            self.segments.clear()

    def _holds_too_much(self) -> bool:
        behind = sum(segment.duration for segment in list(self.segments)[1:])
        return behind > self._keep_seconds or sum(segment.size for segment in self.segments) > BYTES_MOST

    def _since_last_key_frame(self) -> list[Event]:
        if self.init is None:
            return []
        events: list[Event] = [self.init]
        if self.segments and self.segments[-1].init is self.init:
            parts = self.segments[-1].parts
            newest = max((place for place, part in enumerate(parts) if part.independent), default=len(parts))
            events += parts[newest:]
        if self.state == "lost":
            events.append(LOST)
        return events

    def _tell(self, event: Event) -> None:
        for watcher in self._watchers:
            watcher.tell(event)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
