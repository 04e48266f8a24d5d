"""Where somebody stands: what they may not do and why, what they can say to it, and how far they are trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.asking import person_of
from accounts.entrance import turned_away_at_the_door
from accounts.settings_pages import settings_pages
from accounts.views.entrance import refuse
from moderation.forms.appealing import AppealForm
from moderation.models import TrustLevel
from moderation.selectors.standing import own_sanction, own_sanctions
from moderation.selectors.trust import assessment_of
from moderation.services.appeals import appeal
from roastlive.lib.access import public, signed_in
from roastlive.lib.errors import DomainError
from roastlive.lib.limits import require

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

GET_OR_POST = ["GET", "HEAD", "POST"]


@signed_in
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    owned = own_sanctions(person)
    context = {
        "tabs": [{"label": page.label, "url": reverse(page.route), "count": None} for page in settings_pages()],
        "in_force": [own for own in owned if own.is_in_force],
        "past": [own for own in owned if not own.is_in_force],
        "trust": assessment_of(person.pk),
        "levels": list(TrustLevel),
    }
    return render(request, "moderation/standing.html", context)


@signed_in
@require_http_methods(GET_OR_POST)
def appeal_sanction(request: HttpRequest, sanction: UUID) -> HttpResponse:
    tabs = [{"label": page.label, "url": reverse(page.route), "count": None} for page in settings_pages()]
    context = {"tabs": tabs, "here": reverse("moderation:standing")}
    return _appeal(request, person_of(request), sanction, "moderation/appeal.html", context, "moderation:standing")


@public
@never_cache
@require_safe
def shut_out(request: HttpRequest) -> HttpResponse:
    """The only page of somebody who has shown who they are and is not let in. In every other way they are nobody."""
    person = turned_away_at_the_door(request)
    if person is None:
        return redirect("accounts:login")
    owned = [own for own in own_sanctions(person) if own.is_in_force and own.sanction.is_on_platform]
    return render(request, "moderation/standing_shut_out.html", {"shut_out": person, "in_force": owned})


@public
@never_cache
@require_http_methods(GET_OR_POST)
def shut_out_appeal(request: HttpRequest, sanction: UUID) -> HttpResponse:
    person = turned_away_at_the_door(request)
    if person is None:
        return redirect("accounts:login")
    return _appeal(request, person, sanction, "moderation/appeal_shut_out.html", {}, "moderation:shut_out")


def _appeal(
    request: HttpRequest, person: User, sanction_id: UUID, template: str, context: Mapping[str, object], back: str
) -> HttpResponse:
    own = own_sanction(person, sanction_id)
    form = AppealForm(request.POST or None, label_suffix="")
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                require(("appeals", person.pk))
                appeal(person=person, sanction_id=sanction_id, words=form.cleaned_data["words"])
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(request, _("Sent. Somebody who had no part in it will read this and write to you."))
                return redirect(back)
    return render(request, template, {**context, "own": own, "form": form, "back": reverse(back)}, status=status)
