"""A new emote. What is in the picture is for the process that redraws it to find out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.creators import PictureForm
from accounts.forms.entrance import SpokenForm


class EmoteForm(SpokenForm, PictureForm):
    code = forms.CharField(label=_("Name"), max_length=26, help_text=_("3 to 24 small letters and digits."))
    field_order = ("code", "picture")
