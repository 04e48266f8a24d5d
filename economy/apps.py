from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EconomyConfig(AppConfig):
    """Money that conserves by construction."""

    name = "economy"
    verbose_name = _("Economy")

    def ready(self) -> None:
        for module in ("channel", "door", "rooms", "selectors.given_stories", "selectors.loyalty_stories"):
            import_module(f"economy.{module}")
