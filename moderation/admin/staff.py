"""Who works here. Seen by administrators, decided by superusers, and never by somebody about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.asking import person_of
from moderation.forms.staff import StaffForm
from moderation.models import StaffMember
from moderation.roles import Role, grant
from moderation.services.staff import appoint, dismiss, is_consistent, role_of
from roastlive.lib.desk import ReadOnlyAdmin
from roastlive.lib.errors import DomainError
from roastlive.lib.reasons import asks_reason

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from accounts.models import User

VIEW = "moderation.view_staffmember"

# Of the floors below, which know no roles.
grant(Role.MODERATOR, "accounts.view_user", "accounts.view_creatorprofile")
grant(Role.SENIOR_MODERATOR, "accounts.change_user", "accounts.change_creatorprofile", "accounts.view_usersession")
grant(Role.FINANCE, "accounts.view_user", "accounts.view_creatorprofile")
grant(
    Role.ADMINISTRATOR,
    *("accounts.change_usersession", "accounts.view_notification", "auth.view_group", "admin.view_logentry"),
    *("kernel.view_outboxmessage", "kernel.change_outboxmessage", "kernel.view_idempotencykey", VIEW),
)


@admin.register(StaffMember)
class StaffMemberAdmin(ReadOnlyAdmin):
    list_display = ("who", "role_label", "everything", "fits", "last_login")
    search_fields = ("username", "email")
    search_help_text = _("Username or email address")
    ordering = ("username",)
    list_filter = ("is_superuser", "groups")
    list_per_page = 100
    actions = ("dismiss",)

    @display(description=_("person"), header=True, ordering="username")
    def who(self, person: StaffMember) -> list[str]:
        return [person.username, person.email, person.username[:2].upper()]

    @display(
        description=_("role"),
        label={
            Role.ADMINISTRATOR: "danger",
            Role.SENIOR_MODERATOR: "warning",
            Role.MODERATOR: "info",
            Role.FINANCE: "success",
        },
    )
    def role_label(self, person: StaffMember) -> tuple[str, str] | None:
        role = role_of(person)
        return (role.value, str(role.label)) if role else None

    @display(description=_("may do everything"), boolean=True, ordering="is_superuser")
    def everything(self, person: StaffMember) -> bool:
        return person.is_superuser

    @display(description=_("as appointed"), label={"no": "danger"})
    def fits(self, person: StaffMember) -> tuple[str, str] | None:
        """Said only where somebody wrote into the tables by hand."""
        return None if is_consistent(person) else ("no", str(_("Appoint them anew")))

    def get_queryset(self, request: HttpRequest) -> QuerySet[StaffMember]:
        rows: QuerySet[StaffMember] = StaffMember.objects.filter(is_staff=True).prefetch_related("groups")
        return rows.order_by(*self.get_ordering(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_dismiss_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    @asks_reason(description=_("Let them go"), permissions=["dismiss"], is_danger=True)
    def dismiss(self, request: HttpRequest, chosen: QuerySet[StaffMember], reason: str) -> None:
        for person in chosen:
            try:
                dismiss(person=person, by=person_of(request), reason=reason)
            except DomainError as error:
                messages.error(request, f"{person}: {_in_words(error)}")
            else:
                messages.success(request, gettext("%(name)s works here no more.") % {"name": person.username})

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("add/", self.admin_site.admin_view(self.appoint), name="moderation_staffmember_add"),
            path(
                "<uuid:person_id>/change/",
                self.admin_site.admin_view(self.appoint),
                name="moderation_staffmember_change",
            ),
        ]
        standard = [url for url in super().get_urls() if "changelist" in str(url.name)]
        return [*standard, *own]

    def appoint(self, request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
        """Somebody new, or another role for somebody who is here."""
        if not request.user.is_superuser:
            raise PermissionDenied
        person = _found(person_id) if person_id else None
        form = StaffForm(request.POST if request.method == "POST" else None, person=person)
        if form.is_bound and form.is_valid():
            try:
                row = appoint(by=person_of(request), **form.values())
            except DomainError as error:
                form.take(error)
            else:
                said = gettext("%(name)s: %(role)s.") % {
                    "name": row.username,
                    "role": Role(form.values()["role"]).label,
                }
                messages.success(request, said)
                return HttpResponseRedirect(reverse("admin:moderation_staffmember_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": person.username if person else _("Appoint somebody"),
            "opts": self.model._meta,
            "form": form,
            "person": person,
        }
        status = 400 if form.is_bound else 200
        return TemplateResponse(request, "admin/moderation/staff.html", context, status=status)


def _found(person_id: UUID) -> User:
    person = StaffMember.objects.filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person


def _in_words(error: DomainError) -> str:
    return " ".join([str(text) for texts in error.errors.values() for text in texts] or [str(error)])
