"""RTMP cuts its messages into chunks, several at a time. Here they become messages again."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

GREATEST_MESSAGE = 4 * 1024 * 1024
STREAMS_MOST = 64
# Commands are small; nobody without a key has more of this house's memory.
HELD_WITHOUT_KEY = 64 * 1024
GREATEST_CHUNK = 1024 * 1024
FIRST_CHUNK = 128
EXTENDED = 0xFFFFFF
SET_CHUNK_SIZE = 1
HEADER_SIZES = (11, 7, 3, 0)
SILENT_MOST = 30.0


class BrokenChunks(Exception):
    """Bytes that are no RTMP."""


@dataclass(frozen=True, slots=True)
class Message:
    kind: int
    time: int
    stream: int
    body: bytes


@dataclass(slots=True)
class _Open:
    """What is known of one chunk stream, and what has come of its message."""

    time: int = 0
    step: int = 0
    length: int = 0
    kind: int = 0
    stream: int = 0
    is_extended: bool = False
    body: bytearray = field(default_factory=bytearray)


class ChunkReader:
    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._chunk_size = FIRST_CHUNK
        self._open: dict[int, _Open] = {}
        self._held = 0
        self._held_most = HELD_WITHOUT_KEY
        self.received = 0

    def trust(self) -> None:
        """From here on pictures come, which are larger."""
        self._held_most = GREATEST_MESSAGE

    async def take(self, size: int) -> bytes:
        """Raises TimeoutError for whoever is silent, IncompleteReadError for whoever is gone."""
        async with asyncio.timeout(SILENT_MOST):
            data = await self._reader.readexactly(size)
        self.received += size
        return data

    async def messages(self) -> AsyncIterator[Message]:
        """Raises BrokenChunks, and what `take` raises."""
        while True:
            message = await self._chunk()
            if message is None:
                continue
            if message.kind == SET_CHUNK_SIZE:
                self._set_chunk_size(message.body)
            else:
                yield message

    async def _chunk(self) -> Message | None:
        """The message that this chunk completes."""
        form, state = await self._head()
        begins = not state.body
        await self._times(form, state, begins=begins)
        if state.length > GREATEST_MESSAGE:
            raise BrokenChunks("a message is too large")
        missing = min(self._chunk_size, state.length - len(state.body))
        if missing < 0:
            raise BrokenChunks("a message became shorter than what has come of it")
        if self._held + missing > self._held_most:
            raise BrokenChunks("too much has begun and not ended")
        state.body += await self.take(missing)
        self._held += missing
        if len(state.body) < state.length:
            return None
        message = Message(state.kind, state.time, state.stream, bytes(state.body))
        self._held -= len(state.body)
        state.body = bytearray()
        return message

    async def _head(self) -> tuple[int, _Open]:
        first = (await self.take(1))[0]
        form, number = first >> 6, first & 0x3F
        if number == 0:
            number = 64 + (await self.take(1))[0]
        elif number == 1:
            low, high = await self.take(2)
            number = 64 + low + 256 * high
        if number not in self._open:
            if form == len(HEADER_SIZES) - 1 or len(self._open) >= STREAMS_MOST:
                raise BrokenChunks("a chunk of no message")
            self._open[number] = _Open()
        return form, self._open[number]

    async def _times(self, form: int, state: _Open, *, begins: bool) -> None:
        head = await self.take(HEADER_SIZES[form])
        time = int.from_bytes(head[:3], "big")
        if head:
            state.is_extended = time == EXTENDED
        if form <= 1:
            state.length, state.kind = int.from_bytes(head[3:6], "big"), head[6]
        if form == 0:
            (state.stream,) = struct.unpack("<I", head[7:])
        if state.is_extended:
            time = int.from_bytes(await self.take(4), "big")
        if form == 0:
            state.time, state.step = time, 0
        elif head:
            state.step = time
            state.time = (state.time + time) & 0xFFFFFFFF
        elif begins:
            state.time = (state.time + state.step) & 0xFFFFFFFF

    def _set_chunk_size(self, body: bytes) -> None:
        size = int.from_bytes(body[:4], "big") & 0x7FFFFFFF
        if not 1 <= size <= GREATEST_CHUNK:
            raise BrokenChunks("chunks of no possible size")
        self._chunk_size = size


def chunked(kind: int, body: bytes, *, channel: int = 3, stream: int = 0, size: int = 4096) -> bytes:
    """A message of ours, as it goes out."""
    head = bytes([channel]) + bytes(3) + len(body).to_bytes(3, "big") + bytes([kind]) + struct.pack("<I", stream)
    pieces = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    return head + bytes([0xC0 | channel]).join(pieces)
