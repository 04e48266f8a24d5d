"""Moving tokens and points. Every transfer of the house goes through here.

    post(Order(
        kind=TransferKind.TIP,
        legs=(Leg(wallet.pk, -100), Leg(earnings.pk, 80), Leg(fees.pk, 20)),
        reference=f"tip:{tip_id}",
        key=Key(caller=str(sender.pk), scope="tip", key=key, body_hash=hash_of(body)),
    ))

What comes in numbers goes through `economy.services.batching`, which posts many in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from economy.errors import (
    AccountReserved,
    AlreadyReversed,
    InsufficientFunds,
    InvalidAmount,
    SameAccount,
    TransferNotFound,
    Unbalanced,
    UnitsMixed,
    WalletNotFound,
)
from economy.models import LedgerEntry, LedgerTransfer
from economy.services.orders import LONGEST_NOTE, Key, Leg, Order, Posted, PostedEntry, check
from economy.services.statements import POST, key_parameters, post_parameters
from roastlive.lib.errors import DomainError
from roastlive.lib.idempotency import IdempotencyConflict
from roastlive.lib.ids import uuid7
from roastlive.lib.models.idempotency import LIFETIME
from roastlive.lib.rls import acting_as_house

__all__ = ["Key", "Leg", "Order", "Posted", "PostedEntry", "post", "post_many", "reverse"]

Result = Posted | DomainError

POSTED, REPLAYED = "posted", "replayed"
REFUSALS: dict[str, type[DomainError]] = {
    refusal.code: refusal
    for refusal in (
        AccountReserved,
        AlreadyReversed,
        IdempotencyConflict,
        InsufficientFunds,
        InvalidAmount,
        SameAccount,
        TransferNotFound,
        Unbalanced,
        UnitsMixed,
        WalletNotFound,
    )
}


def post(order: Order) -> Posted:
    """One transfer, within the transaction that is open, or in one of its own.

    Raises InvalidAmount, SameAccount, UnitsMixed, Unbalanced, AccountReserved, WalletNotFound, InsufficientFunds,
    IdempotencyConflict.
    """
    (result,) = post_many([order])
    if isinstance(result, DomainError):
        raise result
    return result


def post_many(orders: Sequence[Order]) -> list[Result]:
    """Each is accepted or refused on its own, in their order: what one brings in, the next may spend.

    Refusals are answered, not raised; see `post` for which. Of orders with the same key the first is posted, and the
    others get its answer.
    """
    results = [_complaint_about(order) for order in orders]
    turns = _turns(orders, [place for place, complaint in enumerate(results) if complaint is None])
    with _together(turns):
        for turn in turns:
            for place, result in zip(turn, _post([orders[place] for place in turn]), strict=True):
                results[place] = result
    return [result for result in results if result is not None]


def reverse(*, transfer_id: UUID, reason: str, actor_id: UUID | None, key: Key | None = None) -> Posted:
    """A transfer the other way, linked to the first. It happens once, however often it is asked for.

    Raises TransferNotFound, AlreadyReversed, AccountReserved for what a hold did, InsufficientFunds if it was spent
    meanwhile, IdempotencyConflict.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome, reversal FROM economy_reverse(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [uuid7(), transfer_id, reason[:LONGEST_NOTE], actor_id, *key_parameters(key), now, now + LIFETIME],
        )
        outcome, reversal = cursor.fetchone()
    if outcome in REFUSALS:
        raise REFUSALS[outcome]
    return posted_before(reversal, replayed=outcome == REPLAYED)


def posted_before(transfer_id: UUID, *, replayed: bool = True) -> Posted:
    """What was answered when this transfer was made."""
    return _read_back([transfer_id], replayed=replayed)[transfer_id]


def _read_back(transfer_ids: Collection[UUID], *, replayed: bool) -> dict[UUID, Posted]:
    if not transfer_ids:
        return {}
    entries: dict[UUID, list[PostedEntry]] = {}
    with acting_as_house():
        times = dict(LedgerTransfer.objects.filter(pk__in=transfer_ids).values_list("pk", "created_at"))
        # The ids of a transfer's entries follow the order of its legs.
        for each in LedgerEntry.objects.filter(transfer_id__in=transfer_ids).order_by("id"):
            entry = PostedEntry(each.account_id, each.amount, each.balance_before, each.balance_after)
            entries.setdefault(each.transfer_id, []).append(entry)
    return {each: Posted(each, times[each], tuple(entries[each]), replayed=replayed) for each in times}


def _complaint_about(order: Order) -> Result | None:
    try:
        check(order)
    except DomainError as complaint:
        return complaint
    return None


def _turns(orders: Sequence[Order], places: Sequence[int]) -> list[list[int]]:
    """The second order with a key comes after the first has been answered."""
    turns: list[list[int]] = []
    times: dict[tuple[str, str, str], int] = {}
    for place in places:
        key = orders[place].key
        turn = 0
        if key is not None:
            turn = times[key.name] = times.get(key.name, -1) + 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(place)
    return turns


def _together(turns: Sequence[object]) -> AbstractContextManager[None]:
    """A single statement is a transaction already."""
    return transaction.atomic() if len(turns) > 1 else nullcontext()


def _post(orders: Sequence[Order]) -> list[Result]:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(POST, post_parameters(orders, now))
        outcomes, transfers, balances = cursor.fetchone()
    return _results(orders, now, outcomes, transfers, balances)


def _results(
    orders: Sequence[Order], now: datetime, outcomes: list[str], transfers: list[UUID], balances: list[int]
) -> list[Result]:
    results: list[Result] = []
    known = _read_back(
        {each for outcome, each in zip(outcomes, transfers, strict=True) if outcome == REPLAYED}, replayed=True
    )
    first = 0
    for order, outcome, transfer_id in zip(orders, outcomes, transfers, strict=True):
        if outcome == POSTED:
            entries = tuple(
                PostedEntry(leg.account_id, leg.amount, after - leg.amount, after)
                for leg, after in zip(order.legs, balances[first : first + len(order.legs)], strict=True)
            )
            results.append(Posted(transfer_id, now, entries))
        elif outcome == REPLAYED:
            results.append(known[transfer_id])
        else:
            results.append(REFUSALS[outcome]())
        first += len(order.legs)
    return results
