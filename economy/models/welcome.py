"""Who was given something to begin with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import Row


class WelcomeGrant(Row):
    """Once a person, ever: the row is what makes it so."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="welcome_grant", verbose_name=_("person")
    )
    amount = models.BigIntegerField(_("tokens"))
    transfer_id = models.UUIDField(_("transfer"), unique=True)

    class Meta:
        verbose_name = _("welcome")
        verbose_name_plural = _("welcomes")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="economy_welcomegrant_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.person_id}"
