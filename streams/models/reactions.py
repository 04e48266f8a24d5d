"""How the room answers: reactions, what was counted of them, and the meter that follows from the counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow, Row
from streams.models.streams import Stream


class ReactionKind(models.TextChoices):
    APPLAUSE = "applause", _("Applause")
    BOO = "boo", _("Boo")
    FIRE = "fire", _("Fire")
    LAUGH = "laugh", _("Laugh")
    LOVE = "love", _("Love")
    SHOCKED = "shocked", _("Shocked")


KINDS = ["applause", "boo", "fire", "laugh", "love", "shocked"]


class Reaction(Row):
    """What one person sent of one kind between two flushes: never one row a press."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(_("kind"), max_length=8, choices=ReactionKind)
    count = models.PositiveIntegerField(_("how many"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="streams_reaction_kind_known"),
            models.CheckConstraint(condition=Q(count__gte=1), name="streams_reaction_count_positive"),
        ]
        indexes = [models.Index(fields=["stream", "created_at"], name="streams_reaction_time")]

    def __str__(self) -> str:
        return f"{self.count} × {self.kind}"


class StreamStats(ChangingRow):
    """What a stream adds up to, apart from its row, so that counting never locks what everybody reads."""

    stream = models.OneToOneField(Stream, on_delete=models.CASCADE, related_name="stats")
    applause = models.PositiveBigIntegerField(default=0)
    boo = models.PositiveBigIntegerField(default=0)
    fire = models.PositiveBigIntegerField(default=0)
    laugh = models.PositiveBigIntegerField(default=0)
    love = models.PositiveBigIntegerField(default=0)
    shocked = models.PositiveBigIntegerField(default=0)
    # As many of them as the readings of the meter hold.
    applause_read = models.PositiveBigIntegerField(default=0, editable=False)
    boo_read = models.PositiveBigIntegerField(default=0, editable=False)
    fire_read = models.PositiveBigIntegerField(default=0, editable=False)
    laugh_read = models.PositiveBigIntegerField(default=0, editable=False)
    love_read = models.PositiveBigIntegerField(default=0, editable=False)
    shocked_read = models.PositiveBigIntegerField(default=0, editable=False)
    messages = models.PositiveBigIntegerField(_("lines of chat"), default=0)
    gifts = models.PositiveBigIntegerField(_("gifts"), default=0)
    gift_tokens = models.PositiveBigIntegerField(_("tokens given"), default=0)
    # What of them is the creator's, and is counted in the stream's earnings already.
    gift_earnings = models.PositiveBigIntegerField(_("of that earned"), default=0)
    meter = models.SmallIntegerField(_("meter"), default=0)
    meter_formula = models.PositiveSmallIntegerField(_("formula of the meter"), default=1)

    class Meta:
        verbose_name = _("figures of a stream")
        verbose_name_plural = _("figures of streams")
        constraints = [
            models.CheckConstraint(condition=Q(meter__range=(-100, 100)), name="streams_streamstats_meter_range")
        ]

    def __str__(self) -> str:
        return f"figures of {self.stream_id}"


class MeterReading(Row):
    """The meter at a second, with all that it was computed from, so that it can be computed again."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="meter_readings", db_index=False)
    # Whole seconds since the stream began.
    second = models.PositiveIntegerField(_("second"))
    formula = models.PositiveSmallIntegerField(_("formula"))
    value = models.SmallIntegerField(_("meter"))
    viewers = models.PositiveIntegerField(_("viewers"))
    applause = models.PositiveIntegerField(default=0)
    boo = models.PositiveIntegerField(default=0)
    fire = models.PositiveIntegerField(default=0)
    laugh = models.PositiveIntegerField(default=0)
    love = models.PositiveIntegerField(default=0)
    shocked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "second"], name="streams_meterreading_one_a_second"),
            models.CheckConstraint(condition=Q(value__range=(-100, 100)), name="streams_meterreading_range"),
        ]

    def __str__(self) -> str:
        return f"{self.value} at {self.second} s of {self.stream_id}"


class MeterPeak(Row):
    """A moment worth a clip: the meter rose to it and fell away again."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="meter_peaks", db_index=False)
    second = models.PositiveIntegerField(_("second"))
    value = models.SmallIntegerField(_("meter"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "second"], name="streams_meterpeak_one_a_second"),
            models.CheckConstraint(condition=Q(value__range=(-100, 100)), name="streams_meterpeak_range"),
        ]

    def __str__(self) -> str:
        return f"{self.value} at {self.second} s of {self.stream_id}"
