"""Coming in for the first time.

Nothing here looks whether an address is known: the letter does that, later. Until its link is followed there is no account
and the username is free, so a stranger who tries an address and then the name learns nothing either.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.errors import LinkOver, TooYoung, UsernameTaken
from accounts.models import PendingRegistration, User
from accounts.services.letters import order_letter
from accounts.services.passwords import check_new_password
from accounts.services.people import add_person
from accounts.services.profiles import require_free
from accounts.services.secrets import hash_secret
from roastlive.lib.errors import Invalid
from roastlive.lib.limits import require

LIFE = timedelta(days=1)


def age_on(day: date, *, born: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def register(
    *, email: str, username: str, password: str, date_of_birth: date, language: str, household: str
) -> PendingRegistration:
    """Order the letter that leads in.

    Raises Limited, TooYoung, UsernameTaken, PasswordRefused, or ValidationError for what the model refuses.
    """
    require(("registration", household), ("letters", email.casefold()))
    require_age(date_of_birth)
    person = User(email=email, username=username, date_of_birth=date_of_birth)
    person.clean_fields(exclude=["password"])
    require_free(username)
    check_new_password(password, person)
    hashed = make_password(password)
    with transaction.atomic():
        pending = PendingRegistration.objects.create(
            email=email,
            username=username,
            password=hashed,
            date_of_birth=date_of_birth,
            language=language,
            expires_at=timezone.now() + LIFE,
        )
        order_letter("registration", pending=str(pending.pk))
    return pending


def require_age(born: date) -> None:
    today = timezone.now().date()
    if born > today or born.year < today.year - 120:
        raise Invalid(errors={"date_of_birth": [Invalid.detail]})
    if age_on(today, born=born) < settings.MINIMUM_AGE:
        raise TooYoung(age=settings.MINIMUM_AGE)


def pending_for(*, token: str) -> PendingRegistration:
    """Raises LinkOver."""
    pending = PendingRegistration.objects.filter(token_hash=hash_secret(token), expires_at__gt=timezone.now()).first()
    if pending is None:
        raise LinkOver
    return pending


@transaction.atomic
def confirm_registration(*, token: str, username: str = "") -> tuple[User, UUID]:
    """The account, and which registration it came from. Another name may be given if the first was taken meanwhile.

    Raises LinkOver, also if the address came in by another letter before; UsernameTaken.
    """
    pending = PendingRegistration.objects.select_for_update().get(pk=pending_for(token=token).pk)
    person = User(
        email=pending.email,
        username=username or pending.username,
        password=pending.password,
        date_of_birth=pending.date_of_birth,
        email_verified_at=timezone.now(),
    )
    person.clean_fields()
    require_free(person.username)
    if User.everyone.with_email(person.email).exists():
        raise LinkOver
    try:
        with transaction.atomic():
            add_person(person, language=pending.language)
    except IntegrityError as error:
        # Somebody was quicker by a moment: with this name, or with this very link.
        raise UsernameTaken(errors={"username": [UsernameTaken.detail]}) from error
    PendingRegistration.objects.filter(pk=pending.pk).delete()
    return person, pending.pk
