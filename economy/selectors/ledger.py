"""Finding one's way in the ledger. Rows are shown to whom they belong; the desk asks as the house."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from economy.models import LedgerAccount, LedgerEntry, LedgerReversal, LedgerTransfer

# So many accounts a search by name may lead to.
MOST_ACCOUNTS = 20


def transfers_of(transfers: QuerySet[LedgerTransfer], words: str) -> QuerySet[LedgerTransfer]:
    """By reference, or by the id of the transfer, of an account or of a person, or by a username."""
    try:
        identifier = UUID(words)
    except ValueError:
        return transfers.filter(Q(reference=words) | Q(pk__in=_touching(Q(owner__in=_named(words)))))
    touching = _touching(Q(pk=identifier) | Q(owner_id=identifier))
    return transfers.filter(Q(pk=identifier) | Q(pk__in=touching))


def reversal_of(transfer_id: UUID) -> UUID | None:
    """The transfer that took this one back."""
    return LedgerReversal.objects.filter(original_id=transfer_id).values_list("transfer_id", flat=True).first()


def _touching(accounts: Q) -> QuerySet[LedgerEntry, UUID]:
    found = list(LedgerAccount.objects.filter(accounts).values_list("pk", flat=True)[:MOST_ACCOUNTS])
    return LedgerEntry.objects.filter(account_id__in=found).values_list("transfer_id", flat=True)


def _named(username: str) -> QuerySet[User]:
    return User.everyone.filter(username__iexact=username)
