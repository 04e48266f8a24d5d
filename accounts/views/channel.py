"""/@slug/: a creator's channel, and following it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import person_of
from accounts.channel_sections import sections_of
from accounts.forms.creators import LINK_LABELS
from accounts.geo import country_of
from accounts.models import CreatorProfile
from accounts.selectors import channel as find_channel
from accounts.selectors import follow_of, has_blocked
from accounts.services.blocking import block, unblock
from accounts.services.following import follow as begin_follow
from accounts.services.following import unfollow as stop_follow
from roastlive.lib.access import public, signed_in
from roastlive.lib.limits import limited

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@require_safe
def channel(request: HttpRequest, slug: str) -> HttpResponse:
    profile = _found(request, slug)
    if slug != profile.slug:
        return redirect("accounts:channel", slug=profile.slug, permanent=True)
    links = [{"label": LINK_LABELS.get(name, name), "url": url} for name, url in profile.links.items()]
    return render(
        request,
        "accounts/channel.html",
        {**_standing(request, profile), "links": links, "sections": sections_of(profile, request.user)},
    )


@signed_in
@require_POST
@limited("follows")
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Follows, and sets the bell where the form says which way."""
    profile = _found(request, slug)
    bell = {"on": True, "off": False}.get(request.POST.get("bell", ""))
    begin_follow(follower=person_of(request), creator=profile, bell=bell)
    return _answer(request, profile)


@signed_in
@require_POST
@limited("follows")
def unfollow(request: HttpRequest, slug: str) -> HttpResponse:
    profile = _found(request, slug)
    stop_follow(follower=person_of(request), creator=profile)
    return _answer(request, profile)


@signed_in
@require_POST
@limited("follows")
def block_creator(request: HttpRequest, slug: str) -> HttpResponse:
    profile = _found(request, slug)
    block(blocker=person_of(request), blocked=profile.user)
    messages.success(request, _("%(name)s is blocked.") % {"name": profile.stage_name})
    return redirect("accounts:channel", slug=profile.slug)


@signed_in
@require_POST
def unblock_creator(request: HttpRequest, slug: str) -> HttpResponse:
    profile = _found(request, slug)
    unblock(blocker=person_of(request), blocked=profile.user)
    return redirect("accounts:channel", slug=profile.slug)


def _found(request: HttpRequest, slug: str) -> CreatorProfile:
    return find_channel(slug=slug, visitor=request.user, country=country_of(request))


def _answer(request: HttpRequest, profile: CreatorProfile) -> HttpResponse:
    """The row of buttons for htmx, the whole page for everybody else."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("accounts:channel", slug=profile.slug)
    profile.refresh_from_db(fields=["follower_count"])
    return render(request, "accounts/_standing.html", _standing(request, profile))


def _standing(request: HttpRequest, profile: CreatorProfile) -> dict[str, object]:
    """How this visitor stands with this creator."""
    return {
        "profile": profile,
        "is_own": request.user.is_authenticated and request.user.pk == profile.user_id,
        "follow": follow_of(visitor=request.user, profile=profile),
        "is_blocked": has_blocked(blocker=request.user, blocked_id=profile.user_id),
    }
