"""`…/live.m3u8` and what it names: Low-Latency HLS, for players that cannot do without."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from aiohttp import web

from roastlive.lib.realtime.origin import is_ours
from streams.media.core.channel import Channel
from streams.media.core.playlist import live_playlist
from streams.media.door import DOORKEEPER, STAGES

PLAYLIST, PICTURE = "application/vnd.apple.mpegurl", "video/mp4"
# A player that asks for what is to come gets it within so long, or what there is.
WAITS_MOST = 5.0
AHEAD_MOST = 2


async def playlist(request: web.Request) -> web.Response:
    channel = await _channel(request)
    number, part = _number(request.query.get("_HLS_msn")), _number(request.query.get("_HLS_part"))
    if number is not None:
        newest = channel.segments[-1].number if channel.segments else 0
        if number > newest + AHEAD_MOST:
            raise web.HTTPBadRequest(text="That is too far ahead.")
        await _wait(channel, number, part)
    query = urlencode({"pass": request.query["pass"]})
    return _answer(request, live_playlist(channel, query=query).encode(), PLAYLIST, "no-store")


async def init(request: web.Request) -> web.Response:
    channel = await _channel(request)
    wanted = int(request.match_info["index"])
    found = next((each.init for each in channel.segments if each.init.index == wanted), channel.init)
    if found is None or found.index != wanted:
        raise web.HTTPNotFound
    return _answer(request, found.data, PICTURE)


async def segment(request: web.Request) -> web.Response:
    channel = await _channel(request)
    found = channel.segment(int(request.match_info["number"]))
    if found is None or not found.done:
        raise web.HTTPNotFound
    return _answer(request, b"".join(part.data for part in found.parts), PICTURE)


async def part(request: web.Request) -> web.Response:
    channel = await _channel(request)
    number, place = int(request.match_info["number"]), int(request.match_info["place"])
    await _wait(channel, number, place)
    found = channel.segment(number)
    if found is None or place >= len(found.parts):
        raise web.HTTPNotFound
    return _answer(request, found.parts[place].data, PICTURE)


async def _channel(request: web.Request) -> Channel:
    held = await request.app[DOORKEEPER].require_guest(request)
    stage = request.app[STAGES].known(held.stream_id)
    if stage is None or stage.channel.init is None:
        raise web.HTTPNotFound(text="There is no picture.", headers=_allowed(request))
    return stage.channel


async def _wait(channel: Channel, number: int, place: int | None) -> None:
    try:
        async with asyncio.timeout(WAITS_MOST):
            await channel.until(number, place)
    except TimeoutError:
        return


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise web.HTTPBadRequest(text="That is no number.")
    return int(text)


def _answer(request: web.Request, body: bytes, kind: str, cache: str = "private, max-age=60") -> web.Response:
    return web.Response(body=body, content_type=kind, headers={"Cache-Control": cache, **_allowed(request)})


def _allowed(request: web.Request) -> dict[str, str]:
    """A page of this house on another port may read it."""
    origin = request.headers.get("Origin", "")
    headers = {"X-Content-Type-Options": "nosniff", "Vary": "Origin"}
    if origin and is_ours(origin, host=request.host):
        headers["Access-Control-Allow-Origin"] = origin
    return headers
