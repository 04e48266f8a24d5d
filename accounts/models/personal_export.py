"""Everything the house keeps about somebody, in one file for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow


class PersonalExport(ChangingRow):
    """Asked for, then made in the background, then there for a week. The file lies apart from what the web can reach."""

    class State(models.TextChoices):
        ASKED = "asked", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")
        OVER = "over", _("Over")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    # What the file is called in the private store, for as long as there is one.
    file = models.CharField(max_length=80, blank=True, editable=False)
    size = models.BigIntegerField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="asked"),
                name="accounts_personalexport_one_open",
                violation_error_message=_("You have asked already. We will tell you when it is ready."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "ready", "failed", "over"]), name="accounts_personalexport_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="ready", size__gt=0, ready_at__isnull=False, expires_at__isnull=False) & ~Q(file="")
                | ~Q(state="ready") & Q(file=""),
                name="accounts_personalexport_file_while_ready",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="accounts_export_person"),
            models.Index(fields=["expires_at"], condition=Q(state="ready"), name="accounts_export_expires"),
        ]

    def __str__(self) -> str:
        return f"what is kept of {self.person_id}"
