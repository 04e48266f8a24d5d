"""A new email address for somebody who is here already."""

from __future__ import annotations

from datetime import timedelta

from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.errors import EmailTaken, LinkOver
from accounts.models import EmailVerification, User
from accounts.services.letters import order_letter, order_notice
from accounts.services.secrets import hash_secret, new_secret
from roastlive.lib.limits import require

LIFE = timedelta(days=1)


def ask_to_change_email(*, user: User, email: str) -> None:
    """The letter to the new address decides; whether somebody else has it is said to its owner alone.

    Raises Limited, ValidationError.
    """
    validate_email(email)
    require(("letters", user.pk), ("letters", email.casefold()))
    with transaction.atomic():
        now = timezone.now()
        EmailVerification.objects.filter(user=user, used_at__isnull=True).update(used_at=now)
        # The letter replaces this hash by that of the token it carries.
        change = EmailVerification.objects.create(
            user=user, email=email, token_hash=hash_secret(new_secret()), expires_at=now + LIFE
        )
        order_letter("email_change", verification=str(change.pk))


@transaction.atomic
def confirm_email(*, token: str) -> User:
    """Raises LinkOver, EmailTaken. The old address hears of it."""
    found = EmailVerification.objects.select_for_update().filter(token_hash=hash_secret(token)).first()
    if found is None or found.used_at is not None or found.expires_at <= timezone.now():
        raise LinkOver
    person = User.objects.select_for_update().get(pk=found.user_id)
    order_notice(person, "email_changed")
    person.email = found.email
    person.email_verified_at = found.used_at = timezone.now()
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "email_verified_at", "updated_at"])
    except IntegrityError as error:
        raise EmailTaken from error
    found.save(update_fields=["used_at"])
    return person
