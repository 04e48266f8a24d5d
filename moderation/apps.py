from importlib import import_module

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from moderation.services.role_groups import keep_role_groups


class ModerationConfig(AppConfig):
    """What may be said, and what happens when it may not."""

    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        # What can be reported: people and channels, then whatever the apps above name in their `subjects.py`.
        import_module("moderation.house_subjects")
        autodiscover_modules("subjects")
        import_module("moderation.door")
        import_module("moderation.services.history").watch_history()
        # Once, at the end: by then the permissions of every app are there.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(keep_role_groups, sender=last, dispatch_uid="moderation.role_groups")
