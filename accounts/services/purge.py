"""Sweeping. Nothing relies on it: what is too old is refused whether it was swept away or not."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import EmailVerification, PasswordResetToken, PendingRegistration, TwoFactorSetup
from accounts.services.sessions import purge_sessions


def forget_old_keys() -> int:
    """How many rows went."""
    now = timezone.now()
    swept = (EmailVerification, PasswordResetToken, PendingRegistration, TwoFactorSetup)
    return sum(model.objects.filter(expires_at__lte=now).delete()[0] for model in swept) + purge_sessions()
