from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their keys and their profiles."""

    name = "accounts"
    verbose_name = _("Accounts")
