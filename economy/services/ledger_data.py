"""Accounts, movements and reservations of one person, told to them. None of it goes when they leave: books must balance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import ngettext

from accounts.models import User
from economy.models import LedgerAccount, Transaction
from economy.selectors.wallet import holds_of, wallet_state


def tell_accounts(person: User) -> Iterator[dict[str, Any]]:
    for account in LedgerAccount.objects.filter(owner=person).order_by("unit", "kind"):
        yield {"account": account.kind, "unit": account.unit, "balance": account.balance}


def tell_movements(person: User) -> Iterator[dict[str, Any]]:
    for part in Transaction.objects.filter(person=person).order_by("id").iterator():
        yield {
            "when": part.created_at,
            "what for": part.kind,
            "account": part.account_kind,
            "unit": part.unit,
            "amount": part.amount,
            "balance": part.balance_after,
            "reference": part.reference,
            "receipt": part.transfer_id,
        }


def tell_holds(person: User) -> Iterator[dict[str, Any]]:
    for hold in holds_of(person.pk).order_by("id").iterator():
        yield {
            "when": hold.created_at,
            "what for": hold.purpose,
            "unit": hold.unit,
            "amount": hold.amount,
            "used": hold.captured,
            "state": hold.state,
            "until": hold.expires_at,
        }


def tokens_lost(person: User) -> str:
    wallet = wallet_state(person.pk)
    left = wallet.available + wallet.reserved + wallet.earnings
    if not left:
        return ""
    return ngettext(
        "You still have %(tokens)d token. Nobody can spend it after you.",
        "You still have %(tokens)d tokens. Nobody can spend them after you.",
        left,
    ) % {"tokens": left}
