"""What goes out of the live process: published at once when it is quiet, gathered while the last batch is on its way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from redis.exceptions import RedisError

from roastlive.lib.realtime.kind import RoomKind
from roastlive.lib.realtime.letter import Command, Letter, commands
from roastlive.lib.realtime.metrics import PUBLISH_FAILED
from roastlive.lib.realtime.parts import Parts
from roastlive.lib.realtime.redis_line import RedisLine

# While much is said, batches leave this far apart: a tenth of a tick, and a tenth of the work.
BETWEEN_BATCHES = 0.005
BEFORE_NEXT_TRY = 0.5
SECONDS = 5

log = structlog.get_logger("realtime")


@dataclass(frozen=True)
class Address:
    kind: RoomKind
    key: str


class Outgoing:
    """One letter a room and batch. What could not be published is not tried again, for nobody knows who has heard it;
    instead its room is told to read itself again as soon as Redis answers.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._line: RedisLine | None = None
        self._letters: dict[Address, Letter] = {}
        self._task: asyncio.Task[None] | None = None

    def publish(self, kind: RoomKind, key: str, parts: Parts) -> None:
        letter = self._letter(kind, key)
        if not kind.merge(letter.parts, parts):
            letter.refresh = True

    async def aclose(self) -> None:
        if self._task is not None:
            await asyncio.wait([self._task], timeout=1)
            if self._task is not None:
                self._task.cancel()
        await self._hang_up()

    def _letter(self, kind: RoomKind, key: str) -> Letter:
        if self._task is None:
            self._task = asyncio.ensure_future(self._send_all())
        return self._letters.setdefault(Address(kind, key), Letter())

    async def _send_all(self) -> None:
        try:
            while self._letters:
                batch, self._letters = self._letters, {}
                if await self._send(batch):
                    await asyncio.sleep(BETWEEN_BATCHES)
                else:
                    await asyncio.sleep(BEFORE_NEXT_TRY)
        finally:
            self._task = None

    async def _send(self, batch: dict[Address, Letter]) -> bool:
        lines = [line for address, letter in batch.items() for line in commands(address.kind, address.key, letter)]
        try:
            async with asyncio.timeout(SECONDS):
                await self._tell_redis(lines)
        except (RedisError, OSError, TimeoutError) as error:
            await self._hang_up()
            PUBLISH_FAILED.inc(len(batch))
            log.warning("bus.publish_failed", error=repr(error), rooms=len(batch))
            for address in batch:
                self._letters.setdefault(address, Letter()).refresh = True
            return False
        return True

    async def _tell_redis(self, lines: list[Command]) -> None:
        if self._line is None:
            self._line = await RedisLine.open(self._url)
        await self._line.send(*lines)
        for _ in lines:
            await self._line.receive()

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.close()
