"""One subject with everything that was said against it, for one moderator to decide in time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moderation.querysets.cases import ReviewCaseQuerySet
from roastlive.lib.models import ChangingRow


class Priority(models.IntegerChoices):
    """Small is urgent, so that the queue is read in the order of its index."""

    URGENT = 1, _("Urgent")
    HIGH = 2, _("High")
    NORMAL = 3, _("Normal")
    LOW = 4, _("Low")


class Outcome(models.TextChoices):
    """What a moderator can do with a case. Escalating is none of them: it ends nothing."""

    DISMISS = "dismiss", _("Dismiss")
    WARN = "warn", _("Warn")
    MUTE = "mute", _("Mute")
    TIMEOUT = "timeout", _("Time out")
    SUSPEND = "suspend", _("Suspend")
    BAN = "ban", _("Ban")
    HIDE = "hide", _("Hide")
    RESTORE = "restore", _("Restore")
    STOP = "stop", _("Stop")

    @property
    def acquits(self) -> bool:
        """Whether it finds nothing wrong: reports and flags are dismissed by it."""
        return self in {Outcome.DISMISS, Outcome.RESTORE}


class ReviewCase(ChangingRow):
    """While a case is open, it is the only one about its subject: whatever comes in joins it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        DECIDED = "decided", _("Decided")

    subject_kind = models.CharField(_("kind"), max_length=40)
    subject_id = models.UUIDField(_("subject"))
    title = models.CharField(_("title"), max_length=200)
    # Whose doing the subject is; nobody's, where it belongs to the house.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("about")
    )
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.OPEN)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.LOW)
    # The worst thing that is said of it, by machine or by people.
    category = models.CharField(_("category"), max_length=40)
    due_at = models.DateTimeField(_("due"))

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("claimed by")
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True)

    escalated_at = models.DateTimeField(_("escalated"), null=True)
    escalated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("escalated by")
    )
    escalation = models.CharField(_("why it was escalated"), max_length=300, blank=True)

    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )

    objects = ReviewCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        permissions = [
            ("decide_reviewcase", _("Can claim and decide cases")),
            ("decide_escalated_reviewcase", _("Can decide cases that were escalated")),
            ("see_moderation_statistics", _("Can see how the desk is doing")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(status="open"),
                name="moderation_case_one_open_a_subject",
                violation_error_message=_("There is an open case about this already."),
            ),
            models.CheckConstraint(condition=Q(status__in=["open", "decided"]), name="moderation_case_status_known"),
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=4), name="moderation_case_priority_known"
            ),
            models.CheckConstraint(
                condition=Q(assignee__isnull=True, claimed_at__isnull=True, claimed_until__isnull=True)
                | Q(assignee__isnull=False, claimed_at__isnull=False, claimed_until__gt=F("claimed_at")),
                name="moderation_case_claim_whole",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at__isnull=True, escalated_by__isnull=True, escalation="")
                | Q(escalated_at__isnull=False, escalated_by__isnull=False) & ~Q(escalation=""),
                name="moderation_case_escalation_whole",
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True, decided_by__isnull=True, outcome="")
                | Q(status="decided", decided_at__isnull=False, decided_by__isnull=False) & ~Q(outcome=""),
                name="moderation_case_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True)
                | (Q(assignee__isnull=True) | ~Q(assignee=F("person")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("person"))),
                name="moderation_case_nobody_their_own",
                violation_error_message=_("Nobody judges a case about themselves."),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "priority", "due_at"], name="moderation_case_queue"),
            models.Index(fields=["subject_kind", "subject_id"], name="moderation_case_subject"),
            models.Index(fields=["decided_at"], name="moderation_case_decided"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_decided(self) -> bool:
        return self.status == self.Status.DECIDED
