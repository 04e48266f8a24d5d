"""/studio/: where a viewer becomes a creator, and a creator says who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.asking import creator_of, person_of
from accounts.forms.creators import CreatorForm, PictureForm, RegionsForm
from accounts.images import AVATAR, BANNER
from accounts.models import CreatorProfile
from accounts.selectors import profile_of
from accounts.services.creators import become_creator, block_regions, change_profile
from accounts.services.uploads import remove_picture, set_picture
from accounts.studio_pages import studio_tabs
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError, Invalid
from roastlive.lib.limits import limited, require

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The door for those who are not creators yet, and the mirror for those who are."""
    user = person_of(request)
    own = profile_of(user)
    form = CreatorForm(request.POST if request.method == "POST" else None, profile=own)
    if form.is_bound and form.is_valid():
        try:
            if own is None:
                made = become_creator(user=user, **form.values())
                messages.success(request, _("Welcome to the stage. This is your channel."))
                return redirect("accounts:channel", slug=made.slug)
            change_profile(profile=own, **form.values())
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:studio_profile")
    status = 400 if form.is_bound else 200
    if own is None:
        return render(request, "accounts/become_creator.html", {"form": form}, status=status)
    return render(request, "accounts/studio_profile.html", _mirror(own, form), status=status)


@signed_in
@require_POST
def picture(request: HttpRequest, place: str) -> HttpResponse:
    """A new avatar or banner, or none any more."""
    own = creator_of(request)
    if "remove" in request.POST:
        remove_picture(profile=own, place=place)
        messages.success(request, _("The picture is gone."))
        return redirect("accounts:studio_profile")
    # Only what costs us something counts.
    require(("uploads", own.user_id))
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a picture first."))
        return redirect("accounts:studio_profile")
    try:
        set_picture(profile=own, place=place, upload=form.cleaned_data["picture"])
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("There you are."))
    return redirect("accounts:studio_profile")


@signed_in
@require_POST
@limited("follows")
def regions(request: HttpRequest) -> HttpResponse:
    own = creator_of(request)
    form = RegionsForm(request.POST)
    try:
        if form.is_valid():
            block_regions(profile=own, regions=form.codes())
            messages.success(request, _("Saved."))
    except Invalid as error:
        messages.error(request, next((text for texts in error.errors.values() for text in texts), str(error)))
    return redirect("accounts:studio_profile")


def _mirror(own: CreatorProfile, form: CreatorForm) -> dict[str, object]:
    return {
        "profile": own,
        "form": form,
        "tabs": studio_tabs(),
        "regions_form": RegionsForm(initial={"blocked_regions": ", ".join(own.blocked_regions)}),
        "places": [
            {"name": "avatar", "label": _("Avatar"), "size": AVATAR.sizes[-1], "picture": own.avatar},
            {"name": "banner", "label": _("Banner"), "size": BANNER.sizes[-1], "picture": own.banner},
        ],
    }
