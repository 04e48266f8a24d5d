"""Forms of /settings/. They read what was typed; services decide."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import UserSettings
from accounts.notifications import Channel, NotificationType, notification_types
from accounts.services.preferences import PRIVACY, privacy_of


def timezone_choices() -> list[tuple[str, Any]]:
    """UTC, then the continents with their towns; old names that stand for others are left out."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        region, _slash, town = name.partition("/")
        if town and region not in {"Etc", "SystemV", "US", "Brazil", "Canada", "Chile", "Mexico"}:
            regions.setdefault(region, []).append((name, town.replace("_", " ").replace("/", ", ")))
    return [("UTC", "UTC"), *regions.items()]


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezone_choices)

    class Meta:
        model = UserSettings
        fields = ("language", "timezone", "theme", "newsletter")
        labels = {"language": _("Language"), "theme": _("Lighting"), "newsletter": _("Send me the newsletter")}
        help_texts = {"newsletter": _("Once a month at most: what is new here, and who stood out.")}


class PrivacyForm(forms.Form):
    follows = forms.ChoiceField(
        label=_("Who may see whom you follow"),
        choices=[("everyone", _("Everybody")), ("nobody", _("Only I"))],
        widget=forms.RadioSelect,
    )
    following = forms.ChoiceField(
        label=_("When you follow a creator"),
        choices=[("named", _("They learn that it was you")), ("unnamed", _("They learn that somebody did"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, row: UserSettings) -> None:
        super().__init__(data, label_suffix="", initial=privacy_of(row))


assert set(PrivacyForm.base_fields) == set(PRIVACY)  # noqa: S101 - a question without a form would be a promise not kept


class NotificationsForm(forms.Form):
    """One row for each type, one box for each way it can go. What is not ticked is muted."""

    email_enabled = forms.BooleanField(label=_("Send me email"), required=False)
    push_enabled = forms.BooleanField(label=_("Notify my devices"), required=False)

    def __init__(self, data: Any = None, *, row: UserSettings) -> None:
        self.row = row
        initial = {"email_enabled": row.email_enabled, "push_enabled": row.push_enabled}
        for kind in self.changeable():
            initial |= {
                f"{kind.name}:{channel}": channel not in row.muted_notifications.get(kind.name, ())
                for channel in kind.channels
            }
        super().__init__(data, label_suffix="", initial=initial)
        for kind in self.changeable():
            for channel in kind.channels:
                self.fields[f"{kind.name}:{channel}"] = forms.BooleanField(required=False)

    @staticmethod
    def changeable() -> list[NotificationType]:
        return [kind for kind in notification_types() if not kind.always]

    def rows(self) -> list[dict[str, Any]]:
        """For the table: each type with a cell for every channel, empty where it cannot go that way."""
        return [
            {
                "kind": kind,
                "cells": [
                    {"channel": channel, "box": self[f"{kind.name}:{channel}"] if channel in kind.channels else None}
                    for channel in Channel
                ],
            }
            for kind in self.changeable()
        ]

    def muted(self) -> dict[str, list[str]]:
        return {
            kind.name: [channel for channel in kind.channels if not self.cleaned_data[f"{kind.name}:{channel}"]]
            for kind in self.changeable()
        }
