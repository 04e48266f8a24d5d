"""The front door: in, out, and back in for those who lost their key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.entrance import (
    HALF,
    LEAVER,
    enter,
    half_login,
    leaver_at_the_door,
    let_in,
    safe_next,
    stays_here,
    wait_for_code,
)
from accounts.errors import LinkOver, LoginOver, TooYoung, UsernameTaken
from accounts.forms.entrance import (
    CodeForm,
    LoginForm,
    NewPasswordForm,
    RegisterForm,
    ResetForm,
    SpokenForm,
    UsernameForm,
)
from accounts.services.leaving import stay
from accounts.services.login import give_code, give_password
from accounts.services.passkeys import passkeys_work_at
from accounts.services.passwords import ask_for_reset, person_to_reset, reset_password
from accounts.services.registration import confirm_registration, pending_for, register
from accounts.services.verification import confirm_email
from accounts.visits import visit_of
from roastlive.lib.access import public
from roastlive.lib.errors import DomainError, describe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

GET_OR_POST = ["GET", "HEAD", "POST"]
PENDING = "pending_registration"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
def log_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(safe_next(request))
    form = LoginForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                entry = give_password(
                    email=form.cleaned_data["email"],
                    password=form.cleaned_data["password"],
                    household=visit_of(request).household,
                )
            except DomainError as error:
                status = refuse(form, error)
            else:
                if not entry.challenge:
                    return enter(request, entry.user, second_factor=False, next_url=safe_next(request))
                wait_for_code(request, entry.challenge, next_url=safe_next(request))
                return redirect("accounts:login_code")
    context = {
        "form": form,
        "next": stays_here(request, request.POST.get("next", request.GET.get("next", ""))),
        "passkeys_work": passkeys_work_at(request.get_host()),
    }
    return render(request, "accounts/login.html", context, status=status)


@public
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(GET_OR_POST)
def log_in_code(request: HttpRequest) -> HttpResponse:
    """The only page that a half-login opens."""
    waiting = half_login(request)
    if waiting is None:
        return redirect("accounts:login")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                person = give_code(
                    challenge=waiting["challenge"],
                    code=form.cleaned_data["code"],
                    household=visit_of(request).household,
                )
            except LoginOver as error:
                del request.session[HALF]
                messages.error(request, str(error))
                return redirect("accounts:login")
            except DomainError as error:
                status = refuse(form, error)
            else:
                return enter(request, person, second_factor=True, next_url=waiting["next"])
    return render(request, "accounts/login_code.html", {"form": form}, status=status)


@public
@never_cache
@require_http_methods(GET_OR_POST)
def come_back(request: HttpRequest) -> HttpResponse:
    """The only page that somebody who is leaving gets: to stay, or to leave it at that."""
    found = leaver_at_the_door(request)
    if found is None:
        return redirect("accounts:login")
    person, waiting = found
    if request.method != "POST":
        return render(request, "accounts/stay.html", {"leaver": person})
    del request.session[LEAVER]
    if "stay" not in request.POST:
        messages.info(request, _("As you wish. The door stays open until then."))
        return redirect("home")
    stay(user=person)
    let_in(request, person, second_factor=waiting["second_factor"])
    messages.success(request, _("Good to have you back, %(name)s. Nothing is lost.") % {"name": person.username})
    return redirect(waiting["next"])


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    messages.success(request, _("You are out. The door stays open."))
    return redirect("home")


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
def sign_up(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = RegisterForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                pending = register(
                    **form.cleaned_data, language=get_language() or "en", household=visit_of(request).household
                )
            except TooYoung as error:
                return render(request, "accounts/too_young.html", {"words": str(error)}, status=403)
            except (DomainError, ValidationError) as error:
                status = refuse(form, error)
            else:
                request.session[PENDING] = {"id": str(pending.pk), "email": pending.email}
                return redirect("accounts:register_sent")
    return render(request, "accounts/register.html", {"form": form}, status=status)


@public
@require_safe
def sign_up_sent(request: HttpRequest) -> HttpResponse:
    address = request.session.get(PENDING, {}).get("email", "")
    return render(request, "accounts/register_sent.html", {"address": address})


@public
@never_cache
@require_http_methods(GET_OR_POST)
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """A button, because programs that look into letters follow links but press nothing."""
    try:
        pending = pending_for(token=token)
        if request.method != "POST":
            return render(request, "accounts/verify.html", {"pending": pending})
        form = UsernameForm({"username": request.POST.get("username") or pending.username})
        if not form.is_valid():
            return render(
                request, "accounts/verify.html", {"form": form, "pending": pending, "taken": True}, status=400
            )
        person, pending_id = confirm_registration(token=token, username=form.cleaned_data["username"])
    except UsernameTaken as error:
        status = refuse(form, error)
        return render(request, "accounts/verify.html", {"form": form, "pending": pending, "taken": True}, status=status)
    except LinkOver as error:
        return _link_over(request, error, again="accounts:register")
    same_browser = request.session.pop(PENDING, {}).get("id") == str(pending_id)
    messages.success(request, _("Welcome to the house, %(name)s.") % {"name": person.username})
    if not same_browser:
        # Whoever follows a stranger's link must not end up in the stranger's account.
        return redirect("accounts:login")
    let_in(request, person, second_factor=False)
    return redirect(safe_next(request))


@public
@never_cache
@require_http_methods(GET_OR_POST)
def verify_change(request: HttpRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/verify_change.html")
    try:
        person = confirm_email(token=token)
    except LinkOver as error:
        return _link_over(request, error, again="accounts:security")
    messages.success(request, _("Letters go to %(email)s from now on.") % {"email": person.email})
    return redirect("accounts:security")


@public
@never_cache
@require_http_methods(GET_OR_POST)
def forgotten(request: HttpRequest) -> HttpResponse:
    form = ResetForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                ask_for_reset(email=form.cleaned_data["email"], household=visit_of(request).household)
            except DomainError as error:
                status = refuse(form, error)
            else:
                return redirect("accounts:reset_sent")
    return render(request, "accounts/reset.html", {"form": form}, status=status)


@public
@require_safe
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/reset_sent.html")


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    status = 200
    try:
        person = person_to_reset(token=token)
        if request.method == "POST":
            status = 400
            if form.is_valid():
                reset_password(token=token, password=form.cleaned_data["password"])
                messages.success(
                    request, _("That is your password now. All your devices are logged out; come in again.")
                )
                return redirect(reverse("accounts:login") + "?" + urlencode({"next": reverse("home")}))
    except LinkOver as error:
        return _link_over(request, error, again="accounts:reset")
    except DomainError as error:
        status = refuse(form, error)
    return render(request, "accounts/reset_password.html", {"form": form, "person": person}, status=status)


def refuse(form: SpokenForm, error: DomainError | ValidationError) -> int:
    """Put a refusal into the form; the status that goes with it."""
    form.refuse(error)
    described = describe(error)
    return described.status if described else 400


def _link_over(request: HttpRequest, error: LinkOver, *, again: str) -> HttpResponse:
    return render(
        request, "accounts/link_over.html", {"words": str(error), "again": reverse(again)}, status=error.status
    )
