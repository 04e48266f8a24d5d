"""/@slug/give/: gifts and tips for a creator, for browsers that do everything and for those that do little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import person_of
from accounts.geo import country_of
from accounts.selectors import channel as find_channel
from economy.forms.giving import GiftForm, TipForm
from economy.occasions import Occasion, page_of
from economy.selectors.trays import tray_for
from economy.services.gifts import give_gift
from economy.services.tips import give_tip
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError, Invalid, describe
from roastlive.lib.limits import limited

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from accounts.models import CreatorProfile


@signed_in
@require_safe
def give(request: HttpRequest, slug: str) -> HttpResponse:
    """The tray as a page of its own."""
    return _page(request, _found(request, slug))


@signed_in
@require_POST
@limited("gifts")
def gift(request: HttpRequest, slug: str) -> HttpResponse:
    creator = _found(request, slug)
    form = GiftForm(request.POST)
    if not form.is_valid():
        return _refused(request, creator, Invalid(errors=_complaints(form)))
    data = form.cleaned_data
    try:
        given = give_gift(
            sender=person_of(request),
            creator=creator,
            gift=data["gift"],
            quantity=data["quantity"],
            key=data["key"],
            occasion=form.occasion,
        )
    except DomainError as error:
        return _refused(request, creator, error)
    words = {"number": given.gift.quantity, "gift": given.gift.gift_type.label, "name": creator.stage_name}
    messages.success(request, _("%(number)s × %(gift)s for %(name)s. Good taste.") % words)
    return _back(form.occasion, creator)


@signed_in
@require_POST
@limited("gifts")
def tip(request: HttpRequest, slug: str) -> HttpResponse:
    creator = _found(request, slug)
    form = TipForm(request.POST)
    if not form.is_valid():
        return _refused(request, creator, Invalid(errors=_complaints(form)))
    data = form.cleaned_data
    try:
        given = give_tip(
            sender=person_of(request),
            creator=creator,
            amount=data["amount"],
            message=data["message"],
            key=data["key"],
            occasion=form.occasion,
        )
    except DomainError as error:
        return _refused(request, creator, error)
    said = ngettext("%(number)s token for %(name)s.", "%(number)s tokens for %(name)s.", given.tip.amount)
    messages.success(request, said % {"number": given.tip.amount, "name": creator.stage_name})
    if given.tip.is_message_held:
        messages.warning(request, _("The tokens are there. Somebody reads your words before they follow."))
    return _back(form.occasion, creator)


def _back(occasion: Occasion, creator: CreatorProfile) -> HttpResponse:
    return redirect(page_of(occasion) or reverse("accounts:channel", args=[creator.slug]))


def _found(request: HttpRequest, slug: str) -> CreatorProfile:
    return find_channel(slug=slug, visitor=request.user, country=country_of(request))


def _complaints(form: Form) -> dict[str, list[str]]:
    return {name: [str(text) for text in texts] for name, texts in form.errors.items()}


def _refused(request: HttpRequest, creator: CreatorProfile, error: DomainError) -> HttpResponse:
    """Nothing was taken. The page says why, with everything to try again."""
    described = describe(error)
    status = described.status if described is not None else error.status
    return _page(request, creator, refusal=error, status=status)


def _page(
    request: HttpRequest, creator: CreatorProfile, *, refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "profile": creator,
        "tray": tray_for(creator=creator, visitor=request.user),
        "refusal": refusal,
        "complaints": [text for texts in refusal.errors.values() for text in texts] if refusal else [],
        "typed": request.POST,
        "occasion_kind": request.POST.get("subject_kind", ""),
        "occasion_id": request.POST.get("subject_id", ""),
    }
    return render(request, "economy/give.html", context, status=status)
