"""The media server: one process, one event loop, and a thread for each sender."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web
from django.conf import settings

from streams.media import hls
from streams.media.door import DOORKEEPER, STAGES, Doorkeeper
from streams.media.sending import ingest
from streams.media.stages import Bounds, Stages
from streams.media.watching import mse

STREAM = r"/media-live/{stream:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}}"
NUMBER = r":\d{1,9}"


def application(bounds: Bounds) -> web.Application:
    app = web.Application(client_max_size=1024)
    app[STAGES] = Stages(bounds)
    app[DOORKEEPER] = Doorkeeper(app[STAGES])
    app.cleanup_ctx.append(_looks_after)
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
        converted=settings.MEDIA_CONVERTED_MOST,
    )


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
