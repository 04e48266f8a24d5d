from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    """What every app stands on. It names none of them."""

    name = "roastlive.lib"
    label = "kernel"
    verbose_name = "Kernel"

    def ready(self) -> None:
        import_module("roastlive.lib.checks")
        import_module("roastlive.lib.outbox.metrics").watch_outbox()
        import_module("roastlive.lib.eventstore.receivers")
        # Who listens to which event and handles which topic must be known in every process.
        autodiscover_modules("receivers")
        # Which collections the event store keeps: commands and migrations make their tables.
        autodiscover_modules("collections")
