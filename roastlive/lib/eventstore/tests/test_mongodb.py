"""What only MongoDB has: lifetimes kept by the server, and options of the connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pymongo import IndexModel
from pytest_django import Settings

from roastlive.lib.eventstore import Collection, StoreUnavailable, store
from roastlive.lib.eventstore.mongodb import clients, indexes
from roastlive.lib.eventstore.report import State
from roastlive.lib.eventstore.tests.collections import EVERY_COLLECTION, VISITS, WORDS
from roastlive.lib.eventstore.tests.factories import word

pytestmark = pytest.mark.peer

LONGER = replace(VISITS, lifetime=timedelta(days=30))
FOREVER = replace(VISITS, lifetime=None)


@pytest.fixture
def house(registered: None, mongodb: None) -> None:
    """MongoDB is the store."""


@pytest.fixture
def keeps_lifetimes(house: None) -> None:
    if state_of(VISITS) is State.UNSUPPORTED:
        pytest.skip("this server has no TTL indexes (FerretDB 1); set MONGODB_TEST_URI to a MongoDB to run this")


def state_of(collection: Collection) -> State:
    lines = store().report([collection], timezone.now())
    return next(line.state for line in lines if line.name == indexes.LIFETIME)


def seconds_there() -> Any:
    return clients.database()[VISITS.name].index_information()[indexes.LIFETIME]["expireAfterSeconds"]


def test_a_server_without_lifetimes_is_reported_and_is_no_fault(house: None) -> None:
    lines = store().report(EVERY_COLLECTION, timezone.now())

    of_lifetime = {line.state for line in lines if line.name == indexes.LIFETIME}
    assert of_lifetime in ({State.PRESENT}, {State.UNSUPPORTED})
    assert not any(line.lacking for line in lines)


def test_lifetimes_are_kept_by_the_server(keeps_lifetimes: None) -> None:
    assert seconds_there() == 7 * 86_400


def test_a_changed_lifetime_is_changed_in_place(keeps_lifetimes: None) -> None:
    assert state_of(LONGER) is State.DIFFERENT

    store().ensure([LONGER], timezone.now())

    assert seconds_there() == 30 * 86_400
    assert state_of(LONGER) is State.PRESENT


def test_a_lifetime_that_was_given_up_removes_nothing_any_more(keeps_lifetimes: None) -> None:
    store().ensure([FOREVER], timezone.now())

    assert indexes.LIFETIME not in clients.database()[VISITS.name].index_information()


def described(wanted: IndexModel, **changes: Any) -> dict[str, Any]:
    return {**wanted.document, "v": 2, **changes}


@pytest.mark.parametrize(
    ("there", "state"),
    [
        ({}, State.PRESENT),
        ({"expireAfterSeconds": 60}, State.DIFFERENT),
        ({"key": {"time": -1}}, State.DIFFERENT),
        ({"name": "another"}, State.MISSING),
        ({"name": indexes.LIFETIME_BY_HAND}, State.UNSUPPORTED),
    ],
)
def test_an_index_is_what_its_definition_says(there: dict[str, Any], state: State) -> None:
    wanted = indexes.wanted_indexes(VISITS)[indexes.LIFETIME]
    existing = described(wanted, **there)

    assert indexes.state_of(wanted, {existing["name"]: existing}) is state


def test_the_command_that_changes_a_lifetime_names_the_index_and_the_new_seconds() -> None:
    wanted = indexes.wanted_indexes(LONGER)[indexes.LIFETIME]

    assert indexes.new_lifetime(wanted) == {"name": "lifetime", "expireAfterSeconds": 2_592_000}


def test_indexes_have_the_fields_that_pages_are_read_by() -> None:
    keys = {name: list(index.document["key"].items()) for name, index in indexes.wanted_indexes(WORDS).items()}

    assert keys["room_id_time"] == [("room_id", 1), ("_id", -1)]
    assert keys["speaker_id_time"] == [("speaker_id", 1), ("_id", -1)]


def test_documents_have_the_names_of_the_fields(house: None) -> None:
    said = word("hello")
    store().append_many(WORDS, [said])

    [document] = clients.database()[WORDS.name].find()
    assert document["_id"] == said.id
    assert document["time"] == said.time
    assert document["text"] == "hello"


@pytest.fixture
def at_address(settings: Settings) -> Iterator[Settings]:
    yield settings
    clients.close()


def test_an_address_that_is_none_is_told_as_the_store_being_away(at_address: Settings) -> None:
    at_address.MONGODB_URI = "mongodb://"

    with pytest.raises(StoreUnavailable):
        store().ping()


def test_what_the_address_says_goes_before_our_own_options(at_address: Settings) -> None:
    at_address.MONGODB_URI = "mongodb://127.0.0.1:1/?socketTimeoutMS=1234"

    options = clients.database().client.options
    assert options.pool_options.socket_timeout == pytest.approx(1.234)
    assert options.server_selection_timeout == pytest.approx(0.5)
