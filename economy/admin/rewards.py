"""Rewards at the desk: the house's own shelf, everybody's, and what waits for the house."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from accounts.asking import person_of
from accounts.people_desk import PrivateRows
from accounts.views.entrance import refuse
from economy.forms.rewards import RewardForm
from economy.models import LoyaltyRedemption, LoyaltyReward
from economy.services.redemptions import FULFIL, fulfil_for_house, turn_down_for_house
from economy.services.rewards import change_reward, offer_reward, retire_reward, return_reward
from moderation.roles import Role, grant
from roastlive.lib.desk import ReadOnlyAdmin
from roastlive.lib.errors import DomainError
from roastlive.lib.reasons import asks_reason
from roastlive.lib.rls import acting_as_house
from roastlive.lib.waiting import register_queue

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

OFFER = ("economy.add_loyaltyreward", "economy.change_loyaltyreward")

grant(Role.FINANCE, "economy.view_loyaltyreward", "economy.view_loyaltyredemption", "economy.view_pointaward")
grant(Role.FINANCE, *OFFER, FULFIL)
grant(Role.MODERATOR, "economy.view_loyaltyreward", "economy.change_loyaltyreward")

STATES = {"pending": "warning", "fulfilled": "success", "cancelled": "default"}


@admin.register(LoyaltyReward)
class LoyaltyRewardAdmin(ReadOnlyAdmin):
    """The house's rewards are written here, by the same form that creators have. Those of creators are only taken off."""

    list_display = ("title", "offered_by", "price", "stock_label", "state_label", "created_at")
    list_filter = (("creator", admin.EmptyFieldListFilter), ("retired_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("creator",)
    list_per_page = 50
    search_fields = ("title", "creator__stage_name", "creator__slug", "=id")
    search_help_text = _("Title, creator or id")
    ordering = ("-id",)
    actions = ("take_off", "put_back")

    @display(description=_("offered by"), ordering="creator__stage_name")
    def offered_by(self, reward: LoyaltyReward) -> str:
        return reward.creator.stage_name if reward.creator else str(_("The house"))

    @display(description=_("taken"))
    def stock_label(self, reward: LoyaltyReward) -> str:
        return f"{reward.taken}/{reward.stock}" if reward.stock is not None else str(reward.taken)

    @display(description=_("state"), label={"on": "success", "off": "default"})
    def state_label(self, reward: LoyaltyReward) -> tuple[str, str]:
        return ("off", str(_("Off the shelf"))) if reward.retired_at else ("on", str(_("On the shelf")))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(OFFER[0])

    def has_shelving_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(OFFER[1])

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._write(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        reward = self.get_object(request, object_id)
        writes = reward is not None and reward.creator_id is None and self.has_add_permission(request)
        if not writes:
            return super().change_view(request, object_id, form_url, extra_context)
        return self._write(request, reward)

    def _write(self, request: HttpRequest, reward: LoyaltyReward | None) -> HttpResponse:
        form = RewardForm(request.POST or None, reward=reward)
        status = 400 if form.is_bound else 200
        if form.is_bound and form.is_valid():
            try:
                if reward is None:
                    made = offer_reward(creator=None, offer=form.offer())
                    self.log_addition(request, made, str(_("On the shelf")))
                else:
                    changed = change_reward(reward_id=reward.pk, creator=None, offer=form.offer())
                    self.log_change(request, changed, str(_("Changed")))
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(reverse("admin:economy_loyaltyreward_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": reward.title if reward else _("New reward of the house"),
            "opts": self.model._meta,
            "form": form,
        }
        return TemplateResponse(request, "admin/economy/reward.html", context, status=status)

    @asks_reason(description=_("Take off the shelf"), permissions=["shelving"], is_danger=True)
    def take_off(self, request: HttpRequest, chosen: QuerySet[LoyaltyReward], reason: str) -> None:
        self._shelve(request, chosen, reason, retire_reward)

    @asks_reason(description=_("Put back on the shelf"), permissions=["shelving"])
    def put_back(self, request: HttpRequest, chosen: QuerySet[LoyaltyReward], reason: str) -> None:
        self._shelve(request, chosen, reason, return_reward)

    def _shelve(
        self, request: HttpRequest, chosen: QuerySet[LoyaltyReward], reason: str, shelve: Callable[..., bool]
    ) -> None:
        for reward in chosen.select_related("creator__user"):
            try:
                if shelve(reward_id=reward.pk, creator=reward.creator):
                    self.log_change(request, reward, reason)
            except DomainError as error:
                messages.error(request, f"{reward}: {error}")


@admin.register(LoyaltyRedemption)
class LoyaltyRedemptionAdmin(PrivateRows):
    list_display = ("created_at", "title", "person", "offered_by", "price", "words", "state_label", "decided_by")
    list_filter = ("status", ("offerer", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("person", "reward__creator", "decided_by")
    search_fields = ("title", "person__username", "reward__creator__stage_name", "=id")
    search_help_text = _("Title, person, creator or id")
    ordering = ("-id",)
    actions = ("fulfil", "cancel")
    fields = (
        *("title", "reward", "person", "offerer", "price", "words", "status", "due_at", "created_at"),
        *("decided_by", "decided_at", "note"),
    )

    @display(description=_("offered by"))
    def offered_by(self, redemption: LoyaltyRedemption) -> str:
        creator = redemption.reward.creator
        return creator.stage_name if creator else str(_("The house"))

    @display(description=_("status"), ordering="status", label=STATES)
    def state_label(self, redemption: LoyaltyRedemption) -> tuple[str, str]:
        return redemption.status, redemption.get_status_display()

    def has_fulfilling_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(FULFIL)

    @asks_reason(description=_("Done: tell them so"), permissions=["fulfilling"])
    def fulfil(self, request: HttpRequest, chosen: QuerySet[LoyaltyRedemption], reason: str) -> None:
        self._each(request, chosen, reason, fulfil_for_house)

    @asks_reason(description=_("Cancel, points back"), permissions=["fulfilling"], is_danger=True)
    def cancel(self, request: HttpRequest, chosen: QuerySet[LoyaltyRedemption], reason: str) -> None:
        self._each(request, chosen, reason, turn_down_for_house)

    def _each(
        self,
        request: HttpRequest,
        chosen: QuerySet[LoyaltyRedemption],
        reason: str,
        decide: Callable[..., LoyaltyRedemption],
    ) -> None:
        done = 0
        for row in list(chosen):
            try:
                decided = decide(redemption_id=row.pk, by=person_of(request), note=reason)
            except DomainError as error:
                messages.error(request, f"{row}: {error}")
            else:
                self.log_change(request, decided, f"{decided.get_status_display()}: {reason}")
                done += 1
        if done:
            text = ngettext("%(number)d decided.", "%(number)d decided.", done)
            messages.success(request, text % {"number": done})


def number_waiting() -> int:
    with acting_as_house():
        return LoyaltyRedemption.objects.of_house().pending().count()


def oldest_waiting() -> datetime | None:
    with acting_as_house():
        waiting = LoyaltyRedemption.objects.of_house().pending()
        oldest: datetime | None = waiting.aggregate(at=Min("created_at"))["at"]
    return oldest


register_queue(
    title=_("Rewards of the house"),
    icon="trophy",
    permission=FULFIL,
    count=number_waiting,
    oldest=oldest_waiting,
    url="admin:economy_loyaltyredemption_changelist",
    query="status__exact=pending&offerer__isempty=1",
)
