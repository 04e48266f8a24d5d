"""The house's own settings, with limits that one client process with all sockets fits in."""

from roastlive.settings.test import *  # noqa: F403

REALTIME = {"sockets_per_address": 20_000, "recheck_seconds": 3600.0}
LOG_LEVEL = "WARNING"
