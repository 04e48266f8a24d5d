"""What was answered to a request that may come twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models.rows import Row

LIFETIME = timedelta(days=3)


def end_of_life() -> datetime:
    return timezone.now() + LIFETIME


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    def expired(self, now: datetime) -> IdempotencyKeyQuerySet:
        return self.filter(expires_at__lte=now)


class IdempotencyKey(Row):
    """A caller's key and the answer given to it, committed together with what the answer tells of."""

    caller = models.CharField(_("caller"), max_length=100)
    scope = models.CharField(_("for"), max_length=100)
    key = models.CharField(_("key"), max_length=200)
    body_hash = models.CharField(_("hash of the body"), max_length=64)
    # Text, not jsonb: an answer is repeated letter by letter, the order of its keys included.
    answer = models.TextField(_("answer"), blank=True, default="")
    expires_at = models.DateTimeField(_("forgotten"), default=end_of_life)

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(fields=["caller", "scope", "key"], name="kernel_idempotency_key_unique"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="kernel_idempotency_expires")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
