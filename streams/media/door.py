"""Who comes to the media server: their pass, their page, and whether they may still be here."""

from __future__ import annotations

import asyncio
from uuid import UUID

import structlog
from aiohttp import web
from channels.db import database_sync_to_async
from django.db import Error

from roastlive.lib.realtime.origin import is_ours
from streams.errors import PassRefused
from streams.media.stages import Stages
from streams.services.broadcasting import may_see, may_send
from streams.services.passes import Action, Pass, read_pass
from streams.services.stream_keys import pass_by_key

logger = structlog.get_logger(__name__)

LOOKED_EVERY = 10.0
STAGES = web.AppKey("stages", Stages)


def pass_of(request: web.Request, action: Action) -> Pass:
    """Raises 403 for whoever has none that is good here, or comes from another house's page."""
    origin = request.headers.get("Origin", "")
    if origin and not is_ours(origin, host=request.host):
        raise web.HTTPForbidden(text="This page is not of this house.")
    try:
        return read_pass(request.query.get("pass", ""), action=action, stream_id=UUID(request.match_info["stream"]))
    except PassRefused as refusal:
        raise web.HTTPForbidden(text=str(refusal)) from refusal


async def require_sender(held: Pass) -> None:
    if not await database_sync_to_async(may_send)(held):
        raise web.HTTPForbidden(text=str(PassRefused()))


async def pass_with_key(secret: str) -> Pass | None:
    """For an encoder, which has a key instead of a pass."""
    return await database_sync_to_async(pass_by_key)(secret)


class Doorkeeper:
    """Remembers who is in, and looks every ten seconds whether they still may be."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._inside: dict[object, tuple[Pass, asyncio.Event]] = {}
        self._refused_until_asked: dict[Pass, bool] = {}

    async def may_see(self, held: Pass) -> bool:
        """The same answer for everybody who is the same, until the next look."""
        if held not in self._refused_until_asked:
            self._refused_until_asked[held] = await database_sync_to_async(may_see)(held)
        return self._refused_until_asked[held]

    def enter(self, held: Pass) -> tuple[object, asyncio.Event]:
        """The event happens when they have to go."""
        ticket, gone = object(), asyncio.Event()
        self._inside[ticket] = (held, gone)
        return ticket, gone

    def leave(self, ticket: object) -> None:
        self._inside.pop(ticket, None)

    async def go_on(self) -> None:
        while True:
            await asyncio.sleep(LOOKED_EVERY)
            try:
                await self.look()
            except Error as error:
                # Nobody loses a picture because a store is away for a moment.
                logger.warning("media_not_looked_after", error=repr(error))

    async def look(self) -> None:
        self._refused_until_asked.clear()
        for stage in self._stages.all():
            if stage.sender is not None and not await database_sync_to_async(may_send)(stage.sender.held):
                self._stages.close(stage)
        for held, gone in list(self._inside.values()):
            if not await self.may_see(held):
                gone.set()
        self._stages.forget_empty()


DOORKEEPER = web.AppKey("doorkeeper", Doorkeeper)
