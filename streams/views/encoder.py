"""/studio/encoder/: sending with OBS or another encoder, and the key that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.asking import creator_of
from accounts.studio_pages import register_studio_page, studio_tabs
from roastlive.lib.access import signed_in
from roastlive.lib.limits import limited
from streams.models import StreamKey
from streams.services.stream_keys import drop_key, new_key

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

register_studio_page(label=gettext_lazy("Encoder"), route="streams:encoder", order=6)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("moderation_settings")
def encoder(request: HttpRequest) -> HttpResponse:
    """A new key stands in the answer to who asked for it, and nowhere after."""
    creator = creator_of(request)
    fresh = new_key(creator=creator) if request.method == "POST" else ""
    context = {
        "heading": _("Encoder"),
        "tabs": studio_tabs(),
        "current": reverse("streams:encoder"),
        "server": f"rtmp://{urlsplit(settings.SITE_URL).hostname}:{settings.MEDIA_RTMP_PORT}/live",
        "is_heard": bool(settings.MEDIA_RTMP_PORT),
        "key": StreamKey.objects.filter(creator=creator).first(),
        "fresh": fresh,
    }
    return render(request, "streams/studio_encoder.html", context)


@signed_in
@require_POST
@limited("moderation_settings")
def drop(request: HttpRequest) -> HttpResponse:
    drop_key(creator=creator_of(request))
    messages.success(request, _("The key is good no longer."))
    return redirect("streams:encoder")
