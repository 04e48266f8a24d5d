"""The form of /studio/identity/. It reads what was typed and chosen; services decide."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import KycDocument
from moderation.services.identity_checks.details import (
    ADDRESS_LONGEST,
    FIELDS,
    NAME_LONGEST,
    NUMBER_LONGEST,
    OPTIONAL,
    Details,
    DocumentKind,
    countries,
)
from roastlive.lib.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SIDE_HELP: dict[str, StrOrPromise] = {
    "front": _("The page with your photo. All four corners, nothing covered."),
    "back": _("A passport has none."),
    "selfie": _("Your face and the document beside it, both sharp."),
}
ABOUT_YOU = ("legal_name", "date_of_birth", "address", "country")
DOCUMENT = ("document_kind", "document_country", "document_number", "document_expires")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: str) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class IdentityForm(forms.Form):
    legal_name = forms.CharField(
        label=_("Legal name"),
        max_length=NAME_LONGEST,
        help_text=_("As the document says it. Nobody in the audience sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    date_of_birth = forms.CharField(label=_("Date of birth"), widget=DayInput(autocomplete="bday"))
    address = forms.CharField(
        label=_("Address"),
        max_length=ADDRESS_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        help_text=_("Street and number, postcode and town."),
    )
    country = forms.ChoiceField(label=_("Where you live"), widget=forms.Select(attrs={"autocomplete": "country"}))
    document_kind = forms.ChoiceField(label=_("Kind of document"))
    document_country = forms.ChoiceField(label=_("Issued by"))
    document_number = forms.CharField(
        label=_("Number of the document"),
        max_length=NUMBER_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    document_expires = forms.CharField(
        label=_("Valid until"),
        required=False,
        widget=DayInput(autocomplete="off"),
        help_text=_("Leave it empty if the document never ends."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, details: Details, kept: Collection[str] = ()) -> None:
        super().__init__(data, files, label_suffix="", initial=details.as_kept())
        self.kept: frozenset[str] = frozenset()
        places = [("", _("Choose")), *countries()]
        self._choices("country", places)
        self._choices("document_country", places)
        self._choices("document_kind", [("", _("Choose")), *DocumentKind.choices])
        for side in KycDocument.Side:
            self.fields[side] = forms.FileField(
                label=side.label,
                help_text=SIDE_HELP[side],
                widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
            )
        # What is missing is said by the service, in the same words for pages and programs.
        self._demand(not self.is_bound)
        self._mark(kept)

    @property
    def about_you(self) -> list[forms.BoundField]:
        return [self[name] for name in ABOUT_YOU]

    @property
    def document(self) -> list[forms.BoundField]:
        return [self[name] for name in DOCUMENT]

    @property
    def pictures(self) -> list[tuple[forms.BoundField, bool]]:
        """Each with whether there is one already."""
        return [(self[side], side in self.kept) for side in KycDocument.Side.values]

    def said(self) -> dict[str, str]:
        return {name: str(self.data.get(name, "")) for name in FIELDS}

    def chosen(self) -> dict[str, Any]:
        """The pictures that came along, by side."""
        return {side: self.files[side] for side in KycDocument.Side.values if side in self.files}

    def read(self) -> bool:
        """Whether it can be passed on at all."""
        return self.is_valid()

    def keep(self, sides: Collection[str]) -> None:
        """These pictures are there by now."""
        self._mark(sides)
        self._demand(True)

    def take(self, error: DomainError, field: str | None = None) -> None:
        """Show a service's refusal where it belongs."""
        if field is not None:
            self.add_error(field, str(error))
            return
        for name, texts in error.errors.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, str(text))
        if not error.errors:
            self.add_error(None, str(error))

    def _choices(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def _mark(self, kept: Collection[str]) -> None:
        """A picture that is there need not be chosen again, and is needed all the same."""
        self.kept = frozenset(kept)
        self.initial.update(dict.fromkeys(kept, True))

    def _demand(self, is_needed: bool) -> None:
        for name, field in self.fields.items():
            field.required = is_needed and name not in (*OPTIONAL, KycDocument.Side.BACK)
