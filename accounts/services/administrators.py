"""Who may do everything."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services.passwords import check_new_password
from accounts.services.people import add_person


@transaction.atomic
def create_first_administrator(*, email: str, username: str = "admin") -> str | None:
    """The administrator of an empty house, and the password to tell once; None when there is one already."""
    if User.everyone.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    create_administrator(email=email, username=username, password=password)
    return password


@transaction.atomic
def create_administrator(*, email: str, username: str, password: str) -> User:
    """Whoever can write to the database vouches for the address. Raises PasswordRefused, ValidationError."""
    administrator = User(
        email=email,
        username=username,
        role=User.Role.ADMIN,
        is_staff=True,
        is_superuser=True,
        email_verified_at=timezone.now(),
    )
    check_new_password(password, administrator)
    administrator.set_password(password)
    administrator.full_clean()
    return add_person(administrator)
