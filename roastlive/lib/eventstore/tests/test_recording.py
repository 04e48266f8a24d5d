"""What is recorded arrives, whether the store can be reached, cannot, or answers no more."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from roastlive.lib.eventstore import (
    EventInvalid,
    StoreUnavailable,
    amend,
    arecord,
    erase_person,
    record,
    recording,
    store,
)
from roastlive.lib.eventstore.mongodb import clients
from roastlive.lib.eventstore.people import NOBODY
from roastlive.lib.eventstore.tests.collections import VISITS, WORDS
from roastlive.lib.eventstore.tests.factories import ADA, BOB, MO, ROOM, texts, visit, word, words
from roastlive.lib.eventstore.tests.peer import free_port
from roastlive.lib.eventstore.tests.proxy import Proxy, proxy_to
from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox import relay

in_postgres = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
in_mongodb = pytest.mark.parametrize("backend", [pytest.param("mongodb", marks=pytest.mark.peer)], indirect=True)


@pytest.fixture
def house(backend: str, transactional_db: None) -> str:
    return backend


class Wire:
    """Where the store believes its server is."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self._settings, self._monkeypatch, self._there = settings, monkeypatch, settings.MONGODB_URI

    def cut(self) -> None:
        self._settings.MONGODB_URI = f"mongodb://127.0.0.1:{free_port()}/away"

    def mend(self) -> None:
        self._settings.MONGODB_URI = self._there
        self._monkeypatch.setattr(recording, "_away_until", 0.0)


@pytest.fixture
def wire(house: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    wire = Wire(settings, monkeypatch)
    yield wire
    wire.mend()


def record_from_loop(**given: Any) -> None:
    async def call() -> None:
        try:
            await arecord(**given)
        finally:
            await clients.aclose()

    async_to_sync(call)()


recorders = pytest.mark.parametrize("keep", [record, record_from_loop], ids=["sync", "async"])
Keep = Callable[..., None]


def relay_later() -> None:
    """When whatever was postponed is due again."""
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=True):
        relay()


@recorders
def test_what_is_recorded_is_there_at_once(house: str, keep: Keep) -> None:
    keep(collection=WORDS, events=[word("hello")])

    assert texts(store().page(WORDS, ROOM).events) == ["hello"]
    assert OutboxMessage.objects.count() == 0


@recorders
@in_mongodb
def test_events_wait_for_a_store_that_is_away_and_arrive_when_it_is_back(wire: Wire, keep: Keep) -> None:
    wire.cut()
    keep(collection=WORDS, events=[word("first", mentions=[BOB], removed_at=timezone.now(), body={"a": [1]})])
    keep(collection=WORDS, events=[word("second")])
    assert OutboxMessage.objects.count() == 2

    relay()
    assert OutboxMessage.objects.count() == 2
    wire.mend()
    relay_later()

    assert OutboxMessage.objects.count() == 0
    kept = store().page(WORDS, ROOM).events
    assert texts(kept) == ["second", "first"]
    assert (kept[1]["mentions"], kept[1].body) == ((BOB,), {"a": [1]})


@recorders
@in_mongodb
def test_nobody_waits_long_for_a_store_that_is_away_and_the_next_not_at_all(wire: Wire, keep: Keep) -> None:
    wire.cut()

    start = time.monotonic()
    keep(collection=WORDS, events=[word()])
    first = time.monotonic() - start
    for event in words(20):
        keep(collection=WORDS, events=[event])
    rest = time.monotonic() - start - first

    assert first < 2
    assert rest < 2
    assert OutboxMessage.objects.count() == 21


