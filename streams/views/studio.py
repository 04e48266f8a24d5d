"""/studio/streams/: a creator's shows: announced, begun, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
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
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError, NotFound
from roastlive.lib.limits import limited
from streams.forms.shows import ShowForm
from streams.models import Stream
from streams.services.life import cancel_stream, end_stream, start_stream
from streams.services.scheduling import change_stream, delete_stream, own_stream, schedule_stream

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

register_studio_page(label=gettext_lazy("Shows"), route="streams:studio_streams", order=5)

PAST_SHOWN = 30


@signed_in
@require_safe
def shows(request: HttpRequest) -> HttpResponse:
    own = Stream.objects.filter(creator=creator_of(request)).select_related("category")
    context = {
        "live": own.live().first(),
        "announced": own.filter(status=Stream.Status.SCHEDULED).order_by("scheduled_start", "id"),
        "past": own.exclude(status__in=["live", "scheduled"]).order_by("-ended_at")[:PAST_SHOWN],
    }
    return _page(request, "streams/studio_streams.html", _("Shows"), context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@limited("moderation_settings")
def new_show(request: HttpRequest) -> HttpResponse:
    creator = creator_of(request)
    form = ShowForm(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            show = schedule_stream(creator=creator, **form.wishes())
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("Announced. You start it when you are ready."))
            return redirect("streams:studio_stream", stream=show.pk)
    return _page(request, "streams/studio_stream.html", _("New show"), {"form": form}, status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@limited("moderation_settings")
def show(request: HttpRequest, stream: UUID) -> HttpResponse:
    own = own_stream(stream_id=stream, by=person_of(request))
    form = ShowForm(request.POST if request.method == "POST" else None, show=own)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            change_stream(stream_id=own.pk, by=person_of(request), **form.wishes())
        except NotFound:
            raise
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("streams:studio_stream", stream=own.pk)
    return _page(request, "streams/studio_stream.html", own.title, {"form": form, "show": own}, status)


@signed_in
@require_POST
@limited("moderation_settings")
def start(request: HttpRequest, stream: UUID) -> HttpResponse:
    try:
        start_stream(stream_id=stream, by=person_of(request))
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("streams:studio_stream", stream=stream)
    messages.success(request, _("You are live. Your followers hear of it now."))
    return redirect("streams:watch", stream=stream)


@signed_in
@require_POST
@limited("moderation_settings")
def end(request: HttpRequest, stream: UUID) -> HttpResponse:
    return _act(request, stream, end_stream, _("That was it. The room stays open for reading."))


@signed_in
@require_POST
@limited("moderation_settings")
def cancel(request: HttpRequest, stream: UUID) -> HttpResponse:
    return _act(request, stream, cancel_stream, _("Cancelled. Tickets and goals go back."))


@signed_in
@require_POST
@limited("moderation_settings")
def delete(request: HttpRequest, stream: UUID) -> HttpResponse:
    return _act(request, stream, delete_stream, _("Gone."))


def _act(request: HttpRequest, stream_id: UUID, act: Any, done: str) -> HttpResponse:
    try:
        act(stream_id=stream_id, by=person_of(request))
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("streams:studio_streams")


def _page(
    request: HttpRequest, template: str, heading: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    shared = {"heading": heading, "tabs": studio_tabs(), "current": reverse("streams:studio_streams")}
    return render(request, template, {**shared, **context}, status=status)
