"""What people have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from economy.models import AccountKind, Hold, LedgerAccount, Unit
from roastlive.lib.rls import acting_as, acting_as_house


@dataclass(frozen=True, kw_only=True)
class Wallet:
    """`version` grows with every entry, so that of two tellings the later one is known."""

    available: int = 0
    reserved: int = 0
    earnings: int = 0
    points: int = 0
    version: int = 0


PARTS = {
    (Unit.TOKEN, AccountKind.WALLET): "available",
    (Unit.TOKEN, AccountKind.RESERVED): "reserved",
    (Unit.TOKEN, AccountKind.EARNINGS): "earnings",
    (Unit.POINT, AccountKind.WALLET): "points",
}


def wallet_state(person_id: UUID) -> Wallet:
    with acting_as(person_id):
        return _summed(LedgerAccount.objects.filter(owner=person_id))


def wallets_of(person_ids: Collection[UUID]) -> dict[UUID, Wallet]:
    """Of several people at once, for the house."""
    accounts: dict[UUID, list[LedgerAccount]] = {person_id: [] for person_id in person_ids}
    with acting_as_house():
        for account in LedgerAccount.objects.filter(owner__in=accounts):
            if account.owner_id is not None:
                accounts[account.owner_id].append(account)
    return {person_id: _summed(found) for person_id, found in accounts.items()}


def active_holds(person_id: UUID) -> list[Hold]:
    """Tokens that are reserved, the next to end first."""
    with acting_as(person_id):
        return list(Hold.objects.active().filter(person=person_id, unit=Unit.TOKEN).order_by("expires_at"))


def holds_of(person_id: UUID) -> QuerySet[Hold]:
    """Read within `acting_as(person_id)`: the table shows them to nobody else."""
    return Hold.objects.filter(person=person_id)


def _summed(accounts: Iterable[LedgerAccount]) -> Wallet:
    parts: dict[str, int] = {}
    version = 0
    for account in accounts:
        version += account.entry_count
        part = PARTS.get((Unit(account.unit), AccountKind(account.kind)))
        if part:
            parts[part] = account.balance
    return Wallet(**parts, version=version)
