from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StreamsConfig(AppConfig):
    """Everything one can watch."""

    name = "streams"
    verbose_name = _("Streams")

    def ready(self) -> None:
        for module in (
            "rooms",
            "channel",
            "collections",
            "notifications",
            "selectors.chat",
            "selectors.figures",
            "selectors.hype",
            "selectors.goals",
            "selectors.polls",
            "selectors.goal_stories",
            "selectors.tickets",
            "subjects",
            "services.giving",
        ):
            import_module(f"streams.{module}")
