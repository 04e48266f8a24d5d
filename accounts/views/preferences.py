"""/settings/: how the house looks, what it tells, and who may know what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import person_of
from accounts.forms.entrance import UsernameForm
from accounts.forms.preferences import NotificationsForm, PreferencesForm, PrivacyForm
from accounts.models import User
from accounts.notifications import Channel
from accounts.selectors import blocks_of, exports_now, person_named, settings_of
from accounts.services.blocking import block, unblock
from accounts.services.preferences import change_privacy, change_settings, mute_notifications
from accounts.services.profiles import change_username
from accounts.services.pushing import vapid_public_key
from accounts.settings_pages import render_settings
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError
from roastlive.lib.limits import limited

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600
BLOCKS_SHOWN = 200


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = PreferencesForm(request.POST or None, instance=settings_of(user))
    if request.method == "POST" and form.is_valid():
        chosen = change_settings(user=user, **form.cleaned_data)
        with override(chosen.language):
            messages.success(request, _("Saved."))
        response = redirect("accounts:settings")
        # Also for this browser once nobody is logged in.
        for name, value in (
            (settings.THEME_COOKIE_NAME, chosen.theme),
            (settings.LANGUAGE_COOKIE_NAME, chosen.language),
        ):
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
        return response
    context = {"form": form, "name_form": UsernameForm(initial={"username": user.username})}
    return render_settings(request, "accounts/settings.html", context, status=400 if form.is_bound else 200)


@signed_in
@require_POST
def username(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = UsernameForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            change_username(user=user, username=form.cleaned_data["username"])
        except DomainError as error:
            form.refuse(error)
            status = error.status
        else:
            messages.success(request, _("You are %(name)s now.") % {"name": user.username})
            return redirect("accounts:settings")
    context = {"form": PreferencesForm(instance=settings_of(user)), "name_form": form}
    return render_settings(request, "accounts/settings.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = NotificationsForm(request.POST if request.method == "POST" else None, row=settings_of(user))
    if form.is_bound and form.is_valid():
        change_settings(
            user=user,
            email_enabled=form.cleaned_data["email_enabled"],
            push_enabled=form.cleaned_data["push_enabled"],
        )
        mute_notifications(user=user, muted=form.muted())
        messages.success(request, _("Saved."))
        return redirect("accounts:settings_notifications")
    context = {"form": form, "channels": list(Channel), "push_key": vapid_public_key()}
    return render_settings(request, "accounts/settings_notifications.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = PrivacyForm(request.POST if request.method == "POST" else None, row=settings_of(user))
    if form.is_bound and form.is_valid():
        change_privacy(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:settings_privacy")
    return render_privacy(request, form, status=400 if form.is_bound else 200)


def render_privacy(request: HttpRequest, form: PrivacyForm, *, status: int = 200) -> HttpResponse:
    is_asked, ready = exports_now(person_of(request))
    context = {"form": form, "ready": ready, "is_asked": is_asked}
    return render_settings(request, "accounts/settings_privacy.html", context, status=status)


@signed_in
@require_safe
def blocked(request: HttpRequest) -> HttpResponse:
    return render_settings(
        request,
        "accounts/settings_blocked.html",
        {"blocks": blocks_of(person_of(request)).order_by("-id")[:BLOCKS_SHOWN]},
    )


@signed_in
@require_POST
@limited("follows")
def block_person(request: HttpRequest) -> HttpResponse:
    """By name, from the list or from wherever somebody is shown."""
    user = person_of(request)
    try:
        other = person_named(request.POST.get("username", "").strip())
        block(blocker=user, blocked=other)
    except DomainError as error:
        messages.error(request, str(error) if error.status != 404 else _("Nobody here has this name."))
    else:
        messages.success(request, _("%(name)s is blocked.") % {"name": other.username})
    return redirect("accounts:settings_blocked")


@signed_in
@require_POST
def unblock_person(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    other = User.everyone.filter(username__iexact=request.POST.get("username", "")).first()
    if other is not None and unblock(blocker=user, blocked=other):
        messages.success(request, _("%(name)s is no longer blocked.") % {"name": other.username})
    return redirect("accounts:settings_blocked")
