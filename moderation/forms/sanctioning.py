"""What a moderator fills in to sanction somebody outside of a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import SpokenForm
from accounts.models import CreatorProfile, User
from moderation.models import UserSanction
from moderation.screening.vocabulary import Category
from moderation.services.sanctions import NOTE_LONGEST, REASON_LONGEST

# In minutes; empty leaves it to the kind.
LASTS = [
    ("", _("As long as usual")),
    (10, _("10 minutes")),
    (60, _("1 hour")),
    (24 * 60, _("1 day")),
    (3 * 24 * 60, _("3 days")),
    (7 * 24 * 60, _("7 days")),
    (14 * 24 * 60, _("14 days")),
    (30 * 24 * 60, _("30 days")),
    (90 * 24 * 60, _("90 days")),
]


class SanctionForm(SpokenForm):
    username = forms.CharField(label=_("Username"), max_length=30)
    kind = forms.ChoiceField(label=_("What it is to be"), choices=UserSanction.Kind)
    lasts = forms.TypedChoiceField(
        label=_("For how long"),
        choices=LASTS,
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("A warning or a ban has no end."),
    )
    channel = forms.CharField(
        label=_("In one channel only"),
        max_length=60,
        required=False,
        help_text=_("The channel's address, without @. Leave it empty for the whole house."),
    )
    category = forms.ChoiceField(label=_("About what"), choices=[("", "–"), *Category.choices], required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_LONGEST, help_text=_("They read this. One sentence will do.")
    )
    note = forms.CharField(
        label=_("Internal note"),
        max_length=NOTE_LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the desk reads this."),
    )

    def clean_username(self) -> User:
        found = User.objects.filter(username__iexact=self.cleaned_data["username"].strip()).first()
        if found is None:
            raise ValidationError(_("Nobody here has this name."))
        return found

    def clean_channel(self) -> CreatorProfile | None:
        slug = self.cleaned_data["channel"].strip().removeprefix("@")
        if not slug:
            return None
        found = CreatorProfile.objects.filter(slug__iexact=slug).first()
        if found is None:
            raise ValidationError(_("There is no such channel."))
        return found

    def order(self) -> dict[str, Any]:
        """As the service takes it."""
        minutes = self.cleaned_data["lasts"]
        return {
            "person": self.cleaned_data["username"],
            "lasts": timedelta(minutes=minutes) if minutes else None,
            **{name: self.cleaned_data[name] for name in ("kind", "channel", "category", "reason", "note")},
        }
