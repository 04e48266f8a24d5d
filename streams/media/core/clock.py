"""Timestamps that only go forward, whatever a sender's clock does."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

# A gap that a picture may have. Beyond it, in either direction, the sender's clock was set.
GREATEST_GAP = Fraction(5)


@dataclass
class Clock:
    """Of one sender: picture and sound are moved together, so that lips and words stay together."""

    _shift: Fraction = Fraction(0)
    _newest: Fraction | None = None
    _last: dict[int, int] = field(default_factory=dict)

    def set(self, packet: Any, track: int) -> None:
        base = packet.time_base
        if packet.dts is None:
            packet.dts = packet.pts
        at = packet.dts * base + self._shift
        if self._newest is None:
            self._shift = -packet.dts * base
            at = Fraction(0)
        elif abs(at - self._newest) > GREATEST_GAP:
            self._shift += self._newest - at
            at = self._newest
        dts = max(int(at / base), self._last.get(track, -1) + 1)
        ahead = 0 if packet.pts is None else packet.pts - packet.dts
        packet.dts, packet.pts = dts, dts + max(0, ahead)
        self._last[track] = dts
        self._newest = max(self._newest or at, dts * base)
