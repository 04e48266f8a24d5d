"""Before something dangerous: is it still you? Asked again unless it was shown within ten minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password
from django.utils import timezone

from accounts.errors import ConfirmationNeeded, KeyNeeded, WrongPassword
from accounts.models import UserSession
from accounts.services.passkeys import passkeys_of
from accounts.services.second_factor import has_second_factor, prove_second_factor
from accounts.services.sessions import note_second_factor
from roastlive.lib.limits import require
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from accounts.models import User

FRESH = timedelta(minutes=10)


def is_fresh(session: UserSession | None) -> bool:
    if session is None:
        return False
    shown = [moment for moment in (session.confirmed_at, session.second_factor_at) if moment is not None]
    return any(timezone.now() - moment < FRESH for moment in shown)


def require_fresh(session: UserSession | None) -> None:
    """Raises ConfirmationNeeded; a personal access token has no session and can never show it."""
    if not is_fresh(session):
        raise ConfirmationNeeded


def require_key(*, user: User, session: UserSession | None) -> None:
    """Raises KeyNeeded for somebody who has a second factor or a passkey and has shown neither in this session."""
    shown = session is not None and session.second_factor_at is not None
    if not shown and (has_second_factor(user=user) or passkeys_of(user=user).exists()):
        raise KeyNeeded


def confirm(*, user: User, session: UserSession, answer: str, household: str) -> None:
    """With the password, or with a code by those who have one. Raises Limited, WrongPassword, WrongCode."""
    require(("login_address", household), ("login_account", user.pk))
    if check_password(answer, user.password):
        session.confirmed_at = timezone.now()
        with acting_as(user.pk):
            UserSession.objects.filter(pk=session.pk).update(confirmed_at=session.confirmed_at)
        return
    if not has_second_factor(user=user):
        raise WrongPassword
    prove_second_factor(user=user, code=answer)
    note_second_factor(session=session)
