"""What somebody wants to see of their history: the address of the page says it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from economy.models import TransferKind
from economy.selectors.history import Filter, Pocket

# What happens in nobody's wallet is nothing to look for there.
KINDS = [(kind.value, kind.label) for kind in TransferKind]


class FilterForm(forms.Form):
    account = forms.ChoiceField(label=_("Account"), choices=Pocket, required=False)
    kind = forms.ChoiceField(label=_("What for"), choices=[("", _("Everything")), *KINDS], required=False)
    direction = forms.ChoiceField(
        label=_("In or out"),
        choices=[("", _("Both")), ("in", _("In")), ("out", _("Out"))],
        required=False,
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("This lies before the first day."))
        return data

    def wanted(self) -> Filter:
        """What is wrong counts as not asked for."""
        data = self.cleaned_data
        return Filter(
            pocket=Pocket(data.get("account") or Pocket.TOKENS),
            kind=data.get("kind") or "",
            direction=data.get("direction") or "",
            since=data.get("since"),
            until=data.get("until"),
        )
