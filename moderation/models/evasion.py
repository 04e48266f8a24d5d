"""Signs that somebody who was shut out is back under another name. A person decides what they mean."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow, Row


class ShutOutTrace(Row):
    """What somebody left at the door when they were shut out: hashes that can be compared, and not read back."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("the same network")
        DEVICE = "device", _("the same kind of device")
        EMAIL = "email", _("the same mailbox")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "hash"], name="moderation_shutouttrace_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=["address", "device", "email"]), name="moderation_shutouttrace_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "hash"], name="moderation_trace_hash"),
            models.Index(fields=["expires_at"], name="moderation_trace_expires"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class EvasionSignal(ChangingRow):
    """Two accounts that look like one person. Nothing follows from it by itself."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Nobody has looked yet")
        CONFIRMED = "confirmed", _("The same person")
        DISMISSED = "dismissed", _("Somebody else")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    resembles = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("resembles")
    )
    reasons = ArrayField(models.CharField(max_length=7, choices=ShutOutTrace.Kind), verbose_name=_("they share"))
    # 0 to 100: how much they share, never how likely it is that somebody did wrong.
    strength = models.PositiveSmallIntegerField(_("strength"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PENDING)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    expires_at = models.DateTimeField(_("forgotten"))

    class Meta:
        verbose_name = _("evasion signal")
        verbose_name_plural = _("evasion signals")
        constraints = [
            models.UniqueConstraint(fields=["person", "resembles"], name="moderation_evasionsignal_unique"),
            models.CheckConstraint(
                condition=Q(strength__gte=1, strength__lte=100), name="moderation_evasionsignal_strength_range"
            ),
            models.CheckConstraint(condition=~Q(person=F("resembles")), name="moderation_evasionsignal_two_accounts"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "confirmed", "dismissed"]),
                name="moderation_evasionsignal_status_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-strength", "created_at"],
                condition=Q(status="pending"),
                name="moderation_evasion_waiting",
            ),
            models.Index(fields=["expires_at"], name="moderation_evasion_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.person} ~ {self.resembles}"
