"""Words that the whole house watches for."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from moderation.models import HouseWord
from moderation.models.house_words import PATTERN_LONGEST
from moderation.screening.lists import normal_pattern
from moderation.services.screening import forget_house_words
from roastlive.lib.text import clean_line


@transaction.atomic
def save_word(*, word: HouseWord) -> HouseWord:
    """Raises ValidationError for a pattern that would catch everything."""
    word.pattern = clean_pattern(word.pattern)
    word.save()
    forget_house_words()
    return word


@transaction.atomic
def remove_words(*, words: QuerySet[HouseWord]) -> None:
    words.delete()
    forget_house_words()


def clean_pattern(pattern: str) -> str:
    cleaned = clean_line(pattern, maximum=PATTERN_LONGEST, minimum=1)
    if len(re.sub(r"[*\s]", "", normal_pattern(cleaned))) < 2:
        raise ValidationError(_("This would catch everything. Give it a few letters."))
    return cleaned
