"""What a creator puts up before the whole room: the words and the numbers of a goal, of a question."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from moderation.screening import Speaker, Target, Verdict
from moderation.services.screening import screen_for
from roastlive.lib.errors import Invalid
from roastlive.lib.text import clean_line, within
from streams.errors import WordsRefused


def fit_to_show(words: object, *, maximum: int, channel: CreatorProfile, field: str) -> str:
    """One line, as it will be seen. What would have to wait for a look is refused: nobody would look at it in time.

    Raises Invalid, naming the field, and WordsRefused.
    """
    try:
        line = clean_line(words, maximum=maximum, minimum=1)
    except ValidationError as error:
        raise Invalid(errors={field: error.messages}) from error
    decision = screen_for(line, speaker=Speaker.PERFORMER, target=Target.NONE, channel=channel)
    if decision.verdict != Verdict.ALLOW:
        reasons = [str(reason.says) for reason in decision.reasons if reason.verdict != Verdict.ALLOW]
        raise WordsRefused(why=", ".join(reasons))
    return line


def require_within(number: object, field: str, *, most: int, least: int = 1) -> None:
    """A whole number within bounds. Raises Invalid, naming the field."""
    try:
        if type(number) is not int:
            raise ValidationError(_("Enter a whole number."))
        within(number, minimum=least, maximum=most)
    except ValidationError as error:
        raise Invalid(errors={field: error.messages}) from error
