"""Who is watching. Each process knows its own viewers; Redis joins them, the database remembers them.

A viewer is a person, or the hash of a browser that is not logged in, and counts once however many pages they have open. In
Redis they are a member of `stream:{id}:viewers` for half a minute at a time, so whoever a crash took along is gone soon.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from roastlive.lib.redis_clients import async_redis_client

logger = structlog.get_logger(__name__)

# Without a sign of life for so long, somebody is gone.
GONE_AFTER = 30
SIGN_EVERY = 10
# The number alone, for whoever wants no more than that.
COUNTER_SECONDS = 60


def viewers_key(stream_id: UUID) -> str:
    return f"stream:{stream_id}:viewers"


@dataclass(frozen=True, slots=True)
class Seat:
    """One viewer on one kind of device."""

    viewer: str
    device: str
    person_id: UUID | None = None
    referrer: str = ""
    country: str = ""


@dataclass(slots=True)
class Sitting:
    """How many pages of a seat are open here, and since when its time is not yet written down."""

    pages: int = 0
    since: float = field(default_factory=time.monotonic)


@dataclass(slots=True)
class Attendance:
    """What happened in a room of this process since it was last written down."""

    arrived: list[Seat] = field(default_factory=list)
    # Seconds watched, and whether they have left.
    watched: dict[Seat, tuple[int, bool]] = field(default_factory=dict)


class House:
    """The viewers of one stream in one process."""

    def __init__(self, stream_id: UUID) -> None:
        self.stream_id = stream_id
        self.seats: dict[Seat, Sitting] = {}
        self._fresh: list[Seat] = []
        self._left: dict[Seat, float] = defaultdict(float)
        self._gone: set[str] = set()
        self._signed_at = 0.0

    def enter(self, seat: Seat) -> None:
        sitting = self.seats.get(seat)
        if sitting is None:
            sitting = self.seats[seat] = Sitting()
            self._fresh.append(seat)
            self._gone.discard(seat.viewer)
        sitting.pages += 1

    def leave(self, seat: Seat) -> None:
        sitting = self.seats.get(seat)
        if sitting is None:
            return
        sitting.pages -= 1
        if sitting.pages == 0:
            del self.seats[seat]
            self._left[seat] += time.monotonic() - sitting.since
            if not any(other.viewer == seat.viewer for other in self.seats):
                self._gone.add(seat.viewer)

    @property
    def viewers(self) -> set[str]:
        return {seat.viewer for seat in self.seats}

    def take_attendance(self) -> Attendance:
        """What is to be written down; from here on it counts as written, unless it is given back."""
        found = Attendance(arrived=self._fresh)
        self._fresh = []
        for seat, seconds in self._left.items():
            found.watched[seat] = (round(seconds), seat not in self.seats)
        self._left = defaultdict(float)
        now = time.monotonic()
        for seat, sitting in self.seats.items():
            before, _left = found.watched.get(seat, (0, False))
            found.watched[seat] = (before + round(now - sitting.since), False)
            sitting.since = now
        return found

    def give_back(self, attendance: Attendance) -> None:
        """It could not be written: it comes with the next."""
        self._fresh = attendance.arrived + self._fresh
        for seat, (seconds, _left) in attendance.watched.items():
            self._left[seat] += seconds

    async def count(self) -> int:
        """Everybody in all processes; without Redis, those of this one."""
        key, counter = viewers_key(self.stream_id), f"counter:stream:{self.stream_id}:viewers"
        now = time.time()
        # Milliseconds of the same moment for all, and no clock of another process's.
        viewers, gone, self._gone = self.viewers, self._gone, set()
        line = async_redis_client().pipeline(transaction=False)
        if viewers:
            line.zadd(key, dict.fromkeys(viewers, now + GONE_AFTER))
            line.expire(key, GONE_AFTER * 2)
        if gone:
            line.zrem(key, *gone)
        line.zremrangebyscore(key, 0, now)
        line.zcard(key)
        try:
            number = int((await line.execute())[-1])
            await async_redis_client().set(counter, number, ex=COUNTER_SECONDS)
        except RedisError as error:
            logger.warning("presence_not_shared", error=repr(error))
            return len(viewers)
        return number


def nameless_viewer(*, household: str, agent: str, salt: str) -> str:
    """A browser that is not logged in, for as long as this show lasts: the same elsewhere is somebody else."""
    return "a:" + hashlib.sha256(f"{salt}\n{household}\n{agent}".encode()).hexdigest()[:32]
