from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """What may be said, and what happens when it may not."""

    name = "moderation"
    verbose_name = _("Moderation")
