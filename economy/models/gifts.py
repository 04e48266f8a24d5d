"""Things from the catalogue, and who gave which to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from economy.amounts import TOKENS_PER_DOLLAR
from roastlive.lib.models import ChangingRow

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The dearest thing in the catalogue may cost a thousand dollars, and a handful holds a hundred of them.
DEAREST = 1_000 * TOKENS_PER_DOLLAR
HANDFUL = 100
HIGHEST_LEVEL = 100


class GiftTypeQuerySet(models.QuerySet["GiftType"]):
    def on_offer(self) -> GiftTypeQuerySet:
        """What can be given now, as it lies in the tray."""
        return self.filter(is_active=True).order_by("position", "price", "slug")


class GiftType(ChangingRow):
    """One thing in the catalogue. Its price may change; what was given keeps the price of its day."""

    slug = models.SlugField(_("name in programs"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40)
    # Which of the house's drawings shows it.
    drawing = models.SlugField(_("drawing"), max_length=30)
    price = models.BigIntegerField(_("price in tokens"), validators=[MinValueValidator(1), MaxValueValidator(DEAREST)])
    position = models.PositiveSmallIntegerField(_("place in the tray"), default=0)
    # From which level on somebody may give it; 1 is everybody.
    level = models.PositiveSmallIntegerField(
        _("from level"), default=1, validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_LEVEL)]
    )
    is_active = models.BooleanField(_("on offer"), default=True)

    objects = GiftTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of gift")
        verbose_name_plural = _("kinds of gifts")
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=1, price__lte=DEAREST),
                name="economy_gifttype_price_bounded",
                violation_error_message=_("A gift costs between 1 and 100,000 tokens."),
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=HIGHEST_LEVEL), name="economy_gifttype_level_bounded"
            ),
        ]
        indexes = [
            models.Index(fields=["position", "price"], condition=Q(is_active=True), name="economy_gifttype_tray")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> StrOrPromise:
        """The name in the reader's language, if it is one that the house has brought along."""
        return gettext_lazy(self.name)


class GiftQuerySet(models.QuerySet["Gift"]):
    def with_their_people(self) -> GiftQuerySet:
        return self.select_related("sender", "creator", "gift_type")


class Gift(ChangingRow):
    """Written in the transaction that moved its money, with the price and the fee of that moment."""

    class Status(models.TextChoices):
        COMPLETED = "completed", _("Given")
        REFUNDED = "refunded", _("Given back")

    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="gifts_given",
        db_index=False,
        verbose_name=_("from"),
    )
    # The person behind the creator, who may see this row too.
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="gifts_received",
        db_index=False,
        verbose_name=_("person"),
    )
    creator = models.ForeignKey(
        CreatorProfile, on_delete=models.PROTECT, related_name="gifts", db_index=False, verbose_name=_("to")
    )
    gift_type = models.ForeignKey(GiftType, on_delete=models.PROTECT, related_name="gifts", verbose_name=_("gift"))
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    price = models.BigIntegerField(_("price of one"))
    fee = models.BigIntegerField(_("fee of the house"))
    # Gifts of one kind in quick succession are a combo: the id of its first, and how many it holds up to this one.
    combo_id = models.UUIDField(_("combo"))
    combo_count = models.PositiveIntegerField(_("in a row"))
    # Where it was given, as "stream" and an id. Economy need not know such a thing.
    subject_kind = models.CharField(_("given during"), max_length=20, blank=True)
    subject_id = models.CharField(_("of which"), max_length=64, blank=True)
    transfer_id = models.UUIDField(_("transfer"), unique=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.COMPLETED)
    refunded_at = models.DateTimeField(_("given back on"), null=True, blank=True)

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=HANDFUL),
                name="economy_gift_quantity_bounded",
                violation_error_message=_("Between 1 and 100 at once."),
            ),
            models.CheckConstraint(condition=Q(price__gte=1), name="economy_gift_price_positive"),
            models.CheckConstraint(
                condition=Q(fee__gte=0) & Q(fee__lt=F("price") * F("quantity")), name="economy_gift_fee_within_price"
            ),
            models.CheckConstraint(condition=Q(combo_count__gte=F("quantity")), name="economy_gift_combo_holds_it"),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="economy_gift_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(status="completed", refunded_at__isnull=True)
                | Q(status="refunded", refunded_at__isnull=False),
                name="economy_gift_status_fits",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_id="") | (~Q(subject_kind="") & ~Q(subject_id="")),
                name="economy_gift_subject_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["sender", "creator", "gift_type", "-created_at"], name="economy_gift_combo"),
            models.Index(fields=["sender", "-id"], name="economy_gift_sender"),
            models.Index(fields=["receiver", "-id"], name="economy_gift_receiver"),
            models.Index(fields=["creator", "-id"], name="economy_gift_creator"),
            models.Index(
                fields=["subject_kind", "subject_id"], condition=~Q(subject_kind=""), name="economy_gift_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.gift_type_id}"

    @property
    def total(self) -> int:
        return self.price * self.quantity

    @property
    def net(self) -> int:
        """What reached the creator."""
        return self.total - self.fee
