"""How much the house relies on somebody. It is earned by behaviour and bought by nothing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrustLevel(models.IntegerChoices):
    NEW = 0, _("New")
    KNOWN = 1, _("Known")
    TRUSTED = 2, _("Trusted")
    PILLAR = 3, _("Pillar of the house")
