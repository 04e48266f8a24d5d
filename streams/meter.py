"""The Roast-o-meter: from −100 (they leave) to +100 (they scream), as a pure function of what was counted.

A reading holds what was counted since the one before it, and how many were there. The meter at a second is computed from the
readings of the last two minutes and from nothing else, so whoever has the readings can compute any value again.

Formula 1: each reaction weighs something, a boo as much against as fire for it. What a reading weighs is shared by those who
are there, so that a small room can be as hot as a large one; fewer than eight count as eight, so that one person alone cannot
fill the meter at a press. It loses half of its weight every twelve seconds. tanh bends the sum into the scale: the ends are
approached and never passed.

A formula that is in use never changes: a better one gets the next number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

NEWEST = 1
# After ten half-lives nothing of a reading is left that could be seen.
WINDOW = 120


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted by a second of the show, since the reading before it."""

    second: int
    viewers: int
    counts: Mapping[str, int]


WEIGHTS = {"fire": 1.0, "laugh": 0.7, "love": 0.6, "applause": 0.5, "shocked": -0.3, "boo": -1.0}
HALF_LIFE = 12.0
FEWEST = 8
# So much for each of those who are there is three quarters of the way up.
WARM = 2.0


def formula_1(readings: Sequence[Counted], second: int) -> int:
    heat = 0.0
    for reading in readings:
        weight = sum(WEIGHTS[kind] * number for kind, number in reading.counts.items())
        age = second - reading.second
        heat += weight / max(reading.viewers, FEWEST) * 0.5 ** (age / HALF_LIFE)
    return round(100 * math.tanh(heat / WARM))


FORMULAS: dict[int, Callable[[Sequence[Counted], int], int]] = {1: formula_1}


def meter_at(second: int, readings: Sequence[Counted], *, formula: int = NEWEST) -> int:
    """`readings` up to this second, in their order; those beyond the window change nothing."""
    recent = [reading for reading in readings if second - WINDOW < reading.second <= second]
    return FORMULAS[formula](recent, second)


# A peak is high, and over when the meter has fallen so far from it.
PEAK_FROM = 40
FALLEN_BY = 15


def peak_that_ended(curve: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The second and value of the highest point, once the last point shows that it is over. `curve` begins after the peak
    before, or earlier."""
    if not curve:
        return None
    highest = max(curve, key=lambda point: point[1])
    return highest if highest[1] >= PEAK_FROM and curve[-1][1] <= highest[1] - FALLEN_BY else None
