"""What was typed into the tray. Services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from economy.models.gifts import HANDFUL
from economy.models.tips import LARGEST_TIP, LONGEST_MESSAGE
from economy.occasions import Occasion
from roastlive.lib.api.idempotent import KEY_PATTERN
from roastlive.lib.text import clean_text, whole_number


class WholeNumberField(forms.CharField):
    """Plain digits within bounds, and nothing else that Python would take for a number."""

    def __init__(self, *, minimum: int, maximum: int, **options: Any) -> None:
        self.minimum = minimum
        self.maximum = maximum
        widget = forms.NumberInput(attrs={"min": minimum, "max": maximum, "step": 1, "inputmode": "numeric"})
        super().__init__(widget=widget, max_length=20, **options)

    def clean(self, value: Any) -> int | None:
        """None only where a number need not be given."""
        text = super().clean(value)
        if not text and not self.required:
            return None
        return whole_number(text, minimum=self.minimum, maximum=self.maximum)


class OnceForm(forms.Form):
    """The key makes a form that is sent twice one wish."""

    key = forms.RegexField(regex=f"^{KEY_PATTERN}$", widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id=f"{type(self).__name__.lower()}-%s")


class GivingForm(OnceForm):
    """What it is given during, where the page says so."""

    subject_kind = forms.SlugField(required=False, max_length=20, widget=forms.HiddenInput)
    subject_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def occasion(self) -> Occasion:
        return Occasion(self.cleaned_data["subject_kind"], self.cleaned_data["subject_id"])


class GiftForm(GivingForm):
    gift = forms.SlugField(label=_("Gift"), max_length=30)
    quantity = WholeNumberField(label=_("How many"), minimum=1, maximum=HANDFUL, initial=1)


class TipForm(GivingForm):
    amount = WholeNumberField(label=_("Tokens"), minimum=1, maximum=LARGEST_TIP)
    message = forms.CharField(
        label=_("A few words"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_message(self) -> str:
        return clean_text(self.cleaned_data["message"], maximum=LONGEST_MESSAGE)
