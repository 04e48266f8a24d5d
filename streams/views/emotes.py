"""/studio/emotes/: a channel's own small pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.asking import creator_of
from accounts.studio_pages import register_studio_page, studio_tabs
from accounts.views.entrance import refuse
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError
from roastlive.lib.limits import limited, require
from streams.forms.emotes import EmoteForm
from streams.selectors.emotes import house_emotes, own_emotes
from streams.services.emotes import EMOTE, EMOTES_MOST, add_emote, remove_emote

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

register_studio_page(label=gettext_lazy("Emotes"), route="streams:emotes", order=35)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def emotes(request: HttpRequest) -> HttpResponse:
    own = creator_of(request)
    form = EmoteForm(request.POST, request.FILES) if request.method == "POST" else EmoteForm()
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        # Only what costs us something counts.
        require(("uploads", own.user_id))
        try:
            emote = add_emote(channel=own, code=form.cleaned_data["code"], upload=form.cleaned_data["picture"])
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("Your chat knows :%(code)s: now.") % {"code": emote.code})
            return redirect("streams:emotes")
    context = {
        "heading": _("Emotes"),
        "tabs": studio_tabs(),
        "current": reverse("streams:emotes"),
        "form": form,
        "own": own_emotes(own.pk),
        "house": house_emotes(),
        "most": EMOTES_MOST,
        "side": EMOTE.sizes[-1][0],
    }
    return render(request, "streams/studio_emotes.html", context, status=status)


@signed_in
@require_POST
@limited("moderation_settings")
def forget(request: HttpRequest, emote: UUID) -> HttpResponse:
    remove_emote(channel=creator_of(request), emote_id=emote)
    messages.success(request, _("The emote is gone."))
    return redirect("streams:emotes")
