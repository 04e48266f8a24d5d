"""What somebody writes who does not agree."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import SpokenForm
from moderation.services.appeals import WORDS_LEAST, WORDS_MOST


class AppealForm(SpokenForm):
    words = forms.CharField(
        label=_("What we should know"),
        help_text=_(
            "What happened, and why this is wrong. Somebody who had no part in it reads this, and answers once."
        ),
        min_length=WORDS_LEAST,
        max_length=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
