"""Economy at the desk. Importing it registers its pages."""

from economy.admin import adjustments, gifts, ledger, rewards

__all__ = ["adjustments", "gifts", "ledger", "rewards"]
