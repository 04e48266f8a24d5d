"""Many at once on real transactions: what must happen once happens once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.tests.cast import person
from economy.models import AccountKind, Hold
from economy.services.accounts import earnings_of, house_account, reserved_of, wallet_of
from economy.services.holds import capture, reserve, void
from economy.services.ledger import Leg, Posted, post, post_many, reverse
from economy.tests.books import at_once, balance, faults, posted, tip, with_tokens

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_thousand_keys_twenty_times_each_have_a_thousand_effects():
    wallet, earnings = with_tokens(person("dora").pk, 5000), earnings_of(person("emil").pk)
    # Twenty come with a hundred keys at a time, each in another order.
    parts = [range(start, start + 100) for start in range(0, 1000, 100)]

    def send(part, turn):
        keys = [part[(number * 7 + turn * 13) % 100] for number in range(100)]
        return post_many([tip(wallet.pk, earnings.pk, 3, key=f"key-{key}") for key in keys])

    answers = at_once([partial(send, part, turn) for part in parts for turn in range(20)], threads=20)
    results = [result for batch in answers for result in batch]
    assert all(isinstance(result, Posted) for result in results)
    assert len({result.transfer_id for result in results}) == sum(not result.replayed for result in results) == 1000
    assert balance(wallet.pk) == 5000 - 3 * 1000
    assert faults() == []


def test_five_hundred_reversals_asked_ten_times_each_happen_once():
    wallet, earnings = with_tokens(person("dora").pk, 1000), earnings_of(person("emil").pk)
    done = post_many([tip(wallet.pk, earnings.pk, 1) for _ in range(500)])
    jobs = [
        partial(reverse, transfer_id=each.transfer_id, reason="", actor_id=None) for each in done for _ in range(10)
    ]
    answers = at_once(jobs, threads=10)
    assert len(posted(answers)) == 500
    assert Counter(answer for answer in answers if isinstance(answer, str)) == {"already_reversed": 4500}
    assert balance(wallet.pk) == 1000
    assert faults() == []


def test_of_a_hundred_who_spend_what_is_enough_for_ten_ten_do():
    wallet, earnings = with_tokens(person("dora").pk, 50), earnings_of(person("emil").pk)
    answers = at_once([partial(post, tip(wallet.pk, earnings.pk, 5))] * 100, threads=20)
    assert len(posted(answers)) == 10
    assert answers.count("insufficient_funds") == 90
    assert (balance(wallet.pk), balance(earnings.pk)) == (0, 50)
    assert faults() == []


def test_transfers_that_cross_do_not_stand_in_each_others_way():
    people = [with_tokens(person(name).pk, 100) for name in ("dora", "emil", "kim", "lou")]
    jobs = [
        partial(post, tip(people[number % 4].pk, people[(number * 3 + 1) % 4].pk, 1))
        for number in range(200)
        if number % 4 != (number * 3 + 1) % 4
    ]
    assert len(posted(at_once(jobs))) == len(jobs)
    assert sum(balance(wallet.pk) for wallet in people) == 400
    assert faults() == []


def test_a_hold_ends_once_however_many_end_it():
    wallet, earnings = with_tokens(person("dora").pk, 100), earnings_of(person("emil").pk)
    hold = reserve(
        person_id=wallet.owner_id, amount=60, purpose="x", reference="", expires_at=timezone.now() + timedelta(hours=1)
    )
    take = partial(capture, hold_id=hold.pk, legs=[Leg(earnings.pk, 60)])
    answers = at_once([take, partial(void, hold_id=hold.pk)] * 10, threads=10)
    (ended,) = [answer for answer in answers if isinstance(answer, Hold)]
    assert answers.count("hold_over") == 19
    assert balance(earnings.pk) == (60 if ended.state == Hold.State.CAPTURED else 0)
    assert reserved_of(wallet.owner_id).balance == 0
    assert faults() == []


def test_two_who_open_the_same_account_get_the_same():
    somebody = person("dora")
    answers = at_once([partial(wallet_of, somebody.pk)] * 20, threads=10)
    assert len({account.pk for account in answers}) == 1
    assert len({account.pk for account in at_once([partial(house_account, AccountKind.FEES)] * 20, threads=10)}) == 1
