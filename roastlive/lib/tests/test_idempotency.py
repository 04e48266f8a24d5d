import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from roastlive.lib.errors import Conflict
from roastlive.lib.idempotency import IdempotencyConflict, once, purge_expired
from roastlive.lib.models import IdempotencyKey, OutboxMessage
from roastlive.lib.tasks import forget_idempotency_keys


def buy(key="key-1", *, caller="alice", scope="buy", body="a hat", work=None):
    def effect():
        OutboxMessage.objects.create(topic="effect", payload={})
        return {"z": 1, "a": body}

    return once(caller=caller, scope=scope, key=key, body=body, work=work or effect)


def effects():
    return OutboxMessage.objects.filter(topic="effect").count()


@pytest.mark.django_db
class TestOnce:
    def test_a_second_use_of_a_key_gets_the_same_answer_and_has_no_effect(self):
        first, second = buy(), buy()
        assert (first.replayed, second.replayed) == (False, True)
        assert list(first.value.items()) == list(second.value.items()) == [("z", 1), ("a", "a hat")]
        assert effects() == 1

    def test_another_body_under_the_same_key_is_a_conflict(self):
        buy()
        with pytest.raises(IdempotencyConflict):
            buy(body="a coat")
        assert effects() == 1

    def test_the_order_of_fields_makes_no_other_body(self):
        buy(body={"hat": 1, "coat": 2})
        assert buy(body={"coat": 2, "hat": 1}).replayed

    def test_keys_belong_to_their_caller_and_to_one_kind_of_thing(self):
        buy()
        assert not buy(caller="bob").replayed
        assert not buy(scope="sell").replayed

    def test_what_was_refused_leaves_nothing_and_may_be_tried_again_with_the_same_key(self):
        def poor():
            OutboxMessage.objects.create(topic="effect", payload={})
            raise Conflict

        with pytest.raises(Conflict):
            buy(work=poor)
        assert effects() == 0
        assert not IdempotencyKey.objects.exists()
        assert not buy().replayed

    def test_an_expired_key_begins_anew_even_before_it_is_purged(self):
        buy()
        with time_machine.travel(timezone.now() + timedelta(days=4)):
            assert not buy(body="a coat").replayed
            assert buy(body="a coat").replayed
        assert IdempotencyKey.objects.count() == 1

    def test_old_keys_are_forgotten_and_young_ones_kept(self):
        buy("old")
        with time_machine.travel(timezone.now() + timedelta(days=4)):
            buy("young")
            forget_idempotency_keys()
            assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]
            assert purge_expired() == 0

    def test_the_database_knows_a_key_once(self):
        buy()
        with pytest.raises(IntegrityError), transaction.atomic():
            IdempotencyKey.objects.create(caller="alice", scope="buy", key="key-1", body_hash="x")


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def at_once(self, count, work):
        start, results = threading.Barrier(count), []

        def run():
            try:
                start.wait(30)
                results.append(work())
            except Conflict as error:
                results.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return results

    def test_twenty_at_once_have_one_effect_and_get_one_answer(self):
        answers = self.at_once(20, buy)
        assert effects() == 1
        assert [answer.value for answer in answers] == [{"z": 1, "a": "a hat"}] * 20
        assert sorted(answer.replayed for answer in answers) == [False] + [True] * 19

    def test_when_the_first_fails_one_of_those_who_wait_takes_its_place(self):
        failures = iter([True] * 3)

        def fails_three_times():
            if next(failures, False):
                raise Conflict
            OutboxMessage.objects.create(topic="effect", payload={})
            return 1

        answers = self.at_once(8, lambda: buy(work=fails_three_times))
        assert effects() == 1
        assert sum(isinstance(answer, Conflict) for answer in answers) == 3
        assert sum(getattr(answer, "replayed", False) for answer in answers) == 4
