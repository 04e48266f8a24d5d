from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their keys and their profiles."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        import_module("accounts.kept")
        # What each app keeps about somebody must be known to whoever hands it out, or erases it.
        autodiscover_modules("personal_data")
