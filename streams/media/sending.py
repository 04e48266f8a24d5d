"""`…/ingest`: a creator's browser sends what its camera sees.

> {"t": "hello", "mime": "video/webm;codecs=h264,opus"}
< {"t": "ready"}
> bytes, as the browser's recorder makes them
< {"t": "health", "fps": 30, "bitrate": 2500000, "held": 0, "viewers": 12, "codec": "h264"}     once a second
< {"t": "bye", "code": "taken_over", "detail": "…"}     and the end
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Coroutine
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from streams.media.core.feed import FeedOverflow
from streams.media.door import STAGES, pass_of, require_sender
from streams.media.stages import Sender, Stage, TooManySenders

logger = structlog.get_logger(__name__)

HELLO_WITHIN = 10.0
# A recorder that was held up sends several seconds at once.
GREATEST_MESSAGE = 4 * 1024 * 1024
HEALTH_EVERY = 1.0
CONTAINERS = {"video/webm": "webm", "audio/webm": "webm", "video/x-matroska": "matroska"}


async def ingest(request: web.Request) -> web.WebSocketResponse:
    held = pass_of(request, "publish")
    await require_sender(held)
    socket = web.WebSocketResponse(heartbeat=10, max_msg_size=GREATEST_MESSAGE, compress=False)
    await socket.prepare(request)
    container = await _hello(socket)
    if container is None:
        return await _bye(socket, "invalid", "The first message has to say what comes.")
    stages = request.app[STAGES]
    try:
        sender = stages.enter(held, container)
    except TooManySenders:
        return await _bye(socket, "full", "This server carries no more streams.")
    logger.info("sender_came", stream=str(held.stream_id))
    try:
        await socket.send_json({"t": "ready"})
        why = await _first_of(
            _read(socket, sender), _watch_over(sender), _tell_health(socket, sender, stages.of(held.stream_id))
        )
    finally:
        stages.leave(sender)
    logger.info("sender_left", stream=str(held.stream_id), why=why)
    return await _bye(socket, _code(why), why)


async def _hello(socket: web.WebSocketResponse) -> str | None:
    try:
        said = json.loads(await socket.receive_str(timeout=HELLO_WITHIN))
        mime = said["mime"] if said["t"] == "hello" else ""
        return CONTAINERS.get(mime.partition(";")[0].strip().lower())
    except (TimeoutError, TypeError, ValueError, KeyError, AttributeError, RecursionError):
        return None


async def _read(socket: web.WebSocketResponse, sender: Sender) -> str:
    """Until they say goodbye or are gone."""
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            try:
                sender.feed.write_bytes(message.data)
            except FeedOverflow:
                return "too_fast"
        elif message.type is WSMsgType.TEXT and message.data == '{"t":"bye"}':
            return ""
    return ""


async def _watch_over(sender: Sender) -> str:
    return await asyncio.shield(sender.ended)


async def _tell_health(socket: web.WebSocketResponse, sender: Sender, stage: Stage) -> str:
    loop = asyncio.get_running_loop()
    frames, taken, at = 0, 0, loop.time()
    while True:
        await asyncio.sleep(HEALTH_EVERY)
        facts, now = sender.facts, loop.time()
        with contextlib.suppress(ConnectionError):
            await socket.send_json(
                {
                    "t": "health",
                    "fps": round((facts.frames - frames) / (now - at), 1),
                    "bitrate": round((sender.feed.taken - taken) * 8 / (now - at)),
                    "held": sender.feed.held,
                    "viewers": stage.channel.watchers,
                    "codec": facts.codec,
                    "size": [facts.width, facts.height],
                    "converted": facts.transcoded,
                }
            )
        frames, taken, at = facts.frames, sender.feed.taken, now


async def _first_of(*works: Coroutine[Any, Any, str]) -> str:
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(iter(done)).result()
    finally:
        for task in tasks:
            task.cancel()


def _code(why: str) -> str:
    """Our own words are codes; what the demuxer says is a detail."""
    return why if why in {"", "taken_over", "over", "too_fast"} else "broken_media"


async def _bye(socket: web.WebSocketResponse, code: str, detail: str) -> web.WebSocketResponse:
    with contextlib.suppress(ConnectionError):
        await socket.send_json({"t": "bye", "code": code, "detail": detail})
        await socket.close()
    return socket
