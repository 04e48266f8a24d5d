"""What a process does for each stream that somebody watches here, once a second: count viewers, read the meter.

Nothing is done for a room at rest but a sign of life every ten seconds; the loop ends when the last page is closed.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

import structlog
from channels.db import database_sync_to_async
from django.db import Error

from roastlive.lib.realtime.hub import Hub
from streams.services.attendance import note_viewers, write_attendance
from streams.services.chat.lines import lines_here
from streams.services.metering import read_meter
from streams.services.presence import SIGN_EVERY, House, Seat
from streams.services.tally import tally_here

logger = structlog.get_logger(__name__)

BEAT = 1.0
ATTENDANCE_EVERY = 15


class Pulse:
    def __init__(self, stream_id: UUID) -> None:
        self.house = House(stream_id)
        self._told: int | None = None
        self._moves = True
        self._came_or_went = True
        self._task: asyncio.Task[None] | None = None

    def enter(self, seat: Seat) -> None:
        self.house.enter(seat)
        self._came_or_went = True
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._go_on())

    def leave(self, seat: Seat) -> None:
        self.house.leave(seat)
        self._came_or_went = True

    @property
    def is_still(self) -> bool:
        return self._task is None or self._task.done()

    async def _go_on(self) -> None:
        beat = 0
        while True:
            await self._safely(beat)
            if not self.house.seats and not self._moves:
                break
            beat += 1
            await asyncio.sleep(BEAT)
        await self._close()

    async def _safely(self, beat: int) -> None:
        """A store that is away costs a beat, and not the room."""
        try:
            if self._came_or_went or beat % SIGN_EVERY == 0:
                self._came_or_went = False
                await self._count()
            if beat % ATTENDANCE_EVERY == 0:
                await self._write_attendance()
            await lines_here().count(self.house.stream_id)
            await self._read_meter()
        except Error as error:
            self._came_or_went = True
            logger.warning("pulse_missed", stream=str(self.house.stream_id), error=repr(error))

    async def _close(self) -> None:
        try:
            await self._write_attendance()
            await self._count()
        except Error as error:
            logger.warning("pulse_closed_late", stream=str(self.house.stream_id), error=repr(error))

    async def _count(self) -> None:
        number = await self.house.count()
        if number != self._told:
            await database_sync_to_async(note_viewers)(self.house.stream_id, number)
            self._told = number

    async def _write_attendance(self) -> None:
        attendance = self.house.take_attendance()
        if attendance.arrived or attendance.watched:
            try:
                await database_sync_to_async(write_attendance)(self.house.stream_id, attendance)
            except Error:
                self.house.give_back(attendance)
                raise

    async def _read_meter(self) -> None:
        written = tally_here().written
        if self.house.stream_id in written:
            written.discard(self.house.stream_id)
            self._moves = True
        if self._moves:
            self._moves = await database_sync_to_async(read_meter)(self.house.stream_id)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        try:
            await self._write_attendance()
        except Error as error:
            logger.warning("attendance_not_written", error=repr(error))


class Pulses:
    """Of one process."""

    def __init__(self) -> None:
        self._pulses: dict[UUID, Pulse] = {}

    def of(self, stream_id: UUID) -> Pulse:
        pulse = self._pulses.get(stream_id)
        if pulse is None:
            for other in [key for key, known in self._pulses.items() if known.is_still]:
                del self._pulses[other]
            pulse = self._pulses[stream_id] = Pulse(stream_id)
        return pulse

    async def stop(self) -> None:
        for pulse in self._pulses.values():
            await pulse.stop()


_pulses: dict[Hub, Pulses] = {}


def pulses_here() -> Pulses:
    """This process's, which writes the rest before the process ends."""
    hub = Hub.here()
    pulses = _pulses.get(hub)
    if pulses is None:
        _pulses.clear()
        pulses = _pulses[hub] = Pulses()
        hub.before_close(pulses.stop)
    return pulses