@in_mongodb
def test_a_store_that_was_away_is_asked_again_after_a_while(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.cut()
    record(collection=WORDS, events=[word("waits")])
    away_until = recording._away_until
    wire.mend()

    monkeypatch.setattr(recording, "_away_until", away_until)
    record(collection=WORDS, events=[word("still not asked")])
    monkeypatch.setattr(recording, "_away_until", away_until - recording.PAUSE_SECONDS)
    record(collection=WORDS, events=[word("asked")])

    assert texts(store().page(WORDS, ROOM).events) == ["asked"]


@pytest.fixture
def slow_wire(wire: Wire, mongodb_server: str, settings: Settings) -> Iterator[Proxy]:
    """A server that takes what it is sent and may fall silent."""
    database = urlsplit(settings.MONGODB_URI).path
    with proxy_to(mongodb_server) as proxy:
        settings.MONGODB_URI = f"mongodb://127.0.0.1:{proxy.port}{database}?socketTimeoutMS=1000"
        yield proxy
        clients.close()


@in_mongodb
def test_what_was_written_without_an_answer_is_kept_once(slow_wire: Proxy, wire: Wire) -> None:
    record(collection=WORDS, events=[word("before")])
    slow_wire.answers.clear()

    record(collection=WORDS, events=[word("no answer")])

    assert OutboxMessage.objects.count() == 1
    wire.mend()
    assert texts(store().page(WORDS, ROOM).events) == ["no answer", "before"]
    relay_later()
    assert OutboxMessage.objects.count() == 0
    assert texts(store().page(WORDS, ROOM).events) == ["no answer", "before"]


@in_mongodb
def test_reading_from_a_store_that_is_away_says_so(wire: Wire) -> None:
    wire.cut()

    with pytest.raises(StoreUnavailable):
        store().page(WORDS, ROOM)


def test_what_is_recorded_in_a_transaction_that_fails_is_not_kept(house: str) -> None:
    with transaction.atomic():
        record(collection=WORDS, events=[word("never happened")])
        transaction.set_rollback(True)

    relay()
    assert store().count(WORDS) == 0


def test_what_is_recorded_in_a_transaction_is_kept_when_it_commits(house: str) -> None:
    with transaction.atomic():
        record(collection=WORDS, events=[word("it happened")])

    relay()
    assert texts(store().page(WORDS, ROOM).events) == ["it happened"]


@recorders
def test_what_no_store_can_keep_is_refused_before_it_waits_anywhere(wire: Wire, keep: Keep) -> None:
    with pytest.raises(EventInvalid):
        keep(collection=WORDS, events=[word("\0")])

    assert OutboxMessage.objects.count() == 0


@in_mongodb
def test_many_events_wait_in_messages_of_bounded_size(wire: Wire) -> None:
    wire.cut()
    record(collection=WORDS, events=words(250))

    assert [len(message.payload["events"]) for message in OutboxMessage.objects.order_by("id")] == [100, 100, 50]
    wire.mend()
    relay_later()
    assert store().count(WORDS) == 250


def test_an_event_is_amended(house: str) -> None:
    said = word("rude")
    record(collection=WORDS, events=[said])

    assert amend(collection=WORDS, identifier=said.id, changes={"removed_by": MO}) is True
    assert amend(collection=WORDS, identifier=word().id, changes={"removed_by": MO}) is False

    kept = store().get(WORDS, said.id)
    assert kept is not None
    assert kept["removed_by"] == MO
    assert OutboxMessage.objects.count() == 0


@in_mongodb
def test_an_amendment_comes_after_the_event_that_still_waits(wire: Wire) -> None:
    said, moment = word("rude"), timezone.now().replace(microsecond=0)
    wire.cut()
    record(collection=WORDS, events=[said])
    assert amend(collection=WORDS, identifier=said.id, changes={"removed_at": moment}) is True
    wire.mend()
    assert amend(collection=WORDS, identifier=said.id, changes={"removed_by": MO}) is True

    relay_later()

    kept = store().get(WORDS, said.id)
    assert kept is not None
    assert (kept["removed_at"], kept["removed_by"]) == (moment, MO)
    assert OutboxMessage.objects.count() == 0


@in_mongodb
def test_an_amendment_of_what_is_gone_holds_nobody_up(wire: Wire) -> None:
    wire.cut()
    amend(collection=WORDS, identifier=word().id, changes={"removed_by": MO})
    record(collection=WORDS, events=[word("behind it")])
    wire.mend()

    relay_later()

    assert texts(store().page(WORDS, ROOM).events) == ["behind it"]
    assert OutboxMessage.objects.count() == 0


def test_an_erased_person_is_gone_from_every_collection(house: str) -> None:
    record(collection=WORDS, events=[word("secret")])
    record(collection=VISITS, events=[visit("/")])

    erase_person(person=ADA)
    relay()

    assert [event["speaker_id"] for event in store().page(WORDS).events] == [NOBODY]
    assert store().count(VISITS) == 0


@in_mongodb
def test_an_erased_person_does_not_come_back_with_what_waited(wire: Wire) -> None:
    wire.cut()
    record(collection=WORDS, events=[word("secret")])
    erase_person(person=ADA)
    wire.mend()

    relay_later()

    assert [(event["speaker_id"], event["text"]) for event in store().page(WORDS).events] == [(NOBODY, "")]
    assert OutboxMessage.objects.count() == 0


@in_postgres
def test_in_postgres_events_are_rows_of_the_transaction(house: str) -> None:
    with transaction.atomic():
        record(collection=WORDS, events=[word()])
        assert store().count(WORDS) == 1
        assert connection.in_atomic_block
    assert OutboxMessage.objects.count() == 0
