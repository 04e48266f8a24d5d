"""What somebody fills in to report something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import SpokenForm
from moderation.models import Report
from moderation.services.reporting import WORDS_MOST


class ReportForm(SpokenForm):
    type = forms.ChoiceField(label=_("What is wrong with it"), choices=Report.Type, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should we know"),
        max_length=WORDS_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What happened, and where to look. Nobody is told who reported them."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
