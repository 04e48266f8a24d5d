"""What automatic detection noticed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation.models.cases import ReviewCase
from roastlive.lib.models import ChangingRow


class ModerationFlag(ChangingRow):
    """A machine's doubt about a subject, which a person upholds or dismisses."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    case = models.ForeignKey(ReviewCase, on_delete=models.PROTECT, related_name="flags", verbose_name=_("case"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("about")
    )
    subject_kind = models.CharField(_("kind"), max_length=40)
    subject_id = models.UUIDField(_("subject"))
    category = models.CharField(_("category"), max_length=40)
    confidence = models.FloatField(_("confidence"))
    reasons = models.JSONField(_("reasons"), default=list)
    model_version = models.CharField(_("decided by version"), max_length=60)
    snapshot = models.JSONField(_("what it saw"), default=dict)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PENDING)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["pending", "upheld", "dismissed"]), name="moderation_flag_status_known"
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="moderation_flag_confidence_a_share"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="moderation_flag_subject"),
            models.Index(fields=["status", "created_at"], name="moderation_flag_status"),
        ]

    def __str__(self) -> str:
        return f"{self.category} ({self.confidence:.0%})"

    @property
    def percent(self) -> int:
        return round(100 * self.confidence)
