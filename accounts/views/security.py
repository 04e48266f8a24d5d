"""/settings/security/ and its neighbours: who can come in as you, and from where."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import segno
from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import person_of
from accounts.entrance import freshly_confirmed, renew_key, safe_next, with_key
from accounts.errors import SetupOver
from accounts.forms.security import CodeForm, ConfirmForm, EmailForm, NewPasswordForm, TokenForm
from accounts.middleware import session_of
from accounts.scopes import every_scope
from accounts.selectors import sessions_of, tokens_of
from accounts.services import second_factor
from accounts.services.passkeys import passkeys_of, passkeys_work_at
from accounts.services.passwords import change_password
from accounts.services.sessions import end_session, end_sessions, note_second_factor
from accounts.services.step_up import confirm
from accounts.services.tokens import make_personal_token, revoke_personal_token
from accounts.services.verification import ask_to_change_email
from accounts.settings_pages import render_settings
from accounts.views.entrance import refuse
from accounts.visits import visit_of
from roastlive.lib.access import signed_in
from roastlive.lib.errors import DomainError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

GET_OR_POST = ["GET", "HEAD", "POST"]


@signed_in
@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    context = {
        "has_second_factor": second_factor.has_second_factor(user=user),
        "codes_left": second_factor.codes_left(user=user),
        "passkeys": passkeys_of(user=user),
        "passkeys_work": passkeys_work_at(request.get_host()),
    }
    return render_settings(request, "accounts/security.html", context)


@signed_in
@never_cache
@sensitive_post_parameters("answer")
@require_http_methods(GET_OR_POST)
def confirm_again(request: HttpRequest) -> HttpResponse:
    """Once more the password or a code, and then back to what was to be done."""
    user, session = person_of(request), session_of(request)
    form = ConfirmForm(request.POST or None, has_second_factor=second_factor.has_second_factor(user=user))
    status = 200
    target = safe_next(request, reverse("accounts:security"))
    if request.method == "POST":
        status = 400
        if form.is_valid() and session is not None:
            try:
                confirm(
                    user=user,
                    session=session,
                    answer=form.cleaned_data["answer"],
                    household=visit_of(request).household,
                )
            except DomainError as error:
                status = refuse(form, error)
            else:
                return redirect(target)
    return render(request, "accounts/confirm.html", {"form": form, "next": target}, status=status)


@signed_in
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
@freshly_confirmed
def new_password(request: HttpRequest) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            session = session_of(request)
            try:
                person = change_password(
                    user=person_of(request),
                    password=form.cleaned_data["password"],
                    session_id=session.pk if session else None,
                )
            except DomainError as error:
                status = refuse(form, error)
            else:
                # Gives this browser's session a new key, and the new password's mark.
                auth.update_session_auth_hash(request, person)
                messages.success(request, _("That is your password now. Your other devices are logged out."))
                return redirect("accounts:security")
    return render_settings(request, "accounts/security_password.html", {"form": form}, status=status)


@signed_in
@never_cache
@require_http_methods(GET_OR_POST)
@freshly_confirmed
def new_email(request: HttpRequest) -> HttpResponse:
    form = EmailForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                ask_to_change_email(user=person_of(request), email=form.cleaned_data["email"])
            except (DomainError, ValidationError) as error:
                status = refuse(form, error)
            else:
                messages.success(request, _("A letter is on its way there. Its link makes the change."))
                return redirect("accounts:security")
    return render_settings(request, "accounts/security_email.html", {"form": form}, status=status)


@signed_in
@never_cache
@require_http_methods(GET_OR_POST)
@freshly_confirmed
@with_key
def two_factor(request: HttpRequest) -> HttpResponse:
    """Shows the secret; takes the first code; shows the backup codes, this once."""
    user = person_of(request)
    if second_factor.has_second_factor(user=user):
        return redirect("accounts:security")
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = _("The six digits that your app shows now.")
    # The picture comes first here; jumping to the field would scroll past it.
    form.fields["code"].widget.attrs.pop("autofocus", None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                codes = second_factor.finish_setup(user=user, code=form.cleaned_data["code"])
            except SetupOver as error:
                messages.error(request, str(error))
                return redirect(request.get_full_path())
            except DomainError as error:
                status = refuse(form, error)
            else:
                session = session_of(request)
                if session is not None:
                    note_second_factor(session=session)
                renew_key(request)
                return _show_codes(request, codes)
    setup = second_factor.begin_setup(user=user)
    address = second_factor.address_for_apps(user=user, secret=setup.secret)
    context = {
        "form": form,
        "setup": setup,
        "address": address,
        "secret_in_groups": " ".join(setup.secret[n : n + 4] for n in range(0, len(setup.secret), 4)),
        "picture": mark_safe(qr_picture(address)),  # noqa: S308 - drawn here, from modules alone
        "next": safe_next(request, reverse("accounts:security")),
    }
    return render_settings(request, "accounts/two_factor.html", context, status=status)


def qr_picture(text: str) -> str:
    return str(segno.make(text, error="m").svg_inline(svgclass="qr__picture", lineclass="qr__line", omitsize=True))


@signed_in
@never_cache
@require_POST
@freshly_confirmed
@with_key
def two_factor_off(request: HttpRequest) -> HttpResponse:
    try:
        second_factor.switch_off(user=person_of(request))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your password alone opens the door now."))
    return redirect("accounts:security")


@signed_in
@never_cache
@require_POST
@freshly_confirmed
@with_key
def backup_codes(request: HttpRequest) -> HttpResponse:
    try:
        codes = second_factor.renew_codes(user=person_of(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("accounts:security")
    return _show_codes(request, codes)


@signed_in
@never_cache
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    current = session_of(request)
    context = {"sessions": sessions_of(person_of(request)), "current": current}
    return render_settings(request, "accounts/devices.html", context)


@signed_in
@require_POST
def end_device(request: HttpRequest, session: UUID) -> HttpResponse:
    current = session_of(request)
    if current is not None and current.pk == session:
        auth.logout(request)
        return redirect("home")
    end_session(user_id=person_of(request).pk, session_id=session)
    messages.success(request, _("That device is logged out."))
    return redirect("accounts:devices")


@signed_in
@require_POST
@freshly_confirmed
def end_other_devices(request: HttpRequest) -> HttpResponse:
    current = session_of(request)
    end_sessions(user_id=person_of(request).pk, keep=current.pk if current else None)
    messages.success(request, _("Only this device is logged in now."))
    return redirect("accounts:devices")


@signed_in
@never_cache
@require_http_methods(GET_OR_POST)
@freshly_confirmed
def tokens(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = TokenForm(request.POST or None)
    status, secret = 200, ""
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                _row, secret = make_personal_token(
                    user=user,
                    name=form.cleaned_data["name"],
                    scopes=form.cleaned_data["scopes"],
                    expires_at=form.cleaned_data["expires_at"],
                )
            except (DomainError, ValidationError) as error:
                status = refuse(form, error)
            except IntegrityError:
                form.add_error("name", _("You have a token of this name already."))
                status = 409
            else:
                form, status = TokenForm(), 200
    labels = {scope.name: scope.label for scope in every_scope()}
    rows = [(token, [labels.get(name, name) for name in token.scopes]) for token in tokens_of(user)]
    return render_settings(
        request, "accounts/tokens.html", {"form": form, "rows": rows, "secret": secret}, status=status
    )


@signed_in
@require_POST
def revoke_token(request: HttpRequest, token: UUID) -> HttpResponse:
    revoke_personal_token(user=person_of(request), token_id=token)
    messages.success(request, _("That token opens nothing any more."))
    return redirect("accounts:tokens")


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    context = {"codes": codes, "next": safe_next(request, reverse("accounts:security"))}
    return render_settings(request, "accounts/backup_codes.html", context)
