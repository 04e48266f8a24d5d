"""`…/mse`: the picture for a browser that puts it together itself.

< {"t": "waiting"}                                          nothing comes yet
< {"t": "init", "mime": "…", "index": 0}, then bytes        the head; another index is another picture
< bytes                                                     parts, from the last key frame on
< {"t": "lost"}                                             the sender is away, and may come back
< {"t": "end"}; or {"t": "bye", "code": "…"} and code 4403     and the end
"""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import WSCloseCode, web

from streams.errors import PassRefused
from streams.media.core.channel import Channel
from streams.media.core.parts import Init, Part
from streams.media.core.watcher import ENDED, Event, Watcher
from streams.media.door import DOORKEEPER, STAGES, household_at, pass_of

# Whoever reads nothing for so long is gone.
TAKEN_WITHIN = 10.0
GREATEST_MESSAGE = 1024
SENT_AWAY = 4403


async def mse(request: web.Request) -> web.WebSocketResponse:
    held = pass_of(request, "play")
    stages, doorkeeper = request.app[STAGES], request.app[DOORKEEPER]
    await doorkeeper.require_viewer(held)
    if stages.watchers >= stages.bounds.watchers:
        raise web.HTTPServiceUnavailable(text="This server has as many watchers as it carries.")
    with doorkeeper.inside(held, household_at(request)) as gone:
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=GREATEST_MESSAGE, compress=False)
        await socket.prepare(request)
        await _show(socket, stages.of(held.stream_id).channel, gone)
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(TAKEN_WITHIN):
            if gone.is_set():
                await socket.send_json({"t": "bye", "code": PassRefused.code})
            await socket.close(code=SENT_AWAY if gone.is_set() else WSCloseCode.OK)
    return socket


async def _show(socket: web.WebSocketResponse, channel: Channel, gone: asyncio.Event) -> None:
    """Until it ends, they leave, or they have to go."""
    watcher = channel.watch()
    works = [
        asyncio.ensure_future(work) for work in (_listen(socket), _send(socket, watcher, channel.init), gone.wait())
    ]
    try:
        await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for work in works:
            work.cancel()
        channel.unwatch(watcher)


async def _listen(socket: web.WebSocketResponse) -> None:
    """A browser says nothing here; its goodbye must be heard."""
    async for _message in socket:
        pass


async def _send(socket: web.WebSocketResponse, watcher: Watcher, init: Init | None) -> None:
    """Until the end, or until nobody takes it any more."""
    with contextlib.suppress(ConnectionError, TimeoutError):
        if init is None:
            await socket.send_json({"t": "waiting"})
        event: Event | None = None
        while event is not ENDED:
            event = await watcher.next()
            async with asyncio.timeout(TAKEN_WITHIN):
                await _send_one(socket, event)


async def _send_one(socket: web.WebSocketResponse, event: Event) -> None:
    if isinstance(event, Part):
        await socket.send_bytes(event.data)
    elif isinstance(event, Init):
        await socket.send_json({"t": "init", "mime": event.mime, "index": event.index})
        await socket.send_bytes(event.data)
    else:
        await socket.send_json({"t": event.value})
