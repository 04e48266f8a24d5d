"""Reacting, and being counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from channels.db import database_sync_to_async

from moderation.models import Act
from moderation.services.standing import sanctioned, standing_of
from roastlive.lib.access import signed_in
from roastlive.lib.errors import Limited
from roastlive.lib.realtime import Rate, RoomConsumer, receives
from streams.errors import NotLive
from streams.messages import React
from streams.selectors.streams import is_live_now
from streams.services.presence import Seat, nameless_viewer
from streams.services.pulse import pulses_here
from streams.services.tally import tally_here

if TYPE_CHECKING:
    from collections.abc import Mapping

PHONE, TABLET = re.compile(r"iPhone|Android.*Mobile|Mobile.*Firefox"), re.compile(r"iPad|Android|Tablet")
COMPUTER = re.compile(r"Windows|Macintosh|X11|CrOS|Linux")
# For so long it is believed that somebody may react, and that the show goes on.
BELIEVED = 5.0


class Counts(RoomConsumer):
    """Mixed into the socket of a stream's room."""

    channel_id: UUID
    _seat: Seat
    _believed_until = 0.0

    access = signed_in

    @property
    def stream_id(self) -> UUID:
        raise NotImplementedError

    @property
    def country(self) -> str:
        raise NotImplementedError

    async def entered(self) -> None:
        await super().entered()
        self._seat = self._take_seat()
        pulses_here().of(self.stream_id).enter(self._seat)

    async def left(self) -> None:
        if hasattr(self, "_seat"):
            pulses_here().of(self.stream_id).leave(self._seat)
        await super().left()

    @receives(React, access=signed_in, rate=Rate(40, 1))
    async def react(self, message: React) -> Mapping[str, Any] | None:
        if self._now() >= self._believed_until:
            await database_sync_to_async(self._require_may_react)()
            self._believed_until = self._now() + BELIEVED
        accepted = tally_here().add(
            stream_id=self.stream_id, person_id=self._person_id, kind=message.kind, number=message.n
        )
        if not accepted:
            raise Limited(retry_after=1)
        return {"accepted": accepted}

    @property
    def _person_id(self) -> UUID:
        return cast("UUID", self.visitor.user.pk)

    def _require_may_react(self) -> None:
        held = standing_of(self._person_id, self.channel_id).kept_from(Act.SPEAK)
        if held is not None:
            raise sanctioned(held)
        if not is_live_now(self.stream_id):
            raise NotLive

    def _take_seat(self) -> Seat:
        agent, origin = self._header(b"user-agent"), self._header(b"referer")
        person = self.visitor.user.pk if self.visitor.person is not None else None
        viewer = (
            f"p:{person}"
            if person
            else nameless_viewer(household=self.visitor.household, agent=agent, salt=str(self.stream_id))
        )
        return Seat(
            viewer=viewer,
            device=device_of(agent),
            person_id=person,
            referrer=(urlsplit(origin).hostname or "")[:253] if origin else "",
            country=self.country,
        )

    def _header(self, wanted: bytes) -> str:
        return next((value.decode("latin-1") for name, value in self.scope.get("headers", ()) if name == wanted), "")


def device_of(agent: str) -> str:
    """As the browser calls itself, which is all that is known."""
    for kind, pattern in (("phone", PHONE), ("tablet", TABLET), ("computer", COMPUTER)):
        if pattern.search(agent):
            return kind
    return "other"
