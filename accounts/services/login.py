"""From an email and a password to somebody who may come in, or who has one more thing to show."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import authenticate
from django.core import signing
from django.utils.crypto import constant_time_compare

from accounts.errors import LoginOver, WrongCredentials
from accounts.models import User
from accounts.services.second_factor import has_second_factor, prove_second_factor
from roastlive.lib.limits import require
from roastlive.lib.text import readable

SALT = "accounts.half_login"
# How long the page that asks for the code may stay open.
HALF_LOGIN_SECONDS = 600


@dataclass(frozen=True)
class Entry:
    """`challenge` is what a half-login carries to the second step; "" if there is none."""

    user: User
    challenge: str = ""


def give_password(*, email: str, password: str, household: str) -> Entry:
    """The first step, and for those without a second factor the last.

    Whoever stops here is nobody: the challenge opens nothing but the second step. The work is the same whether the account
    exists or not. Raises Limited, WrongCredentials.
    """
    require(("login_address", household), ("login_account", email.strip().casefold()))
    person = None
    if readable(email) and readable(password):
        person = authenticate(None, username=email.strip(), password=password)
    if not isinstance(person, User):
        raise WrongCredentials
    return entry_of(person)


def entry_of(person: User) -> Entry:
    """What somebody gets whose password was right, wherever they gave it."""
    return Entry(person, challenge_for(person) if has_second_factor(user=person) else "")


def give_code(*, challenge: str, code: str, household: str) -> User:
    """The second step. Raises Limited, LoginOver, WrongCode."""
    person = person_of(challenge)
    require(("login_address", household), ("login_account", person.pk))
    prove_second_factor(user=person, code=code)
    return person


def person_of(challenge: str, *, seconds: int = HALF_LOGIN_SECONDS) -> User:
    """Whose half-login this is, if it is young and the password still the same. Raises LoginOver."""
    try:
        said = signing.loads(challenge, salt=SALT, max_age=seconds)
    except signing.BadSignature as error:
        raise LoginOver from error
    person = User.objects.filter(pk=said["user"], is_active=True).first()
    if person is None or not constant_time_compare(said["password"], _fingerprint(person)):
        raise LoginOver
    return person


def challenge_for(person: User) -> str:
    """Who has shown this much of who they are, for as long as a half-login lives."""
    return signing.dumps({"user": str(person.pk), "password": _fingerprint(person)}, salt=SALT)


def _fingerprint(person: User) -> str:
    return str(person.get_session_auth_hash())
