"""Tests of websockets: a test may be a coroutine, and a `Peer` is the browser at the other end."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Self, cast
from urllib.parse import urlsplit

import pytest
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connections

from roastlive.lib.realtime.hub import Hub
from roastlive.lib.redis_clients import async_redis_client

# Longer than any test of sockets takes, shorter than anybody's patience with one that hangs.
TEST_SECONDS = 20
ANSWER_SECONDS = 5


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A test that is a coroutine gets an event loop, and leaves no hub and no connection behind."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: value for name, value in pyfuncitem.funcargs.items() if name in wanted}
    asyncio.run(_to_the_end(pyfuncitem.obj(**arguments)))
    return True


async def _to_the_end(test: Coroutine[Any, Any, None]) -> None:
    try:
        async with asyncio.timeout(TEST_SECONDS):
            await test
    finally:
        await Hub.here().aclose()
        await async_redis_client().aclose()
        # Database work of sockets is done in a thread of its own, whose connection outlives the test.
        await database_sync_to_async(connections.close_all)()


class Peer:
    """One socket on an ASGI application, within the test's own process.

    `path` also says what the URL configuration would; by `cookies` the peer is who a test client has logged in.
    """

    def __init__(
        self,
        application: Any,
        path: str = "/",
        *,
        kwargs: dict[str, Any] | None = None,
        address: str = "10.0.0.1",
        cookies: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        origin: str = "http://testserver",
    ) -> None:
        sent = {"host": urlsplit(origin).netloc, "origin": origin, **(headers or {})}
        if cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.application = application
        self.scope = {
            "type": "websocket",
            "path": path,
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "client": (address, 1),
            "url_route": {"args": (), "kwargs": kwargs or {}},
        }
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        self.incoming.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.ensure_future(self.application(self.scope, self.incoming.get, self.outgoing.put))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})
        with contextlib.suppress(asyncio.CancelledError):
            await self.task

    async def event(self) -> dict[str, Any]:
        """The next ASGI event of the server."""
        async with asyncio.timeout(ANSWER_SECONDS):
            return await self.outgoing.get()

    async def hear(self) -> dict[str, Any]:
        """The next message of the server, past its acceptance."""
        event = await self.event()
        if event["type"] == "websocket.accept":
            event = await self.event()
        assert event["type"] == "websocket.send", event
        return cast("dict[str, Any]", json.loads(event["text"]))

    async def hear_until(self, wanted: str) -> dict[str, Any]:
        """The next message of this type, whatever comes before it."""
        while True:
            frame = await self.hear()
            if frame["t"] == wanted:
                return frame

    async def hear_closed(self) -> int:
        """The close code, past whatever is said before."""
        while True:
            event = await self.event()
            if event["type"] == "websocket.close":
                return int(event.get("code", 1000))

    def say(self, **message: Any) -> None:
        self.raw(text=json.dumps(message))

    def raw(self, **content: Any) -> None:
        self.incoming.put_nowait({"type": "websocket.receive", **content})

    async def answer_to(self, **message: Any) -> dict[str, Any]:
        """What the server says to this message, frames of rooms aside."""
        self.say(**message)
        while True:
            frame = await self.hear()
            if frame["t"] not in {"tick", "snapshot"}:
                return frame


class Browser(Peer):
    """A socket that a page of the house opens, through everything that stands before the consumers."""

    def __init__(self, path: str, **options: Any) -> None:
        from roastlive.asgi import application  # noqa: PLC0415 - it builds the whole house

        super().__init__(application, path, **options)
        self.scope.pop("url_route")


async def until(condition: Callable[[], Any] | Callable[[], Awaitable[Any]]) -> None:
    """Return as soon as the condition holds."""
    async with asyncio.timeout(TEST_SECONDS / 2):
        while True:
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.005)


def cookies_of(client: Any) -> dict[str, str]:
    """Who a Django test client is logged in as."""
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
