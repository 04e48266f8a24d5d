"""A room, as one process sees it: the sockets of this process that are in it, and what they are told next."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog

from roastlive.lib.realtime.bounds import Bounds
from roastlive.lib.realtime.errors import TRY_AGAIN_LATER
from roastlive.lib.realtime.kind import RoomKind
from roastlive.lib.realtime.letter import Bye, Letter
from roastlive.lib.realtime.metrics import DELIVERIES, FRAMES, RESYNCED
from roastlive.lib.realtime.parts import Parts
from roastlive.lib.realtime.socket import LiveSocket
from roastlive.lib.realtime.wire import Frame

LONGEST_PAUSE = 5.0

FanOut = Callable[[Iterable[Any], Frame, int], list[Any]]

log = structlog.get_logger("realtime")


class Room:
    """Frames are numbered here, and every member gets every one. Members hold a snapshot; newcomers wait for theirs.

    A newcomer's snapshot is read while the room is subscribed, and brought up to date with the frames that were made
    since the reading began. It is handed over between two frames, so that nothing is missing and nothing comes twice.
    """

    def __init__(self, kind: RoomKind, key: str, *, read: Callable[[], Awaitable[Parts]], bounds: Bounds) -> None:
        self.kind = kind
        self.key = key
        self.channel = kind.channel(key)
        self.seq = 0
        # By how they are written to, then by what is written to: all that a delivery touches.
        self._members: dict[FanOut, dict[Any, LiveSocket]] = {}
        self._newcomers: dict[LiveSocket, None] = {}
        self._read_state = read
        self._snapshot_seconds = bounds.snapshot_seconds
        self._backlog_bytes = bounds.backlog_bytes
        self._loop = asyncio.get_running_loop()
        # What waits for the next frame, and when that is due.
        self._pending: Parts = {}
        self._overflowed = False
        self._due: asyncio.Handle | None = None
        self._last_frame = -1.0
        # The snapshot for newcomers: the task that reads it, the frames made meanwhile, and what was read.
        self._reading: asyncio.Task[None] | None = None
        self._since_reading: list[Parts] | None = None
        self._state: Parts | None = None
        self._served = asyncio.Event()
        self._losses = 0
        self._standing = asyncio.Event()

    @property
    def is_empty(self) -> bool:
        return not self._newcomers and not any(self._members.values())

    @property
    def members(self) -> list[LiveSocket]:
        return [socket for fleet in self._members.values() for socket in fleet.values()]

    def join(self, socket: LiveSocket) -> None:
        """The socket gets a snapshot as soon as there is one, and every frame after it."""
        self.leave(socket)
        self._newcomers[socket] = None
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read_for_newcomers())

    def leave(self, socket: LiveSocket) -> None:
        self._newcomers.pop(socket, None)
        fleet = self._members.get(socket.writer.fan_out)
        if fleet is not None:
            fleet.pop(socket.writer.target, None)

    def close(self) -> None:
        for task in (self._due, self._reading):
            if task is not None:
                task.cancel()

    def stand(self) -> None:
        """The bus says that from now on it will bring everything. If it had said so before, something may be lost."""
        if self._standing.is_set():
            self.lose_track()
        self._standing.set()

    def hear(self, letter: Letter) -> None:
        if letter.parts and not self.is_empty:
            if not self.kind.merge(self._pending, letter.parts):
                self._overflowed = True
            self._schedule_frame()
        if letter.refresh:
            self.lose_track()
        for bye in letter.byes:
            self._dismiss(bye)

    def lose_track(self) -> None:
        """Something that belongs in this room did not arrive. Its number is skipped, and everybody gets a snapshot."""
        self.seq += 1
        self._losses += 1
        self._state = None
        self._since_reading = None
        self._served.set()
        if self.is_empty:
            return
        RESYNCED.inc()
        members = self.members
        log.info("room.resync", room=self.channel, sockets=len(members))
        for socket in members:
            self.join(socket)

    def _dismiss(self, bye: Bye) -> None:
        for socket in (*self.members, *self._newcomers):
            if bye.concerns(socket.visitor):
                socket.dismiss(bye.code, bye.close_code)

    def _schedule_frame(self) -> None:
        """At once when the room was quiet, otherwise with the next tick; what one read of the bus brought goes together."""
        if self._due is not None:
            return
        next_tick = self._last_frame + self.kind.tick
        if next_tick <= self._loop.time():
            self._due = self._loop.call_soon(self._make_frame)
        else:
            self._due = self._loop.call_at(next_tick, self._make_frame)

    def _make_frame(self) -> None:
        self._due = None
        self._last_frame = self._loop.time()
        parts, self._pending = self._pending, {}
        self.seq += 1
        if self._since_reading is not None:
            self._since_reading.append(parts)
        if any(self._members.values()):
            self._tell_members(Frame.of({"t": "tick", "seq": self.seq, **self.kind.head, **parts}))
        if self._overflowed:
            self._overflowed = False
            self.lose_track()
        elif self._state is not None:
            self._let_in(self._state)

    def _tell_members(self, frame: Frame) -> None:
        delivered = 0
        for fan_out, fleet in self._members.items():
            delivered += len(fleet)
            for target in fan_out(fleet, frame, self._backlog_bytes):
                fleet[target].give_up("too much")
        FRAMES.labels(self.kind.name).inc()
        DELIVERIES.labels(self.kind.name).inc(delivered)

    async def _read_for_newcomers(self) -> None:
        try:
            while self._newcomers:
                losses = self._losses
                state = await self._read_patiently()
                if state is None:
                    self._turn_away()
                elif losses == self._losses:
                    self._served.clear()
                    self._state = state
                    # What is pending may be in the state already: it becomes a frame first, and so comes only once.
                    if self._due is None:
                        self._let_in(state)
                    await self._served.wait()
        finally:
            self._reading = None

    async def _read_patiently(self) -> Parts | None:
        """The room's state; None if it could not be read for so long that newcomers had better ask again later."""
        give_up = self._loop.time() + self._snapshot_seconds
        pause = 0.1
        while True:
            try:
                async with asyncio.timeout_at(give_up):
                    await self._standing.wait()
                    self._since_reading = []
                    return await self._read_state()
            except Exception:  # an app's snapshot may raise anything, and the room must not end by it
                log.exception("room.snapshot_failed", room=self.channel)
            if self._loop.time() + pause >= give_up:
                return None
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - spreads load, guards nothing
            pause = min(pause * 2, LONGEST_PAUSE)

    def _let_in(self, state: Parts) -> None:
        since_reading, self._since_reading, self._state = self._since_reading, None, None
        self._served.set()
        try:
            for parts in since_reading or ():
                self.kind.fold(state, parts)
            frame = Frame.of({"t": "snapshot", "seq": self.seq, **self.kind.head, **state})
        except Exception:
            # What an app has read is not what its parts expect.
            log.exception("room.snapshot_unusable", room=self.channel)
            self._turn_away()
            return
        newcomers, self._newcomers = self._newcomers, {}
        for socket in newcomers:
            self._members.setdefault(socket.writer.fan_out, {})[socket.writer.target] = socket
            socket.write(frame)

    def _turn_away(self) -> None:
        """Without a snapshot nobody can follow; they are told to come back later."""
        newcomers, self._newcomers = self._newcomers, {}
        for socket in newcomers:
            socket.dismiss("unavailable", TRY_AGAIN_LATER)
