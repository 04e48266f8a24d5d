"""/studio/streams/<stream>/stage/: where a creator stands before camera and microphone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.asking import person_of
from accounts.studio_pages import studio_tabs
from roastlive.lib.access import signed_in
from streams.services.scheduling import own_stream

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# What the page's script says, by the name of a state, of a reason or of a browser's own error.
WORDS = {
    "connecting": gettext_lazy("Connecting"),
    "on": gettext_lazy("Your picture is on its way."),
    "again": gettext_lazy("The connection broke. It is being made again; your show goes on."),
    "stopped": gettext_lazy("Nothing is being sent."),
    "live": gettext_lazy("You are live. Your followers hear of it now."),
    "offline": gettext_lazy("The house does not answer. Try again in a moment."),
    "refused": gettext_lazy("The house does not take this picture."),
    "taken_over": gettext_lazy("You are sending from another window now."),
    "over": gettext_lazy("This show is over."),
    "full": gettext_lazy("The house carries no more pictures now. Try again in a while."),
    "invalid": gettext_lazy("This browser sends nothing that the house understands."),
    "camera": gettext_lazy("Camera or microphone did not answer. Close what else is using them, and try again."),
    "NotAllowedError": gettext_lazy(
        "The browser was not allowed to use camera and microphone. Allow it beside the address, and try again."
    ),
    "NotFoundError": gettext_lazy("There is no camera or no microphone. Plug one in, and try again."),
}


@signed_in
@require_safe
def stage(request: HttpRequest, stream: UUID) -> HttpResponse:
    show = own_stream(stream_id=stream, by=person_of(request))
    if show.is_over:
        messages.info(request, _("This show is over."))
        return redirect("streams:studio_streams")
    context = {
        "heading": show.title,
        "tabs": studio_tabs(),
        "current": reverse("streams:studio_streams"),
        "show": show,
        "words": WORDS,
    }
    return render(request, "streams/studio_stage.html", context)
