"""The form by which a superuser says who works at the desk. Services decide."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.roles import Role
from moderation.services.staff import role_of
from roastlive.lib.errors import DomainError
from roastlive.lib.text import clean_line

REASON_LONGEST = 300
REASON_SHORTEST = 3


class StaffForm(forms.Form):
    who = forms.CharField(
        label=_("Person"),
        max_length=254,
        help_text=_("Their username or email address. They have an account already."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    may_everything = forms.BooleanField(
        label=_("May do everything, without asking any permission"),
        required=False,
        help_text=_("For administrators only, and for as few of them as possible."),
    )
    own_groups = forms.ModelMultipleChoiceField(
        label=_("Groups of your own"),
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=_("Why?"), max_length=REASON_LONGEST)

    def __init__(self, data: Any = None, *, person: User | None = None) -> None:
        initial: dict[str, Any] = {}
        if person is not None:
            initial = {
                "who": person.username,
                "role": role_of(person),
                "may_everything": person.is_superuser,
                "own_groups": person.groups.all(),
            }
        super().__init__(data, label_suffix="", initial=initial)
        self.person = person
        groups = Group.objects.exclude(name__in=Role.values).order_by("name")
        cast("forms.ModelMultipleChoiceField[Group]", self.fields["own_groups"]).queryset = groups
        if not groups:
            del self.fields["own_groups"]
        if person is not None:
            del self.fields["who"]

    def clean_who(self) -> str:
        said = str(self.cleaned_data["who"]).strip()
        found = User.objects.with_email(said).first() or User.objects.with_username(said).first()
        if found is None:
            raise ValidationError(_("Nobody here has this name."))
        self.person = found
        return said

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"], maximum=REASON_LONGEST, minimum=REASON_SHORTEST)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        sent = self.cleaned_data
        return {
            "person": self.person,
            "role": sent["role"],
            "reason": sent["reason"],
            "may_everything": sent["may_everything"],
            "own_groups": list(sent.get("own_groups", ())),
        }

    def take(self, error: DomainError) -> None:
        texts = [str(text) for found in error.errors.values() for text in found]
        for text in texts or [str(error)]:
            self.add_error(None, text)
