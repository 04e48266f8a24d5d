"""/rewards/: points, what earns them, and what they are good for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import person_of
from accounts.geo import country_of
from economy.forms.rewards import RedeemForm
from economy.selectors.loyalty import a_page, days_in_a_row, earned_today, redemptions_of, reward_seen_by, shelf_of
from economy.services.redemptions import redeem, withdraw
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError, Invalid, NotFound
from roastlive.lib.ids import uuid7
from roastlive.lib.limits import limited
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    context = {
        "shelf": shelf_of(person, country=country_of(request)),
        "earned": earned_today(person.pk),
        "streak": days_in_a_row(person.pk),
        "tabs": tabs(),
        "current": reverse("economy:rewards"),
    }
    return render(request, "economy/rewards.html", context)


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    with acting_as(person.pk):
        rows, older = a_page(redemptions_of(person.pk), before=cursor(request))
    here = reverse("economy:my_rewards")
    context = {
        "redemptions": rows,
        "older_url": f"{here}?before={older}" if older else "",
        "newer_url": here if "before" in request.GET else "",
        "tabs": tabs(),
        "current": here,
    }
    return render(request, "economy/rewards_mine.html", context)


@signed_in
@require_safe
def reward(request: HttpRequest, reward: UUID) -> HttpResponse:
    """What is asked before points are gone: a dialog where there are scripts, a page where there are none."""
    return _ask(request, reward)


@signed_in
@require_POST
@limited("rewards")
def redeem_reward(request: HttpRequest, reward: UUID) -> HttpResponse:
    form = RedeemForm(request.POST)
    if not form.is_valid():
        return _ask(
            request,
            reward,
            refusal=Invalid(errors={name: [str(text) for text in texts] for name, texts in form.errors.items()}),
            status=400,
        )
    try:
        made = redeem(
            person=person_of(request),
            reward_id=reward,
            words=form.cleaned_data["words"],
            key=form.cleaned_data["key"],
        )
    except NotFound:
        raise
    except DomainError as error:
        return _ask(request, reward, refusal=error, status=error.status)
    if made.is_pending:
        messages.success(request, _("It is yours. We tell you when it is done."))
    else:
        messages.success(request, _("Done, and yours."))
    return redirect("economy:my_rewards")


@signed_in
@require_POST
@limited("rewards")
def withdraw_redemption(request: HttpRequest, redemption: UUID) -> HttpResponse:
    try:
        taken_back = withdraw(redemption_id=redemption, by=person_of(request))
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(points)s points are back.") % {"points": taken_back.price})
    return redirect("economy:my_rewards")


def tabs() -> list[dict[str, object]]:
    return [
        {"label": _("Shelf"), "url": reverse("economy:rewards"), "count": None},
        {"label": _("Yours"), "url": reverse("economy:my_rewards"), "count": None},
    ]


def cursor(request: HttpRequest) -> UUID | None:
    """Where in a list somebody is. Raises Invalid for what is no place in one."""
    text = request.GET.get("before", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid from error


def _ask(
    request: HttpRequest, reward_id: UUID, *, refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "shown": reward_seen_by(person_of(request), reward_id, country=country_of(request)),
        "key": request.POST.get("key") or str(uuid7()),
        "words": request.POST.get("words", ""),
        "refusal": refusal,
        "complaints": [text for texts in refusal.errors.values() for text in texts] if refusal else [],
    }
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    template = "economy/_reward_dialog.html" if is_part else "economy/reward.html"
    return render(request, template, context, status=status)
