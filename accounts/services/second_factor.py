"""Something one has: an authenticator app, and ten codes on paper for the day it is lost."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from accounts.errors import NoSecondFactor, SecondFactorNeeded, SecondFactorThere, SetupOver, WrongCode
from accounts.models import BackupCode, TotpDevice, TwoFactorSetup
from accounts.services.letters import order_notice
from accounts.services.secrets import hash_secret
from accounts.services.sessions import forget_second_factors
from roastlive.lib.errors import Limited

if TYPE_CHECKING:
    from accounts.models import User

SETUP_LIFE = timedelta(minutes=15)
SECRET_BYTES = 20
# One step of thirty seconds before and after, for clocks and for slow fingers.
TOLERANCE = 1
BACKUP_CODES = 10
# Without letters that look alike. Twelve of 32 are 60 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz023456789"
CODE_LENGTH = 12
# A pause doubles with each wrong code; nobody who knows the password may lock the owner out for days.
MOST_FAILURES = 10


def has_second_factor(*, user: User) -> bool:
    return TotpDevice.objects.filter(user=user, confirmed=True).exists()


def codes_left(*, user: User) -> int:
    return BackupCode.objects.filter(user=user, used_at__isnull=True).count()


@transaction.atomic
def begin_setup(*, user: User) -> TwoFactorSetup:
    """The secret to scan; the same one for as long as it lives. Raises SecondFactorThere."""
    if has_second_factor(user=user):
        raise SecondFactorThere
    now = timezone.now()
    TwoFactorSetup.objects.filter(user=user, expires_at__lte=now).delete()
    known = TwoFactorSetup.objects.filter(user=user).first()
    if known is not None:
        return known
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return TwoFactorSetup.objects.create(user=user, secret=secret, expires_at=now + SETUP_LIFE)


def setup_of(*, user: User) -> TwoFactorSetup:
    """Raises SetupOver: a set-up is dead after its time, whether anybody swept it away or not."""
    setup = TwoFactorSetup.objects.filter(user=user, expires_at__gt=timezone.now()).first()
    if setup is None:
        raise SetupOver
    return setup


def address_for_apps(*, user: User, secret: str) -> str:
    """What the QR code says (Key URI Format)."""
    label = quote(f"{settings.SITE_NAME}:{user.email}")
    return f"otpauth://totp/{label}?" + urlencode({"secret": secret, "issuer": settings.SITE_NAME})


@transaction.atomic
def finish_setup(*, user: User, code: str) -> list[str]:
    """The app has shown the right code: the backup codes, this once. Raises SetupOver, WrongCode."""
    setup = TwoFactorSetup.objects.select_for_update().filter(user=user, expires_at__gt=timezone.now()).first()
    if setup is None:
        raise SetupOver
    totp = _matching(setup.secret, code, drift=0, last_step=-1)
    if totp is None:
        raise WrongCode
    TotpDevice.objects.create(
        user=user, name=_("Authenticator app"), secret=setup.secret, last_step=totp.t(), drift=totp.drift
    )
    setup.delete()
    order_notice(user, "two_factor_on")
    return _new_codes(user)


def prove_second_factor(*, user: User, code: str) -> None:
    """A code of the app, or one from paper. Each is good once, however many try it at the same moment.

    Raises NoSecondFactor, WrongCode, or Limited while the pause after wrong codes lasts.
    """
    with transaction.atomic():
        device = TotpDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            raise NoSecondFactor
        allowed, why_not = device.verify_is_allowed()
        if not allowed:
            wait = why_not["locked_until"] - timezone.now()
            raise Limited(retry_after=max(1.0, wait.total_seconds()))
        right = _take_step(device, code) or _take_backup_code(user, code)
        if right:
            device.throttle_reset()
        else:
            device.throttle_increment(commit=False)
            device.throttling_failure_count = min(device.throttling_failure_count, MOST_FAILURES)
            device.save()
    # Only now: the failure must be counted, not rolled back.
    if not right:
        raise WrongCode


@transaction.atomic
def renew_codes(*, user: User) -> list[str]:
    """Ten new ones; the old ones are void. Raises NoSecondFactor."""
    if not TotpDevice.objects.select_for_update().filter(user=user, confirmed=True).exists():
        raise NoSecondFactor
    order_notice(user, "codes_renewed")
    return _new_codes(user)


@transaction.atomic
def switch_off(*, user: User) -> None:
    """Raises NoSecondFactor, SecondFactorNeeded."""
    if user.is_staff:
        raise SecondFactorNeeded
    gone, _deleted = TotpDevice.objects.filter(user=user).delete()
    if not gone:
        raise NoSecondFactor
    BackupCode.objects.filter(user=user).delete()
    forget_second_factors(user=user)
    order_notice(user, "two_factor_off")


def _take_step(device: TotpDevice, code: str) -> bool:
    totp = _matching(device.secret, code, drift=device.drift, last_step=device.last_step)
    if totp is None:
        return False
    device.last_step, device.drift = totp.t(), totp.drift
    return True


def _matching(secret: str, code: str, *, drift: int, last_step: int) -> TOTP | None:
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
        return None
    totp = TOTP(base64.b32decode(secret), drift=drift)
    totp.time = timezone.now().timestamp()
    return totp if totp.verify(int(digits), tolerance=TOLERANCE, min_t=last_step + 1) else None


def _take_backup_code(user: User, code: str) -> bool:
    unused = BackupCode.objects.filter(user=user, code_hash=_hash_code(user, code), used_at__isnull=True)
    return unused.update(used_at=timezone.now()) == 1


def _new_codes(user: User) -> list[str]:
    BackupCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(BACKUP_CODES)]
    BackupCode.objects.bulk_create([BackupCode(user=user, code_hash=_hash_code(user, code)) for code in codes])
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _hash_code(user: User, code: str) -> str:
    letters = "".join(letter for letter in code.lower() if letter in ALPHABET)
    return hash_secret(f"{user.pk}:{letters}")
