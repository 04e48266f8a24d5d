"""What one can do here, and therefore be kept from doing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    ENTER = "enter", _("Come in")
    SPEAK = "speak", _("Chat, comment and react")
    MEET = "meet", _("Battle and play tournaments")
    GO_LIVE = "go_live", _("Go live")
    GIVE = "give", _("Spend and give")
    RECEIVE = "receive", _("Be paid")
