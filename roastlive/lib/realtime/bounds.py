"""The numbers that keep one socket, person or address from taking what belongs to all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from roastlive.lib.realtime.rates import Rate


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Defaults, overridden by the setting `REALTIME`, a dict of the same names; a rate is written `(count, seconds)`."""

    # What a client may send.
    frame_bytes: int = 16_384
    messages: Rate = field(default=Rate(60, 2))
    errors: Rate = field(default=Rate(20, 60))
    # How many sockets, in one process; a proxy in front counts for all of them together.
    sockets: int = 20_000
    sockets_per_person: int = 20
    sockets_per_address: int = 300
    # How far a socket may fall behind before it is closed.
    backlog_bytes: int = 512 * 1024
    backlog_seconds: float = 15.0
    # How often a session, and the right to be in a room, are looked at again.
    recheck_seconds: float = 30.0
    # How long a newcomer waits for a snapshot that cannot be read.
    snapshot_seconds: float = 20.0

    @classmethod
    def from_settings(cls) -> Bounds:
        given: dict[str, Any] = getattr(settings, "REALTIME", {})
        read: dict[str, Any] = {n: Rate(*value) if isinstance(value, tuple) else value for n, value in given.items()}
        return cls(**read)
