"""When somebody said stop, for those who look after people. Only read."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from moderation.admin.readable import readable_details
from moderation.models import SafewordTrigger
from moderation.roles import Role, grant
from roastlive.lib.desk import ReadOnlyAdmin

VIEW = "moderation.view_safewordtrigger"

grant(Role.MODERATOR, VIEW)


@admin.register(SafewordTrigger)
class SafewordTriggerAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "performer", "by", "how", "where_kind", "state", "outcome")
    list_filter = ("how", "where_kind", ("resolved_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("performer", "by")
    list_per_page = 50
    search_fields = ("performer__username", "by__username", "=where_id", "=id")
    search_help_text = _("Performer, whoever said it, or an id")
    ordering = ("-created_at",)
    show_full_result_count = False
    actions = None
    fields = (
        *("created_at", "performer", "by", "how", "where_kind", "where_id", "what_froze"),
        *("resolved_at", "resolved_by", "outcome"),
    )
    readonly_fields = ("what_froze",)

    @display(description=_("state"), label={"frozen": "info", "over": "default"})
    def state(self, row: SafewordTrigger) -> tuple[str, str]:
        return ("over", str(_("went on"))) if row.resolved_at else ("frozen", str(_("stands still")))

    @display(description=_("frozen"))
    def what_froze(self, row: SafewordTrigger) -> str:
        return readable_details(row.frozen) or "–"
