"""What people fill in at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.user import username_rule
from accounts.services.passwords import LONGEST
from roastlive.lib.errors import DomainError


class SpokenForm(forms.Form):
    """A form that takes refusals of services as its own errors."""

    def refuse(self, error: DomainError | ValidationError) -> None:
        if isinstance(error, ValidationError):
            found: dict[str, Any] = (
                error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            )
        else:
            found = dict(error.errors) or {NON_FIELD_ERRORS: [str(error)]}
        for name, messages in found.items():
            self.add_error(name if name in self.fields else None, [str(message) for message in messages])


def email_field(**attributes: str) -> forms.EmailField:
    return forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", **attributes}),
    )


def password_field(*, label: Any = "", new: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label or _("Password"),
        max_length=LONGEST,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"}),
    )


class LoginForm(SpokenForm):
    email = email_field(autocomplete="username webauthn")
    password = password_field()


class RegisterForm(SpokenForm):
    email = email_field()
    username = forms.CharField(
        label=_("Username"),
        min_length=3,
        max_length=30,
        validators=[username_rule],
        help_text=_("How others see you. Letters, digits and underscores."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    date_of_birth = forms.DateField(
        label=_("Date of birth"),
        input_formats=["%Y-%m-%d"],
        help_text=_("Only the house sees it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}),
    )
    password = password_field(new=True, help_text=_("At least ten characters. A sentence is easier than a riddle."))


class UsernameForm(SpokenForm):
    username = RegisterForm.base_fields["username"]


class CodeForm(SpokenForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits of your app, or one of your backup codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )


class ResetForm(SpokenForm):
    email = email_field()


class NewPasswordForm(SpokenForm):
    password = password_field(
        label=_("New password"), new=True, help_text=_("At least ten characters. A sentence is easier than a riddle.")
    )
