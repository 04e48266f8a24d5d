"""Somebody said stop."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow


class SafewordTrigger(ChangingRow):
    """A show that was frozen, and when it went on. While one is open at a place, a second press changes nothing."""

    class How(models.TextChoices):
        BUTTON = "button", _("Button")
        CHAT = "chat", _("Said in chat")
        HOTKEY = "hotkey", _("Key")
        DELEGATE = "delegate", _("By a delegate")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("said by")
    )
    # Whose wish it was: the performer, also where a delegate pressed.
    performer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="safewords", verbose_name=_("for")
    )
    where_kind = models.CharField(_("where"), max_length=40)
    where_id = models.UUIDField(_("which"))
    how = models.CharField(_("how"), max_length=8, choices=How)
    # What stood still, and how it stood: "timer": 83, "votes": true.
    frozen = models.JSONField(_("frozen"), default=dict)
    resolved_at = models.DateTimeField(_("went on"), null=True, blank=True)
    # None where nobody did: the show ended meanwhile.
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resumed by"),
    )
    outcome = models.CharField(_("how it ended"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("safeword")
        verbose_name_plural = _("safewords")
        constraints = [
            models.UniqueConstraint(
                fields=["where_kind", "where_id"],
                condition=Q(resolved_at__isnull=True),
                name="moderation_safeword_one_open_a_place",
                violation_error_message=_("Everything stands still already."),
            ),
            models.CheckConstraint(
                condition=Q(how__in=["button", "chat", "hotkey", "delegate"]), name="moderation_safeword_how_known"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True, outcome="")
                | Q(resolved_at__gte=F("created_at")),
                name="moderation_safeword_resolution_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["performer", "-created_at"], name="moderation_safeword_performer"),
            models.Index(fields=["-created_at"], name="moderation_safeword_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_how_display()}, {self.where_kind}"
