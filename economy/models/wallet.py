"""What somebody has and had, as they see it: views over accounts and entries, for reading alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from economy.models.accounts import AccountKind, Unit
from economy.models.transfers import TransferKind


class Wallet(models.Model):
    """A person's tokens: what can be spent and what is reserved. Rows are shown to whom the accounts are."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        related_name="wallet",
        verbose_name=_("person"),
    )
    available = models.BigIntegerField(_("available"))
    reserved = models.BigIntegerField(_("reserved"))
    tokens_per_dollar = models.IntegerField(_("tokens for a dollar"))

    class Meta:
        managed = False
        db_table = "economy_wallet"
        verbose_name = _("wallet")
        verbose_name_plural = _("wallets")

    def __str__(self) -> str:
        return f"{self.available} and {self.reserved} reserved"


class Transaction(models.Model):
    """One part of a transfer that was somebody's own, with the whole of it beside."""

    id = models.UUIDField(primary_key=True)
    created_at = models.DateTimeField(_("when"))
    transfer_id = models.UUIDField(_("transfer"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="transactions", verbose_name=_("person")
    )
    account_kind = models.CharField(_("account"), max_length=16, choices=AccountKind)
    kind = models.CharField(_("kind"), max_length=16, choices=TransferKind)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit)
    amount = models.BigIntegerField(_("amount"))
    gross_amount = models.BigIntegerField(_("amount of the transfer"))
    platform_fee = models.BigIntegerField(_("fee"))
    net_amount = models.BigIntegerField(_("amount after the fee"))
    reference = models.CharField(_("reference"), max_length=100)
    balance_after = models.BigIntegerField(_("balance after"))

    class Meta:
        managed = False
        db_table = "economy_transactions"
        verbose_name = _("transaction")
        verbose_name_plural = _("transactions")

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.unit} by {self.kind}"
