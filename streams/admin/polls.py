"""Polls at the desk: what was asked, and how many said what. Who said it stays between them and the poll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from moderation.roles import Role, grant
from roastlive.lib.desk import ReadOnlyAdmin
from streams.models import Poll, PollChoice

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

grant(Role.MODERATOR, "streams.view_poll", "streams.view_pollchoice")


class Choices(TabularInline):
    model = PollChoice
    fields = readonly_fields = ("position", "text", "votes")
    extra = max_num = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Poll)
class PollAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "question", "stream", "ends_at", "closed_at")
    list_filter = ("created_at",)
    list_select_related = ("stream",)
    list_per_page = 50
    search_fields = ("question", "stream__title", "=id", "=stream__id")
    search_help_text = _("Question, title of the show, id")
    ordering = ("-id",)
    show_full_result_count = False
    inlines = (Choices,)
