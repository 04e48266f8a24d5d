"""Who follows whom, and who wants nothing to do with whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.creator import CreatorProfile
from roastlive.lib.models import ChangingRow, Row


class Follow(ChangingRow):
    follower = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    creator = models.ForeignKey(CreatorProfile, on_delete=models.CASCADE, related_name="followers")
    # The bell: whether to be told when the creator goes live.
    notifications_enabled = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "creator"], name="accounts_follow_unique"),
        ]
        indexes = [models.Index(fields=["creator", "-id"], name="accounts_follow_creator")]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.creator_id}"


class Block(Row):
    """Neither meets the other: not in chat, not in a battle, not by following."""

    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocked_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="accounts_block_unique"),
            models.CheckConstraint(
                condition=~Q(blocker=F("blocked")),
                name="accounts_block_somebody_else",
                violation_error_message=_("You cannot block yourself."),
            ),
        ]
        indexes = [models.Index(fields=["blocked"], name="accounts_block_blocked")]

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"
