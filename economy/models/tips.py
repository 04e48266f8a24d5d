"""Plain tokens with a few words."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from economy.amounts import TOKENS_PER_DOLLAR
from roastlive.lib.models import ChangingRow

# Above a thousand dollars somebody should think again, and ring us.
LARGEST_TIP = 1_000 * TOKENS_PER_DOLLAR
LONGEST_MESSAGE = 300


class TipQuerySet(models.QuerySet["Tip"]):
    def with_their_people(self) -> TipQuerySet:
        return self.select_related("sender", "creator")


class Tip(ChangingRow):
    """Money that has moved has its transfer. The words are held back where somebody has to read them first."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Under way")
        COMPLETED = "completed", _("Given")
        FAILED = "failed", _("Failed")
        REFUNDED = "refunded", _("Given back")

    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tips_given",
        db_index=False,
        verbose_name=_("from"),
    )
    # The person behind the creator, who may see this row too.
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tips_received",
        db_index=False,
        verbose_name=_("person"),
    )
    creator = models.ForeignKey(CreatorProfile, on_delete=models.PROTECT, related_name="tips", verbose_name=_("to"))
    amount = models.BigIntegerField(_("tokens"))
    fee = models.BigIntegerField(_("fee of the house"))
    message = models.CharField(_("message"), max_length=LONGEST_MESSAGE, blank=True)
    is_message_held = models.BooleanField(_("message held back"), default=False)
    # Where it was given, as "stream" and an id. Economy need not know such a thing.
    subject_kind = models.CharField(_("given during"), max_length=20, blank=True)
    subject_id = models.CharField(_("of which"), max_length=64, blank=True)
    transfer_id = models.UUIDField(_("transfer"), unique=True, null=True, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.COMPLETED)
    refunded_at = models.DateTimeField(_("given back on"), null=True, blank=True)

    objects = TipQuerySet.as_manager()

    class Meta:
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=LARGEST_TIP),
                name="economy_tip_amount_bounded",
                violation_error_message=_("A tip has between 1 and 100,000 tokens."),
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0) & Q(fee__lt=F("amount")), name="economy_tip_fee_within_amount"
            ),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="economy_tip_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "completed", "failed", "refunded"]), name="economy_tip_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "failed"], transfer_id__isnull=True, refunded_at__isnull=True)
                | Q(status="completed", transfer_id__isnull=False, refunded_at__isnull=True)
                | Q(status="refunded", transfer_id__isnull=False, refunded_at__isnull=False),
                name="economy_tip_status_fits",
            ),
            models.CheckConstraint(
                condition=Q(is_message_held=False) | ~Q(message=""), name="economy_tip_held_has_message"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_id="") | (~Q(subject_kind="") & ~Q(subject_id="")),
                name="economy_tip_subject_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["sender", "-id"], name="economy_tip_sender"),
            models.Index(fields=["receiver", "-id"], name="economy_tip_receiver"),
            models.Index(fields=["creator", "-id"], name="economy_tip_creator"),
            models.Index(fields=["created_at"], name="economy_tip_created_at"),
            models.Index(
                fields=["subject_kind", "subject_id"], condition=~Q(subject_kind=""), name="economy_tip_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} from {self.sender_id}"

    @property
    def total(self) -> int:
        return self.amount

    @property
    def net(self) -> int:
        """What reached the creator."""
        return self.amount - self.fee

    def words_for(self, person_id: UUID) -> str:
        """Who gave it knows what they wrote; who got it reads words that are held back once somebody has looked at them."""
        return "" if self.is_message_held and person_id != self.sender_id else self.message
