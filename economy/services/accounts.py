"""Accounts, made when they are first needed."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from economy.models import AccountKind, LedgerAccount, Unit


def wallet_of(person_id: UUID, unit: Unit = Unit.TOKEN) -> LedgerAccount:
    """What somebody may spend."""
    return _account(person_id, unit, AccountKind.WALLET)


def earnings_of(person_id: UUID) -> LedgerAccount:
    """What a creator was given, and may be paid out."""
    return _account(person_id, Unit.TOKEN, AccountKind.EARNINGS)


def reserved_of(person_id: UUID, unit: Unit = Unit.TOKEN) -> LedgerAccount:
    """What lies in somebody's holds."""
    return _account(person_id, unit, AccountKind.RESERVED)


def house_account(kind: AccountKind, unit: Unit = Unit.TOKEN) -> LedgerAccount:
    return _account(None, unit, kind)


def _account(owner_id: UUID | None, unit: Unit, kind: AccountKind) -> LedgerAccount:
    """Whoever asks: the function in the database shows it, though row-level security would not."""
    (account,) = LedgerAccount.objects.raw(
        "SELECT * FROM economy_account(%s, %s, %s, %s)", [owner_id, unit.value, kind.value, timezone.now()]
    )
    return account
