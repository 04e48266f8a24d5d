"""Reserving a part of a balance for something that may or may not happen: used, given back or expired, at most once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from economy.amounts import checked
from economy.errors import HoldNotFound, HoldOver, SameAccount
from economy.models import Hold, Unit
from economy.services.ledger import REFUSALS
from economy.services.orders import LONGEST_NOTE, Key, Leg
from economy.services.statements import key_parameters
from roastlive.lib.ids import uuid7
from roastlive.lib.models.idempotency import LIFETIME
from roastlive.lib.rls import acting_as_house

AT_ONCE = 500

_REFUSALS = REFUSALS | {refusal.code: refusal for refusal in (HoldNotFound, HoldOver)}


def reserve(
    *,
    person_id: UUID,
    amount: int,
    purpose: str,
    reference: str,
    expires_at: datetime,
    unit: Unit = Unit.TOKEN,
    key: Key | None = None,
) -> Hold:
    """Put a part of somebody's wallet aside. Raises InvalidAmount, InsufficientFunds, IdempotencyConflict."""
    now = timezone.now()
    outcome, hold_id = _call(
        "SELECT outcome, hold_id FROM economy_reserve(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            uuid7(),
            uuid7(),
            person_id,
            unit.value,
            checked(amount),
            purpose,
            reference,
            expires_at,
            *key_parameters(key),
            now,
            now + LIFETIME,
        ],
    )
    if outcome in _REFUSALS:
        raise _REFUSALS[outcome]
    return _hold(hold_id)


def capture(
    *,
    hold_id: UUID,
    legs: Sequence[Leg],
    reference: str | None = None,
    note: str = "",
    actor_id: UUID | None = None,
) -> Hold:
    """Use what is reserved: each leg says what a receiver gets, fees included, and what is left goes back to the wallet.

    Raises HoldNotFound, HoldOver, InvalidAmount (also for more than is reserved), SameAccount, WalletNotFound, UnitsMixed.
    """
    receivers = [leg.account_id for leg in legs]
    if len(set(receivers)) < len(receivers):
        raise SameAccount
    return _close(
        hold_id, Hold.State.CAPTURED, receivers, [checked(leg.amount) for leg in legs], reference, note, actor_id
    )


def void(*, hold_id: UUID, note: str = "", actor_id: UUID | None = None) -> Hold:
    """Give all of it back. Raises HoldNotFound, HoldOver."""
    return _close(hold_id, Hold.State.VOIDED, [], [], None, note, actor_id)


def expire_due() -> int:
    """Give back what nobody used in time, a bounded number at once; how many."""
    with acting_as_house():
        due = list(Hold.objects.due(timezone.now()).order_by("expires_at").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_expire(hold_id) for hold_id in due)


def _expire(hold_id: UUID) -> bool:
    try:
        _close(hold_id, Hold.State.EXPIRED, [], [], None, "", None)
    except HoldOver:
        # Somebody used it, or gave it back, a moment ago.
        return False
    return True


def _close(
    hold_id: UUID,
    state: Hold.State,
    receivers: list[UUID],
    amounts: list[int],
    reference: str | None,
    note: str,
    actor_id: UUID | None,
) -> Hold:
    (outcome,) = _call(
        "SELECT outcome FROM economy_close_hold(%s, %s, %s, %s::uuid[], %s::bigint[], %s, %s, %s, %s)",
        [uuid7(), hold_id, state.value, receivers, amounts, reference, note[:LONGEST_NOTE], actor_id, timezone.now()],
    )
    # Outside of a transaction, what expired on touch has been given back by now, although the caller is refused.
    if outcome in _REFUSALS:
        raise _REFUSALS[outcome]
    return _hold(hold_id)


def _call(statement: str, parameters: list[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def _hold(hold_id: UUID) -> Hold:
    with acting_as_house():
        return Hold.objects.get(pk=hold_id)
