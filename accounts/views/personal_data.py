"""What somebody may ask of a house that knows them: everything it keeps, or that it forgets them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import auth, messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import person_of
from accounts.downloads import private_archive
from accounts.entrance import freshly_confirmed
from accounts.errors import ExportOver
from accounts.forms.leaving import LeaveForm
from accounts.services.exports import ask_for_export, open_export
from accounts.services.leaving import GRACE, leave, what_is_lost, what_stays
from accounts.settings_pages import render_settings
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


@signed_in
@require_POST
def ask_export(request: HttpRequest) -> HttpResponse:
    try:
        ask_for_export(user=person_of(request))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("We are putting it together, and tell you when it is ready."))
    return redirect("accounts:settings_privacy")


@signed_in
@never_cache
@require_safe
@freshly_confirmed
def download_export(request: HttpRequest, export: UUID) -> HttpResponseBase:
    try:
        return private_archive(open_export(user=person_of(request), export_id=export))
    except ExportOver as error:
        messages.error(request, str(error))
        return redirect("accounts:settings_privacy")


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@freshly_confirmed
def leave_house(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays; whoever writes their name goes."""
    user = person_of(request)
    form = LeaveForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                person = leave(user=user, username=form.cleaned_data["username"])
            except DomainError as error:
                form.refuse(error)
                status = error.status
            else:
                auth.logout(request)
                day = date_format(timezone.localtime(person.leaves_at), "DATE_FORMAT")
                messages.success(
                    request, _("You are out. Until %(day)s you can come back by logging in.") % {"day": day}
                )
                return redirect("home")
    context = {
        "form": form,
        "stays": what_stays(),
        "lost": list(what_is_lost(user)),
        "day": timezone.now() + GRACE,
        "works_here": user.is_staff or user.is_superuser,
    }
    return render_settings(request, "accounts/leave.html", context, status=status)
