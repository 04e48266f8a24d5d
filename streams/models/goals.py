"""What the crowd pays for together. The money waits in escrow until it is done, and goes back if it is not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow
from streams.models.streams import Stream

GOAL_TITLE_LONGEST = 100
# Ten thousand dollars.
HIGHEST_GOAL = 1_000_000


class ChallengeGoal(ChangingRow):
    """Open until it is reached or runs out; reached until the creator has done it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Collecting")
        REACHED = "reached", _("Paid for, to be done")
        DONE = "done", _("Done")
        FAILED = "failed", _("Given back")

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="goals", verbose_name=_("stream"))
    title = models.CharField(_("what you will do"), max_length=GOAL_TITLE_LONGEST)
    target = models.BigIntegerField(_("tokens it takes"))
    raised = models.BigIntegerField(_("tokens so far"), default=0, editable=False)
    people = models.PositiveIntegerField(_("people"), default=0, editable=False)
    # How often it has changed, so that nobody is shown an older state after a newer one.
    version = models.PositiveIntegerField(default=0, editable=False)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.OPEN)
    closed_at = models.DateTimeField(_("done or given back"), null=True, blank=True)
    note = models.CharField(_("why it was not done"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.CheckConstraint(
                condition=Q(target__range=(1, HIGHEST_GOAL)),
                name="streams_challengegoal_target_bounded",
                violation_error_message=_("A goal takes between 1 and 1,000,000 tokens."),
            ),
            models.CheckConstraint(condition=Q(raised__gte=0), name="streams_challengegoal_raised_not_negative"),
            models.CheckConstraint(condition=~Q(title=""), name="streams_challengegoal_has_title"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "reached"], closed_at__isnull=True)
                | Q(status__in=["done", "failed"], closed_at__isnull=False),
                name="streams_challengegoal_status_fits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], condition=Q(status__in=["open", "reached"]), name="streams_challengegoal_due"
            )
        ]

    def __str__(self) -> str:
        return self.title


class GoalContribution(ChangingRow):
    class Status(models.TextChoices):
        HELD = "held", _("Waiting")
        PAID = "paid", _("Paid")
        REFUNDED = "refunded", _("Given back")

    goal = models.ForeignKey(
        ChallengeGoal, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("goal")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="goal_contributions", verbose_name=_("from")
    )
    amount = models.BigIntegerField(_("tokens"))
    transfer_id = models.UUIDField(_("transfer"), unique=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.HELD)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="streams_goalcontribution_amount_positive"),
            models.CheckConstraint(
                condition=Q(status__in=["held", "paid", "refunded"]), name="streams_goalcontribution_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.goal_id}"
