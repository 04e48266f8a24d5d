"""A key that lives in somebody's device and never leaves it: it stands for password and second factor at once.

Passkeys belong to one name (`settings.PASSKEY_ORIGIN`). At an address that is only a number browsers refuse them, and so do
we, in words.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

from accounts.errors import PasskeyNotFound, PasskeyRefused
from accounts.services.letters import order_notice
from accounts.services.secrets import hash_secret, new_secret
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.text import clean_line

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from accounts.models import User

NAME_LENGTH = 64
QUESTION_SECONDS = 300
MOST_PASSKEYS = 20
# What a hostile answer can make the libraries beneath raise, beside their own refusals.
UNREADABLE = (WebAuthnException, OTPWebAuthnApiError, KeyError, TypeError, ValueError, AttributeError)


class Ceremony(WebAuthnHelper):
    """How the house introduces itself and its people to an authenticator."""

    def get_credential_display_name(self, user: User) -> str:
        return user.username

    def get_generate_registration_options_kwargs(self, *, user: User) -> dict[str, Any]:
        options: dict[str, Any] = super().get_generate_registration_options_kwargs(user=user)
        # Coming in without a password needs a device that knows its owner.
        options["authenticator_selection"].user_verification = UserVerificationRequirement.REQUIRED
        return options


def passkeys_work_at(host: str) -> bool:
    """Whether a browser at this host may use the house's passkeys."""
    return host == urlsplit(settings.PASSKEY_ORIGIN).netloc


def passkeys_of(*, user: User) -> QuerySet[WebAuthnCredential]:
    mine: QuerySet[WebAuthnCredential] = WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by(
        "created_at"
    )
    return mine


def begin_adding(*, request: HttpRequest, user: User) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked, and what to remember until it answers. Raises PasskeyRefused."""
    if passkeys_of(user=user).count() >= MOST_PASSKEYS:
        raise PasskeyRefused
    asked, state = Ceremony(request).register_begin(user=user)
    return asked, state


def finish_adding(
    *, request: HttpRequest, user: User, state: dict[str, Any] | None, answer: Any, name: str
) -> WebAuthnCredential:
    """Raises PasskeyRefused."""
    if not state:
        raise PasskeyRefused
    try:
        with transaction.atomic():
            added = Ceremony(request).register_complete(user=user, state=state, data=answer)
            added.name = clean_line(name, maximum=NAME_LENGTH) or _("Passkey")
            added.save(update_fields=["name"])
            order_notice(user, "passkey_added")
    except (*UNREADABLE, IntegrityError) as error:
        raise PasskeyRefused from error
    return added


def begin_entering(*, request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same question to everybody: who it is, the passkey will say."""
    asked, state = Ceremony(request).authenticate_begin(user=None, require_user_verification=True)
    return asked, state


def remember_question(state: dict[str, Any]) -> str:
    """A handle for a program, which has no session: it names what was asked, for as long as an answer may take."""
    handle = new_secret()
    redis_client().set(_question(handle), json.dumps(state), ex=QUESTION_SECONDS)
    return handle


def take_question(handle: str) -> dict[str, Any] | None:
    """What was asked, this once: no answer is good twice, however many come at the same moment."""
    found = redis_client().getdel(_question(handle))
    return cast("dict[str, Any]", json.loads(found)) if isinstance(found, bytes) else None


def _question(handle: str) -> str:
    return f"passkey:{hash_secret(handle)}"


def finish_entering(*, request: HttpRequest, state: dict[str, Any] | None, answer: Any) -> User:
    """Raises PasskeyRefused, whatever was wrong with it."""
    if not state:
        raise PasskeyRefused
    try:
        with transaction.atomic():
            used = Ceremony(request).authenticate_complete(user=None, state=state, data=answer)
    except UNREADABLE as error:
        raise PasskeyRefused from error
    person: User = used.user
    if not used.confirmed or not person.is_active or person.deleted_at is not None:
        raise PasskeyRefused
    return person


def rename(*, user: User, passkey_id: int, name: str) -> None:
    """Raises PasskeyNotFound, ValidationError."""
    if not passkeys_of(user=user).filter(pk=passkey_id).update(name=clean_line(name, maximum=NAME_LENGTH, minimum=1)):
        raise PasskeyNotFound


@transaction.atomic
def remove(*, user: User, passkey_id: int) -> None:
    """Raises PasskeyNotFound."""
    if not passkeys_of(user=user).filter(pk=passkey_id).delete()[0]:
        raise PasskeyNotFound
    order_notice(user, "passkey_removed")
