"""Sanctions at the desk: the list of all, the page on which one is issued, and how one is lifted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from accounts.asking import person_of
from accounts.views.entrance import refuse
from moderation.forms.sanctioning import SanctionForm
from moderation.models import UserSanction
from moderation.roles import Role, grant
from moderation.services.sanctions import ISSUE, ISSUE_GRAVE, LIFT, lift, sanction
from roastlive.lib.desk import ReadOnlyAdmin
from roastlive.lib.errors import DomainError
from roastlive.lib.reasons import asks_reason

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

VIEW = "moderation.view_usersanction"

grant(Role.MODERATOR, VIEW, ISSUE, LIFT)
grant(Role.SENIOR_MODERATOR, ISSUE_GRAVE)

KINDS = {"warning": "info", "mute": "warning", "timeout": "warning", "suspension": "danger", "ban": "danger"}
STATES = {"in_force": "danger", "over": "default", "lifted": "success"}


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("in_force", _("In force")), ("over", _("Over")), ("lifted", _("Lifted"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[UserSanction]) -> QuerySet[UserSanction]:
        now = timezone.now()
        rows = UserSanction.objects.filter(pk__in=queryset.values("pk"))
        if self.value() == "in_force":
            return rows.in_force(now)
        if self.value() == "over":
            return rows.filter(lifted_at__isnull=True, ends_at__lte=now)
        return rows.filter(lifted_at__isnull=False) if self.value() == "lifted" else queryset


@admin.register(UserSanction)
class UserSanctionAdmin(ReadOnlyAdmin):
    list_display = ("person", "kind_label", "place", "reason", "state", "starts_at", "ends_at", "issued_by")
    list_filter = (StateFilter, "kind", "scope", "category", "starts_at")
    list_select_related = ("person", "channel", "issued_by")
    list_per_page = 50
    search_fields = ("person__username", "person__email", "issued_by__username", "channel__stage_name", "reason", "=id")
    search_help_text = _("Person, moderator, channel, a word of the reason, an id")
    ordering = ("-starts_at",)
    show_full_result_count = False
    actions = ("lift_them",)
    fields = (
        *("person", "kind", "scope", "channel", "category", "reason", "note", "issued_by", "starts_at", "ends_at"),
        *("lifted_at", "lifted_by", "lift_reason"),
    )

    @display(description=_("kind"), ordering="kind", label=KINDS)
    def kind_label(self, row: UserSanction) -> tuple[str, str]:
        return row.kind, row.get_kind_display()

    @display(description=_("where"))
    def place(self, row: UserSanction) -> str:
        if row.is_on_platform:
            return str(_("the house"))
        return row.channel.stage_name if row.channel else "–"

    @display(description=_("state"), label=STATES)
    def state(self, row: UserSanction) -> tuple[str, str]:
        if row.lifted_at:
            return "lifted", str(_("lifted"))
        return ("in_force", str(_("in force"))) if row.is_in_force(timezone.now()) else ("over", str(_("over")))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ISSUE)

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(LIFT)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = SanctionForm(request.POST or None, initial={"username": request.GET.get("username", "")})
        status = 200
        if request.method == "POST":
            status = 400
            if form.is_valid():
                try:
                    row = sanction(by=person_of(request), **form.order())
                except DomainError as error:
                    status = refuse(form, error)
                else:
                    messages.success(request, _("It holds from this moment on. They have been told."))
                    return HttpResponseRedirect(reverse("admin:moderation_usersanction_change", args=[row.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sanction somebody"),
            "opts": self.model._meta,
            "form": form,
        }
        return TemplateResponse(request, "admin/moderation/sanction.html", context, status=status)

    @asks_reason(description=_("Lift"), permissions=["lift"])
    def lift_them(self, request: HttpRequest, chosen: QuerySet[UserSanction], reason: str) -> None:
        done = 0
        rows = list(chosen)
        for row in rows:
            try:
                lift(sanction=row, by=person_of(request), reason=reason)
            except DomainError as error:
                messages.warning(request, f"{row}: {error}")
            else:
                done += 1
        if done:
            messages.success(request, ngettext("%d lifted.", "%d lifted.", done) % done)
