"""Over which time somebody looks back."""

from __future__ import annotations

from django import forms

PERIODS = (7, 30, 90, 365)
USUAL = 30


class PeriodForm(forms.Form):
    days = forms.TypedChoiceField(choices=[(number, number) for number in PERIODS], coerce=int, required=False)

    def days_chosen(self) -> int:
        """What there is no such period of counts as not asked for."""
        return (self.is_valid() and self.cleaned_data["days"]) or USUAL
