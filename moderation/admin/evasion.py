"""Accounts that look like somebody who was shut out. A moderator says what it means; nothing happens by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db.models import Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from accounts.asking import person_of
from moderation.models import EvasionSignal, ShutOutTrace
from moderation.roles import Role, grant
from moderation.services.evasion import REVIEW, review
from roastlive.lib.desk import ReadOnlyAdmin
from roastlive.lib.errors import DomainError
from roastlive.lib.waiting import register_queue

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

VIEW = "moderation.view_evasionsignal"

grant(Role.MODERATOR, VIEW)
grant(Role.SENIOR_MODERATOR, REVIEW)

STATES = {
    EvasionSignal.Status.PENDING: "warning",
    EvasionSignal.Status.CONFIRMED: "danger",
    EvasionSignal.Status.DISMISSED: "default",
}


@admin.register(EvasionSignal)
class EvasionSignalAdmin(ReadOnlyAdmin):
    list_display = ("person", "resembles", "shared", "strength_label", "state", "created_at", "reviewed_by")
    list_filter = ("status", "created_at")
    list_select_related = ("person", "resembles", "reviewed_by")
    list_per_page = 50
    search_fields = ("person__username", "resembles__username", "=id")
    search_help_text = _("Either of the two, or an id")
    ordering = ("-strength", "-created_at")
    show_full_result_count = False
    actions = ("same_person", "somebody_else")
    fields = ("person", "resembles", "shared", "strength", "status", "reviewed_by", "created_at", "expires_at")
    readonly_fields = ("shared",)

    @display(description=_("they share"))
    def shared(self, signal: EvasionSignal) -> str:
        labels = dict(ShutOutTrace.Kind.choices)
        return ", ".join(str(labels.get(reason, reason)) for reason in signal.reasons)

    @display(description=_("strength"), ordering="strength")
    def strength_label(self, signal: EvasionSignal) -> str:
        return f"{signal.strength}/100"

    @display(description=_("status"), ordering="status", label=STATES)
    def state(self, signal: EvasionSignal) -> tuple[str, str]:
        return signal.status, signal.get_status_display()

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REVIEW)

    @admin.action(description=_("It is the same person"), permissions=["review"])
    def same_person(self, request: HttpRequest, chosen: QuerySet[EvasionSignal]) -> None:
        self._review(request, chosen, is_same=True)

    @admin.action(description=_("It is somebody else"), permissions=["review"])
    def somebody_else(self, request: HttpRequest, chosen: QuerySet[EvasionSignal]) -> None:
        self._review(request, chosen, is_same=False)

    def _review(self, request: HttpRequest, chosen: QuerySet[EvasionSignal], *, is_same: bool) -> None:
        done = 0
        for signal in list(chosen):
            try:
                review(signal_id=signal.pk, by=person_of(request), is_same=is_same)
            except DomainError as error:
                messages.warning(request, f"{signal}: {error}")
            else:
                done += 1
        if done:
            messages.success(request, ngettext("%d looked at.", "%d looked at.", done) % done)


register_queue(
    title=_("Evasion signals"),
    icon="eye",
    permission=VIEW,
    count=lambda: EvasionSignal.objects.filter(status=EvasionSignal.Status.PENDING).count(),
    oldest=lambda: EvasionSignal.objects.filter(status=EvasionSignal.Status.PENDING).aggregate(at=Min("created_at"))[
        "at"
    ],
    url="admin:moderation_evasionsignal_changelist",
    query="status__exact=pending",
)
