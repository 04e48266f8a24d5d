"""How much of something one socket may do in a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """`count` at once, and as many again spread over `seconds`."""

    count: int
    seconds: float

    def bucket(self, now: float) -> Bucket:
        return Bucket(self, now)


class Bucket:
    """Tokens of a `Rate`; lives and dies with its socket, so it needs no store."""

    __slots__ = ("_at", "_rate", "_tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = float(rate.count)
        self._at = now

    def take(self, now: float) -> float:
        """Take a token: 0 if there was one, otherwise the seconds until there is."""
        refill = self._rate.count / self._rate.seconds
        self._tokens = min(self._rate.count, self._tokens + (now - self._at) * refill)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / refill
