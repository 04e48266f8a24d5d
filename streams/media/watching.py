"""`…/mse`: the picture for a browser that puts it together itself.

< {"t": "waiting"}                                          nothing comes yet
< {"t": "init", "mime": "…", "index": 0}, then bytes        the head; another index is another picture
< bytes                                                     parts, from the last key frame on
< {"t": "lost"}                                             the sender is away, and may come back
< {"t": "end"} or {"t": "bye", "code": "…"}                 and the end
"""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import web

from streams.errors import PassRefused
from streams.media.core.parts import Init, Part
from streams.media.core.watcher import ENDED, Event, Watcher
from streams.media.door import DOORKEEPER, STAGES, pass_of

# Whoever reads nothing for so long is gone.
TAKEN_WITHIN = 10.0
GREATEST_MESSAGE = 1024


async def mse(request: web.Request) -> web.WebSocketResponse:
    held = pass_of(request, "play")
    stages, doorkeeper = request.app[STAGES], request.app[DOORKEEPER]
    if not await doorkeeper.may_see(held):
        raise web.HTTPForbidden(text=str(PassRefused()))
    if stages.watchers >= stages.bounds.watchers:
        raise web.HTTPServiceUnavailable(text="This server has as many watchers as it carries.")
    socket = web.WebSocketResponse(heartbeat=20, max_msg_size=GREATEST_MESSAGE, compress=False)
    await socket.prepare(request)
    channel = stages.of(held.stream_id).channel
    watcher = channel.watch()
    ticket, gone = doorkeeper.enter(held)
    works = [
        asyncio.ensure_future(work) for work in (_listen(socket), _send(socket, watcher, channel.init), gone.wait())
    ]
    try:
        await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        if gone.is_set():
            with contextlib.suppress(ConnectionError):
                await socket.send_json({"t": "bye", "code": PassRefused.code})
    finally:
        for work in works:
            work.cancel()
        channel.unwatch(watcher)
        doorkeeper.leave(ticket)
    with contextlib.suppress(ConnectionError, TimeoutError):
        await asyncio.wait_for(socket.close(), TAKEN_WITHIN)
    return socket


async def _listen(socket: web.WebSocketResponse) -> None:
    """A browser says nothing here; its goodbye must be heard."""
    async for _message in socket:
        pass


async def _send(socket: web.WebSocketResponse, watcher: Watcher, init: Init | None) -> None:
    if init is None:
        await socket.send_json({"t": "waiting"})
    while True:
        event = await watcher.next()
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(_send_one(socket, event), TAKEN_WITHIN)
        if event is ENDED:
            return


async def _send_one(socket: web.WebSocketResponse, event: Event) -> None:
    if isinstance(event, Part):
        await socket.send_bytes(event.data)
    elif isinstance(event, Init):
        await socket.send_json({"t": "init", "mime": event.mime, "index": event.index})
        await socket.send_bytes(event.data)
    else:
        await socket.send_json({"t": event.value})
