"""/studio/rewards/: what a creator offers for points, and what waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import creator_of, person_of
from accounts.studio_pages import register_studio_page, studio_tabs
from accounts.views.entrance import refuse
from economy.forms.rewards import DecisionForm, RewardForm
from economy.selectors.loyalty import a_page, own_reward, own_rewards, redemptions_for, waiting_for
from economy.services.redemptions import fulfil, turn_down
from economy.services.rewards import change_reward, offer_reward, retire_reward, return_reward
from economy.views.rewards import cursor
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError, NotFound
from roastlive.lib.limits import limited
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

register_studio_page(label=gettext_lazy("Rewards"), route="economy:studio_rewards", order=50)


@signed_in
@require_safe
def rewards(request: HttpRequest) -> HttpResponse:
    creator = creator_of(request)
    person = person_of(request)
    with acting_as(person.pk):
        decided, older = a_page(redemptions_for(person.pk).exclude(status="pending"), before=cursor(request))
    here = reverse("economy:studio_rewards")
    context = {
        "waiting": waiting_for(person.pk),
        "decided": decided,
        "rewards": own_rewards(creator),
        "older_url": f"{here}?before={older}" if older else "",
        "newer_url": here if "before" in request.GET else "",
    }
    return _page(request, "economy/studio_rewards.html", _("Rewards"), context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@limited("rewards")
def new_reward(request: HttpRequest) -> HttpResponse:
    creator = creator_of(request)
    form = RewardForm(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            offer_reward(creator=creator, offer=form.offer())
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("It is on the shelf."))
            return redirect("economy:studio_rewards")
    return _page(request, "economy/studio_reward.html", _("New reward"), {"form": form}, status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@limited("rewards")
def edit_reward(request: HttpRequest, reward: UUID) -> HttpResponse:
    creator = creator_of(request)
    own = own_reward(creator, reward)
    form = RewardForm(request.POST if request.method == "POST" else None, reward=own)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            change_reward(reward_id=own.pk, creator=creator, offer=form.offer())
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("Saved. What was redeemed before keeps its price."))
            return redirect("economy:studio_rewards")
    return _page(request, "economy/studio_reward.html", own.title, {"form": form, "reward": own}, status)


@signed_in
@require_POST
@limited("rewards")
def shelve_reward(request: HttpRequest, reward: UUID) -> HttpResponse:
    """Off the shelf, or back on it."""
    creator = creator_of(request)
    try:
        if "return" in request.POST:
            return_reward(reward_id=reward, creator=creator)
            messages.success(request, _("It is on the shelf."))
        else:
            retire_reward(reward_id=reward, creator=creator)
            messages.success(request, _("It is off the shelf. What waits can still be done."))
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("economy:studio_rewards")


@signed_in
@require_POST
@limited("rewards")
def decide_redemption(request: HttpRequest, redemption: UUID) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what is to become of it, in a line at most."))
        return redirect("economy:studio_rewards")
    person, note = person_of(request), form.cleaned_data["note"]
    try:
        if form.cleaned_data["decision"] == "fulfil":
            fulfil(redemption_id=redemption, by=person, note=note)
            messages.success(request, _("Done. They have been told."))
        else:
            turn_down(redemption_id=redemption, by=person, note=note)
            messages.success(request, _("Cancelled. The points are back with them."))
    except NotFound:
        raise
    except DomainError as error:
        complaints = [text for texts in error.errors.values() for text in texts]
        messages.error(request, complaints[0] if complaints else str(error))
    return redirect("economy:studio_rewards")


def _page(
    request: HttpRequest, template: str, heading: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    studio = {"heading": heading, "tabs": studio_tabs(), "current": reverse("economy:studio_rewards")}
    return render(request, template, studio | context, status=status)
