"""What points are earned by, and what they are good for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from economy.querysets.loyalty import LoyaltyRedemptionQuerySet, LoyaltyRewardQuerySet
from roastlive.lib.models import ChangingRow, Row

# Whoever earns a hundred points a day saves half a year for the dearest reward.
DEAREST_REWARD = 1_000_000
LARGEST_STOCK = 100_000
LONGEST_COOLDOWN = timedelta(days=365)
TITLE_LONGEST, DESCRIPTION_LONGEST = 60, 500
QUESTION_LONGEST, WORDS_LONGEST, NOTE_LONGEST = 120, 300, 300


class PointAward(Row):
    """One deed that was worth points. A deed has its reference, and counts once."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    # A name in `economy.loyalty_rules`, which may have gone since.
    rule = models.CharField(_("for"), max_length=40)
    reference = models.CharField(_("deed"), max_length=100)
    points = models.BigIntegerField(_("points"))
    # The day that its cap counts it on, and the moment that a pause is counted from.
    day = models.DateField(_("day"))
    done_at = models.DateTimeField(_("done"))
    # Deeds of one kind that are counted together share a transfer.
    transfer_id = models.UUIDField(_("transfer"))

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="economy_pointaward_points_positive"),
            models.CheckConstraint(condition=~Q(rule="") & ~Q(reference=""), name="economy_pointaward_names_its_deed"),
            models.UniqueConstraint(fields=["person", "rule", "reference"], name="economy_pointaward_once_a_deed"),
        ]
        indexes = [
            models.Index(fields=["person", "rule", "day"], name="economy_pointaward_day"),
            models.Index(fields=["rule", "-done_at"], name="economy_pointaward_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.points} for {self.rule} {self.reference}"


class LoyaltyReward(ChangingRow):
    """Something to be had for points, from the house or from a creator. What was redeemed keeps the price of its day."""

    class Drawing(models.TextChoices):
        """Which of the house's drawings shows it."""

        TICKET = "ticket", _("Ticket")
        SHOUT = "shout", _("Megaphone")
        SONG = "song", _("Record")
        NOTE = "note", _("Letter")
        BADGE = "badge", _("Rosette")
        CALL = "call", _("Telephone")
        SHIRT = "shirt", _("Shirt")
        BOX = "box", _("Box")

    # Who offers it; nobody is the house.
    creator = models.ForeignKey(
        CreatorProfile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rewards",
        verbose_name=_("offered by"),
    )
    title = models.CharField(_("title"), max_length=TITLE_LONGEST)
    description = models.TextField(_("description"), max_length=DESCRIPTION_LONGEST, blank=True)
    drawing = models.CharField(_("drawing"), max_length=10, choices=Drawing, default=Drawing.TICKET)
    price = models.BigIntegerField(_("price in points"))
    # How many there are in all; empty is as many as people want.
    stock = models.PositiveIntegerField(_("how many there are"), null=True, blank=True)
    # How many of them are taken: redeemed, and not cancelled.
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    per_person = models.PositiveSmallIntegerField(_("most for one person"), null=True, blank=True)
    cooldown = models.DurationField(_("pause for one person"), default=timedelta(0))
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    # What whoever redeems it has to answer, such as "What should they say?"; empty asks nothing.
    question = models.CharField(_("question"), max_length=QUESTION_LONGEST, blank=True)
    is_automatic = models.BooleanField(_("done by itself"), default=False)
    retired_at = models.DateTimeField(_("off the shelf"), null=True, blank=True)

    objects = LoyaltyRewardQuerySet.as_manager()

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=1, price__lte=DEAREST_REWARD),
                name="economy_loyaltyreward_price_bounded",
                violation_error_message=_("A reward costs between 1 and 1,000,000 points."),
            ),
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(stock__lte=LARGEST_STOCK, stock__gte=F("taken")),
                name="economy_loyaltyreward_taken_within_stock",
                violation_error_message=_("There cannot be fewer than are taken already."),
            ),
            models.CheckConstraint(
                condition=Q(per_person__isnull=True) | Q(per_person__gte=1),
                name="economy_loyaltyreward_per_person_positive",
                violation_error_message=_("Everybody may have at least one."),
            ),
            models.CheckConstraint(
                condition=Q(cooldown__gte=timedelta(0), cooldown__lte=LONGEST_COOLDOWN),
                name="economy_loyaltyreward_cooldown_bounded",
                violation_error_message=_("A pause lasts a year at most."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="economy_loyaltyreward_ends_after_start",
                violation_error_message=_("It has to end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(drawing__in=["ticket", "shout", "song", "note", "badge", "call", "shirt", "box"]),
                name="economy_loyaltyreward_drawing_known",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="economy_loyaltyreward_has_title"),
        ]
        indexes = [
            models.Index(fields=["price"], condition=Q(retired_at__isnull=True), name="economy_loyaltyreward_shelf"),
            models.Index(fields=["creator", "price"], name="economy_loyaltyreward_creator"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def left(self) -> int | None:
        """How many are still to be had; None for as many as people want."""
        return None if self.stock is None else self.stock - self.taken

    def is_open(self, now: datetime) -> bool:
        """Whether it is on the shelf, however many are left."""
        begun = self.starts_at is None or self.starts_at <= now
        return self.retired_at is None and begun and (self.ends_at is None or now < self.ends_at)


class LoyaltyRedemption(ChangingRow):
    """Points that somebody gave for a reward. They lie in a hold until it is decided what becomes of it."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        FULFILLED = "fulfilled", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    reward = models.ForeignKey(
        LoyaltyReward, on_delete=models.PROTECT, related_name="redemptions", verbose_name=_("reward")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="redemptions", verbose_name=_("person")
    )
    # The person behind the creator who offers it, who may see this row too; nobody is the house.
    offerer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("offered by"),
    )
    # As it was called, and what it cost, at that time.
    title = models.CharField(_("reward then"), max_length=TITLE_LONGEST)
    price = models.BigIntegerField(_("points"))
    words = models.CharField(_("their words"), max_length=WORDS_LONGEST, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PENDING)
    hold_id = models.UUIDField(_("hold"), unique=True, editable=False)
    # Nobody waits for ever: then it is cancelled.
    due_at = models.DateTimeField(_("waits until"))
    # Nobody is the house, by itself.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=NOTE_LONGEST, blank=True)

    objects = LoyaltyRedemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        permissions = [("fulfil_loyaltyredemption", _("Can fulfil and cancel what the house offers"))]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=1), name="economy_loyaltyredemption_price_positive"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "fulfilled", "cancelled"]),
                name="economy_loyaltyredemption_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at__isnull=True, decided_by__isnull=True)
                | Q(status__in=["fulfilled", "cancelled"], decided_at__isnull=False),
                name="economy_loyaltyredemption_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(offerer__isnull=True) | ~Q(offerer=F("person")),
                name="economy_loyaltyredemption_from_somebody_else",
                violation_error_message=_("What you offer is for others."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="economy_redemption_person"),
            models.Index(fields=["reward", "person", "-id"], name="economy_redemption_reward"),
            models.Index(fields=["offerer", "-id"], name="economy_redemption_offerer"),
            models.Index(fields=["offerer", "id"], condition=Q(status="pending"), name="economy_redemption_waiting"),
            models.Index(fields=["due_at"], condition=Q(status="pending"), name="economy_redemption_due"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.status}"

    @property
    def is_pending(self) -> bool:
        return self.status == self.Status.PENDING
