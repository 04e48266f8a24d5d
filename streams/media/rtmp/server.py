"""The door for encoders: so many connections in all and from one address, each with its own session."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from typing import Any

import structlog

from roastlive.lib.addresses import household
from streams.media.core.feed import Feed, FeedOverflow
from streams.media.door import pass_with_key
from streams.media.rtmp.amf import BrokenCommand
from streams.media.rtmp.chunks import BrokenChunks
from streams.media.rtmp.session import Refused, Session
from streams.media.stages import Sender, Stages, TooManySenders

logger = structlog.get_logger(__name__)

CONNECTIONS_MOST, FROM_ONE_ADDRESS = 256, 16
# Until it sends; after that silence is measured by the chunk.
PUBLISHES_WITHIN = 20.0
# For the last words to whoever is leaving and does not listen.
LEAVES_WITHIN = 5.0
ENDINGS = (Refused, BrokenChunks, BrokenCommand, FeedOverflow, TimeoutError, asyncio.IncompleteReadError, OSError)


class RtmpServer:
    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._from: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, address: str, port: int) -> int:
        """The port it listens on."""
        self._server = await asyncio.start_server(self._meet, address, port, limit=64 * 1024)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        address = household(peer[0]) if peer else ""
        task = asyncio.current_task()
        if task is None or self._from.total() >= CONNECTIONS_MOST or self._from[address] >= FROM_ONE_ADDRESS:
            writer.close()
            return
        self._from[address] += 1
        self._tasks.add(task)
        try:
            await self._serve(reader, writer)
        finally:
            try:
                await _hang_up(writer)
            finally:
                self._tasks.discard(task)
                self._from[address] -= 1
                if not self._from[address]:
                    del self._from[address]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrived: asyncio.Future[Sender] = asyncio.get_running_loop().create_future()

        async def on_publish(key: str) -> Feed:
            held = await pass_with_key(key)
            if held is None:
                raise Refused("this key is not good here, or there is no show for it")
            try:
                sender = self._stages.enter(held, "flv")
            except TooManySenders as full:
                raise Refused("this house carries no more streams") from full
            arrived.set_result(sender)
            return sender.feed

        session = asyncio.ensure_future(Session(reader, writer, on_publish).run())
        begins: list[asyncio.Future[Any]] = [session, arrived]
        try:
            await asyncio.wait(begins, timeout=PUBLISHES_WITHIN, return_when=asyncio.FIRST_COMPLETED)
            if arrived.done():
                ends: list[asyncio.Future[Any]] = [session, arrived.result().ended]
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if session.done():
                session.result()
        except ENDINGS as error:
            logger.info("encoder_left", why=str(error) or type(error).__name__)
        finally:
            session.cancel()
            await asyncio.gather(session, return_exceptions=True)
            if arrived.done():
                self._stages.leave(arrived.result())
            else:
                arrived.cancel()


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    """A connection counts until it is gone: one that does not read would otherwise stay, and be counted nowhere."""
    writer.close()
    try:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(LEAVES_WITHIN):
                await writer.wait_closed()
    finally:
        writer.transport.abort()
