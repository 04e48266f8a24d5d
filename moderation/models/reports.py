"""What a person complains about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moderation.models.cases import ReviewCase
from moderation.querysets.cases import ReportQuerySet
from roastlive.lib.models import ChangingRow


class Report(ChangingRow):
    """One person's word about one subject, with what they saw: changing it later does not change that."""

    class Type(models.TextChoices):
        HARASSMENT = "harassment", _("Harassment")
        SPAM = "spam", _("Spam")
        INAPPROPRIATE_CONTENT = "inappropriate_content", _("Not fit to be shown")
        COPYRIGHT = "copyright", _("Copyright")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        REVIEWING = "reviewing", _("Being looked at")
        RESOLVED = "resolved", _("Acted upon")
        DISMISSED = "dismissed", _("Left as it is")

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    reported_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("about")
    )
    case = models.ForeignKey(ReviewCase, on_delete=models.PROTECT, related_name="reports", verbose_name=_("case"))
    subject_kind = models.CharField(_("kind"), max_length=40)
    subject_id = models.UUIDField(_("subject"))
    type = models.CharField(_("type"), max_length=21, choices=Type)
    words = models.TextField(_("in their words"), max_length=1000, blank=True)
    snapshot = models.JSONField(_("what they saw"), default=dict)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PENDING)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    notes = models.CharField(_("notes"), max_length=300, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "subject_kind", "subject_id"],
                condition=Q(status__in=["pending", "reviewing"]),
                name="moderation_report_one_open",
                violation_error_code="already_reported",
                violation_error_message=_("You have reported this already. Somebody will look at it."),
            ),
            models.CheckConstraint(
                condition=Q(type__in=["harassment", "spam", "inappropriate_content", "copyright", "other"]),
                name="moderation_report_type_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "reviewing", "resolved", "dismissed"]),
                name="moderation_report_status_known",
            ),
            models.CheckConstraint(
                condition=Q(reported_user__isnull=True) | ~Q(reporter=F("reported_user")),
                name="moderation_report_somebody_else",
                violation_error_message=_("You cannot report yourself."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "reviewing"], reviewed_at__isnull=True)
                | Q(status__in=["resolved", "dismissed"], reviewed_at__isnull=False),
                name="moderation_report_reviewed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="moderation_report_subject"),
            models.Index(fields=["status", "created_at"], name="moderation_report_status"),
            models.Index(fields=["created_at"], name="moderation_report_created"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}: {self.snapshot.get('title', self.subject_kind)}"
