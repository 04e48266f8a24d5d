"""The role that owns the tables can break what nobody else can. Then it is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.tests.cast import person
from economy.services.accounts import earnings_of
from economy.services.holds import reserve, void
from economy.services.ledger import post, reverse
from economy.services.verification import RULES
from economy.tests.books import by_the_owner, faults, tip, with_tokens

pytestmark = pytest.mark.django_db(transaction=True)

# Away with whatever would refuse it: this is what somebody with the owner's rights can do.
UNGUARDED = """
    ALTER TABLE economy_ledgerentry DISABLE TRIGGER ALL;
    ALTER TABLE economy_ledgertransfer DISABLE TRIGGER ALL;
    ALTER TABLE economy_ledgerreversal DISABLE TRIGGER ALL;
    ALTER TABLE economy_ledgeraccount DROP CONSTRAINT economy_ledgeraccount_not_below_zero;
    ALTER TABLE economy_ledgerentry DROP CONSTRAINT economy_ledgerentry_adds_up;
"""
# Stands in the changes below as its name.
ONE_TIP = "(SELECT id FROM economy_ledgertransfer WHERE kind = 'tip' AND reference = 'tip:1')"
BREAKS = {
    "UPDATE economy_ledgeraccount SET balance = balance + 1 WHERE kind = 'wallet'": {
        "the balance is the sum of the entries",
        "all accounts of a unit sum to zero",
    },
    "UPDATE economy_ledgeraccount SET entry_count = entry_count + 1 WHERE kind = 'wallet'": {
        "the balance is the sum of the entries"
    },
    "UPDATE economy_ledgerentry SET balance_after = balance_after + 1 WHERE number = 2": {
        "each entry begins where the one before it ended"
    },
    "UPDATE economy_ledgerentry SET number = number + 5 WHERE number = 2": {
        "each entry begins where the one before it ended"
    },
    "UPDATE economy_ledgerentry SET amount = amount + 1 WHERE amount > 0 AND transfer_id = ONE_TIP": {
        "the entries of a transfer sum to zero",
        "a transfer moves what it says",
    },
    "UPDATE economy_ledgertransfer SET amount = amount + 1 WHERE id = ONE_TIP": {"a transfer moves what it says"},
    "DELETE FROM economy_ledgerentry WHERE transfer_id = ONE_TIP": {"a transfer moves what it says"},
    "DELETE FROM economy_ledgertransfer WHERE id = ONE_TIP": {"an entry belongs to a transfer and an account"},
    "DELETE FROM economy_ledgeraccount WHERE kind = 'earnings'": {"an entry belongs to a transfer and an account"},
    "UPDATE economy_ledgertransfer SET unit = 'point' WHERE id = ONE_TIP": {"a transfer stays within one unit"},
    "UPDATE economy_ledgeraccount SET balance = -5 WHERE kind = 'wallet'": {"nobody is below zero"},
    "UPDATE economy_ledgerentry SET owner_id = NULL WHERE amount < 0": {
        "an entry is shown to the owner of its account"
    },
    "UPDATE economy_ledgertransfer SET parties = '{}' WHERE id = ONE_TIP": {
        "an entry is shown to the owner of its account"
    },
    "DELETE FROM economy_hold WHERE state = 'active'": {"what is reserved lies in active holds"},
    "UPDATE economy_hold SET amount = amount + 1 WHERE state = 'active'": {
        "what is reserved lies in active holds",
        "a hold was opened and closed by transfers of its amount",
    },
    "UPDATE economy_hold SET closed_by_id = opened_by_id WHERE state = 'voided'": {
        "a hold was opened and closed by transfers of its amount"
    },
    "UPDATE economy_ledgerreversal SET original_id = ONE_TIP": {"a reversal is its transfer the other way"},
}


@pytest.fixture(autouse=True)
def some_history():
    wallet, earnings = with_tokens(person("dora").pk, 1000), earnings_of(person("emil").pk)
    post(tip(wallet.pk, earnings.pk, 5, reference="tip:1"))
    done = post(tip(wallet.pk, earnings.pk, 7, reference="tip:2"))
    reverse(transfer_id=done.transfer_id, reason="", actor_id=None)
    later = timezone.now() + timedelta(hours=1)
    for _ in range(2):
        hold = reserve(person_id=wallet.owner_id, amount=10, purpose="x", reference="", expires_at=later)
    void(hold_id=hold.pk)


def test_a_ledger_that_is_right_is_said_to_be(capsys):
    call_command("verify_ledger")
    assert capsys.readouterr().out == f"The ledger is right: 4 accounts, 7 transfers, 14 entries, {len(RULES)} rules.\n"


def test_whatever_the_owner_breaks_is_found():
    found = {}
    with by_the_owner() as cursor:
        for change in BREAKS:
            # Its transaction ends with everything as it was.
            with transaction.atomic():
                cursor.execute(UNGUARDED)
                cursor.execute(change.replace("ONE_TIP", ONE_TIP))
                found[change] = set(faults()) if cursor.rowcount else None
                transaction.set_rollback(True)
    assert {change: rules for change, rules in BREAKS.items() if not rules <= found[change]} == {}


def test_then_the_command_says_where_and_fails(capsys):
    with by_the_owner() as cursor:
        cursor.execute("UPDATE economy_ledgeraccount SET balance = balance + 1 WHERE kind = 'wallet'")
    with pytest.raises(CommandError, match="The ledger is wrong in 2 places") as end:
        call_command("verify_ledger")
    assert end.value.returncode == 1
    assert "the balance is the sum of the entries: account " in capsys.readouterr().out


def test_every_rule_has_been_seen_to_break():
    assert set().union(*BREAKS.values()) == set(RULES)
