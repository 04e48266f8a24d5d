"""Something with a balance in one unit: a person's, or one of the house's."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from economy.amounts import GREATEST_BALANCE
from roastlive.lib.models import ChangingRow


class Unit(models.TextChoices):
    TOKEN = "token", _("Tokens")
    POINT = "point", _("Points")


class AccountKind(models.TextChoices):
    # A person's.
    WALLET = "wallet", _("Wallet")
    RESERVED = "reserved", _("Reserved")
    # What a creator was given, apart from what they bought: only this is paid out.
    EARNINGS = "earnings", _("Earnings")
    # The house's.
    ISSUANCE = "issuance", _("Issuance")
    FEES = "fees", _("Fees")
    ESCROW = "escrow", _("Escrow")
    CLEARING = "clearing", _("Payout clearing")
    PROMOTIONS = "promotions", _("Promotions")


PERSONAL_KINDS = (AccountKind.WALLET, AccountKind.RESERVED, AccountKind.EARNINGS)
HOUSE_KINDS = (
    AccountKind.ISSUANCE,
    AccountKind.FEES,
    AccountKind.ESCROW,
    AccountKind.CLEARING,
    AccountKind.PROMOTIONS,
)
# Below zero is what stands outside: tokens that were issued, gifts of the house, fees given back after they were spent.
OVERDRAWN_KINDS = (AccountKind.ISSUANCE, AccountKind.FEES, AccountKind.CLEARING, AccountKind.PROMOTIONS)


class LedgerAccount(ChangingRow):
    """Its balance is the sum of its entries. Only the ledger's functions in the database write it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_accounts",
        verbose_name=_("owner"),
    )
    unit = models.CharField(_("unit"), max_length=8, choices=Unit)
    kind = models.CharField(_("kind"), max_length=16, choices=AccountKind)
    balance = models.BigIntegerField(_("balance"), default=0)
    # How many entries it has: each knows its place in the account, whatever the clock said.
    entry_count = models.BigIntegerField(_("entries"), default=0)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(balance__gte=0) | Q(kind__in=list(OVERDRAWN_KINDS)),
                name="economy_ledgeraccount_not_below_zero",
                violation_error_message=_("The balance does not cover that."),
                violation_error_code="insufficient_funds",
            ),
            models.CheckConstraint(
                condition=Q(balance__range=(-GREATEST_BALANCE, GREATEST_BALANCE)),
                name="economy_ledgeraccount_balance_bounded",
            ),
            models.CheckConstraint(condition=Q(unit__in=list(Unit)), name="economy_ledgeraccount_unit_known"),
            models.CheckConstraint(condition=Q(kind__in=list(AccountKind)), name="economy_ledgeraccount_kind_known"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, kind__in=list(PERSONAL_KINDS))
                | Q(owner__isnull=True, kind__in=list(HOUSE_KINDS)),
                name="economy_ledgeraccount_owner_fits_kind",
            ),
            models.UniqueConstraint(
                fields=["owner", "unit", "kind"],
                nulls_distinct=False,
                name="economy_ledgeraccount_one_of_each",
            ),
        ]

    def __str__(self) -> str:
        whose = f"of {self.owner_id}" if self.owner_id else "of the house"
        return f"{self.get_kind_display()} {whose}, {self.unit}"
