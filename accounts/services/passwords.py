"""Choosing a password, again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.errors import LinkOver, PasswordRefused
from accounts.models import PasswordResetToken, PersonalAccessToken, User
from accounts.services.letters import order_letter, order_notice
from accounts.services.secrets import hash_secret
from accounts.services.sessions import Ending, end_sessions
from roastlive.lib.limits import require
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from collections.abc import Sequence

# Hashing is slow on purpose; what is longer than this only keeps the house busy.
LONGEST = 200


def check_new_password(password: str, person: User) -> None:
    """Raises PasswordRefused with what is wrong with it."""
    if len(password) > LONGEST:
        raise PasswordRefused(errors={"password": [PasswordRefused.detail]})
    try:
        validate_password(password, person)
    except ValidationError as error:
        reasons: Sequence[str] = error.messages
        raise PasswordRefused(errors={"password": reasons}) from error


def ask_for_reset(*, email: str, household: str) -> None:
    """Raises Limited. Whether there is such an account, the letter knows."""
    require(("registration", household), ("letters", email.casefold()))
    with transaction.atomic():
        order_letter("reset", email=email)


def person_to_reset(*, token: str) -> User:
    """Raises LinkOver."""
    found = PasswordResetToken.objects.filter(
        token_hash=hash_secret(token), used_at__isnull=True, expires_at__gt=timezone.now()
    ).first()
    person = User.objects.filter(pk=found.user_id, is_active=True).first() if found else None
    if person is None:
        raise LinkOver
    return person


def reset_password(*, token: str, password: str) -> User:
    """Ends every session and every token: whoever came in with the old password, or stayed, is out.

    A second factor stays, and is asked for at the next log-in. Raises LinkOver, PasswordRefused.
    """
    check_new_password(password, person_to_reset(token=token))
    hashed = make_password(password)
    with transaction.atomic():
        found = PasswordResetToken.objects.select_for_update().filter(token_hash=hash_secret(token)).first()
        if found is None or found.used_at is not None or found.expires_at <= timezone.now():
            raise LinkOver
        person = User.objects.select_for_update().get(pk=found.user_id)
        if person.email_verified_at is None:
            # The letter has just shown whose address it is.
            person.email_verified_at = timezone.now()
        _keep(person, hashed, "email_verified_at")
        end_sessions(user_id=person.pk, ending=Ending.PASSWORD)
        with acting_as(person.pk):
            PersonalAccessToken.objects.filter(user=person, revoked_at__isnull=True).update(revoked_at=timezone.now())
    return person


def change_password(*, user: User, password: str, session_id: UUID | None) -> User:
    """Ends the other sessions, and keeps the one in which it is done. Raises PasswordRefused."""
    check_new_password(password, user)
    hashed = make_password(password)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        _keep(person, hashed)
        end_sessions(user_id=person.pk, keep=session_id, ending=Ending.PASSWORD)
    return person


def _keep(person: User, hashed: str, *fields: str) -> None:
    person.password = hashed
    person.save(update_fields=["password", "updated_at", *fields])
    PasswordResetToken.objects.filter(user=person, used_at__isnull=True).update(used_at=timezone.now())
    order_notice(person, "password_changed")
