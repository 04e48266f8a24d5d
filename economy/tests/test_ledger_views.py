"""What somebody has and had, as they see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.cast import person
from economy.models import AccountKind, Transaction, TransferKind, Unit, Wallet
from economy.services.accounts import earnings_of, house_account
from economy.services.holds import reserve
from economy.services.ledger import Leg, Order, post
from economy.tests.books import with_tokens
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def giver():
    return person("dora")


@pytest.fixture
def receiver():
    return person("emil")


@pytest.fixture(autouse=True)
def a_gift(giver, receiver):
    wallet, earnings, fees = with_tokens(giver.pk, 1000), earnings_of(receiver.pk), house_account(AccountKind.FEES)
    with_tokens(giver.pk, 7, Unit.POINT)
    legs = (Leg(wallet.pk, -100), Leg(earnings.pk, 80), Leg(fees.pk, 20))
    post(Order(TransferKind.GIFT, legs, reference="gift:1"))
    later = timezone.now() + timedelta(hours=1)
    reserve(person_id=giver.pk, amount=300, purpose="x", reference="", expires_at=later)


def test_a_wallet_says_what_is_available_and_what_is_reserved(giver):
    with acting_as(giver.pk):
        wallet = Wallet.objects.get()
    assert (wallet.person_id, wallet.available, wallet.reserved, wallet.tokens_per_dollar) == (giver.pk, 600, 300, 100)


def test_transactions_tell_amount_fee_and_net(giver, receiver):
    with acting_as(receiver.pk):
        (got,) = Transaction.objects.all()
    assert (got.kind, got.amount, got.gross_amount, got.platform_fee, got.net_amount) == ("gift", 80, 100, 20, 80)
    with acting_as(giver.pk):
        gave = Transaction.objects.get(kind=TransferKind.GIFT)
    assert (gave.amount, gave.gross_amount, gave.balance_after, gave.reference) == (-100, 100, 900, "gift:1")


def test_everybody_sees_their_own(giver):
    assert not Wallet.objects.exists()
    with acting_as(giver.pk):
        assert set(Transaction.objects.values_list("person_id", flat=True)) == {giver.pk}
    with acting_as_house():
        assert Wallet.objects.count() == 2
