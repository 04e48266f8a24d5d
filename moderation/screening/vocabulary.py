"""The words in which screening asks and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Verdict(TextChoices):
    ALLOW = "allow", _("let through")
    HOLD = "hold", _("held for a look")
    BLOCK = "block", _("turned away")

    @property
    def rank(self) -> int:
        return _RANKS[self]


class Speaker(TextChoices):
    VIEWER = "viewer", _("somebody in the chat")
    PERFORMER = "performer", _("a performer")


class Target(TextChoices):
    PERFORMER = "performer", _("the performer")
    CONSENTING_RIVAL = "consenting_rival", _("a rival who agreed to it")
    VIEWER = "viewer", _("somebody else who is there")
    NONE = "none", _("nobody in particular")


class Category(TextChoices):
    INSULT = "insult", _("insult")
    PROFANITY = "profanity", _("swearing")
    INNUENDO = "innuendo", _("smut")
    FLOOD = "flood", _("noise")
    LINK = "link", _("link")
    BLOCKED_WORD = "blocked_word", _("word on a list")
    SLUR = "slur", _("slur")
    THREAT = "threat", _("threat")
    SELF_HARM = "self_harm", _("self-harm baiting")
    SEXUAL = "sexual", _("sexual harassment")
    PRIVATE_DATA = "private_data", _("private data")
    SPAM = "spam", _("spam")


# Graded by strictness and by who speaks to whom. Everything else has no level at which it would pass.
GRADED = (Category.INSULT, Category.PROFANITY, Category.INNUENDO, Category.FLOOD)
NEVER = (
    Category.SLUR,
    Category.THREAT,
    Category.SELF_HARM,
    Category.SEXUAL,
    Category.PRIVATE_DATA,
    Category.SPAM,
)

_RANKS = {Verdict.ALLOW: 0, Verdict.HOLD: 1, Verdict.BLOCK: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that was noticed. `found` is quoted from what was typed, as it was typed."""

    category: Category
    rule: str
    says: StrOrPromise
    found: str
    confidence: float
    # What this alone leads to under the policy that was asked.
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    verdict: Verdict
    # Of the reason that decided; of an allowed line, what it comes closest to, or None for a plain one.
    category: Category | None
    confidence: float
    reasons: tuple[Reason, ...]
    # Of rules, lists and classifier together: the same version says the same of the same line.
    version: str
