"""The questions that a page's script puts to an authenticator, and its answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.asking import person_of
from accounts.entrance import enter, freshly_confirmed, safe_next, with_key
from accounts.errors import PasskeyRefused
from accounts.middleware import session_of
from accounts.services import passkeys
from accounts.services.sessions import note_second_factor
from accounts.visits import visit_of
from roastlive.lib.access import public, signed_in
from roastlive.lib.errors import DomainError, describe
from roastlive.lib.limits import require

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ADDING = "passkey_adding"
ENTERING = "passkey_entering"
LARGEST_ANSWER = 64 * 1024


@public
@never_cache
@require_POST
def enter_begin(request: HttpRequest) -> HttpResponse:
    require(("login_address", visit_of(request).household))
    asked, request.session[ENTERING] = passkeys.begin_entering(request=request)
    return JsonResponse(asked)


@public
@never_cache
@require_POST
def enter_finish(request: HttpRequest) -> HttpResponse:
    try:
        require(("login_address", visit_of(request).household))
        person = passkeys.finish_entering(request=request, state=_once(request, ENTERING), answer=_answer(request))
    except DomainError as error:
        return _refusal(error)
    target = enter(request, person, second_factor=True, next_url=safe_next(request))
    return JsonResponse({"url": target.url})


@signed_in
@never_cache
@require_POST
@freshly_confirmed
@with_key
def add_begin(request: HttpRequest) -> HttpResponse:
    try:
        asked, request.session[ADDING] = passkeys.begin_adding(request=request, user=person_of(request))
    except DomainError as error:
        return _refusal(error)
    return JsonResponse(asked)


@signed_in
@never_cache
@require_POST
@freshly_confirmed
@with_key
def add_finish(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    try:
        answer = _answer(request)
        passkeys.finish_adding(
            request=request,
            user=user,
            state=_once(request, ADDING),
            answer=answer.get("credential"),
            name=str(answer.get("name") or ""),
        )
    except DomainError as error:
        return _refusal(error)
    session = session_of(request)
    if session is not None:
        note_second_factor(session=session)
    messages.success(request, _("The passkey is yours. Next time it opens the door without a password."))
    return JsonResponse({"url": reverse("accounts:security")})


@signed_in
@require_POST
@freshly_confirmed
@with_key
def remove(request: HttpRequest, passkey: int) -> HttpResponse:
    passkeys.remove(user=person_of(request), passkey_id=passkey)
    messages.success(request, _("That passkey opens nothing here any more."))
    return redirect("accounts:security")


@signed_in
@require_POST
def rename(request: HttpRequest, passkey: int) -> HttpResponse:
    passkeys.rename(user=person_of(request), passkey_id=passkey, name=request.POST.get("name", ""))
    return redirect("accounts:security")


def _once(request: HttpRequest, name: str) -> dict[str, Any] | None:
    """Taken out and written down before anything else, so that no answer is good twice."""
    state = request.session.pop(name, None)
    request.session.save()
    return cast("dict[str, Any] | None", state)


def _answer(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LARGEST_ANSWER:
        raise PasskeyRefused
    try:
        answer = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise PasskeyRefused from error
    if not isinstance(answer, dict):
        raise PasskeyRefused
    return answer


def _refusal(error: DomainError) -> HttpResponse:
    described = describe(error)
    status = described.status if described else 400
    return JsonResponse({"code": error.code, "detail": str(error)}, status=status)
