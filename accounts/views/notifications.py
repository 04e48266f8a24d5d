"""/notifications/: what the house has told somebody, and the browser that may be woken."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import id_in, person_of
from accounts.selectors import notification_link, notifications_page
from accounts.services.notifying import mark_read, mark_unread
from accounts.services.pushing import subscribe, unsubscribe
from roastlive.lib.access import public, signed_in
from roastlive.lib.api.parsers import loads
from roastlive.lib.errors import Invalid
from roastlive.lib.limits import limited

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@signed_in
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Newest first; `before` is the last of the page above."""
    page = notifications_page(
        person_of(request), before=id_in(request.GET.get("before", "")), only_unread="unread" in request.GET
    )
    here = reverse("accounts:notifications")
    tabs = [
        {"label": label, "url": url, "count": count}
        for label, url, count in page.tabs(everything=here, unread=f"{here}?unread=1")
    ]
    keep = "unread=1&" if "unread" in request.GET else ""
    older = f"{here}?{keep}before={page.rows[-1].pk}" if page.has_more else ""
    context = {
        "rows": page.rows,
        "tabs": tabs,
        "current": f"{here}?unread=1" if keep else here,
        "newer_url": (f"{here}?unread=1" if keep else here) if "before" in request.GET else "",
        "older_url": older,
        "has_unread": bool(page.unread),
    }
    return render(request, "accounts/notifications.html", context)


@signed_in
@require_POST
def open_notification(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reads it, and goes where it leads. A POST, because it changes something."""
    user = person_of(request)
    link = notification_link(user, pk)
    mark_read(user=user, ids=[pk])
    return HttpResponseRedirect(link or reverse("accounts:notifications"))


@signed_in
@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """One, or all of them; or one is unread again."""
    user = person_of(request)
    chosen = id_in(request.POST.get("id", ""))
    if chosen and "unread" in request.POST:
        mark_unread(user=user, notification_id=chosen)
    else:
        mark_read(user=user, ids=[chosen] if chosen else None)
    return redirect("accounts:notifications")


@signed_in
@require_http_methods(["POST"])
@limited("follows")
def push_subscription(request: HttpRequest) -> HttpResponse:
    """A browser asks to be woken, or not to be any more."""
    try:
        body = loads(request.body)
    except ValueError as error:
        raise Invalid from error
    if not isinstance(body, dict):
        raise Invalid
    if body.get("end"):
        unsubscribe(user=person_of(request), endpoint=str(body.get("endpoint", "")))
    else:
        subscribe(user=person_of(request), subscription=body)
    return JsonResponse({})


@public
@require_safe
@cache_control(max_age=0)
def push_worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker, at the top, so that it may speak for the whole site."""
    path = finders.find("accounts/js/push-worker.js") or settings.STATIC_ROOT / "accounts/js/push-worker.js"
    try:
        return FileResponse(open(str(path), "rb"), content_type="text/javascript; charset=utf-8")  # noqa: PTH123
    except FileNotFoundError as error:
        raise Http404 from error
