"""/studio/identity/: where a creator proves who they are, and reads what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.asking import creator_of
from accounts.errors import PictureRefused
from accounts.studio_pages import register_studio_page, studio_tabs
from moderation.forms.identity import IdentityForm
from moderation.selectors.identity_checks import Standing, identity_of
from moderation.services.identity_checks.asking import add_picture, save_details, submit
from moderation.services.identity_checks.details import from_kept
from moderation.services.identity_checks.proving import may_be_renewed
from roastlive.lib.access import signed_in
from roastlive.lib.errors import Conflict, Invalid
from roastlive.lib.limits import limited

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

register_studio_page(label=gettext_lazy("Identity"), route="moderation:identity", order=40)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("identity")
def identity(request: HttpRequest) -> HttpResponse:
    """Raises NotFound for those who are no creators."""
    person = creator_of(request).user
    if request.method != "POST":
        standing = identity_of(person.pk)
        return _page(request, standing, _form_of(standing) if _may_fill_in(standing) else None)
    try:
        form = _take_in(request, person)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("moderation:identity")
    if form.errors:
        return _page(request, identity_of(person.pk), form, status=400)
    is_sent = "send" in request.POST
    messages.success(
        request, _("It is on its way. We write to you.") if is_sent else _("Kept. Come back when you like.")
    )
    return redirect("moderation:identity")


def _take_in(request: HttpRequest, person: User) -> IdentityForm:
    """Keep what is good of it, also when something else is not: nobody chooses three pictures twice."""
    form = IdentityForm(request.POST, request.FILES, details=from_kept(None))
    if form.read():
        try:
            save_details(person=person, said=form.said())
        except Invalid as error:
            form.take(error)
    for side, upload in form.chosen().items():
        if side in form.errors:
            continue
        try:
            add_picture(person=person, side=side, upload=upload)
        except PictureRefused as error:
            form.take(error, field=side)
    if "send" in request.POST and not form.errors:
        try:
            submit(person=person)
        except Invalid as error:
            form.take(error)
    form.keep(identity_of(person.pk).sides)
    return form


def _may_fill_in(standing: Standing) -> bool:
    if standing.status in {"submitted", "in_review"}:
        return False
    return standing.status == "draft" or may_be_renewed(standing.counts_until)


def _form_of(standing: Standing) -> IdentityForm:
    details = from_kept(standing.check.details if standing.check else None)
    # Pictures of a check that is decided belong to that check.
    kept = standing.sides if standing.status == "draft" else ()
    return IdentityForm(details=details, kept=kept)


def _page(request: HttpRequest, standing: Standing, form: IdentityForm | None, *, status: int = 200) -> HttpResponse:
    context = {
        "standing": standing,
        "check": standing.check,
        "form": form,
        "tabs": studio_tabs(),
        "document_days": settings.IDENTITY_DOCUMENT_DAYS,
    }
    return render(request, "moderation/identity.html", context, status=status)
