"""Goals and who gave for them, at the desk. Giving back happens in the room, or by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display

from economy.causes import register_cause
from moderation.roles import Role, grant
from roastlive.lib.desk import ReadOnlyAdmin
from streams.models import ChallengeGoal, GoalContribution

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

grant(Role.MODERATOR, "streams.view_challengegoal")
grant(Role.FINANCE, "streams.view_challengegoal", "streams.view_goalcontribution")
register_cause("goal", "admin:streams_challengegoal_change")

STATUS_COLOURS = {"open": "info", "reached": "warning", "done": "success", "failed": "default"}
CONTRIBUTION_COLOURS = {"held": "info", "paid": "success", "refunded": "warning"}


def _transfer_link(row: GoalContribution) -> str:
    address = reverse("admin:economy_ledgertransfer_change", args=[row.transfer_id])
    return format_html('<a href="{}">{}</a>', address, row.transfer_id)


class Contributions(TabularInline):
    """For those who may see them one by one, too."""

    model = GoalContribution
    fields = readonly_fields = ("created_at", "person", "amount", "status", "transfer_link")
    extra = max_num = 0
    can_delete = False
    ordering = ("-id",)

    @display(description=_("transfer"))
    def transfer_link(self, row: GoalContribution) -> str:
        return _transfer_link(row)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(ChallengeGoal)
class ChallengeGoalAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "title", "stream", "raised", "target", "people", "status_label", "ends_at")
    list_filter = ("status", "created_at")
    list_select_related = ("stream",)
    list_per_page = 50
    search_fields = ("title", "stream__title", "stream__creator__slug", "=id", "=stream__id")
    search_help_text = _("Title of the goal or the show, address of the creator, id")
    ordering = ("-id",)
    show_full_result_count = False
    inlines = (Contributions,)

    @display(description=_("status"), ordering="status", label=STATUS_COLOURS)
    def status_label(self, goal: ChallengeGoal) -> tuple[str, str]:
        return goal.status, goal.get_status_display()


@admin.register(GoalContribution)
class GoalContributionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "person", "goal", "amount", "status_label")
    list_filter = ("status", "created_at")
    list_select_related = ("person", "goal")
    list_per_page = 50
    search_fields = ("person__username", "goal__title", "=id", "=transfer_id", "=goal__id")
    search_help_text = _("Name, title of the goal, id or transfer")
    ordering = ("-id",)
    show_full_result_count = False
    readonly_fields = ("transfer_link",)

    @display(description=_("status"), ordering="status", label=CONTRIBUTION_COLOURS)
    def status_label(self, row: GoalContribution) -> tuple[str, str]:
        return row.status, row.get_status_display()

    @display(description=_("transfer"))
    def transfer_link(self, row: GoalContribution) -> str:
        return _transfer_link(row)
