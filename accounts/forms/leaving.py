"""What somebody fills in who wants to go."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import SpokenForm


class LeaveForm(SpokenForm):
    username = forms.CharField(
        label=_("Write your username"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
