"""What proves that it is really you."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin

from roastlive.lib.crypto.fields import EncryptedTextField
from roastlive.lib.ids import uuid7
from roastlive.lib.models import Row


class TwoFactorSetup(Row):
    """A secret that was shown and not yet proven. It dies after fifteen minutes, whether anybody sweeps or not."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="two_factor_setup")
    secret = EncryptedTextField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="accounts_twofactor_expires")]

    def __str__(self) -> str:
        return f"set-up of {self.user_id}"


class TotpDevice(ThrottlingMixin, Device):
    """An authenticator app. django-otp's own device keeps its secret readable; ours does not."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    secret = EncryptedTextField()
    # The last time step that was accepted: none is accepted twice, nor one before it.
    last_step = models.BigIntegerField(default=-1)
    # How many steps the device's clock is off.
    drift = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")
        constraints = [
            models.UniqueConstraint(fields=["user"], name="accounts_totpdevice_one_a_person"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_throttle_factor(self) -> int:
        """Seconds to wait after the first wrong code; each further one doubles them."""
        return 1


class BackupCode(Row):
    """One of ten ways back in. Only its hash is kept, and it works once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="backup_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="accounts_backupcode_unique"),
        ]

    def __str__(self) -> str:
        return f"code of {self.user_id}"
