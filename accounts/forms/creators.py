"""Forms of /studio/. They read what was typed; services decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from accounts.services.creators import GENRES_MOST, LINKS
from roastlive.lib.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LINK_LABELS: dict[str, StrOrPromise] = {
    "website": _("Website"),
    "youtube": "YouTube",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "soundcloud": "SoundCloud",
    "mixcloud": "Mixcloud",
}


class CreatorForm(forms.Form):
    kind = forms.ChoiceField(label=_("What you do"), choices=CreatorProfile.Kind, widget=forms.RadioSelect)
    stage_name = forms.CharField(label=_("Stage name"), max_length=60, help_text=_("As it stands on the bill."))
    slug = forms.CharField(
        label=_("Address"),
        max_length=30,
        help_text=_("Your channel is at /@address/. Small letters, digits and hyphens."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    genres = forms.CharField(
        label=_("Genres"),
        required=False,
        max_length=200,
        help_text=_("Five at most, with commas between them: deadpan, one-liners, house."),
    )
    bio = forms.CharField(
        label=_("About you"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What should somebody know who has never seen you?"),
    )

    def __init__(self, data: Any = None, *, profile: CreatorProfile | None = None) -> None:
        initial: dict[str, Any] = {}
        if profile is not None:
            initial = {
                "kind": profile.kind,
                "stage_name": profile.stage_name,
                "slug": profile.slug,
                "genres": ", ".join(profile.genres),
                "bio": profile.bio,
                **{f"link_{name}": url for name, url in profile.links.items()},
            }
        super().__init__(data, label_suffix="", initial=initial)
        for name in LINKS:
            self.fields[f"link_{name}"] = forms.CharField(
                label=LINK_LABELS[name],
                required=False,
                max_length=200,
                widget=forms.URLInput(attrs={"placeholder": "https://"}),
            )

    def values(self) -> dict[str, Any]:
        """What the services take."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "stage_name": data["stage_name"],
            "slug": data["slug"],
            "genres": data["genres"].split(",")[: GENRES_MOST + 5],
            "bio": data["bio"],
            "links": {name: data[f"link_{name}"] for name in LINKS},
        }

    def take(self, error: DomainError) -> None:
        """Show a service's refusal where it belongs."""
        for name, texts in error.errors.items():
            for text in texts:
                self.add_error(
                    name if name in self.fields else f"link_{next(iter(LINKS))}" if name == "links" else None, text
                )
        if not error.errors:
            self.add_error(None, str(error))


class RegionsForm(forms.Form):
    blocked_regions = forms.CharField(
        label=_("Countries that do not see your channel"),
        required=False,
        max_length=800,
        help_text=_("Two letters each, with commas between them: DE, US. Nobody is shut out while this is empty."),
    )

    def codes(self) -> list[str]:
        return [code.strip() for code in self.cleaned_data["blocked_regions"].split(",")]


class PictureForm(forms.Form):
    """Only whether there is a file; what is in it is for the process that redraws it to find out."""

    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
