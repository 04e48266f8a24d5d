"""Many callers, few commits: each answered after its own, and none harmed by a neighbour."""

from __future__ import annotations

import asyncio
import os
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.tests.cast import person
from economy.errors import InsufficientFunds, InvalidAmount
from economy.models import TransferKind
from economy.services import batcher, batching, follow_ups
from economy.services.accounts import earnings_of
from economy.services.batching import InTransaction, asubmit, submit, writes_with
from economy.services.ledger import Posted
from economy.tests.books import at_once, balance, faults, outcome, posted, tip, with_tokens
from roastlive.lib.errors import Unavailable
from roastlive.lib.models import IdempotencyKey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def batches(settings):
    settings.LEDGER_BATCHING = True
    yield
    batching.close()
    batching._begin_anew()


@pytest.fixture
def writers(monkeypatch):
    monkeypatch.setattr(follow_ups, "_writers", {})


@pytest.fixture
def wallet():
    return with_tokens(person("dora").pk, 1000)


@pytest.fixture
def earnings():
    return earnings_of(person("emil").pk)


@pytest.fixture
def commits(monkeypatch):
    """How many orders each commit held."""
    sizes = []

    def counted(orders, told=None):
        sizes.append(len(orders))
        return follow_ups.post_with_follow_ups(orders, told)

    monkeypatch.setattr(batcher, "post_with_follow_ups", counted)
    return sizes


def test_one_is_posted_and_stands_when_it_is_answered(wallet, earnings):
    done = submit(tip(wallet.pk, earnings.pk, 5))
    assert done.balance_of(earnings.pk) == balance(earnings.pk) == 5


def test_threads_share_commits_and_each_gets_its_own_answer(wallet, earnings, commits):
    answers = at_once([partial(submit, tip(wallet.pk, earnings.pk, 5, key=f"key-{number}")) for number in range(300)])
    assert len(posted(answers)) == 200
    assert answers.count("insufficient_funds") == 100
    assert len({done.transfer_id for done in posted(answers)}) == 200
    assert sum(commits) == 300 > 2 * len(commits)
    assert (balance(wallet.pk), balance(earnings.pk)) == (0, 1000)
    assert faults() == []


def test_tasks_of_a_loop_do_too(wallet, earnings, commits):
    async def all_of_them():
        orders = [tip(wallet.pk, earnings.pk, 5) for _ in range(300)]
        return await asyncio.gather(*map(asubmit, orders), return_exceptions=True)

    answers = asyncio.run(all_of_them())
    assert len(posted(answers)) == 200
    assert sum(isinstance(answer, InsufficientFunds) for answer in answers) == 100
    assert len(commits) < 10
    assert faults() == []


def test_the_same_key_many_times_at_once_is_one(wallet, earnings):
    answers = at_once([partial(submit, tip(wallet.pk, earnings.pk, 5, key="once"))] * 40)
    assert len(posted(answers)) == 40
    assert sum(not done.replayed for done in answers) == 1
    assert balance(wallet.pk) == 995


