"""Every decision, a machine's or a person's."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moderation.models.cases import ReviewCase
from moderation.models.sanctions import UserSanction
from roastlive.lib.models import ChangingRow


class ModerationAction(ChangingRow):
    """What was decided about a subject, why, and by whom. Without an actor a machine decided, and says which version.

    A row is never rewritten: what takes a decision back is a decision too, and `overridden_by` leads to it.
    """

    class Act(models.TextChoices):
        ALLOW = "allow", _("let through")
        HOLD = "hold", _("held back")
        BLOCK = "block", _("not let through")
        DISMISS = "dismiss", _("left as it is")
        WARN = "warn", _("warned")
        MUTE = "mute", _("muted")
        TIMEOUT = "timeout", _("timed out")
        SUSPEND = "suspend", _("suspended")
        BAN = "ban", _("banned")
        HIDE = "hide", _("hidden")
        RESTORE = "restore", _("restored")
        STOP = "stop", _("stopped")
        ESCALATE = "escalate", _("escalated")
        UNDO = "undo", _("taken back")

    case = models.ForeignKey(
        ReviewCase, on_delete=models.PROTECT, null=True, related_name="actions", verbose_name=_("case")
    )
    subject_kind = models.CharField(_("kind"), max_length=40)
    subject_id = models.UUIDField(_("subject"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("about")
    )
    action = models.CharField(_("action"), max_length=8, choices=Act)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    category = models.CharField(_("category"), max_length=40, blank=True)
    confidence = models.FloatField(_("confidence"), null=True)
    model_version = models.CharField(_("decided by version"), max_length=60, blank=True)
    sanction = models.ForeignKey(
        UserSanction, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("sanction")
    )
    # What hiding took away, as far as restoring needs it.
    kept = models.JSONField(_("kept"), default=dict, blank=True)
    overridden_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="overrides", verbose_name=_("overridden by")
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    action__in=[
                        *("allow", "hold", "block", "dismiss", "warn", "mute", "timeout", "suspend", "ban"),
                        *("hide", "restore", "stop", "escalate", "undo"),
                    ]
                ),
                name="moderation_action_known",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=True, action__in=["allow", "hold", "block"]) & ~Q(model_version="")
                | Q(actor__isnull=False, model_version="") & ~Q(action__in=["allow", "hold", "block"]),
                name="moderation_action_somebody_decided",
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="moderation_action_confidence_a_share",
            ),
            models.CheckConstraint(
                condition=Q(overridden_by__isnull=True) | ~Q(overridden_by=F("id")),
                name="moderation_action_overridden_by_another",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(actor__isnull=True) | ~Q(actor=F("person")),
                name="moderation_action_nobody_their_own",
                violation_error_message=_("Nobody judges a case about themselves."),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="moderation_action_subject"),
            models.Index(fields=["created_at"], name="moderation_action_created"),
        ]

    def __str__(self) -> str:
        return self.get_action_display()
