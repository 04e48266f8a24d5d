"""One movement and all its entries, in double entry. Rows are written once, by the ledger's functions in the database."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from economy.models.accounts import LedgerAccount, Unit
from roastlive.lib.models import PartitionedRow


class TransferKind(models.TextChoices):
    """What a transfer was for."""

    PURCHASE = "purchase", _("Tokens bought")
    REFUND = "refund", _("Refund")
    DISPUTE = "dispute", _("Dispute")
    GIFT = "gift", _("Gift")
    TIP = "tip", _("Tip")
    SUBSCRIPTION = "subscription", _("Subscription")
    TICKET = "ticket", _("Ticket")
    GOAL = "goal", _("Contribution to a goal")
    ENTRY_FEE = "entry_fee", _("Entry fee")
    PRIZE = "prize", _("Prize")
    PAYOUT = "payout", _("Payout")
    PROMOTION = "promotion", _("From the house")
    REWARD = "reward", _("Points earned")
    REDEMPTION = "redemption", _("Points redeemed")
    EXPIRY = "expiry", _("Points expired")
    ADJUSTMENT = "adjustment", _("Adjustment")
    RESERVE = "reserve", _("Reserved")
    CAPTURE = "capture", _("Reservation used")
    RELEASE = "release", _("Reservation given back")
    REVERSAL = "reversal", _("Reversal")


class LedgerTransfer(PartitionedRow):
    """Its entries sum to zero in its one unit."""

    kind = models.CharField(_("kind"), max_length=16, choices=TransferKind)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit)
    # What moved: the sum of what arrived.
    amount = models.BigIntegerField(_("amount"))
    # The platform's part of it; below zero where the platform gave its part back.
    fee = models.BigIntegerField(_("fee"), default=0)
    # What it was for, as "gift:<id>". Economy need not know such a thing.
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    actor_id = models.UUIDField(_("done by"), null=True, blank=True)
    # Whose accounts it touched: they may see it.
    parties = ArrayField(models.UUIDField(), verbose_name=_("parties"))

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(TransferKind)), name="economy_ledgertransfer_kind_known"),
            models.CheckConstraint(condition=Q(unit__in=list(Unit)), name="economy_ledgertransfer_unit_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="economy_ledgertransfer_amount_positive"),
            models.CheckConstraint(
                condition=Q(fee__gte=-F("amount"), fee__lte=F("amount")),
                name="economy_ledgertransfer_fee_within_amount",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "id"], name="economy_ledgertransfer_kind"),
            models.Index(fields=["reference"], name="economy_ledgertransfer_cause", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class LedgerEntry(PartitionedRow):
    """One account's part of a transfer, with its balance before and after: each begins where the one before it ended."""

    # The ledger's functions write only what exists, and `verify_ledger` proves it; a foreign key would ask for every row.
    transfer = models.ForeignKey(
        LedgerTransfer,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="entries",
        verbose_name=_("transfer"),
    )
    account = models.ForeignKey(
        LedgerAccount,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="entries",
        verbose_name=_("account"),
    )
    # The account's owner; nobody for the house.
    owner_id = models.UUIDField(_("owner"), null=True, blank=True)
    number = models.BigIntegerField(_("number in its account"))
    amount = models.BigIntegerField(_("amount"))
    balance_before = models.BigIntegerField(_("balance before"))
    balance_after = models.BigIntegerField(_("balance after"))

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="economy_ledgerentry_moves_something"),
            models.CheckConstraint(
                condition=Q(balance_after=F("balance_before") + F("amount")), name="economy_ledgerentry_adds_up"
            ),
        ]
        indexes = [models.Index(fields=["account", "created_at"], name="economy_ledgerentry_account")]

    def __str__(self) -> str:
        return f"{self.amount:+d} in {self.account_id}"


class LedgerReversal(models.Model):
    """Which transfer took back which. The original is the key, so that nothing is taken back twice."""

    original = models.OneToOneField(
        LedgerTransfer,
        primary_key=True,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="reversed_by",
        verbose_name=_("transfer"),
    )
    transfer = models.OneToOneField(
        LedgerTransfer,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="reverses",
        verbose_name=_("reversal"),
    )
    parties = ArrayField(models.UUIDField(), verbose_name=_("parties"))

    class Meta:
        verbose_name = _("reversal")
        verbose_name_plural = _("reversals")

    def __str__(self) -> str:
        return f"{self.transfer_id} reverses {self.original_id}"
