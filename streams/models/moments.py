"""What the crowd reaches together: milestones and the hype streak."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow, Row
from streams.models.streams import Stream


class Milestone(Row):
    """A round number that was reached. The row is what makes it happen once."""

    class Kind(models.TextChoices):
        VIEWERS = "viewers", _("viewers")
        REACTIONS = "reactions", _("reactions")
        GIFTS = "gifts", _("gifts")
        MESSAGES = "messages", _("lines of chat")

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="milestones", db_index=False)
    kind = models.CharField(_("what"), max_length=9, choices=Kind)
    threshold = models.PositiveIntegerField(_("how many"))

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(fields=["stream", "kind", "threshold"], name="streams_milestone_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["viewers", "reactions", "gifts", "messages"]), name="streams_milestone_kind_known"
            ),
            models.CheckConstraint(condition=Q(threshold__gte=1), name="streams_milestone_threshold_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.threshold} {self.kind}"


class HypeStreak(ChangingRow):
    """Gifts in quick succession: each level asks for more, and lends more time."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="hype_streaks")
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    # Of this level, and how many it takes to the next.
    points = models.PositiveIntegerField(_("points"), default=0)
    goal = models.PositiveIntegerField(_("goal"))
    ends_at = models.DateTimeField(_("ends"))
    closed_at = models.DateTimeField(_("over"), null=True, blank=True)

    class Meta:
        verbose_name = _("hype streak")
        verbose_name_plural = _("hype streaks")
        constraints = [
            models.UniqueConstraint(
                fields=["stream"], condition=Q(closed_at__isnull=True), name="streams_hypestreak_one_open_a_stream"
            ),
            models.CheckConstraint(condition=Q(level__gte=1), name="streams_hypestreak_level_positive"),
            models.CheckConstraint(condition=Q(points__lt=F("goal")), name="streams_hypestreak_points_below_goal"),
        ]
        indexes = [models.Index(fields=["ends_at"], condition=Q(closed_at__isnull=True), name="streams_hypestreak_due")]

    def __str__(self) -> str:
        return f"level {self.level} of {self.stream_id}"
