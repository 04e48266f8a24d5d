"""How somebody wants the house to be."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow


class UserSettings(ChangingRow):
    """One row a person, made with them."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="settings")
    email_enabled = models.BooleanField(_("send me email"), default=True)
    push_enabled = models.BooleanField(_("notify my devices"), default=True)
    newsletter = models.BooleanField(_("send me the newsletter"), default=False)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    # {notification type: [channels that are switched off]}: a new type is heard until somebody says otherwise.
    muted_notifications = models.JSONField(default=dict, blank=True)
    # {what: who may see it}
    privacy = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("settings")
        verbose_name_plural = _("settings")
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__in=["system", "light", "dark"]), name="accounts_usersettings_theme_known"
            ),
        ]

    def __str__(self) -> str:
        return f"settings of {self.user_id}"
