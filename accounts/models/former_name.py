"""What people were called before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from roastlive.lib.models import Row


class FormerName(Row):
    """A username that somebody gave up. For a while nobody else may take it, lest they are taken for who had it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="former_names")
    username = models.CharField(max_length=30)
    kept_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_formername_username_unique"),
        ]
        indexes = [models.Index(fields=["kept_until"], name="accounts_formername_kept")]

    def __str__(self) -> str:
        return self.username
