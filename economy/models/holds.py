"""A reserved part of a balance: used, given back, or expired, at most once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from economy.models.accounts import Unit
from roastlive.lib.models import ChangingRow


class HoldQuerySet(models.QuerySet["Hold"]):
    def active(self) -> HoldQuerySet:
        return self.filter(state=Hold.State.ACTIVE)

    def due(self, now: datetime) -> HoldQuerySet:
        """Those whose time has passed and whose money still waits."""
        return self.active().filter(expires_at__lte=now)


class Hold(ChangingRow):
    """While it is active, its amount lies in the person's reserved account. Only functions in the database write it."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        CAPTURED = "captured", _("Used")
        VOIDED = "voided", _("Given back")
        EXPIRED = "expired", _("Expired")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holds", verbose_name=_("person")
    )
    unit = models.CharField(_("unit"), max_length=8, choices=Unit)
    amount = models.BigIntegerField(_("amount"))
    captured = models.BigIntegerField(_("used"), default=0)
    purpose = models.CharField(_("purpose"), max_length=40)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # The transfers that reserved and that used it or gave it back.
    opened_by_id = models.UUIDField(_("reserved by"), unique=True)
    closed_by_id = models.UUIDField(_("closed by"), null=True, blank=True, unique=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="economy_hold_amount_positive"),
            models.CheckConstraint(
                condition=Q(captured__gte=0) & Q(captured__lte=F("amount")), name="economy_hold_captured_within_amount"
            ),
            models.CheckConstraint(condition=Q(unit__in=list(Unit)), name="economy_hold_unit_known"),
            models.CheckConstraint(
                condition=Q(state__in=["active", "captured", "voided", "expired"]), name="economy_hold_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="active", captured=0, closed_at__isnull=True, closed_by_id__isnull=True)
                | Q(state="captured", captured__gt=0, closed_at__isnull=False, closed_by_id__isnull=False)
                | Q(
                    state__in=["voided", "expired"],
                    captured=0,
                    closed_at__isnull=False,
                    closed_by_id__isnull=False,
                ),
                name="economy_hold_state_fits",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="active"), name="economy_hold_due"),
            models.Index(fields=["reference"], condition=~Q(reference=""), name="economy_hold_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.purpose}, {self.state}"
