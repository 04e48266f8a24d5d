"""Reserved, then used, given back or expired: once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from accounts.tests.cast import person
from economy.errors import HoldNotFound, HoldOver, InsufficientFunds, InvalidAmount, SameAccount, WalletNotFound
from economy.models import AccountKind, Hold, LedgerTransfer
from economy.services.accounts import earnings_of, house_account, reserved_of, wallet_of
from economy.services.holds import capture, expire_due, reserve, void
from economy.services.ledger import Key, Leg
from economy.tasks import expire_holds
from economy.tests.books import balance, faults, with_tokens
from roastlive.lib.idempotency import IdempotencyConflict
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def wallet():
    return with_tokens(person("dora").pk, 1000)


@pytest.fixture
def earnings():
    return earnings_of(person("emil").pk)


def held(wallet, amount=300, *, hours=1, key="", body="same") -> Hold:
    known = Key("tester", "hold", key, body) if key else None
    return reserve(
        person_id=wallet.owner_id,
        amount=amount,
        purpose="battle",
        reference="battle:1",
        expires_at=timezone.now() + timedelta(hours=hours),
        key=known,
    )


def reserved(wallet) -> int:
    return reserved_of(wallet.owner_id).balance


def test_what_is_reserved_cannot_be_spent(wallet):
    hold = held(wallet)
    assert (hold.state, hold.amount, hold.purpose, hold.reference) == (Hold.State.ACTIVE, 300, "battle", "battle:1")
    assert (balance(wallet.pk), reserved(wallet)) == (700, 300)
    with pytest.raises(InsufficientFunds):
        held(wallet, 701)
    assert (balance(wallet.pk), reserved(wallet)) == (700, 300)
    assert faults() == []


def test_it_is_used_in_part_and_the_rest_goes_back(wallet, earnings):
    fees = house_account(AccountKind.FEES)
    hold = held(wallet)
    over = capture(
        hold_id=hold.pk, legs=[Leg(earnings.pk, 180), Leg(fees.pk, 20)], reference="prize:1", note="well done"
    )
    assert (over.state, over.captured) == (Hold.State.CAPTURED, 200)
    assert [balance(account.pk) for account in (wallet, earnings, fees)] == [800, 180, 20]
    assert reserved(wallet) == 0
    with acting_as_house():
        transfer = LedgerTransfer.objects.get(pk=over.closed_by_id)
    assert (transfer.kind, transfer.reference, transfer.note, transfer.fee) == ("capture", "prize:1", "well done", 20)
    assert faults() == []


def test_it_is_used_wholly(wallet, earnings):
    assert capture(hold_id=held(wallet).pk, legs=[Leg(earnings.pk, 300)]).captured == 300
    assert (balance(wallet.pk), balance(earnings.pk), reserved(wallet)) == (700, 300, 0)
    assert faults() == []


def test_it_is_given_back(wallet):
    assert void(hold_id=held(wallet).pk).state == Hold.State.VOIDED
    assert (balance(wallet.pk), reserved(wallet)) == (1000, 0)
    assert faults() == []


def test_it_ends_once(wallet, earnings):
    hold = held(wallet)
    void(hold_id=hold.pk)
    with pytest.raises(HoldOver):
        void(hold_id=hold.pk)
    with pytest.raises(HoldOver):
        capture(hold_id=hold.pk, legs=[Leg(earnings.pk, 1)])
    assert (balance(wallet.pk), reserved(wallet)) == (1000, 0)


@pytest.mark.parametrize("amount", [0, -1, 301, True, 1.0, "1"])
def test_more_than_is_reserved_or_nothing_is_not_taken(amount, wallet, earnings):
    hold = held(wallet)
    with pytest.raises(InvalidAmount):
        capture(hold_id=hold.pk, legs=[Leg(earnings.pk, amount)])
    assert (balance(wallet.pk), reserved(wallet)) == (700, 300)


def test_nobody_gets_a_part_is_no_use(wallet):
    with pytest.raises(InvalidAmount):
        capture(hold_id=held(wallet).pk, legs=[])


def test_a_receiver_is_named_once_and_is_not_the_giver(wallet, earnings):
    hold = held(wallet)
    with pytest.raises(SameAccount):
        capture(hold_id=hold.pk, legs=[Leg(earnings.pk, 1), Leg(earnings.pk, 2)])
    with pytest.raises(SameAccount):
        capture(hold_id=hold.pk, legs=[Leg(wallet.pk, 1)])
    with pytest.raises(WalletNotFound):
        capture(hold_id=hold.pk, legs=[Leg(uuid4(), 1)])
    assert void(hold_id=hold.pk).state == Hold.State.VOIDED
    assert faults() == []


def test_what_never_was_is_not_found():
    with pytest.raises(HoldNotFound):
        void(hold_id=uuid4())


def test_the_same_request_again_reserves_once(wallet):
    first = held(wallet, key="once")
    assert held(wallet, key="once").pk == first.pk
    with pytest.raises(IdempotencyConflict):
        held(wallet, 5, key="once", body="other")
    assert reserved(wallet) == 300
    assert faults() == []


def test_time_gives_it_back(wallet):
    late, early = held(wallet, 100, hours=2), held(wallet, 200)
    assert expire_due() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=90)):
        expire_holds()
        assert (balance(wallet.pk), reserved(wallet)) == (900, 100)
    with acting_as_house():
        assert Hold.objects.get(pk=early.pk).state == Hold.State.EXPIRED
        assert Hold.objects.get(pk=late.pk).state == Hold.State.ACTIVE
    assert faults() == []


def test_one_that_is_touched_too_late_goes_back_at_once(wallet, earnings):
    hold = held(wallet)
    with time_machine.travel(timezone.now() + timedelta(hours=2)), pytest.raises(HoldOver):
        capture(hold_id=hold.pk, legs=[Leg(earnings.pk, 1)])
    assert (balance(wallet.pk), reserved(wallet)) == (1000, 0)
    assert wallet_of(wallet.owner_id).balance == 1000
    assert faults() == []
