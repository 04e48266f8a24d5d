"""All sockets and rooms of this process, and their one connection to the bus."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

import structlog
from django.conf import settings

from roastlive.lib.errors import describe
from roastlive.lib.realtime.bounds import Bounds
from roastlive.lib.realtime.bus import Bus
from roastlive.lib.realtime.doors import Doors
from roastlive.lib.realtime.errors import SignedOut, close_code_of
from roastlive.lib.realtime.kind import RoomKind
from roastlive.lib.realtime.letter import Letter, recent
from roastlive.lib.realtime.metrics import ROOMS
from roastlive.lib.realtime.outgoing import Outgoing
from roastlive.lib.realtime.parts import Parts
from roastlive.lib.realtime.room import Room
from roastlive.lib.realtime.sessions import still_signed_in
from roastlive.lib.realtime.socket import LiveSocket
from roastlive.lib.redis_clients import async_redis_client

LOOK_EVERY = 1.0

log = structlog.get_logger("realtime")


class Hub:
    """Made when the first socket of an event loop needs it."""

    _hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()

    @classmethod
    def here(cls) -> Hub:
        loop = asyncio.get_running_loop()
        hub = cls._hubs.get(loop)
        if hub is None:
            hub = cls._hubs[loop] = cls(Bounds.from_settings(), settings.REDIS_URL)
        return hub

    def __init__(self, bounds: Bounds, url: str) -> None:
        self.bounds = bounds
        self.doors = Doors(bounds)
        self.outgoing = Outgoing(url)
        self.bus = Bus(url, self)
        self._rooms: dict[str, Room] = {}
        self._sockets: set[LiveSocket] = set()
        self._loop = asyncio.get_running_loop()
        self._watch = asyncio.ensure_future(self._look_after_sockets())
        self._recheck: asyncio.Task[None] | None = None
        self._endings: list[Callable[[], Awaitable[None]]] = []

    def before_close(self, ending: Callable[[], Awaitable[None]]) -> None:
        """For what an app counts in this process and writes down now and then: the rest of it, before the process ends."""
        self._endings.append(ending)

    async def aclose(self) -> None:
        for ending in self._endings:
            await ending()
        self._watch.cancel()
        for room in self._rooms.values():
            room.close()
        await self.bus.aclose()
        await self.outgoing.aclose()
        self._hubs.pop(self._loop, None)

    # --- Sockets -----------------------------------------------------------------------------------------------------
    def welcome(self, socket: LiveSocket) -> None:
        socket.recheck_at = self._loop.time() + self._recheck_pause()
        self._sockets.add(socket)

    def join(self, socket: LiveSocket, kind: RoomKind, key: str) -> Room:
        channel = kind.channel(key)
        room = self._rooms.get(channel)
        if room is None:
            room = self._open(kind, key)
        socket.rooms.append(room)
        room.join(socket)
        return room

    def leave(self, socket: LiveSocket) -> None:
        self._sockets.discard(socket)
        for room in socket.rooms:
            room.leave(socket)
            if room.is_empty and self._rooms.get(room.channel) is room:
                self._close(room)
        socket.rooms.clear()

    def _open(self, kind: RoomKind, key: str) -> Room:
        async def read() -> Parts:
            return await self._read(kind, key)

        room = Room(kind, key, read=read, bounds=self.bounds)
        self._rooms[room.channel] = room
        ROOMS.inc()
        self.bus.want(room.channel)
        return room

    def _close(self, room: Room) -> None:
        room.close()
        del self._rooms[room.channel]
        ROOMS.dec()
        self.bus.drop(room.channel)

    async def _read(self, kind: RoomKind, key: str) -> Parts:
        """The tail before the state: what is no longer in the one is in the other."""
        entries = await async_redis_client().lrange(kind.tail(key), 0, -1) if kind.keeps_anything else []
        state = await kind.read(key)
        for parts in recent(entries):
            kind.fold(state, parts)
        return state

    # --- The bus -----------------------------------------------------------------------------------------------------
    def heard(self, channel: str, payload: bytes) -> None:
        room = self._rooms.get(channel)
        if room is None:
            return
        try:
            room.hear(Letter.decode(payload))
        except Exception:  # one bad publication must not deafen the process
            log.exception("room.publication_unusable", room=channel)

    def standing(self, channel: str) -> None:
        room = self._rooms.get(channel)
        if room is not None:
            room.stand()

    # --- Who may stay ------------------------------------------------------------------------------------------------
    async def _look_after_sockets(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            now = self._loop.time()
            for socket in self._sockets:
                socket.watch_drain(now, self.bounds.backlog_seconds)
            due = [socket for socket in self._sockets if socket.recheck_at <= now and not socket.dismissed]
            if due and (self._recheck is None or self._recheck.done()):
                self._recheck = asyncio.ensure_future(self._check_again(due))

    async def _check_again(self, due: list[LiveSocket]) -> None:
        """Whoever may not stay is told to go. Where nobody can tell, because a store is away, they stay until it is back."""
        for socket in due:
            socket.recheck_at = self._loop.time() + self._recheck_pause()
        try:
            signed_in = await still_signed_in(socket.visitor for socket in due)
        except Exception:
            log.exception("sockets.recheck_failed")
            return
        for socket in due:
            if not signed_in[socket.visitor]:
                socket.dismiss(SignedOut.code, close_code_of(SignedOut.status))
                continue
            try:
                await socket.readmit()
            except Exception as error:
                described = describe(error)
                if described is None or described.status >= 500:
                    log.exception("sockets.recheck_failed")
                else:
                    socket.dismiss(described.code, close_code_of(described.status))

    def _recheck_pause(self) -> float:
        """Up to the promised time, spread so that all who came together are not looked at together."""
        return self.bounds.recheck_seconds * random.uniform(0.7, 0.95)  # noqa: S311 - spreads load, guards nothing
