"""Which rung somebody stands on: how bad it was this time, and what is left of the times before. Pure, and versioned.

What was decided weighs half as much every ninety days. A severity goes from 0 to 100, as `moderation.weighing` has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from moderation.models import UserSanction

VERSION = 1

Kind = UserSanction.Kind

WEIGHT: Mapping[str, int] = {Kind.WARNING: 15, Kind.MUTE: 25, Kind.TIMEOUT: 35, Kind.SUSPENSION: 60, Kind.BAN: 90}
HALVED_EVERY = timedelta(days=90)


@dataclass(frozen=True)
class Step:
    """`below` is the sum from which the next rung begins. `lasts` is None for what has no end."""

    below: float
    kind: UserSanction.Kind
    lasts: timedelta | None = None


STEPS = (
    Step(40, Kind.WARNING),
    Step(70, Kind.MUTE, timedelta(days=1)),
    Step(95, Kind.TIMEOUT, timedelta(days=3)),
    Step(125, Kind.SUSPENSION, timedelta(days=7)),
    Step(165, Kind.SUSPENSION, timedelta(days=30)),
    Step(float("inf"), Kind.BAN),
)


def step_for(*, severity: int, past: Iterable[tuple[str, timedelta]]) -> Step:
    """`past` are the kinds of earlier sanctions, and how long ago each began."""
    total = severity + sum(WEIGHT[kind] * 0.5 ** (age / HALVED_EVERY) for kind, age in past)
    return next(step for step in STEPS if total < step.below)
