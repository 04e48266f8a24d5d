from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EconomyConfig(AppConfig):
    """Money that conserves by construction."""

    name = "economy"
    verbose_name = _("Economy")
