"""Which letters people get. Ordered in a transaction, written and sent by a worker, which alone sees the tokens.

What was asked and who is known is looked up here and not while somebody waits: the answer to a stranger takes as long, and
says as much, whether there is an account or not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.emails import Letter, send_letter
from accounts.models import EmailVerification, PasswordResetToken, PendingRegistration, User, UserSettings
from accounts.services.secrets import hash_secret, new_secret
from roastlive.lib import outbox

TOPIC = "accounts.letter"
# Written in the language of who reads it, which is known only when the letter is.
date_in_words = lazy(date_format, str)
RESET_LIFE = timedelta(hours=1)

# What people are told about their keys, so that a stranger cannot change them in silence.
NOTICES = {
    "password_changed": _("Your password was changed"),
    "two_factor_on": _("Your second factor is switched on"),
    "two_factor_off": _("Your second factor is switched off"),
    "codes_renewed": _("You have new backup codes"),
    "passkey_added": _("A passkey was added"),
    "passkey_removed": _("A passkey was removed"),
    "token_made": _("A personal access token was made"),
    "email_changed": _("Your email address was changed"),
}


def order_letter(kind: str, **details: str) -> None:
    """Within the transaction of its cause."""
    outbox.enqueue(topic=TOPIC, payload={"kind": kind, **details})


def order_notice(user: User, notice: str) -> None:
    order_letter("notice", user=str(user.pk), notice=notice, email=user.email)


def write_letter(payload: dict[str, Any]) -> None:
    """A letter whose cause is gone meanwhile is not written."""
    details = {name: value for name, value in payload.items() if name != "kind"}
    WRITERS[payload["kind"]](**details)


def _registration(*, pending: str) -> None:
    waiting = PendingRegistration.objects.select_for_update().filter(pk=pending, expires_at__gt=timezone.now()).first()
    if waiting is None:
        return
    known = User.objects.with_email(waiting.email).first()
    if known is not None:
        send_letter(_you_are_here_already(), to=known.email, language=language_of(known.pk))
        return
    token = new_secret()
    waiting.token_hash = hash_secret(token)
    waiting.save(update_fields=["token_hash"])
    letter = Letter(
        subject=_("Confirm your email address"),
        paragraphs=[_("Somebody, we hope you, wants to come in with this address. One click and the seat is yours.")],
        action=_("Confirm this address"),
        path=reverse("accounts:verify", args=[token]),
        after=[
            _("The link works once, for a day. If it was not you, do nothing: without the click there is no account.")
        ],
    )
    send_letter(letter, to=waiting.email, language=waiting.language)


def _you_are_here_already() -> Letter:
    return Letter(
        subject=_("You have a seat here already"),
        paragraphs=[
            _("Somebody tried to register with this address. You have an account, so there is nothing to register."),
            _("If it was you: log in, or choose a new password if the old one escaped you."),
        ],
        action=_("Choose a new password"),
        path=reverse("accounts:reset"),
        after=[_("If it was not you, do nothing. Nobody was told that you are here.")],
    )


def _reset(*, email: str) -> None:
    person = User.objects.with_email(email).filter(is_active=True).first()
    if person is None:
        return
    token = new_secret()
    now = timezone.now()
    PasswordResetToken.objects.filter(user=person, used_at__isnull=True).update(used_at=now)
    PasswordResetToken.objects.create(user=person, token_hash=hash_secret(token), expires_at=now + RESET_LIFE)
    letter = Letter(
        subject=_("Choose a new password"),
        paragraphs=[_("Somebody, we hope you, asked for a new password for %(name)s.") % {"name": person.username}],
        action=_("Choose a new password"),
        path=reverse("accounts:reset_password", args=[token]),
        after=[
            _("The link works once, for an hour. All your devices are logged out when you use it."),
            _("If it was not you, do nothing: your password stays as it is."),
        ],
    )
    send_letter(letter, to=person.email, language=language_of(person.pk))


def _email_change(*, verification: str) -> None:
    change = EmailVerification.objects.select_for_update().filter(pk=verification, used_at__isnull=True).first()
    if change is None or change.expires_at <= timezone.now():
        return
    token = new_secret()
    change.token_hash = hash_secret(token)
    change.save(update_fields=["token_hash"])
    letter = Letter(
        subject=_("Confirm your new email address"),
        paragraphs=[_("From now on letters are to come here. Confirm it, and they will.")],
        action=_("Confirm this address"),
        path=reverse("accounts:verify_change", args=[token]),
        after=[_("The link works once, for a day. If it was not you, do nothing.")],
    )
    send_letter(letter, to=change.email, language=language_of(change.user_id))


def _notice(*, user: str, notice: str, email: str) -> None:
    letter = Letter(
        subject=NOTICES[notice],
        paragraphs=[
            NOTICES[notice],
            _("If that was you, there is nothing to do. If not, choose a new password now and look at your devices."),
        ],
        action=_("Look at my security"),
        path=reverse("accounts:security"),
    )
    send_letter(letter, to=email, language=language_of(UUID(user)))


def _leaving(*, user: str) -> None:
    person = User.objects.filter(pk=user, leaves_at__isnull=False).first()
    if person is None or person.leaves_at is None:
        return
    letter = Letter(
        subject=_("You are leaving"),
        paragraphs=[
            format_lazy(
                _(
                    "As you wished: nobody sees you here any more, and every device is logged out. On {day} we erase you."
                ),
                day=date_in_words(person.leaves_at, "DATE_FORMAT"),
            ),
            _("Until then you can change your mind: log in, and say that you stay."),
        ],
        action=_("Come back"),
        path=reverse("accounts:login"),
        after=[_("If that was not you, come back now and choose a new password.")],
    )
    send_letter(letter, to=person.email, language=language_of(person.pk))


def _erased(*, email: str, language: str) -> None:
    letter = Letter(
        subject=_("You are gone"),
        paragraphs=[
            _("Your account is erased, and with it everything of yours that does not have to stay."),
            _("This was our last letter. It was good to have you in the crowd."),
        ],
    )
    send_letter(letter, to=email, language=language)


def language_of(user_id: UUID) -> str:
    chosen = UserSettings.objects.filter(user=user_id).values_list("language", flat=True).first()
    return chosen or str(settings.LANGUAGE_CODE)


WRITERS: dict[str, Callable[..., None]] = {
    "registration": _registration,
    "reset": _reset,
    "email_change": _email_change,
    "notice": _notice,
    "leaving": _leaving,
    "erased": _erased,
}
