"""What a machine can see in a check. It decides nothing: a reviewer reads it beside the pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.services.registration import age_on
from moderation.services.identity_checks.details import Details


class Signal(TextChoices):
    BIRTHDAY = "birthday", _("The date of birth is the account's")
    OF_AGE = "of_age", _("Old enough for this house")
    VALID = "valid", _("The document is still valid")
    UNUSED = "unused", _("No other account has shown this document")
    NAMED = "named", _("A first and a last name are given")


WEIGHTS = {Signal.BIRTHDAY: 30, Signal.OF_AGE: 25, Signal.VALID: 20, Signal.UNUSED: 20, Signal.NAMED: 5}


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the house knows besides."""

    birthday: date | None
    minimum_age: int
    is_used_elsewhere: bool


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """`score` is of a hundred: the weights of what holds."""

    score: int
    holds: dict[str, bool]


def weigh(details: Details, *, known: Known, today: date) -> Weighed:
    """The same for the same, whenever it is asked for that day."""
    born, ends = details.born, details.ends
    holds = {
        Signal.BIRTHDAY: born is not None and born == known.birthday,
        Signal.OF_AGE: born is not None and age_on(today, born=born) >= known.minimum_age,
        Signal.VALID: ends is None or ends >= today,
        Signal.UNUSED: not known.is_used_elsewhere,
        Signal.NAMED: len(details.legal_name.split()) > 1,
    }
    return Weighed(
        score=sum(WEIGHTS[signal] for signal, yes in holds.items() if yes),
        holds={signal.value: yes for signal, yes in holds.items()},
    )
