"""Sweeping. Nothing relies on it: what is too old is refused whether it was swept away or not."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import EmailVerification, FormerName, PasswordResetToken, PendingRegistration, TwoFactorSetup
from accounts.services.exports import purge_exports
from accounts.services.sessions import purge_sessions


def forget_old_keys() -> int:
    """How many rows and files went."""
    now = timezone.now()
    swept = (EmailVerification, PasswordResetToken, PendingRegistration, TwoFactorSetup)
    gone = sum(model.objects.filter(expires_at__lte=now).delete()[0] for model in swept)
    gone += FormerName.objects.filter(kept_until__lte=now).delete()[0]
    return gone + purge_sessions() + purge_exports()
