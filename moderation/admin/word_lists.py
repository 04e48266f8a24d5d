"""The house's own words. Whoever changes one says so in the history, and every process hears of it with the next line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from moderation.models import HouseWord
from moderation.roles import Role, grant
from moderation.services.house_words import clean_pattern, remove_words, save_word

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

grant(Role.MODERATOR, "moderation.view_houseword")
grant(
    Role.SENIOR_MODERATOR,
    "moderation.add_houseword",
    "moderation.change_houseword",
    "moderation.delete_houseword",
)


class HouseWordForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = HouseWord
        fields = ("pattern", "effect", "category", "note")

    def clean_pattern(self) -> str:
        try:
            return clean_pattern(self.cleaned_data["pattern"])
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error


@admin.register(HouseWord)
class HouseWordAdmin(ModelAdmin):
    form = HouseWordForm
    list_display = ("pattern", "effect_label", "category", "note", "updated_at")
    list_filter = ("effect", "category")
    search_fields = ("pattern", "note")
    search_help_text = _("Word or reason")
    ordering = ("pattern",)
    list_per_page = 100

    @display(
        description=_("effect"),
        ordering="effect",
        label={HouseWord.Effect.BLOCK: "danger", HouseWord.Effect.HOLD: "warning", HouseWord.Effect.ALLOW: "success"},
    )
    def effect_label(self, word: HouseWord) -> tuple[str, str]:
        return word.effect, word.get_effect_display()

    def save_model(self, request: HttpRequest, obj: HouseWord, form: Any, change: bool) -> None:
        save_word(word=obj)

    def delete_model(self, request: HttpRequest, obj: HouseWord) -> None:
        remove_words(words=HouseWord.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[HouseWord]) -> None:
        remove_words(words=queryset)
