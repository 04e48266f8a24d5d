"""The house's own settings; the batcher works, which tests switch off."""

from roastlive.settings.test import *  # noqa: F403

LEDGER_BATCHING = True
LOG_LEVEL = "WARNING"
