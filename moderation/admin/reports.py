"""What was said against something: reports, flags and decisions, to be looked up. They are dealt with in their case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from moderation.admin.case_page import address
from moderation.categories import category_label
from moderation.models import ModerationAction, ModerationFlag, Report
from moderation.roles import Role, grant
from moderation.subjects import label_of
from roastlive.lib.desk import ReadOnlyAdmin, document

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

grant(
    Role.MODERATOR,
    "moderation.view_report",
    "moderation.view_moderationflag",
    "moderation.view_moderationaction",
)


class OfACase(ReadOnlyAdmin):
    """What all of them have in common: they belong to a case, and are about a subject."""

    list_per_page = 50
    list_select_related: tuple[str, ...] = ("case", "case__person")
    show_full_result_count = False
    ordering = ("-id",)
    actions = None
    search_fields: tuple[str, ...] = ("case__title", "case__person__username", "=subject_id", "=id")
    search_help_text = _("Title, username or id")

    @display(description=_("subject"), ordering="case__title")
    def about(self, row: Any) -> str:
        return str(row.case.title) if row.case else str(label_of(row.subject_kind))

    @display(description=_("kind"), ordering="subject_kind")
    def kind(self, row: Any) -> str:
        return str(label_of(row.subject_kind))

    @display(description=_("case"))
    def its_case(self, row: Any) -> SafeString | str:
        return format_html('<a href="{}">{}</a>', address(case_id=row.case_id), row.case) if row.case else ""

    @display(description=_("what was seen"))
    def seen(self, row: Any) -> SafeString:
        return document(row.snapshot)


@admin.register(Report)
class ReportAdmin(OfACase):
    list_display = ("about", "type", "status_label", "reporter", "reported_user", "created_at")
    list_filter = ("status", "type", "subject_kind", "created_at")
    list_select_related = ("case", "reporter", "reported_user")
    search_fields = (*OfACase.search_fields, "reporter__username")
    fields = (
        *("its_case", "kind", "type", "words", "status", "reporter", "reported_user", "created_at"),
        *("reviewed_by", "reviewed_at", "notes", "seen"),
    )
    readonly_fields = ("its_case", "kind", "seen")

    @display(
        description=_("status"),
        ordering="status",
        label={
            Report.Status.PENDING: "warning",
            Report.Status.REVIEWING: "info",
            Report.Status.RESOLVED: "success",
            Report.Status.DISMISSED: "default",
        },
    )
    def status_label(self, report: Report) -> tuple[str, str]:
        return report.status, report.get_status_display()


@admin.register(ModerationFlag)
class ModerationFlagAdmin(OfACase):
    list_display = ("about", "category_name", "sure", "status", "person", "created_at")
    list_filter = ("status", "category", "subject_kind", "model_version", "created_at")
    list_select_related = ("case", "person")
    fields = (
        "its_case",
        "kind",
        "category_name",
        "sure",
        "model_version",
        "status",
        "person",
        "created_at",
        "why",
        "seen",
    )
    readonly_fields = ("its_case", "kind", "category_name", "sure", "why", "seen")

    @display(description=_("category"), ordering="category")
    def category_name(self, flag: ModerationFlag) -> str:
        return str(category_label(flag.category))

    @display(description=_("confidence"), ordering="confidence")
    def sure(self, flag: ModerationFlag) -> str:
        return f"{flag.percent} %"

    @display(description=_("reasons"))
    def why(self, flag: ModerationFlag) -> SafeString:
        return document(flag.reasons)


@admin.register(ModerationAction)
class ModerationActionAdmin(OfACase):
    list_display = ("about", "what", "maker", "person", "reason", "holds", "created_at")
    list_filter = ("action", "category", "subject_kind", ("overridden_by", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("case", "person", "actor")
    fields = (
        *("its_case", "kind", "what", "maker", "person", "reason", "category", "confidence", "model_version"),
        *("sanction", "overridden_by", "created_at"),
    )
    readonly_fields = ("its_case", "kind", "what", "maker")

    @display(description=_("decision"), ordering="action")
    def what(self, action: ModerationAction) -> str:
        return str(action.get_action_display()).capitalize()

    @display(description=_("by"), ordering="actor")
    def maker(self, action: ModerationAction) -> str:
        return action.actor.username if action.actor else str(_("machine"))

    @display(description=_("still holds"), label={"overridden": "warning"})
    def holds(self, action: ModerationAction) -> tuple[str, str] | str:
        return ("overridden", str(_("Overridden"))) if action.overridden_by_id else str(_("yes"))
