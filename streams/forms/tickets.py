"""What a browser sends for a seat."""

from __future__ import annotations

from django import forms


class TicketForm(forms.Form):
    key = forms.UUIDField()

    def clean_key(self) -> str:
        return str(self.cleaned_data["key"])
