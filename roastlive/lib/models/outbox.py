"""What must happen after a commit, written down by that commit."""

from __future__ import annotations

from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models.rows import ChangingRow


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    def waiting(self) -> OutboxMessageQuerySet:
        return self.filter(state=OutboxMessage.State.WAITING)

    def quarantined(self) -> OutboxMessageQuerySet:
        return self.filter(state=OutboxMessage.State.QUARANTINED)

    def due(self, now: datetime) -> OutboxMessageQuerySet:
        return self.waiting().filter(due_at__lte=now)

    def first_in_line(self) -> OutboxMessageQuerySet:
        """Those that have no elder of the same key before them. A quarantined one has stepped out of the line."""
        elder = OutboxMessage.objects.waiting().filter(
            topic=OuterRef("topic"), key=OuterRef("key"), id__lt=OuterRef("id")
        )
        return self.filter(Q(key="") | ~Exists(elder))


class OutboxMessage(ChangingRow):
    """A message to a handler. It stays until the handler has done its work, and is gone after that."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        QUARANTINED = "quarantined", _("Quarantined")

    topic = models.CharField(_("topic"), max_length=100)
    key = models.CharField(_("in line with"), max_length=200, blank=True, default="")
    payload = models.JSONField(_("payload"), encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_error = models.TextField(_("last error"), blank=True, default="")

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "quarantined"]),
                name="kernel_outbox_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="kernel_outbox_due", condition=Q(state="waiting")),
            models.Index(
                fields=["topic", "key", "id"],
                name="kernel_outbox_line",
                condition=Q(state="waiting") & ~Q(key=""),
            ),
            models.Index(fields=["id"], name="kernel_outbox_quarantined", condition=Q(state="quarantined")),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.id}"
