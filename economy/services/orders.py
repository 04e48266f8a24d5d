"""What is to move, and what moved: plain values, on their way to the ledger and back.

Named tuples, because thousands a second are made of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from economy.amounts import MAXIMUM
from economy.errors import InvalidAmount, SameAccount, Unbalanced
from economy.models import TransferKind

LONGEST_REFERENCE = 100
LONGEST_NOTE = 300


class Leg(NamedTuple):
    """One account's part; a negative amount leaves it."""

    account_id: UUID
    amount: int


class Key(NamedTuple):
    """By whom an order is known when it comes again. `body_hash`: `roastlive.lib.idempotency.hash_of(body)`."""

    caller: str
    scope: str
    key: str
    body_hash: str

    @property
    def name(self) -> tuple[str, str, str]:
        return self.caller, self.scope, self.key


class Order(NamedTuple):
    """A transfer that is wanted. `then` is for whoever writes the rows that follow from it (`writes_with`)."""

    kind: TransferKind
    legs: tuple[Leg, ...]
    # What it is for, as "gift:<id>".
    reference: str = ""
    note: str = ""
    actor_id: UUID | None = None
    key: Key | None = None
    then: object | None = None


class PostedEntry(NamedTuple):
    account_id: UUID
    amount: int
    balance_before: int
    balance_after: int


class Posted(NamedTuple):
    """A transfer that stands. `replayed`: it stood before, made by an order with the same key."""

    transfer_id: UUID
    created_at: datetime
    # In the order of the legs.
    entries: tuple[PostedEntry, ...]
    replayed: bool = False

    def balance_of(self, account_id: UUID) -> int:
        """What the transfer left there."""
        return next(entry.balance_after for entry in self.entries if entry.account_id == account_id)


def check(order: Order) -> None:
    """What can be said without the database, which checks the same. Raises InvalidAmount, SameAccount, Unbalanced."""
    total = 0
    for leg in order.legs:
        amount = leg.amount
        if type(amount) is not int or amount == 0 or not -MAXIMUM <= amount <= MAXIMUM:
            raise InvalidAmount
        total += amount
    if len({leg.account_id for leg in order.legs}) < len(order.legs):
        raise SameAccount
    if total or len(order.legs) < 2:
        raise Unbalanced
