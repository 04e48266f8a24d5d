"""Who comes to the media server: their pass, their page, and whether they may still be here."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from aiohttp import web
from channels.db import database_sync_to_async

from roastlive.lib.addresses import household_of
from roastlive.lib.realtime.origin import is_ours
from streams.errors import PassRefused
from streams.media.stages import Stages
from streams.services.broadcasting import may_see, may_send
from streams.services.passes import Action, Pass, read_pass
from streams.services.stream_keys import pass_by_key

logger = structlog.get_logger(__name__)

LOOKED_EVERY = 10.0
# So many are asked about in one go; in between somebody new is let in.
ASKED_AT_ONCE = 50
# A player of playlists comes back every second. Who was not here for so long has left.
LEFT_AFTER = 30.0
STAGES = web.AppKey("stages", Stages)


def pass_of(request: web.Request, action: Action, *, even_if_late: bool = False) -> Pass:
    """Raises 403 for whoever has none that is good here, or comes from another house's page."""
    origin = request.headers.get("Origin", "")
    if origin and not is_ours(origin, host=request.host):
        raise web.HTTPForbidden(text="This page is not of this house.")
    token, stream_id = request.query.get("pass", ""), UUID(request.match_info["stream"])
    try:
        return read_pass(token, action=action, stream_id=stream_id, even_if_late=even_if_late)
    except PassRefused as refusal:
        raise web.HTTPForbidden(text=str(refusal)) from refusal


def household_at(request: web.Request) -> str:
    forwarded = [
        (b"x-forwarded-for", value.encode("latin-1", "replace"))
        for value in request.headers.getall("X-Forwarded-For", [])
    ]
    return household_of({"client": (request.remote, 0), "headers": forwarded})


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
        self._households: Counter[str] = Counter()
        # Those who come and go: by their pass and household, when they were last here.
        self._guests: dict[tuple[str, str], float] = {}
        # What was answered since the last look, the same for everybody who is the same.
        self._answers: dict[Pass, bool] = {}

    async def require_viewer(self, held: Pass) -> None:
        if held not in self._answers:
            self._answers[held] = await database_sync_to_async(may_see)(held)
        if not self._answers[held]:
            raise web.HTTPForbidden(text=str(PassRefused()))

    async def require_guest(self, request: web.Request) -> Pass:
        """A pass opens the door; who has come in with it need not show another while they keep coming."""
        guest = (request.query.get("pass", ""), household_at(request))
        is_known = time.monotonic() - self._guests.get(guest, -LEFT_AFTER) < LEFT_AFTER
        held = pass_of(request, "play", even_if_late=is_known)
        await self.require_viewer(held)
        self._guests[guest] = time.monotonic()
        return held

    @contextmanager
    def inside(self, held: Pass, household: str) -> Iterator[asyncio.Event]:
        """The event happens when they have to go. Raises 429 for a household of too many."""
        if self._households[household] >= self._stages.bounds.watchers_per_address:
            raise web.HTTPTooManyRequests(text="As many watch from your address as may.")
        ticket, gone = object(), asyncio.Event()
        self._inside[ticket] = (held, gone)
        self._households[household] += 1
        try:
            yield gone
        finally:
            del self._inside[ticket]
            self._households[household] -= 1
            if not self._households[household]:
                del self._households[household]

    async def go_on(self) -> None:
        while True:
            await asyncio.sleep(LOOKED_EVERY)
            try:
                await self.look()
            except Exception:
                # Nobody loses a picture because a store is away for a moment, and whatever it was, the next look comes.
                logger.exception("media_not_looked_after")

    async def look(self) -> None:
        self._answers.clear()
        self._forget_guests()
        senders = {stage.sender.held: stage for stage in self._stages.all() if stage.sender is not None}
        for held in senders:
            if not await database_sync_to_async(may_send)(held):
                self._stages.close(senders[held])
        viewers = iter({held for held, _gone in self._inside.values()})
        while some := list(itertools.islice(viewers, ASKED_AT_ONCE)):
            self._answers |= await database_sync_to_async(_all_who_may_see)(some)
        for held, gone in list(self._inside.values()):
            if not self._answers.get(held, True):
                gone.set()
        self._stages.forget_empty()

    def _forget_guests(self) -> None:
        gone = time.monotonic() - LEFT_AFTER
        self._guests = {guest: seen for guest, seen in self._guests.items() if seen > gone}


def _all_who_may_see(some: list[Pass]) -> dict[Pass, bool]:
    return {held: may_see(held) for held in some}


DOORKEEPER = web.AppKey("doorkeeper", Doorkeeper)
