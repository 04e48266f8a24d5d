"""The hype streak that runs in a room, if any."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from streams.models import HypeStreak
from streams.selectors.room import shows, version_now


def open_streak(stream_id: UUID, *, lock: bool = False) -> HypeStreak | None:
    streaks = HypeStreak.objects.select_for_update() if lock else HypeStreak.objects.all()
    return streaks.filter(stream=stream_id, closed_at__isnull=True).first()


def as_shown(streak: HypeStreak | None) -> dict[str, Any]:
    shown = None
    if streak is not None:
        shown = {
            "level": streak.level,
            "points": streak.points,
            "goal": streak.goal,
            "ends_at": streak.ends_at.isoformat(),
        }
    return {"version": version_now(), "hype": shown}


@shows("hype")
def hype_of(stream: Any) -> dict[str, Any]:
    streak = open_streak(stream.pk)
    return as_shown(streak if streak is not None and streak.ends_at > timezone.now() else None)
