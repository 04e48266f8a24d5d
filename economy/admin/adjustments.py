"""Corrections at the desk: asked for on a page, decided from the list by somebody else; and what the house holds in all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from accounts.asking import person_of
from accounts.people_desk import PrivateRows
from accounts.views.entrance import refuse
from economy.forms.adjustments import CorrectionForm, ReversalForm
from economy.models import Adjustment
from economy.selectors.figures import house_figures
from economy.services import adjustments
from economy.services.adjustments import ASK, DECIDE, DECIDE_LARGE
from moderation.roles import Role, grant
from roastlive.lib.errors import DomainError
from roastlive.lib.reasons import asks_reason
from roastlive.lib.rls import acting_as_house
from roastlive.lib.waiting import register_queue

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django_stubs_ext import StrOrPromise

    from accounts.models import User

VIEW = "economy.view_adjustment"
FIGURES = "economy.view_figures"

grant(Role.FINANCE, VIEW, ASK, DECIDE, FIGURES)
grant(Role.ADMINISTRATOR, DECIDE_LARGE)

STATES = {"requested": "warning", "approved": "success", "refused": "danger", "withdrawn": "default"}


@admin.register(Adjustment)
class AdjustmentAdmin(PrivateRows):
    list_display = ("created_at", "what", "amount_label", "reason", "state_label", "requested_by", "decided_by")
    list_filter = ("state", "act", "unit", "created_at")
    list_select_related = ("person", "requested_by", "decided_by")
    search_fields = ("person__username", "requested_by__username", "reason", "=id", "=original_id", "=transfer_id")
    search_help_text = _("Person, colleague, a word of the reason, an id")
    ordering = ("-id",)
    actions = ("approve", "refuse", "withdraw")
    fields = (
        *("act", "person", "account", "unit", "amount", "original_id", "reason", "state", "requested_by", "created_at"),
        *("decided_by", "decided_at", "answer", "transfer_id"),
    )

    @display(description=_("what"))
    def what(self, row: Adjustment) -> str:
        return str(row.person) if row.person else f"{row.get_act_display()} {row.original_id}"

    @display(description=_("amount"), ordering="amount")
    def amount_label(self, row: Adjustment) -> str:
        return f"{row.amount:+,d} {row.get_unit_display()}"

    @display(description=_("state"), ordering="state", label=STATES)
    def state_label(self, row: Adjustment) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ASK)

    def has_deciding_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DECIDE)

    def has_asking_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ASK)

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Callable[..., Any], str]] = [
            ("reverse/", self.reverse_view, "reverse"),
            ("figures/", self.figures_view, "figures"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"economy_adjustment_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        form = CorrectionForm(request.POST or None, initial={"direction": "give", "account": "wallet token"})
        return self._ask(request, form, _("Correct an account"), adjustments.request_correction)

    def reverse_view(self, request: HttpRequest) -> HttpResponse:
        form = ReversalForm(request.POST or None, initial={"transfer_id": request.GET.get("transfer", "")})
        return self._ask(request, form, _("Take a transfer back"), adjustments.request_reversal)

    def figures_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(FIGURES):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("What the house holds"),
            "opts": None,
            "figures": house_figures(),
        }
        return TemplateResponse(request, "admin/economy/figures.html", context)

    def _ask(
        self,
        request: HttpRequest,
        form: CorrectionForm | ReversalForm,
        title: StrOrPromise,
        ask: Callable[..., Adjustment],
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        status = 200
        if form.is_bound:
            status = 400
            if form.is_valid():
                try:
                    row = ask(by=person_of(request), **form.order())
                except DomainError as error:
                    status = refuse(form, error)
                else:
                    self.log_addition(request, row, row.reason)
                    messages.success(request, _("It waits for a second person."))
                    return HttpResponseRedirect(reverse("admin:economy_adjustment_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "form": form,
            "large": settings.ADJUSTMENT_LARGE,
        }
        return TemplateResponse(request, "admin/economy/adjustment.html", context, status=status)

    @asks_reason(description=_("Approve"), permissions=["deciding"])
    def approve(self, request: HttpRequest, chosen: QuerySet[Adjustment], reason: str) -> None:
        self._each(
            request,
            chosen,
            reason,
            lambda row, by: adjustments.approve_adjustment(adjustment_id=row, by=by, answer=reason),
        )

    @asks_reason(description=_("Refuse"), permissions=["deciding"], is_danger=True)
    def refuse(self, request: HttpRequest, chosen: QuerySet[Adjustment], reason: str) -> None:
        self._each(
            request,
            chosen,
            reason,
            lambda row, by: adjustments.refuse_adjustment(adjustment_id=row, by=by, answer=reason),
        )

    @asks_reason(description=_("Withdraw"), permissions=["asking"])
    def withdraw(self, request: HttpRequest, chosen: QuerySet[Adjustment], reason: str) -> None:
        self._each(request, chosen, reason, lambda row, by: adjustments.withdraw_adjustment(adjustment_id=row, by=by))

    def _each(
        self,
        request: HttpRequest,
        chosen: QuerySet[Adjustment],
        reason: str,
        decide: Callable[[UUID, User], Adjustment],
    ) -> None:
        done = 0
        for row in list(chosen):
            try:
                decided = decide(row.pk, person_of(request))
            except DomainError as error:
                messages.error(request, f"{row}: {error}")
            else:
                self.log_change(request, decided, f"{decided.get_state_display()}: {reason}")
                done += 1
        if done:
            text = ngettext("%(number)d decided.", "%(number)d decided.", done)
            messages.success(request, text % {"number": done})


def number_waiting() -> int:
    with acting_as_house():
        return Adjustment.objects.requested().count()


def oldest_waiting() -> datetime | None:
    with acting_as_house():
        oldest: datetime | None = Adjustment.objects.requested().aggregate(at=Min("created_at"))["at"]
    return oldest


register_queue(
    title=_("Adjustments"),
    icon="verdict",
    permission=DECIDE,
    count=number_waiting,
    oldest=oldest_waiting,
    url="admin:economy_adjustment_changelist",
    query="state__exact=requested",
)
