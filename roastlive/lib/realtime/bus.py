"""What comes in: one connection of this process to Redis, subscribed to exactly the rooms that have somebody in them."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

import structlog
from redis.exceptions import RedisError

from roastlive.lib.realtime.metrics import BUS_LOST
from roastlive.lib.realtime.redis_line import RedisLine

# A connection that is silent for so long is asked whether it lives, and given up after as long again.
SILENCE = 10.0
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
CHANNELS_A_COMMAND = 500

log = structlog.get_logger("realtime")


class Listener(Protocol):
    def heard(self, channel: str, payload: bytes) -> None: ...

    def standing(self, channel: str) -> None:
        """From now on everything published there will be heard. Said again after each lost connection."""


class Bus:
    """Redis delivers in order and drops only whole connections, so a subscription that stands has missed nothing."""

    def __init__(self, url: str, listener: Listener) -> None:
        self._url = url
        self._listener = listener
        self._line: RedisLine | None = None
        self._wanted: set[str] = set()
        # What was asked for on this connection, what of that is still unanswered, and what stands.
        self._asked: set[str] = set()
        self._unanswered: Counter[str] = Counter()
        self._standing: set[str] = set()
        self._change = asyncio.Event()
        self._heard_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def want(self, channel: str) -> None:
        self._wanted.add(channel)
        if channel in self._standing:
            self._listener.standing(channel)
            return
        self._change.set()
        if self._task is None:
            self._task = asyncio.ensure_future(self._stay_connected())

    def drop(self, channel: str) -> None:
        self._wanted.discard(channel)
        self._change.set()

    async def aclose(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _stay_connected(self) -> None:
        pause = FIRST_PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._one_connection()
            except (RedisError, OSError, TimeoutError) as error:
                BUS_LOST.inc()
                log.warning("bus.lost", error=repr(error), rooms=len(self._wanted))
            if asyncio.get_running_loop().time() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            # Not all processes at the same moment.
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - spreads load, guards nothing
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _one_connection(self) -> None:
        line = self._line = await RedisLine.open(self._url)
        self._change.set()
        lost: Exception | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen(line))
                tasks.create_task(self._ask(line))
                tasks.create_task(self._watch(line))
        except* (RedisError, OSError) as errors:
            # Raised further down: before Python 3.11.4 what is raised in here comes out wrapped in a group.
            lost = errors.exceptions[0]
        finally:
            self._line = None
            self._asked.clear()
            self._unanswered.clear()
            self._standing.clear()
            await line.close()
        if lost is not None:
            raise ConnectionResetError(str(lost)) from lost

    async def _listen(self, line: RedisLine) -> None:
        loop = asyncio.get_running_loop()
        while True:
            reply = await line.receive()
            self._heard_at = loop.time()
            if not isinstance(reply, list) or len(reply) < 3:
                continue  # the answer to a PING
            what, channel, content = reply[0], reply[1].decode(), reply[2]
            if what == b"message":
                if channel in self._standing:
                    self._listener.heard(channel, content)
            elif what == b"subscribe":
                self._unanswered[channel] -= 1
                if self._unanswered[channel] <= 0 and channel in self._asked:
                    del self._unanswered[channel]
                    self._standing.add(channel)
                    self._listener.standing(channel)

    async def _ask(self, line: RedisLine) -> None:
        """Make what was asked for equal to what is wanted, whenever that changes."""
        while True:
            await self._change.wait()
            self._change.clear()
            more, fewer = self._wanted - self._asked, self._asked - self._wanted
            self._asked = set(self._wanted)
            self._standing -= fewer
            self._unanswered.update(more)
            for verb, channels in (("UNSUBSCRIBE", fewer), ("SUBSCRIBE", more)):
                for chunk in _chunks(channels):
                    await line.send([verb, *chunk])

    async def _watch(self, line: RedisLine) -> None:
        """A peer that vanished says nothing at all; one that lives answers a PING."""
        loop = asyncio.get_running_loop()
        self._heard_at = loop.time()
        while True:
            await asyncio.sleep(SILENCE)
            silent = loop.time() - self._heard_at
            if silent > 2 * SILENCE:
                raise ConnectionResetError("Redis does not answer")
            if silent > SILENCE / 2:
                await line.send(["PING"])


def _chunks(channels: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(channels)
    return (ordered[start : start + CHANNELS_A_COMMAND] for start in range(0, len(ordered), CHANNELS_A_COMMAND))