def test_one_whose_task_was_cancelled_is_not_waited_for(wallet, earnings):
    async def two():
        first, second = (asyncio.create_task(asubmit(tip(wallet.pk, earnings.pk, 5))) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert isinstance(asyncio.run(two()), Posted)


def test_what_no_database_is_needed_for_is_refused_at_once(wallet, earnings, commits):
    with pytest.raises(InvalidAmount):
        submit(tip(wallet.pk, earnings.pk, 0))
    assert commits == []


def test_within_a_transaction_it_is_a_mistake(wallet, earnings):
    with transaction.atomic(), pytest.raises(InTransaction, match="ledger.post"):
        submit(tip(wallet.pk, earnings.pk, 5))
    assert balance(wallet.pk) == 1000


class TestFollowUps:
    def test_they_are_written_with_the_transfer(self, wallet, earnings, writers):
        @writes_with(TransferKind.TIP)
        def remember(done):
            for order, answer in done:
                IdempotencyKey.objects.create(caller=order.then, scope="x", key=str(answer.transfer_id), body_hash="")

        answers = at_once([partial(submit, tip(wallet.pk, earnings.pk, 5, then=f"{number}")) for number in range(40)])
        written = dict(IdempotencyKey.objects.values_list("key", "caller"))
        assert {str(done.transfer_id) for done in answers} == set(written)
        assert sorted(map(int, written.values())) == list(range(40))

    def test_one_that_fails_takes_only_its_own_transfer_with_it(self, wallet, earnings, writers):
        @writes_with(TransferKind.TIP)
        def fail_for_some(done):
            if any(order.then == "bad" for order, _answer in done):
                raise InsufficientFunds

        orders = [tip(wallet.pk, earnings.pk, 5, then="bad" if number % 10 == 0 else "good") for number in range(40)]
        answers = at_once([partial(submit, order) for order in orders])
        assert (len(posted(answers)), answers.count("insufficient_funds")) == (36, 4)
        assert balance(wallet.pk) == 1000 - 36 * 5
        assert faults() == []

    def test_what_was_answered_before_is_not_written_again(self, wallet, earnings, writers):
        written = []
        writes_with(TransferKind.TIP)(written.extend)
        for _ in range(2):
            submit(tip(wallet.pk, earnings.pk, 5, key="once"))
        assert len(written) == 1

    def test_a_kind_has_one_writer(self, writers):
        writes_with(TransferKind.TIP)(list)
        with pytest.raises(ValueError, match="has a writer already"):
            writes_with(TransferKind.TIP)(tuple)

    def test_in_the_tests_of_others_they_are_written_in_the_callers_transaction(
        self, wallet, earnings, writers, settings
    ):
        settings.LEDGER_BATCHING = False
        written = []
        writes_with(TransferKind.TIP)(written.extend)
        with transaction.atomic():
            done = submit(tip(wallet.pk, earnings.pk, 5, then="a tip"))
        assert [(order.then, answer) for order, answer in written] == [("a tip", done)]


class TestTrouble:
    def test_a_lost_connection_is_told_and_the_same_key_may_come_again(self, wallet, earnings):
        submit(tip(wallet.pk, earnings.pk, 5))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        answers = [outcome(partial(submit, tip(wallet.pk, earnings.pk, 5, key="again"))) for _ in range(2)]
        assert answers[0] == "unavailable"
        assert isinstance(answers[1], Posted)
        assert balance(wallet.pk) == 990

    def test_one_that_the_database_cannot_take_harms_nobody_else(self, wallet, earnings):
        orders = [tip(wallet.pk, earnings.pk, 5, note="\0" if number == 7 else "fine") for number in range(20)]
        answers = at_once([partial(_or_what_it_raised, order) for order in orders])
        assert (len(posted(answers)), sum(isinstance(answer, DatabaseError) for answer in answers)) == (19, 1)
        assert balance(wallet.pk) == 905

    def test_too_many_are_turned_away(self, wallet, earnings, monkeypatch):
        monkeypatch.setattr(batcher, "MOST_WAITING", 0)
        with pytest.raises(Unavailable):
            submit(tip(wallet.pk, earnings.pk, 5))

    def test_after_the_end_nobody_is_served(self, wallet, earnings):
        submit(tip(wallet.pk, earnings.pk, 5))
        batching.close()
        with pytest.raises(Unavailable):
            submit(tip(wallet.pk, earnings.pk, 5))
        assert balance(wallet.pk) == 995

    def test_a_process_that_was_forked_begins_anew(self, wallet, earnings):
        submit(tip(wallet.pk, earnings.pk, 5))
        mine = batching._batcher
        child = os.fork()
        if child == 0:
            os._exit(0 if batching._batcher is not mine and batching._batcher._thread is None else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert batching._batcher is mine

    def test_a_thread_without_work_ends_and_comes_back(self, wallet, earnings, monkeypatch):
        monkeypatch.setattr(batcher, "IDLE_ENDS_AFTER", 0.01)
        submit(tip(wallet.pk, earnings.pk, 5))
        thread = batching._batcher._thread
        if thread is not None:
            thread.join()
        assert batching._batcher._thread is None
        assert submit(tip(wallet.pk, earnings.pk, 5)).balance_of(wallet.pk) == 990


def _or_what_it_raised(order):
    try:
        return submit(order)
    except DatabaseError as error:
        return error
