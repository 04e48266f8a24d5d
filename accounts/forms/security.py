"""What people fill in to look after their keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import CodeForm, NewPasswordForm, SpokenForm, email_field, password_field
from accounts.scopes import every_scope

__all__ = ["CodeForm", "ConfirmForm", "EmailForm", "NewPasswordForm", "PasskeyNameForm", "TokenForm"]


class ConfirmForm(SpokenForm):
    answer = password_field(label=_("Your password"))

    def __init__(self, *args: Any, has_second_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_second_factor:
            self.fields["answer"].label = _("Your password, or a code")


class EmailForm(SpokenForm):
    email = email_field()


class PasskeyNameForm(SpokenForm):
    name = forms.CharField(label=_("Name"), max_length=64)


class TokenForm(SpokenForm):
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("What it is for, so that you know it again in a year.")
    )
    scopes = forms.MultipleChoiceField(label=_("It may"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("A year")), (0, _("Until I revoke it"))],
        initial=90,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.name, scope.label) for scope in every_scope()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        days = cleaned.get("days")
        cleaned["expires_at"] = timezone.now() + timedelta(days=days) if days else None
        return cleaned
