"""What was typed about rewards. Services decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import SpokenForm
from economy.forms.giving import OnceForm, WholeNumberField
from economy.models import LoyaltyReward
from economy.models.loyalty import (
    DEAREST_REWARD,
    DESCRIPTION_LONGEST,
    LARGEST_STOCK,
    LONGEST_COOLDOWN,
    NOTE_LONGEST,
    QUESTION_LONGEST,
    TITLE_LONGEST,
    WORDS_LONGEST,
)
from economy.services.rewards import PER_PERSON_MOST, Offer

HOURS = timedelta(hours=1)
MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """Day and time in the reader's zone, by the browser's own widget."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, input_formats=[MOMENT, f"{MOMENT}:%S"], required=False, **options)


class RedeemForm(OnceForm):
    words = forms.CharField(required=False, max_length=WORDS_LONGEST)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[("fulfil", _("Done")), ("cancel", _("Cancel"))])
    note = forms.CharField(required=False, max_length=NOTE_LONGEST)


class RewardForm(SpokenForm):
    title = forms.CharField(
        label=_("What they get"), max_length=TITLE_LONGEST, help_text=_("Such as: I insult your best friend by name.")
    )
    description = forms.CharField(
        label=_("What they should know"),
        required=False,
        max_length=DESCRIPTION_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    drawing = forms.ChoiceField(label=_("Drawing"), choices=LoyaltyReward.Drawing, widget=forms.RadioSelect)
    price = WholeNumberField(label=_("Price in points"), minimum=1, maximum=DEAREST_REWARD)
    question = forms.CharField(
        label=_("Ask them something"),
        required=False,
        max_length=QUESTION_LONGEST,
        help_text=_("They have to answer before they can redeem it. For example: What is your friend called?"),
    )
    is_automatic = forms.BooleanField(
        label=_("Done by itself"),
        required=False,
        help_text=_("The points are gone at once, and nothing waits for you."),
    )
    stock = WholeNumberField(label=_("How many there are"), minimum=1, maximum=LARGEST_STOCK, required=False)
    per_person = WholeNumberField(label=_("Most for one person"), minimum=1, maximum=PER_PERSON_MOST, required=False)
    cooldown = WholeNumberField(
        label=_("Hours until the same person can have it again"),
        minimum=0,
        maximum=LONGEST_COOLDOWN // HOURS,
        required=False,
    )
    starts_at = MomentField(label=_("On the shelf from"))
    ends_at = MomentField(label=_("Until"))

    def __init__(self, data: Any = None, *, reward: LoyaltyReward | None = None) -> None:
        super().__init__(data, label_suffix="", initial=_typed(reward) if reward else {"drawing": "ticket"})

    def offer(self) -> Offer:
        """What the services take."""
        return Offer(**self.cleaned_data | {"cooldown": (self.cleaned_data["cooldown"] or 0) * HOURS})


def _typed(reward: LoyaltyReward) -> dict[str, Any]:
    same = ("title", "description", "drawing", "price", "question", "is_automatic", "stock", "per_person")
    return {
        **{name: getattr(reward, name) for name in (*same, "starts_at", "ends_at")},
        "cooldown": reward.cooldown // HOURS or None,
    }
