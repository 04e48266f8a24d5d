"""The top floor: it puts the house together, and alone may know every app."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _

from roastlive import checks  # noqa: F401 - importing it registers them


class HouseConfig(AppConfig):
    """Home and the other pages that belong to no app, and the commands that run the whole house."""

    name = "roastlive"
    verbose_name = _("The house")


class DeskConfig(admin.AdminConfig):
    """The admin at /admin/: where moderators, finance and operators work."""

    default_site = "roastlive.desk.site.DeskSite"
