"""Corrections by finance: asked for by one, decided by another, and nobody's own."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from economy.errors import (
    AdjustmentDecided,
    AdjustmentNotFound,
    AdministratorNeeded,
    CannotBeReversed,
    MayNotAdjust,
    NotYourOwnAccount,
    ReversalRequested,
    SecondPersonNeeded,
    TransferNotFound,
)
from economy.models import AccountKind, Adjustment, LedgerReversal, LedgerTransfer, TransferKind, Unit
from economy.models.adjustments import LARGEST_ADJUSTMENT, REASON_LONGEST
from economy.services.accounts import earnings_of, house_account, wallet_of
from economy.services.adjustment_news import tell_of_correction
from economy.services.balances import tell_balances
from economy.services.giving_back import give_back_gift, give_back_tip
from economy.services.ledger import Leg, Order, post, reverse
from moderation.services.audit import note
from roastlive.lib.errors import Invalid
from roastlive.lib.rls import acting_as_house
from roastlive.lib.text import clean_line, within

ASK = "economy.add_adjustment"
DECIDE = "economy.approve_adjustment"
DECIDE_LARGE = "economy.approve_large_adjustment"

# What stands alone in the ledger, and what knows how to go back with all that belongs to it. Anything else is part of a hold
# or a payment, which would not know that it is gone.
ALONE = (
    TransferKind.PROMOTION,
    TransferKind.REWARD,
    TransferKind.EXPIRY,
    TransferKind.PRIZE,
    TransferKind.ADJUSTMENT,
)
TOGETHER = (TransferKind.GIFT, TransferKind.TIP)

State = Adjustment.State
Act = Adjustment.Act


@transaction.atomic
def request_correction(*, by: User, person: User, account: str, unit: str, amount: int, reason: str) -> Adjustment:
    """Ask for tokens or points to be given, or with a negative amount taken. Raises MayNotAdjust, NotYourOwnAccount, Invalid."""
    _require_finance(by)
    if person.pk == by.pk:
        raise NotYourOwnAccount
    _check(account, unit, amount)
    return _request(
        Adjustment(act=Act.CORRECTION, person=person, account=account, unit=unit, amount=amount), by=by, reason=reason
    )


@transaction.atomic
def request_reversal(*, by: User, transfer_id: UUID, reason: str) -> Adjustment:
    """Ask for a transfer to be taken back.

    Raises MayNotAdjust, TransferNotFound, CannotBeReversed, NotYourOwnAccount, ReversalRequested, Invalid.
    """
    _require_finance(by)
    transfer = _transfer(transfer_id, by)
    if transfer.kind not in ALONE + TOGETHER:
        raise CannotBeReversed
    wanted = Adjustment(act=Act.REVERSAL, original_id=transfer.pk, unit=transfer.unit, amount=transfer.amount)
    try:
        with transaction.atomic():
            return _request(wanted, by=by, reason=reason)
    except IntegrityError:
        raise ReversalRequested from None


@transaction.atomic
def approve_adjustment(*, adjustment_id: UUID, by: User, answer: str = "") -> Adjustment:
    """The second person's word, upon which it is posted.

    Raises AdjustmentNotFound, MayNotAdjust, SecondPersonNeeded, NotYourOwnAccount, AdministratorNeeded, AdjustmentDecided,
    InsufficientFunds and what else the ledger refuses.
    """
    with acting_as_house():
        adjustment = _to_decide(adjustment_id, by)
        if abs(adjustment.amount) > settings.ADJUSTMENT_LARGE and not by.has_perm(DECIDE_LARGE):
            raise AdministratorNeeded
        adjustment.transfer_id = _post(adjustment, by)
        _decide(adjustment, State.APPROVED, by, answer)
        tell_balances(LedgerTransfer.objects.values_list("parties", flat=True).get(pk=adjustment.transfer_id))
        tell_of_correction(adjustment)
    return adjustment


@transaction.atomic
def refuse_adjustment(*, adjustment_id: UUID, by: User, answer: str) -> Adjustment:
    """Raises AdjustmentNotFound, MayNotAdjust, SecondPersonNeeded, NotYourOwnAccount, AdjustmentDecided, Invalid."""
    with acting_as_house():
        adjustment = _to_decide(adjustment_id, by)
        _decide(adjustment, State.REFUSED, by, _words("answer", answer))
    return adjustment


@transaction.atomic
def withdraw_adjustment(*, adjustment_id: UUID, by: User) -> Adjustment:
    """Whoever asked thinks better of it. Raises AdjustmentNotFound, also for what somebody else asked, AdjustmentDecided."""
    with acting_as_house():
        adjustment = _locked(adjustment_id, requested_by=by)
        _decide(adjustment, State.WITHDRAWN, by, "")
    return adjustment


def _require_finance(by: User) -> None:
    if not by.has_perm(ASK):
        raise MayNotAdjust


def _check(account: str, unit: str, amount: int) -> None:
    wrong: dict[str, list[str]] = {}
    if account not in {AccountKind.WALLET, AccountKind.EARNINGS}:
        wrong["account"] = [_("Only wallets and earnings are corrected.")]
    if unit not in Unit.values or (account == AccountKind.EARNINGS and unit != Unit.TOKEN):
        wrong["unit"] = [_("There are tokens and points; earnings are tokens.")]
    try:
        within(abs(amount), minimum=1, maximum=LARGEST_ADJUSTMENT)
    except ValidationError as error:
        wrong["amount"] = error.messages
    if wrong:
        raise Invalid(errors=wrong)


def _request(wanted: Adjustment, *, by: User, reason: str) -> Adjustment:
    wanted.requested_by = by
    wanted.reason = _words("reason", reason)
    with acting_as_house():
        wanted.save(force_insert=True)
    _note(wanted, by, wanted.reason)
    return wanted


def _transfer(transfer_id: UUID, by: User) -> LedgerTransfer:
    with acting_as_house():
        found = LedgerTransfer.objects.filter(pk=transfer_id).first()
    if found is None:
        raise TransferNotFound
    if by.pk in found.parties:
        raise NotYourOwnAccount
    return found


def _to_decide(adjustment_id: UUID, by: User) -> Adjustment:
    """One that waits, for somebody who may decide it."""
    if not by.has_perm(DECIDE):
        raise MayNotAdjust
    adjustment = _locked(adjustment_id)
    if adjustment.requested_by_id == by.pk:
        raise SecondPersonNeeded
    if adjustment.person_id == by.pk:
        raise NotYourOwnAccount
    if adjustment.original_id is not None:
        _transfer(adjustment.original_id, by)
    return adjustment


def _locked(adjustment_id: UUID, **whose: User) -> Adjustment:
    found = Adjustment.objects.select_for_update().filter(pk=adjustment_id, **whose).first()
    if found is None:
        raise AdjustmentNotFound
    if found.state != State.REQUESTED:
        raise AdjustmentDecided
    return found


def _post(adjustment: Adjustment, by: User) -> UUID:
    """The transfer that it became."""
    if adjustment.person_id is None:
        return _take_back(adjustment, by)
    unit = Unit(adjustment.unit)
    theirs = (
        earnings_of(adjustment.person_id)
        if adjustment.account == AccountKind.EARNINGS
        else wallet_of(adjustment.person_id, unit)
    )
    house = house_account(AccountKind.PROMOTIONS, unit)
    order = Order(
        kind=TransferKind.ADJUSTMENT,
        legs=(Leg(house.pk, -adjustment.amount), Leg(theirs.pk, adjustment.amount)),
        reference=f"adjustment:{adjustment.pk}",
        note=adjustment.reason,
        actor_id=by.pk,
    )
    return post(order).transfer_id


def _take_back(adjustment: Adjustment, by: User) -> UUID:
    original = LedgerTransfer.objects.get(pk=cast("UUID", adjustment.original_id))
    if original.kind not in TOGETHER:
        return reverse(transfer_id=original.pk, reason=adjustment.reason, actor_id=by.pk).transfer_id
    given_id = UUID(original.reference.partition(":")[2])
    if original.kind == TransferKind.GIFT:
        give_back_gift(gift_id=given_id, by=by, reason=adjustment.reason)
    else:
        give_back_tip(tip_id=given_id, by=by, reason=adjustment.reason)
    return LedgerReversal.objects.values_list("transfer_id", flat=True).get(original=original)


def _decide(adjustment: Adjustment, state: State, by: User, answer: str) -> None:
    adjustment.state = state
    adjustment.decided_by = by
    adjustment.decided_at = timezone.now()
    adjustment.answer = answer
    adjustment.save()
    _note(adjustment, by, answer)


def _note(adjustment: Adjustment, by: User, reason: str) -> None:
    note(
        actor=by,
        act=f"adjustment.{adjustment.state}",
        subject=f"adjustment:{adjustment.pk}",
        reason=reason,
        detail={
            "act": adjustment.act,
            "person": str(adjustment.person_id or ""),
            "original": str(adjustment.original_id or ""),
            "unit": adjustment.unit,
            "amount": adjustment.amount,
            "transfer": str(adjustment.transfer_id or ""),
        },
    )


def _words(name: str, text: str) -> str:
    try:
        return clean_line(text, maximum=REASON_LONGEST, minimum=3)
    except ValidationError as error:
        raise Invalid(errors={name: error.messages}) from error
