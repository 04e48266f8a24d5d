import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest

from roastlive.lib.errors import Unavailable
from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox import Message, Tally, enqueue, queue, relay, relaying, requeue, topics
from roastlive.lib.outbox.metrics import watch_outbox
from roastlive.lib.outbox.relaying import DIED, pause_after
from roastlive.lib.outbox.topics import Topic
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.tasks import relay_outbox


class Postman:
    """Handles the topic "letter", and does with a letter what it says."""

    def __init__(self) -> None:
        self.delivered: list[object] = []

    def __call__(self, message: Message) -> None:
        self.delivered.append(message.payload["n"])
        if message.payload.get("fails"):
            raise ValueError("the dog bit me")
        if message.payload.get("away"):
            raise Unavailable


@pytest.fixture
def postman(monkeypatch):
    postman = Postman()
    monkeypatch.setitem(topics._topics, "letter", Topic("letter", postman, 4))
    return postman


def write(n, key="", **payload):
    with transaction.atomic():
        return enqueue(topic="letter", key=key, payload={"n": n, **payload})


def later(**duration):
    return time_machine.travel(timezone.now() + timedelta(**duration), tick=False)


@pytest.mark.django_db(transaction=True)
class TestWriting:
    def test_a_message_needs_the_transaction_of_its_cause(self, postman):
        with pytest.raises(TransactionManagementError):
            enqueue(topic="letter", payload={"n": 1})

    def test_a_message_is_gone_with_the_transaction_that_wrote_it(self, postman):
        with transaction.atomic():
            enqueue(topic="letter", payload={"n": 1})
            transaction.set_rollback(True)
        assert relay().handled == 0
        assert postman.delivered == []

    def test_a_topic_without_a_handler_is_refused(self):
        with pytest.raises(ValueError, match="Nobody handles"), transaction.atomic():
            enqueue(topic="unheard of", payload={})

    def test_a_topic_has_one_handler(self, postman):
        with pytest.raises(ValueError, match="has a handler already"):
            topics.handles("letter")(print)


@pytest.mark.django_db(transaction=True)
class TestCalling:
    @pytest.fixture(autouse=True)
    def quiet_redis(self, monkeypatch):
        redis_client().flushdb()
        monkeypatch.setattr(queue, "_sulking_until", 0.0)

    def calls(self):
        return redis_client().llen("default")

    def test_a_commit_calls_the_relay_once_however_much_it_wrote(self, postman):
        with transaction.atomic():
            enqueue(topic="letter", payload={"n": 1})
            enqueue(topic="letter", payload={"n": 2})
            assert self.calls() == 0
        write(3)
        assert self.calls() == 1

    def test_after_a_relay_began_the_next_commit_calls_again(self, postman):
        write(1)
        relay_outbox()
        write(2)
        assert self.calls() == 2
        assert postman.delivered == [1]

    def test_a_commit_does_not_mind_that_redis_and_broker_are_away(self, postman, monkeypatch):
        def away():
            raise ConnectionRefusedError("nobody there")

        asked = []
        monkeypatch.setattr(queue, "redis_client", lambda: asked.append(1) or away())
        write(1)
        write(2)
        assert OutboxMessage.objects.count() == 2
        assert len(asked) == 1, "after a failure the broker is left in peace"


@pytest.mark.django_db(transaction=True)
class TestRelaying:
    def test_what_was_handled_is_gone(self, postman):
        write(1)
        assert relay().handled == 1
        assert postman.delivered == [1]
        assert not OutboxMessage.objects.exists()

    def test_one_run_takes_no_more_than_its_bound(self, postman):
        for n in range(5):
            write(n)
        assert relay(limit=3).handled == 3
        assert postman.delivered == [0, 1, 2]

    def test_what_a_handler_writes_is_undone_when_it_fails(self, postman, monkeypatch):
        def clumsy(message):
            OutboxMessage.objects.create(topic="side effect", payload={})
            raise ValueError

        monkeypatch.setitem(topics._topics, "letter", Topic("letter", clumsy, 4))
        write(1)
        relay()
        assert not OutboxMessage.objects.filter(topic="side effect").exists()

    def test_a_failure_is_tried_again_later_and_later_and_then_quarantined(self, postman):
        message = write(1, fails=True)
        write(2)
        tally = relay()
        assert (tally.handled, tally.failed) == (1, 1)
        assert relay().failed == 0, "not before its time"
        for attempt in (2, 3, 4):
            with later(hours=attempt):
                relay()
        message.refresh_from_db()
        assert message.state == OutboxMessage.State.QUARANTINED
        assert message.attempts == 4
        assert message.last_error == "ValueError: the dog bit me"
        with later(days=30):
            relay()
        assert postman.delivered == [1, 2, 1, 1, 1]

    def test_pauses_grow_and_have_an_end(self):
        for attempt, seconds in ((1, 5), (2, 10), (5, 80), (30, 900)):
            assert 0.8 * seconds <= pause_after(attempt).total_seconds() <= 1.2 * seconds
        assert len({pause_after(3) for _ in range(10)}) > 1, "what failed together does not return together"

    def test_what_is_away_costs_no_attempt_and_holds_up_only_its_own_topic(self, postman, monkeypatch):
        others = []
        monkeypatch.setitem(topics._topics, "other", Topic("other", lambda message: others.append(1), 4))
        message = write(1, away=True)
        write(2, away=True)
        with transaction.atomic():
            enqueue(topic="other", payload={})
        tally = relay()
        assert (tally.postponed, tally.handled) == (1, 1)
        assert postman.delivered == [1]
        for minutes in range(1, 30):
            with later(minutes=minutes):
                relay()
        message.refresh_from_db()
        assert message.state == OutboxMessage.State.WAITING
        assert message.attempts == 0

    def test_messages_of_one_key_are_delivered_in_order(self, postman):
        write(1, key="a", fails=True)
        write(2, key="a")
        write(3, key="b")
        relay()
        assert postman.delivered == [1, 3]
        for attempt in (1, 2, 3):
            with later(hours=attempt):
                relay()
        assert postman.delivered == [1, 3, 1, 1, 1, 2], "quarantined, the first steps out of the line"

    def test_a_topic_that_only_newer_processes_know_is_left_to_them(self, postman):
        OutboxMessage.objects.create(topic="from the future", payload={})
        assert relay() == type(relay())()
        assert OutboxMessage.objects.get().attempts == 0

    def test_what_was_killed_at_work_comes_back(self, postman, tmp_path):
        message = write(1)
        witness = tmp_path / "done"
        killed = subprocess.run([sys.executable, "-c", DIES_AT_WORK, str(witness)], env=os.environ, check=False)
        assert killed.returncode == -9
        assert witness.read_text() == "1", "the work was done, and its end not written down"
        message.refresh_from_db()
        assert message.attempts == 1, "the attempt counts though nobody lived to say so"
        assert relay().handled == 0
        with later(minutes=1):
            assert relay().handled == 1
        assert postman.delivered == [1]

    def test_what_kills_its_worker_every_time_is_quarantined(self, postman):
        message = write(1)
        OutboxMessage.objects.update(attempts=4)
        assert relay().quarantined == 1
        message.refresh_from_db()
        assert message.last_error == DIED
        assert postman.delivered == []


