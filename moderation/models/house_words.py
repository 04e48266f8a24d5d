"""Words that the whole house watches for, beside what the engine knows by itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from moderation.screening.vocabulary import Category
from roastlive.lib.models import ChangingRow

PATTERN_LONGEST = 60


class HouseWord(ChangingRow):
    """A word, or a pattern such as `scam*`, with what shall happen to a line that has it."""

    class Effect(models.TextChoices):
        HOLD = "hold", _("Hold the line")
        BLOCK = "block", _("Turn the line away")
        ALLOW = "allow", _("Never mind this word")

    pattern = models.CharField(
        _("word"),
        max_length=PATTERN_LONGEST,
        help_text=_("One word or phrase. A star stands for any letters: scam*, *coin."),
    )
    effect = models.CharField(_("effect"), max_length=5, choices=Effect, default=Effect.HOLD)
    category = models.CharField(_("category"), max_length=16, choices=Category.choices, default=Category.BLOCKED_WORD)
    note = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("house word")
        verbose_name_plural = _("house words")
        constraints = [
            models.UniqueConstraint(
                Lower("pattern"),
                name="moderation_houseword_pattern_unique",
                violation_error_message=_("The house knows this word already."),
            ),
            models.CheckConstraint(
                condition=Q(effect__in=["hold", "block", "allow"]), name="moderation_houseword_effect_known"
            ),
            models.CheckConstraint(
                condition=Q(category__in=[category.value for category in Category]),
                name="moderation_houseword_category_known",
            ),
            models.CheckConstraint(
                condition=Q(pattern__regex=r"[^*\s]"),
                name="moderation_houseword_pattern_says_something",
                violation_error_message=_("A star alone would stand for everything."),
            ),
        ]

    def __str__(self) -> str:
        return self.pattern
