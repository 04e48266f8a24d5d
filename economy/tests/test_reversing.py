"""What was done is not undone but answered: by a transfer the other way, once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.tests.cast import person
from economy.errors import AccountReserved, AlreadyReversed, InsufficientFunds, TransferNotFound
from economy.models import AccountKind, LedgerReversal, LedgerTransfer, TransferKind
from economy.services.accounts import earnings_of, house_account
from economy.services.holds import reserve
from economy.services.ledger import Key, Leg, Order, post, reverse
from economy.tests.books import balance, faults, tip, with_tokens
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def wallet():
    return with_tokens(person("dora").pk, 1000)


@pytest.fixture
def earnings():
    return earnings_of(person("emil").pk)


def test_a_reversal_gives_everybody_back_what_they_had(wallet, earnings):
    fees = house_account(AccountKind.FEES)
    gift = post(Order(TransferKind.GIFT, (Leg(wallet.pk, -100), Leg(earnings.pk, 80), Leg(fees.pk, 20))))
    back = reverse(transfer_id=gift.transfer_id, reason="a slip", actor_id=wallet.owner_id)
    assert [balance(account.pk) for account in (wallet, earnings, fees)] == [1000, 0, 0]
    with acting_as_house():
        transfer = LedgerTransfer.objects.get(pk=back.transfer_id)
        link = LedgerReversal.objects.get()
    assert (transfer.kind, transfer.note, transfer.fee) == (TransferKind.REVERSAL, "a slip", -20)
    assert (link.original_id, link.transfer_id) == (gift.transfer_id, back.transfer_id)
    assert faults() == []


def test_it_happens_once(wallet, earnings):
    gift = post(tip(wallet.pk, earnings.pk, 100))
    reverse(transfer_id=gift.transfer_id, reason="", actor_id=None)
    with pytest.raises(AlreadyReversed):
        reverse(transfer_id=gift.transfer_id, reason="", actor_id=None)
    assert balance(wallet.pk) == 1000


def test_the_same_request_again_gets_the_same_answer(wallet, earnings):
    gift = post(tip(wallet.pk, earnings.pk, 100))
    key = Key("staff", "reverse", "once", "body")
    first = reverse(transfer_id=gift.transfer_id, reason="", actor_id=None, key=key)
    assert reverse(transfer_id=gift.transfer_id, reason="", actor_id=None, key=key) == first._replace(replayed=True)


def test_what_was_spent_meanwhile_is_not_taken_back(wallet, earnings):
    gift = post(tip(wallet.pk, earnings.pk, 100))
    post(tip(earnings.pk, wallet.pk, 1))
    with pytest.raises(InsufficientFunds):
        reverse(transfer_id=gift.transfer_id, reason="", actor_id=None)
    assert balance(earnings.pk) == 99


def test_what_never_was_is_not_found():
    with pytest.raises(TransferNotFound):
        reverse(transfer_id=uuid4(), reason="", actor_id=None)


def test_what_a_hold_did_is_undone_by_the_hold_alone(wallet):
    hold = reserve(
        person_id=wallet.owner_id, amount=10, purpose="x", reference="", expires_at=timezone.now() + timedelta(hours=1)
    )
    with pytest.raises(AccountReserved):
        reverse(transfer_id=hold.opened_by_id, reason="", actor_id=None)
