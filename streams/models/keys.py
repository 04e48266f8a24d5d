"""What lets an encoder send for a creator."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from roastlive.lib.models import ChangingRow


class StreamKey(ChangingRow):
    """One a creator. The key itself is shown once, and known here by its hash alone."""

    creator = models.OneToOneField(CreatorProfile, on_delete=models.CASCADE, related_name="stream_key")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # Its last letters, so that a creator knows which one it is.
    hint = models.CharField(_("ends in"), max_length=4)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("stream key")
        verbose_name_plural = _("stream keys")
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="streams_streamkey_is_hashed")
        ]

    def __str__(self) -> str:
        return f"…{self.hint}"
