"""What is wrong with something, in words: people report in some, machines flag in others, and a case may have either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from moderation.models import Report
from moderation.screening.vocabulary import Category

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_LABELS: dict[str, StrOrPromise] = {
    **{category.value: category.label for category in Category},
    **{known.value: known.label for known in Report.Type},
}

# What a decision says if a moderator adds nothing to it: one sentence to the person it concerns.
_REASONS: dict[str, StrOrPromise] = {
    "harassment": _("This went after somebody who had not agreed to it."),
    "spam": _("This was spam."),
    "inappropriate_content": _("This is not fit to be shown here."),
    "copyright": _("This belongs to somebody else."),
    "insult": _("This insulted somebody who had not agreed to it."),
    "slur": _("Slurs are never a punchline here."),
    "threat": _("Threats are never a joke here."),
    "self_harm": _("Nobody is told to hurt themselves here."),
    "sexual": _("This was sexual harassment."),
    "private_data": _("This showed somebody's private data."),
}


def category_label(name: str) -> StrOrPromise:
    return _LABELS.get(name, name)


def usual_reason(category: str, *, acquits: bool = False) -> StrOrPromise:
    """What is said of a decision to which nobody added anything."""
    if acquits:
        return _("Somebody looked, and this keeps to the rules.")
    return _REASONS.get(category, _("This broke the rules of the house."))
