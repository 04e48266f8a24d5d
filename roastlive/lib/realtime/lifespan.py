"""The live process ends tidily: connections to Redis are closed by those who opened them."""

from __future__ import annotations

from typing import Any

from roastlive.lib.realtime.consumer import Receive
from roastlive.lib.realtime.hub import Hub
from roastlive.lib.realtime.writers import Send
from roastlive.lib.redis_clients import async_redis_client


async def lifespan(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI lifespan protocol, for servers that speak it."""
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            Hub.here()
            await send({"type": "lifespan.startup.complete"})
        elif event["type"] == "lifespan.shutdown":
            await Hub.here().aclose()
            await async_redis_client().aclose()
            await send({"type": "lifespan.shutdown.complete"})
            return
