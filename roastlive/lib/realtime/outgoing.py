"""What goes out of the live process: published at once when it is quiet, gathered while the last batch is on its way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from roastlive.lib.realtime.kind import RoomKind
from roastlive.lib.realtime.letter import Bye, Letter, commands
from roastlive.lib.realtime.metrics import PUBLISH_FAILED
from roastlive.lib.realtime.parts import Parts

# While much is said, batches leave this far apart: a tenth of a tick, and a tenth of the work.
BETWEEN_BATCHES = 0.005
BEFORE_NEXT_TRY = 0.5

log = structlog.get_logger("realtime")


@dataclass(frozen=True)
class Address:
    kind: RoomKind
    key: str


class Outgoing:
    """One letter a room and batch. What could not be published is not tried again, for nobody knows who has heard it;
    instead its room is told to read itself again as soon as Redis answers.
    """

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self._letters: dict[Address, Letter] = {}
        self._task: asyncio.Task[None] | None = None

    def publish(self, kind: RoomKind, key: str, parts: Parts) -> None:
        letter = self._letter(kind, key)
        if not kind.merge(letter.parts, parts):
            letter.refresh = True

    def refresh(self, kind: RoomKind, key: str) -> None:
        self._letter(kind, key).refresh = True

    def dismiss(self, kind: RoomKind, key: str, bye: Bye) -> None:
        self._letter(kind, key).byes.append(bye)

    async def aclose(self) -> None:
        if self._task is not None:
            await asyncio.wait([self._task], timeout=1)
            if self._task is not None:
                self._task.cancel()

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
        pipeline = self.redis.pipeline(transaction=False)
        for address, letter in batch.items():
            for command in commands(address.kind, address.key, letter):
                pipeline.execute_command(*command)
        try:
            await pipeline.execute()
        except (RedisError, OSError) as error:
            PUBLISH_FAILED.inc(len(batch))
            log.warning("bus.publish_failed", error=repr(error), rooms=len(batch))
            for address, letter in batch.items():
                again = self._letters.setdefault(address, Letter())
                again.refresh = True
                # Somebody must leave, and hearing it twice does no harm.
                again.byes[:0] = letter.byes
            return False
        return True
