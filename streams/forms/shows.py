"""What a creator types about a show. Services decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import SpokenForm
from economy.forms.giving import WholeNumberField
from economy.forms.rewards import MomentField
from streams.models import Category, Stream
from streams.models.streams import DEAREST_TICKET, DESCRIPTION_LONGEST, TITLE_LONGEST


class ShowForm(SpokenForm):
    title = forms.CharField(label=_("Title"), max_length=TITLE_LONGEST)
    description = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=DESCRIPTION_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    category = forms.ModelChoiceField(label=_("Category"), queryset=Category.objects.none(), required=False)
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=250, help_text=_("Up to eight, with commas between them.")
    )
    visibility = forms.ChoiceField(label=_("Who may watch"), choices=Stream.Visibility)
    ticket_price = WholeNumberField(
        label=_("Price of a ticket"),
        minimum=1,
        maximum=DEAREST_TICKET,
        required=False,
        help_text=_("In tokens, for ticketed shows. It is yours once the show has been, and goes back if it is not."),
    )
    scheduled_start = MomentField(label=_("When"), help_text=_("In your time. Empty: whenever you start it."))
    chat_enabled = forms.BooleanField(label=_("With chat"), required=False, initial=True)

    def __init__(self, *args: Any, show: Stream | None = None, **options: Any) -> None:
        if show is not None:
            options["initial"] = {
                "title": show.title,
                "description": show.description,
                "category": show.category_id,
                "tags": ", ".join(show.tags),
                "visibility": show.visibility,
                "ticket_price": show.ticket_price,
                "scheduled_start": show.scheduled_start,
                "chat_enabled": show.chat_enabled,
            }
        super().__init__(*args, **options)
        choices = self.fields["category"]
        if isinstance(choices, forms.ModelChoiceField):
            choices.queryset = Category.objects.filter(is_active=True)
            choices.label_from_instance = lambda category: str(category.label)  # type: ignore[assignment, method-assign]

    def wishes(self) -> dict[str, Any]:
        data = self.cleaned_data
        moment = data["scheduled_start"]
        return {
            **{name: data[name] for name in ("title", "description", "category", "visibility", "chat_enabled")},
            "tags": data["tags"].split(","),
            "ticket_price": data["ticket_price"],
            "scheduled_start": moment if isinstance(moment, datetime) else None,
        }
