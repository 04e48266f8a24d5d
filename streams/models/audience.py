"""Who watches, who wants to be told, and who has a seat."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow, Row
from streams.models.streams import Stream


class StreamReminder(Row):
    """Tell me when it starts."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="reminders", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stream_reminders")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "person"], name="streams_streamreminder_unique")]

    def __str__(self) -> str:
        return f"{self.person_id} waits for {self.stream_id}"


class StreamTicket(ChangingRow):
    """A paid seat. The money waits in escrow until the show has happened, and goes back if it does not."""

    class Status(models.TextChoices):
        HELD = "held", _("Paid, waiting for the show")
        SETTLED = "settled", _("Seen")
        REFUNDED = "refunded", _("Given back")

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("stream"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stream_tickets", verbose_name=_("whose")
    )
    price = models.BigIntegerField(_("price"))
    transfer_id = models.UUIDField(_("transfer"), unique=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.HELD)
    closed_at = models.DateTimeField(_("settled or given back"), null=True, blank=True)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "person"],
                condition=~Q(status="refunded"),
                name="streams_streamticket_one_a_person",
                violation_error_message=_("You have a seat already."),
            ),
            models.CheckConstraint(condition=Q(price__gte=1), name="streams_streamticket_price_positive"),
            models.CheckConstraint(
                condition=Q(status="held", closed_at__isnull=True)
                | Q(status__in=["settled", "refunded"], closed_at__isnull=False),
                name="streams_streamticket_status_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.stream_id}"


class StreamViewer(ChangingRow):
    """One viewer of a stream on one device. Whoever is not logged in is a hash that is forgotten with the cookie."""

    class Device(models.TextChoices):
        PHONE = "phone", _("Phone")
        TABLET = "tablet", _("Tablet")
        COMPUTER = "computer", _("Computer")
        OTHER = "other", _("Something else")

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="viewers", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="watched"
    )
    # Who it is, as "p:<id>" or "a:<hash>": the same viewer counts once, on however many devices.
    viewer = models.CharField(_("viewer"), max_length=70)
    device = models.CharField(_("device"), max_length=8, choices=Device, default=Device.OTHER)
    referrer = models.CharField(_("came from"), max_length=253, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    joined_at = models.DateTimeField(_("came"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("seconds watched"), default=0)

    class Meta:
        verbose_name = _("viewer")
        verbose_name_plural = _("viewers")
        constraints = [
            models.UniqueConstraint(fields=["stream", "viewer", "device"], name="streams_streamviewer_once_a_device"),
            models.CheckConstraint(
                condition=Q(device__in=["phone", "tablet", "computer", "other"]),
                name="streams_streamviewer_device_known",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
                name="streams_streamviewer_leaves_after_joining",
            ),
        ]
        indexes = [models.Index(fields=["stream", "joined_at"], name="streams_streamviewer_joined")]

    def __str__(self) -> str:
        return f"{self.viewer} watches {self.stream_id}"
