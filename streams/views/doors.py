"""In front of a show that somebody may know of and not watch: what it takes to come in. And tickets, and reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import person_of
from accounts.geo import country_of
from accounts.selectors import follow_of
from economy.selectors.wallet import wallet_state
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError, NotFound
from roastlive.lib.ids import uuid7
from roastlive.lib.limits import limited
from streams.forms.tickets import TicketForm
from streams.models import StreamReminder, StreamTicket
from streams.services.reminders import forget, remind
from streams.services.tickets import buy_ticket

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from streams.models import Stream


def door(request: HttpRequest, stream: Stream, refusal: DomainError) -> HttpResponse:
    """Part of the page of a show; says with 403 what stands in the way."""
    visitor = request.user
    context = {
        "show": stream,
        "profile": stream.creator,
        "refusal": refusal,
        "follow": follow_of(visitor=visitor, profile=stream.creator),
        "is_own": False,
        "key": str(uuid7()),
        "wallet": wallet_state(visitor.pk) if visitor.is_authenticated else None,
        "is_reminded": visitor.is_authenticated
        and StreamReminder.objects.filter(stream=stream, person=visitor).exists(),
    }
    return render(request, "streams/door.html", context, status=403)


@signed_in
@require_POST
@limited("gifts")
def buy(request: HttpRequest, stream: UUID) -> HttpResponse:
    form = TicketForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else str(uuid7())
    try:
        ticket = buy_ticket(stream_id=stream, person=person_of(request), key=key, country=country_of(request))
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Your seat is kept. %(price)s tokens wait until the show has been.") % {"price": ticket.price}
        )
    return redirect("streams:watch", stream=stream)


@signed_in
@require_POST
@limited("follows")
def toggle_reminder(request: HttpRequest, stream: UUID) -> HttpResponse:
    person = person_of(request)
    if StreamReminder.objects.filter(stream=stream, person=person).exists():
        forget(stream_id=stream, person=person)
        messages.success(request, _("Forgotten. It will begin without a word to you."))
    else:
        remind(stream_id=stream, person=person, country=country_of(request))
        messages.success(request, _("You hear of it when it begins."))
    return redirect("home") if request.POST.get("back") == "home" else redirect("streams:watch", stream=stream)


@signed_in
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    held = (
        StreamTicket.objects.filter(person=person_of(request)).select_related("stream__creator").order_by("-id")[:100]
    )
    return render(request, "streams/tickets.html", {"tickets": held})
