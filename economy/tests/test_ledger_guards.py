"""What the database refuses, whoever asks: the application, and the role that owns the tables."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.tests.cast import person
from economy.amounts import GREATEST_BALANCE, MAXIMUM
from economy.models import (
    AccountKind,
    Hold,
    LedgerAccount,
    LedgerEntry,
    LedgerReversal,
    LedgerTransfer,
)
from economy.services.accounts import earnings_of, house_account, wallet_of
from economy.services.ledger import post, reverse
from economy.services.statements import POST, post_parameters
from economy.tests.books import balance, by_the_owner, outcome, tip, with_tokens
from roastlive.lib.rls import acting_as, acting_as_house

WRITTEN_ONCE = ["economy_ledgertransfer", "economy_ledgerentry", "economy_ledgerreversal"]
FUNCTIONS_ONLY = ["economy_ledgeraccount", "economy_hold", *WRITTEN_ONCE]
CHANGES = ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
SOME_COLUMN = {
    "economy_ledgeraccount": "balance = balance",
    "economy_hold": "captured = captured",
    "economy_ledgertransfer": "note = note",
    "economy_ledgerentry": "amount = amount",
    "economy_ledgerreversal": "parties = parties",
}


@pytest.fixture
def reversed_tip(transactional_db):
    wallet, earnings = with_tokens(person("dora").pk, 100), earnings_of(person("emil").pk)
    done = post(tip(wallet.pk, earnings.pk, 5))
    reverse(transfer_id=done.transfer_id, reason="", actor_id=None)
    return done


def refused(cursor, statement: str) -> bool:
    with pytest.raises(DatabaseError) as refusal:
        cursor.execute(statement)
    return "append-only" in str(refusal.value) or "permission denied" in str(refusal.value)


@pytest.mark.django_db
@pytest.mark.parametrize("table", FUNCTIONS_ONLY)
@pytest.mark.parametrize("change", [*CHANGES, "INSERT INTO {} DEFAULT VALUES"])
def test_the_application_has_no_right_to_write(table, change):
    with acting_as_house(), transaction.atomic(), connection.cursor() as cursor:
        assert refused(cursor, change.format(table, SOME_COLUMN[table]))
        transaction.set_rollback(True)


def test_nobody_changes_what_is_written_not_even_the_owner(reversed_tip):
    with by_the_owner() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text, inhparent::regclass::text FROM pg_inherits"
            " WHERE inhparent IN ('economy_ledgertransfer'::regclass, 'economy_ledgerentry'::regclass)"
        )
        partitions = dict(cursor.fetchall())
        assert {name.rsplit("_", 1)[-1] for name in partitions} >= {"default"}
        for table in [*WRITTEN_ONCE, *partitions]:
            column = SOME_COLUMN[partitions.get(table, table)]
            # TRUNCATE is refused at once; a change only where there is a row, which not every partition has.
            for change in CHANGES if table in WRITTEN_ONCE else CHANGES[-1:]:
                assert refused(cursor, change.format(table, column))


@pytest.mark.django_db
def test_partitions_are_reached_through_their_table_alone():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits WHERE inhparent IN ('economy_ledgertransfer'::regclass,"
            " 'economy_ledgerentry'::regclass) AND has_table_privilege(inhrelid, 'SELECT, INSERT, UPDATE, DELETE')"
        )
        assert cursor.fetchone() == (0,)


class TestConservation:
    ENTRY = (
        "INSERT INTO {} (id, created_at, transfer_id, account_id, owner_id, number, amount, balance_before, balance_after)"
        " SELECT (left(id::text, 32) || 'ffff')::uuid, now(), transfer_id, account_id, owner_id, number + 1, amount,"
        " balance_after, balance_after + amount"
        " FROM economy_ledgerentry {}"
    )

    def test_what_does_not_sum_to_zero_is_refused(self, reversed_tip):
        with by_the_owner() as cursor, pytest.raises(IntegrityError, match="do not sum to zero"):
            cursor.execute(self.ENTRY.format("economy_ledgerentry", "LIMIT 1"))

    def test_nor_is_it_accepted_in_a_partition(self, reversed_tip):
        with by_the_owner() as cursor:
            cursor.execute("SELECT tableoid::regclass::text FROM economy_ledgerentry LIMIT 1")
            (partition,) = cursor.fetchone()
            with pytest.raises(IntegrityError, match="do not sum to zero"):
                cursor.execute(self.ENTRY.format(partition, "LIMIT 1"))

    def test_nobody_falls_below_zero(self, reversed_tip):
        with by_the_owner() as cursor, pytest.raises(IntegrityError, match="economy_ledgeraccount_not_below_zero"):
            cursor.execute("UPDATE economy_ledgeraccount SET balance = -1 WHERE kind = 'wallet'")

    def test_a_wallet_has_somebody_and_a_house_account_nobody(self, reversed_tip):
        with by_the_owner() as cursor, pytest.raises(IntegrityError, match="economy_ledgeraccount_owner_fits_kind"):
            cursor.execute("UPDATE economy_ledgeraccount SET kind = 'fees' WHERE kind = 'wallet'")

    def test_no_balance_outgrows_its_bound(self, reversed_tip):
        wallet, issuance = wallet_of(person("kim").pk), house_account(AccountKind.ISSUANCE)
        with by_the_owner() as cursor:
            cursor.execute(
                "UPDATE economy_ledgeraccount SET balance = %s WHERE id = %s", [GREATEST_BALANCE - MAXIMUM, wallet.pk]
            )
        fill = tip(issuance.pk, wallet.pk, MAXIMUM)
        post(fill)
        assert outcome(lambda: post(fill)) == "invalid_amount"
        assert balance(wallet.pk) == GREATEST_BALANCE


@pytest.mark.django_db
class TestFunctions:
    """The application may call them with anything; they believe nothing."""

    def call(self, *orders):
        with connection.cursor() as cursor:
            parameters = post_parameters(orders, orders[0].then)
            cursor.execute(POST, parameters)
            return cursor.fetchone()[0]

    def test_they_check_what_the_house_checks(self):
        wallet, target = with_tokens(person("dora").pk, 100), earnings_of(person("emil").pk)
        now = timezone.now()

        def order(*amounts):
            sample = tip(wallet.pk, target.pk, 1, then=now)
            return sample._replace(
                legs=tuple(leg._replace(amount=amount) for leg, amount in zip(sample.legs, amounts, strict=False))
            )

        assert self.call(
            order(-5, 4),
            order(0, 0),
            order(-MAXIMUM - 1, MAXIMUM + 1),
            order(-101, 101),
            order(-5),
            tip(wallet.pk, wallet.pk, 5),
            order(-5, 5),
        ) == [
            "unbalanced",
            "invalid_amount",
            "invalid_amount",
            "insufficient_funds",
            "unbalanced",
            "same_account",
            "posted",
        ]

    def test_the_inner_ones_are_not_the_applications(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT proname FROM pg_proc WHERE proname LIKE 'economy%' AND prorettype <> 'trigger'::regtype"
                " AND has_function_privilege(oid, 'EXECUTE')"
            )
            callable_ones = {name for (name,) in cursor.fetchall()}
        assert callable_ones >= {"economy_account", "economy_post", "economy_reverse", "economy_reserve"}
        assert not callable_ones & {"economy_post_one", "economy_ledger_take_keys"}

    def test_who_asks_is_the_same_afterwards(self):
        somebody = person("dora")
        with acting_as(somebody.pk):
            with_tokens(somebody.pk, 10)
            assert LedgerAccount.objects.count() == 1


@pytest.mark.django_db
class TestWhoSeesWhat:
    @pytest.fixture(autouse=True)
    def a_gift(self):
        self.giver, self.receiver, self.stranger = person("dora"), person("emil"), person("kim")
        wallet, earnings = with_tokens(self.giver.pk, 100), earnings_of(self.receiver.pk)
        done = post(tip(wallet.pk, earnings.pk, 5))
        reverse(transfer_id=done.transfer_id, reason="", actor_id=None)
        wallet_of(self.stranger.pk)

    def seen(self) -> list[int]:
        return [model.objects.count() for model in (LedgerAccount, LedgerTransfer, LedgerEntry, LedgerReversal, Hold)]

    def test_everybody_sees_their_own_part(self):
        with acting_as(self.giver.pk):
            assert self.seen() == [1, 3, 3, 1, 0]
            assert set(LedgerEntry.objects.values_list("owner_id", flat=True)) == {self.giver.pk}
        with acting_as(self.receiver.pk):
            assert self.seen() == [1, 2, 2, 1, 0]
        with acting_as(self.stranger.pk):
            assert self.seen() == [1, 0, 0, 0, 0]

    def test_nobody_in_particular_sees_nothing_and_the_house_everything(self):
        assert self.seen() == [0, 0, 0, 0, 0]
        with acting_as_house():
            assert self.seen() == [4, 3, 6, 1, 0]
