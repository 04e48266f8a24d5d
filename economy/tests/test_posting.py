"""One transfer, and many in one call: what is accepted, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine

from accounts.tests.cast import person
from economy.amounts import MAXIMUM, checked
from economy.errors import (
    AccountReserved,
    InsufficientFunds,
    InvalidAmount,
    SameAccount,
    Unbalanced,
    UnitsMixed,
    WalletNotFound,
)
from economy.models import AccountKind, LedgerEntry, LedgerTransfer, TransferKind, Unit
from economy.services.accounts import earnings_of, house_account, reserved_of, wallet_of
from economy.services.ledger import Leg, Order, Posted, post, post_many, posted_before
from economy.tests.books import balance, faults, tip, with_tokens
from roastlive.lib.idempotency import IdempotencyConflict
from roastlive.lib.models import IdempotencyKey
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db

NO_AMOUNTS = [
    0,
    -1,
    0.5,
    1.0,
    MAXIMUM + 1,
    10**30,
    float("nan"),
    float("inf"),
    "5",
    "\uff15",
    "1_000",
    None,
    True,
    b"5",
]


@pytest.fixture
def wallet():
    return with_tokens(person("dora").pk, 1000)


@pytest.fixture
def earnings():
    return earnings_of(person("emil").pk)


def test_a_transfer_moves_what_it_says_and_tells_what_it_left(wallet, earnings):
    fees = house_account(AccountKind.FEES)
    legs = (Leg(wallet.pk, -100), Leg(earnings.pk, 80), Leg(fees.pk, 20))
    done = post(Order(TransferKind.GIFT, legs, reference="gift:1", note="a rose", actor_id=wallet.owner_id))
    assert [(entry.amount, entry.balance_before, entry.balance_after) for entry in done.entries] == [
        (-100, 1000, 900),
        (80, 0, 80),
        (20, 0, 20),
    ]
    assert done.balance_of(wallet.pk) == balance(wallet.pk) == 900
    with acting_as_house():
        transfer = LedgerTransfer.objects.get(pk=done.transfer_id)
        entries = LedgerEntry.objects.filter(transfer=transfer)
        assert {entry.account_id: entry.number for entry in entries} == {wallet.pk: 2, earnings.pk: 1, fees.pk: 1}
    assert (transfer.amount, transfer.fee, transfer.unit) == (100, 20, Unit.TOKEN)
    assert (transfer.reference, transfer.note, transfer.actor_id) == ("gift:1", "a rose", wallet.owner_id)
    assert set(transfer.parties) == {wallet.owner_id, earnings.owner_id}
    assert faults() == []


@pytest.mark.parametrize("amount", NO_AMOUNTS, ids=repr)
def test_what_is_no_amount_is_refused(amount, wallet, earnings):
    with pytest.raises(InvalidAmount):
        checked(amount)
    if type(amount) is int and amount < 0:
        return
    with pytest.raises(InvalidAmount):
        post(Order(TransferKind.TIP, (Leg(wallet.pk, amount), Leg(earnings.pk, amount))))
    assert balance(wallet.pk) == 1000


def test_nobody_spends_more_than_they_have(wallet, earnings):
    with pytest.raises(InsufficientFunds):
        post(tip(wallet.pk, earnings.pk, 1001))
    assert post(tip(wallet.pk, earnings.pk, 1000)).balance_of(wallet.pk) == 0
    assert faults() == []


def test_an_account_that_is_not_there_is_not_found(wallet):
    with pytest.raises(WalletNotFound):
        post(tip(wallet.pk, uuid4(), 5))
    with pytest.raises(WalletNotFound):
        post(tip(uuid4(), wallet.pk, 5))
    assert balance(wallet.pk) == 1000


def test_money_does_not_move_to_where_it_is(wallet):
    with pytest.raises(SameAccount):
        post(tip(wallet.pk, wallet.pk, 5))


def test_tokens_do_not_become_points(wallet):
    with pytest.raises(UnitsMixed):
        post(tip(wallet.pk, wallet_of(wallet.owner_id, Unit.POINT).pk, 5))


@pytest.mark.parametrize("amounts", [(-5, 4), (5, 5), (-5,), ()])
def test_what_leaves_must_arrive(amounts, wallet, earnings):
    accounts = (wallet.pk, earnings.pk)
    with pytest.raises(Unbalanced):
        post(Order(TransferKind.TIP, tuple(map(Leg, accounts, amounts))))


def test_what_is_reserved_moves_with_its_hold_alone(wallet):
    with pytest.raises(AccountReserved):
        post(tip(wallet.pk, reserved_of(wallet.owner_id).pk, 5))


class TestKeys:
    def test_the_same_order_again_gets_the_same_answer_and_has_no_second_effect(self, wallet, earnings):
        first = post(tip(wallet.pk, earnings.pk, 5, key="once"))
        again = post(tip(wallet.pk, earnings.pk, 5, key="once"))
        assert again == first._replace(replayed=True) == posted_before(first.transfer_id)
        assert balance(wallet.pk) == 995

    def test_another_order_with_the_same_key_is_refused(self, wallet, earnings):
        post(tip(wallet.pk, earnings.pk, 5, key="once"))
        with pytest.raises(IdempotencyConflict):
            post(tip(wallet.pk, earnings.pk, 6, key="once", body="other"))
        assert balance(wallet.pk) == 995

    def test_a_refused_order_leaves_no_key_behind(self, wallet, earnings):
        with pytest.raises(InsufficientFunds):
            post(tip(wallet.pk, earnings.pk, 2000, key="once"))
        assert not IdempotencyKey.objects.exists()
        assert post(tip(wallet.pk, earnings.pk, 5, key="once", body="other")).balance_of(earnings.pk) == 5

    def test_a_key_is_forgotten_with_time(self, wallet, earnings):
        with time_machine.travel("2030-01-01T00:00Z", tick=False):
            first = post(tip(wallet.pk, earnings.pk, 5, key="once"))
        with time_machine.travel("2030-01-05T00:00Z", tick=False):
            assert post(tip(wallet.pk, earnings.pk, 5, key="once")).transfer_id != first.transfer_id

    def test_several_of_one_key_in_one_call_are_one(self, wallet, earnings):
        answers = post_many([tip(wallet.pk, earnings.pk, 5, key="once") for _ in range(3)])
        assert [answer.replayed for answer in answers] == [False, True, True]
        assert len({answer.transfer_id for answer in answers}) == 1
        assert balance(wallet.pk) == 995


class TestMany:
    def test_each_is_refused_or_accepted_on_its_own(self, wallet, earnings):
        answers = post_many(
            [
                tip(wallet.pk, earnings.pk, 600),
                tip(wallet.pk, earnings.pk, 600),
                tip(wallet.pk, uuid4(), 10),
                Order(TransferKind.TIP, (Leg(wallet.pk, -1), Leg(earnings.pk, 2))),
                tip(wallet.pk, earnings.pk, 400),
            ]
        )
        assert [type(answer) for answer in answers] == [Posted, InsufficientFunds, WalletNotFound, Unbalanced, Posted]
        assert balance(wallet.pk) == 0
        assert faults() == []

    def test_what_one_brings_in_the_next_may_spend(self, wallet, earnings):
        back = tip(earnings.pk, wallet.pk, 300)
        answers = post_many([back, tip(wallet.pk, earnings.pk, 1000), back])
        assert [type(answer) for answer in answers] == [InsufficientFunds, Posted, Posted]
        assert answers[2].balance_of(wallet.pk) == balance(wallet.pk) == 300
        assert faults() == []

    def test_nothing_to_do_is_done(self):
        assert post_many([]) == []

    def test_texts_arrive_as_they_were(self, wallet, earnings):
        odd = ['a "quoted" \\ {word}', "NULL", "a,b", "", "it's", "line\nbreak", "\u00e9\U0001f339", "%s"]
        answers = post_many([tip(wallet.pk, earnings.pk, 1, note=note) for note in odd])
        with acting_as_house():
            notes = dict(LedgerTransfer.objects.values_list("id", "note"))
        assert [notes[answer.transfer_id] for answer in answers] == odd
