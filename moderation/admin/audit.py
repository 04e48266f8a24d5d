"""The audit log, to be searched. Nobody changes it: not here, and not in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.models import User
from moderation.admin.readable import readable_details, readable_table
from moderation.models import AuditLog
from moderation.roles import Role, grant
from roastlive.lib.desk import ReadOnlyAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString
    from django_stubs_ext import StrOrPromise

VIEW = "moderation.view_auditlog"

# Who watches the watchers: those who answer for them.
grant(Role.SENIOR_MODERATOR, VIEW)
grant(Role.ADMINISTRATOR, VIEW)


class ActAreaFilter(admin.SimpleListFilter):
    """The first word of an act, of which there are few."""

    title = _("area")
    parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, StrOrPromise]]:
        return [
            ("desk", _("The desk's history")),
            ("sanction", _("Sanctions")),
            ("appeal", _("Appeals")),
            ("case", _("Cases")),
            ("identity", _("Identity checks")),
            ("staff", _("Staff")),
            ("evasion", _("Evasion signals")),
            ("ledger", _("Money")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditLog]) -> QuerySet[AuditLog]:
        return queryset.filter(act__startswith=f"{self.value()}.") if self.value() else queryset


@admin.register(AuditLog)
class AuditLogAdmin(ReadOnlyAdmin):
    list_display = ("when", "who", "act", "subject", "why", "number")
    list_filter = (ActAreaFilter, "created_at")
    list_select_related = ("actor", "seal")
    list_per_page = 50
    date_hierarchy = "created_at"
    search_fields = ("actor__username", "actor__email", "act", "subject", "reason", "detail", "=request_id")
    search_help_text = _("Who, what, about whom, a word of the reason or the details, a request")
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    actions = None
    fields = ("when", "who", "act", "subject", "reason", "details", "ip", "request_id", "number", "hashes")
    readonly_fields = ("when", "who", "details", "number", "hashes")

    class Media:
        css = {"all": ("moderation/css/sanctions_desk.css",)}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditLog], search_term: str
    ) -> tuple[QuerySet[AuditLog], bool]:
        """A name finds what somebody did, and what was done about them."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        named = User.everyone.filter(username__iexact=search_term.strip()).first() if search_term.strip() else None
        if named is not None:
            found = found | queryset.filter(subject=f"person:{named.pk}")
        return found, may_repeat

    @display(description=_("when"), ordering="created_at")
    def when(self, row: AuditLog) -> str:
        return f"{localtime(row.created_at):%Y-%m-%d %H:%M:%S}"

    @display(description=_("who"), ordering="actor__username")
    def who(self, row: AuditLog) -> str:
        return row.actor.username if row.actor else str(_("the house"))

    @display(description=_("reason"))
    def why(self, row: AuditLog) -> str:
        return row.reason[:80]

    @display(description=_("number"), ordering="seal__number")
    def number(self, row: AuditLog) -> int:
        return row.seal.number

    @display(description=_("details"))
    def details(self, row: AuditLog) -> SafeString:
        return readable_details(row.detail)

    @display(description=_("hashes"))
    def hashes(self, row: AuditLog) -> SafeString:
        return readable_table({str(_("of this row")): row.seal.hash, str(_("of the one before")): row.seal.previous})
