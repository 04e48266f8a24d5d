"""What a moderator fills in to decide a case. It reads what was sent; services decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import Outcome

# In minutes; empty leaves it to the ladder.
LASTS = [
    ("", _("As long as the ladder says")),
    (10, _("10 minutes")),
    (60, _("1 hour")),
    (24 * 60, _("1 day")),
    (7 * 24 * 60, _("7 days")),
    (30 * 24 * 60, _("30 days")),
]


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(choices=Outcome)
    reason = forms.CharField(required=False, max_length=1200)
    lasts = forms.TypedChoiceField(choices=LASTS, required=False, coerce=int, empty_value=None)
    hide = forms.BooleanField(required=False)
    in_channel = forms.BooleanField(required=False)
    # What cannot be made good is asked about once more.
    confirmed = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        minutes = cleaned.get("lasts")
        cleaned["lasts"] = timedelta(minutes=minutes) if minutes else None
        return cleaned
