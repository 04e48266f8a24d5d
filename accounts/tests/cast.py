"""Who plays in these tests."""

from __future__ import annotations

import base64
from datetime import date

from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from accounts.middleware import ROW
from accounts.models import TotpDevice, User, UserSession
from accounts.services.people import add_person
from accounts.services.second_factor import begin_setup, finish_setup
from accounts.services.sessions import note_second_factor
from roastlive.lib.outbox import relay
from roastlive.lib.rls import acting_as

PASSWORD = "a stage of her own"


def person(name="dora", **fields) -> User:
    somebody = User(
        **{
            "email": f"{name}@example.com",
            "username": name,
            "date_of_birth": date(1990, 1, 1),
            "email_verified_at": timezone.now(),
            **fields,
        }
    )
    somebody.set_password(PASSWORD)
    with transaction.atomic():
        return add_person(somebody)


def code_now(secret: str) -> str:
    totp = TOTP(base64.b32decode(secret))
    totp.time = timezone.now().timestamp()
    return f"{totp.token():06d}"


def with_second_factor(somebody: User) -> list[str]:
    """Backup codes. The app's present step is not used up, as it is after a real set-up."""
    setup = begin_setup(user=somebody)
    codes = finish_setup(user=somebody, code=code_now(setup.secret))
    device = device_of(somebody)
    device.last_step = -1
    device.save()
    return codes


def device_of(somebody: User) -> TotpDevice:
    return TotpDevice.objects.get(user=somebody)


def code_of(somebody: User) -> str:
    return code_now(device_of(somebody).secret)


def logged_in(somebody: User, *, second_factor: bool = False, **headers) -> Client:
    client = Client(**headers)
    response = client.post("/login/", {"email": somebody.email, "password": PASSWORD})
    assert response.status_code == 302, response.content
    if second_factor:
        note_second_factor(session=row_of(client, somebody))
    return client


def row_of(client: Client, somebody: User) -> UserSession:
    with acting_as(somebody.pk):
        return UserSession.objects.get(pk=client.session[ROW])


def rows_of(somebody: User) -> list[UserSession]:
    with acting_as(somebody.pk):
        return list(UserSession.objects.filter(user=somebody).order_by("created_at"))


def is_in(client: Client) -> bool:
    return client.get("/settings/security/").status_code == 200


def letters() -> list:
    """What the worker has sent so far, after it has done its work."""
    relay()
    return mail.outbox


def path_in(letter) -> str:
    """Where the link of a letter leads."""
    line = next(line for line in letter.body.splitlines() if line.startswith("http"))
    return "/" + line.split("/", 3)[3]
