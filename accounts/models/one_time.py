"""Links that work once: the letters carry the token, the tables only its hash."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from roastlive.lib.models import Row


class OneTimeToken(Row):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"token of {self.user_id}"


class PasswordResetToken(OneTimeToken):
    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="accounts_passwordreset_expires")]


class EmailVerification(OneTimeToken):
    """Proves that somebody reads `email`, which becomes theirs then: at registration, or when they change it."""

    email = models.EmailField(max_length=254)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="accounts_emailverify_expires")]


class PendingRegistration(Row):
    """Somebody who has not yet shown that the address is theirs: no account, and no claim to the username.

    It is written for every form that was filled in well, whether the address is known or not, so that nobody learns
    anything by trying. Its letter gives it the token.
    """

    email = models.EmailField(max_length=254)
    username = models.CharField(max_length=30)
    password = models.CharField(max_length=128)
    date_of_birth = models.DateField()
    language = models.CharField(max_length=8)
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique when known
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="accounts_pending_expires")]

    def __str__(self) -> str:
        return f"registration {self.pk}"
