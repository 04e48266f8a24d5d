"""Primary keys: UUIDs whose first bits are the time, so that they sort by age, index well and serve as cursors."""

from __future__ import annotations

import os
import threading
import time
import uuid
from datetime import UTC, datetime

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A new id (RFC 9562, version 7), greater than every id this process made before, even within a millisecond.

    The 12 bits behind the milliseconds carry their fraction; when the clock stands still or goes back, they count on.
    """
    global _last
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    stamp = milliseconds << 12 | (rest << 12) // 1_000_000
    with _lock:
        stamp = _last = max(stamp, _last + 1)
    randomness = int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | randomness
    return uuid.UUID(int=value)


def time_of(identifier: uuid.UUID) -> datetime:
    """When an id was made, to the millisecond."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, tz=UTC)


def first_id_at(moment: datetime) -> uuid.UUID:
    """The smallest id that `moment` could have made: what a cursor or a partition compares with."""
    milliseconds = int(moment.timestamp() * 1000)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)