DIES_AT_WORK = """
import os, pathlib, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "roastlive.settings.test"
import django
django.setup()
from roastlive.lib.outbox import handles, relay

@handles("letter")
def die(message):
    pathlib.Path(sys.argv[1]).write_text(str(message.payload["n"]))
    os.kill(os.getpid(), signal.SIGKILL)

relay()
"""


def in_thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
class TestSideBySide:
    def test_relays_share_the_work(self, postman):
        for n in range(40):
            write(n)
        threads = [in_thread(relay) for _ in range(4)]
        for thread in threads:
            thread.join(30)
        assert sorted(postman.delivered) == list(range(40))

    def test_a_message_at_work_is_left_alone_however_long_that_takes(self, monkeypatch):
        begun, finish = threading.Event(), threading.Event()
        runs = []

        def slow(message):
            runs.append(message.attempt)
            begun.set()
            finish.wait(30)

        monkeypatch.setitem(topics._topics, "letter", Topic("letter", slow, 4))
        write(1)
        first = in_thread(relay)
        assert begun.wait(30)
        with later(hours=1):
            assert relay().handled == 0
        finish.set()
        first.join(30)
        assert runs == [1]
        assert not OutboxMessage.objects.exists()

    def test_a_relay_that_was_too_slow_leaves_the_message_to_the_one_that_booked_it_after(self, postman):
        write(1, fails=True)
        slow = relaying._book(set(), Tally())
        with later(hours=1):
            quick = relaying._book(set(), Tally())
            for booked in (slow, quick):
                relaying._deliver(booked, set(), Tally())
        assert (slow.attempts, quick.attempts) == (1, 2)
        assert postman.delivered == [1], "tried once, not twice without a pause"


@pytest.mark.django_db
class TestLookingAfterIt:
    def quarantined(self):
        return OutboxMessage.objects.create(
            topic="letter", payload={"n": 1}, state="quarantined", attempts=4, last_error="ValueError: no"
        )

    def test_status_says_what_waits_and_what_was_given_up_and_why(self, postman, capsys):
        broken = self.quarantined()
        OutboxMessage.objects.create(topic="unheard of", payload={})
        call_command("outbox", "status")
        printed = capsys.readouterr().out
        assert "waiting 1, oldest 0 s, quarantined 1" in printed
        assert "unheard of: 1  (nobody handles this topic)" in printed
        assert f"{broken.id} letter: ValueError: no" in printed

    def test_a_requeued_message_starts_afresh(self, postman, capsys):
        broken, other = self.quarantined(), self.quarantined()
        call_command("outbox", "requeue", str(broken.id))
        call_command("outbox", "run")
        assert "1 are tried again" in capsys.readouterr().out
        assert postman.delivered == [1]
        assert OutboxMessage.objects.get() == other

    def test_requeueing_what_is_not_in_quarantine_is_an_error(self, postman):
        message = write(1)
        with pytest.raises(CommandError, match="0 of 1"):
            call_command("outbox", "requeue", str(message.id))

    def test_everything_can_be_requeued_at_once(self, postman):
        self.quarantined()
        self.quarantined()
        assert requeue() == 2

    def test_gauges_show_depth_age_and_quarantine(self, postman):
        registry = CollectorRegistry()
        watch_outbox(registry)
        write(1)
        self.quarantined()
        with later(seconds=90):
            page = generate_latest(registry).decode()
        assert "roastlive_outbox_waiting 1.0" in page
        assert "roastlive_outbox_quarantined 1.0" in page
        age = float(page.rsplit("roastlive_outbox_oldest_seconds ", 1)[1])
        assert 89 <= age <= 92


def test_gauges_are_registered_without_asking_the_database():
    watch_outbox(CollectorRegistry(auto_describe=True))
