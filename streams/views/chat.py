"""Chat without scripts: one line at a time. And asking to come back, which needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.asking import person_of
from accounts.geo import country_of
from accounts.selectors import channel
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError, NotFound, describe
from roastlive.lib.limits import limited
from streams.selectors.streams import stream_seen_by
from streams.services.chat.speaking import speak
from streams.services.chat.unbans import ask_back

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
@require_POST
def say(request: HttpRequest, stream: UUID) -> HttpResponse:
    person, text = person_of(request), request.POST.get("text", "")
    show = stream_seen_by(stream_id=stream, visitor=person, country=country_of(request))
    try:
        said = speak(stream=show, person=person, text=text)
    except DomainError as refusal:
        _complain(request, refusal)
    else:
        if "done" in said:
            messages.success(request, said["done"])
        elif "held" in said:
            messages.warning(request, _("Somebody looks at it first."))
    return redirect("streams:watch", stream=stream)


@signed_in
@require_POST
@limited("appeals")
def ask_to_come_back(request: HttpRequest, slug: str) -> HttpResponse:
    profile = channel(slug=slug, visitor=request.user, country=country_of(request))
    try:
        ask_back(channel=profile, person=person_of(request), words=request.POST.get("words", ""))
    except NotFound:
        raise
    except DomainError as refusal:
        _complain(request, refusal)
    else:
        messages.success(request, _("Asked. You hear of the answer."))
    return redirect("accounts:channel", slug=profile.slug)


def _complain(request: HttpRequest, refusal: DomainError) -> None:
    described = describe(refusal)
    texts = [text for texts in (described.errors if described else {}).values() for text in texts]
    for text in texts or [str(refusal)]:
        messages.error(request, text)
