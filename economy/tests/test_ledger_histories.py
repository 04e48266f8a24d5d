"""Whatever happens in whatever order, the books balance: a random history against a model of it in a few lines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.tests.cast import person
from economy.errors import AlreadyReversed, HoldOver, InsufficientFunds
from economy.models import AccountKind
from economy.services.accounts import earnings_of, house_account, reserved_of, wallet_of
from economy.services.holds import capture, reserve, void
from economy.services.ledger import Leg, Posted, post_many, reverse
from economy.tests.books import balance, faults, tip

PEOPLE = 3
people = st.integers(0, PEOPLE - 1)
amounts = st.integers(1, 60)


class Histories(RuleBasedStateMachine):
    """`expected` is the model: what each account should have."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = transaction.atomic()
        self.stage.__enter__()
        persons = [person(f"person{number}").pk for number in range(PEOPLE)]
        self.persons = persons
        self.wallets = [wallet_of(each).pk for each in persons]
        self.reserved = [reserved_of(each).pk for each in persons]
        self.earnings = earnings_of(persons[0]).pk
        self.issuance = house_account(AccountKind.ISSUANCE).pk
        self.expected = dict.fromkeys([*self.wallets, *self.reserved, self.earnings, self.issuance], 0)
        self.done: list[tuple[Posted, dict]] = []
        self.reversed: set[int] = set()
        self.holds: list[tuple] = []

    def teardown(self) -> None:
        assert faults() == []
        transaction.set_rollback(True)
        self.stage.__exit__(None, None, None)

    def move(self, source, target, amount) -> None:
        self.expected[source] -= amount
        self.expected[target] += amount

    @rule(who=people, amount=amounts)
    def is_given(self, who, amount) -> None:
        (done,) = post_many([tip(self.issuance, self.wallets[who], amount)])
        self.move(self.issuance, self.wallets[who], amount)
        self.done.append((done, {self.issuance: -amount, self.wallets[who]: amount}))

    @rule(batch=st.lists(st.tuples(people, people, amounts).filter(lambda each: each[0] != each[1]), max_size=6))
    def give_each_other(self, batch) -> None:
        orders = [tip(self.wallets[source], self.wallets[target], amount) for source, target, amount in batch]
        for order, answer in zip(orders, post_many(orders), strict=True):
            (source, _), (target, amount) = order.legs
            if self.expected[source] < amount:
                assert isinstance(answer, InsufficientFunds)
                continue
            assert isinstance(answer, Posted)
            self.move(source, target, amount)
            self.done.append((answer, {source: -amount, target: amount}))

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def take_back(self, data) -> None:
        place = data.draw(st.integers(0, len(self.done) - 1))
        done, moved = self.done[place]
        short = any(
            self.expected[account] - change < 0 for account, change in moved.items() if account != self.issuance
        )
        try:
            reverse(transfer_id=done.transfer_id, reason="", actor_id=None)
        except AlreadyReversed:
            assert place in self.reversed
        except InsufficientFunds:
            assert short
            assert place not in self.reversed
        else:
            assert not short
            assert place not in self.reversed
            self.reversed.add(place)
            for account, change in moved.items():
                self.expected[account] -= change

    @rule(who=people, amount=amounts)
    def put_aside(self, who, amount) -> None:
        if self.expected[self.wallets[who]] < amount:
            with pytest.raises(InsufficientFunds):
                self.reserve(who, amount)
            return
        self.holds.append((self.reserve(who, amount), who, amount, False))
        self.move(self.wallets[who], self.reserved[who], amount)

    def reserve(self, who, amount):
        later = timezone.now() + timedelta(hours=1)
        return reserve(person_id=self.persons[who], amount=amount, purpose="x", reference="", expires_at=later).pk

    @precondition(lambda self: self.holds)
    @rule(data=st.data())
    def end_hold(self, data) -> None:
        place = data.draw(st.integers(0, len(self.holds) - 1))
        hold_id, who, amount, over = self.holds[place]
        used = data.draw(st.integers(0, amount))
        try:
            if used:
                capture(hold_id=hold_id, legs=[Leg(self.earnings, used)])
            else:
                void(hold_id=hold_id)
        except HoldOver:
            assert over
            return
        assert not over
        self.holds[place] = (hold_id, who, amount, True)
        self.move(self.reserved[who], self.wallets[who], amount - used)
        self.move(self.reserved[who], self.earnings, used)

    @invariant()
    def balances_are_as_expected(self) -> None:
        assert {account: balance(account) for account in self.expected} == self.expected
        assert sum(self.expected.values()) == 0


@pytest.mark.django_db
def test_the_books_balance_after_any_history():
    run_state_machine_as_test(
        Histories, settings=settings(max_examples=15, stateful_step_count=15, deadline=None, derandomize=True)
    )
