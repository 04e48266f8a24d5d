from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    """Counts what happens; nobody below knows it."""

    name = "analytics"
    verbose_name = _("Analytics")
