"""Bytes on their way from the event loop to the thread that takes them apart."""

from __future__ import annotations

import io
import threading
from collections import deque

# About half a minute of a good picture: whoever is further behind than that will not catch up.
MOST_BYTES = 8 * 1024 * 1024


class FeedOverflow(Exception):
    """They come faster than they can be taken apart."""


class Feed(io.RawIOBase):
    """A pipe with one writer, which never waits, and one reader, which does."""

    def __init__(self, *, most: int = MOST_BYTES) -> None:
        super().__init__()
        self._most = most
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self.taken = 0
        self._closed_by_writer = False
        self._changed = threading.Condition()

    @property
    def held(self) -> int:
        return self._held

    def write_bytes(self, data: bytes) -> None:
        """Raises FeedOverflow. What comes after the end is nothing to anybody."""
        with self._changed:
            if self._closed_by_writer or not data:
                return
            if self._held + len(data) > self._most:
                raise FeedOverflow
            self._chunks.append(data)
            self._held += len(data)
            self.taken += len(data)
            self._changed.notify()

    def close_feed(self) -> None:
        with self._changed:
            self._closed_by_writer = True
            self._changed.notify()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Whatever is there, at most `size`; waits for something. Nothing is the end."""
        with self._changed:
            while not self._chunks and not self._closed_by_writer:
                self._changed.wait()
            if not self._chunks:
                return b""
            chunk = self._chunks.popleft()
            if 0 <= size < len(chunk):
                self._chunks.appendleft(chunk[size:])
                chunk = chunk[:size]
            self._held -= len(chunk)
            return chunk
