"""The media server: one process, one event loop, and a thread for each sender."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web
from django.conf import settings

from streams.media import hls
from streams.media.door import DOORKEEPER, STAGES, Doorkeeper
from streams.media.rtmp.server import RtmpServer
from streams.media.sending import ingest
from streams.media.stages import Bounds, Stages
from streams.media.watching import mse

STREAM = r"/media-live/{stream:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}}"
ENCODERS_PORT: web.AppKey[int | None] = web.AppKey("encoders_port")
# The same, or whichever was free.
ENCODERS_HEARD_ON = web.AppKey("encoders_heard_on", int)
NUMBER = r":\d{1,9}"


def application(bounds: Bounds, *, encoders_port: int | None = None) -> web.Application:
    app = web.Application(client_max_size=1024)
    app[STAGES] = Stages(bounds)
    app[DOORKEEPER] = Doorkeeper(app[STAGES])
    app[ENCODERS_PORT] = encoders_port
    app.cleanup_ctx.extend([_looks_after, _hears_encoders])
    app.on_shutdown.append(_close_stages)
    app.on_cleanup.append(_close_stages)
    app.add_routes(
        [
            web.get("/media-live/healthz", _healthz),
            web.get(f"{STREAM}/ingest", ingest),
            web.get(f"{STREAM}/mse", mse),
            web.get(f"{STREAM}/live.m3u8", hls.playlist),
            web.get(f"{STREAM}/init{{index{NUMBER}}}.mp4", hls.init),
            web.get(f"{STREAM}/s{{number{NUMBER}}}.m4s", hls.segment),
            web.get(f"{STREAM}/p{{number{NUMBER}}}_{{place{NUMBER}}}.m4s", hls.part),
        ]
    )
    return app


def bounds_from_settings() -> Bounds:
    return Bounds(
        grace_seconds=settings.MEDIA_GRACE_SECONDS,
        kept_seconds=settings.MEDIA_KEPT_SECONDS,
        senders=settings.MEDIA_SENDERS_MOST,
        watchers=settings.MEDIA_WATCHERS_MOST,
        watchers_per_address=settings.MEDIA_WATCHERS_PER_ADDRESS,
        converted=settings.MEDIA_CONVERTED_MOST,
    )


async def _hears_encoders(app: web.Application) -> AsyncIterator[None]:
    """On a port of their own; without one there are none."""
    port = app[ENCODERS_PORT]
    if port is None:
        yield
        return
    server = RtmpServer(app[STAGES])
    app[ENCODERS_HEARD_ON] = await server.start(settings.BIND_ADDRESS, port)
    yield
    await server.stop()


async def _looks_after(app: web.Application) -> AsyncIterator[None]:
    work = asyncio.ensure_future(app[DOORKEEPER].go_on())
    yield
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def _close_stages(app: web.Application) -> None:
    await app[STAGES].wind_up()


async def _healthz(_request: web.Request) -> web.Response:
    return web.Response(text="ok")
