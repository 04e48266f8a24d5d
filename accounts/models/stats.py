"""What somebody has done, counted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from roastlive.lib.models import ChangingRow

COUNTERS = (
    "battle_wins",
    "battle_total",
    "total_xp",
    "streams_watched",
    "messages_sent",
    "reactions_sent",
    "gifts_sent",
)


class UserStats(ChangingRow):
    """Apart from `User`, so that counting never locks the row that logging in reads."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stats")
    battle_wins = models.BigIntegerField(default=0)
    battle_total = models.BigIntegerField(default=0)
    total_xp = models.BigIntegerField(default=0)
    level = models.PositiveIntegerField(default=1)
    streams_watched = models.BigIntegerField(default=0)
    messages_sent = models.BigIntegerField(default=0)
    reactions_sent = models.BigIntegerField(default=0)
    gifts_sent = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=1, **{f"{counter}__gte": 0 for counter in COUNTERS}),
                name="accounts_userstats_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(battle_wins__lte=models.F("battle_total")), name="accounts_userstats_wins_within_battles"
            ),
        ]

    def __str__(self) -> str:
        return f"what {self.user_id} did"
