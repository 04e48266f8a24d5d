"""Judging a line before anybody sees it, by who says it to whom.

    decision = screen("you absolute walnut", speaker=Speaker.VIEWER, target=Target.PERFORMER)

Pure code and data: no database, no settings, no network. `moderation.services.screening` asks it with a channel's wishes.
"""

from moderation.screening.policy import Policy
from moderation.screening.screener import Screener, screen, screener
from moderation.screening.signals import Engine, Scene, Signal
from moderation.screening.vocabulary import Category, Decision, Reason, Speaker, Target, Verdict

__all__ = [
    "Category",
    "Decision",
    "Engine",
    "Policy",
    "Reason",
    "Scene",
    "Screener",
    "Signal",
    "Speaker",
    "Target",
    "Verdict",
    "screen",
    "screener",
]
