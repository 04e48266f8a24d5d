"""Each backend, ready to keep the collections of the tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from psycopg import sql
from pytest_django import DjangoDbBlocker, Settings

from roastlive.lib.eventstore import EventStore, async_store, recording, registry
from roastlive.lib.eventstore import store as chosen_store
from roastlive.lib.eventstore.mongodb import clients
from roastlive.lib.eventstore.postgres.backend import PostgresStore
from roastlive.lib.eventstore.postgres.statements import table, table_name
from roastlive.lib.eventstore.tests import peer
from roastlive.lib.eventstore.tests.collections import EVERY_COLLECTION
from roastlive.lib.roles import database_owner

BACKENDS = ["postgresql", pytest.param("mongodb", marks=pytest.mark.peer)]

# The machine may be busy with other tests; a store that is really away has an address of its own.
PATIENCE = "serverSelectionTimeoutMS=20000&connectTimeoutMS=20000&socketTimeoutMS=20000"


@pytest.fixture(scope="session")
def mongodb_server(tmp_path_factory: pytest.TempPathFactory, django_test_environment: None) -> Iterator[str]:
    if given := os.environ.get(peer.GIVEN):
        yield given
        return
    program = peer.ferretdb()
    if program is None:
        if os.environ.get(peer.REQUIRED):
            pytest.fail(peer.ABSENT)
        pytest.skip(peer.ABSENT)
    with peer.running(program, tmp_path_factory.mktemp("ferretdb")) as uri:
        yield uri


@pytest.fixture
def registered() -> Iterator[None]:
    for collection in EVERY_COLLECTION:
        registry.register(collection)
    yield
    for collection in EVERY_COLLECTION:
        registry.unregister(collection)


@pytest.fixture(scope="package")
def tables_go_at_the_end(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock(), database_owner(), connection.cursor() as cursor:
        for collection in EVERY_COLLECTION:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table(collection)))


@pytest.fixture
def postgres_tables(tables_go_at_the_end: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Committed before the test's own transaction begins; made once, and again after a test that commits."""
    with django_db_blocker.unblock(), database_owner():
        PostgresStore().ensure(EVERY_COLLECTION, timezone.now())


@pytest.fixture
def mongodb(mongodb_server: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty database of this test's own."""
    address = settings.MONGODB_URI = f"{mongodb_server}test_{uuid4().hex}?{PATIENCE}"
    monkeypatch.setattr(recording, "_away_until", 0.0)
    chosen_store().ensure(registry.registered(), timezone.now())
    yield
    settings.MONGODB_URI = address
    place = clients.database()
    place.client.drop_database(place.name)
    clients.close()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest, registered: None) -> str:
    """Both, one after the other. It comes before the test's transaction, in which no table can be made."""
    request.getfixturevalue({"postgresql": "postgres_tables", "mongodb": "mongodb"}[request.param])
    return str(request.param)


@pytest.fixture
def store(backend: str, db: None) -> EventStore:
    return chosen_store()


@pytest.fixture
def committing_store(backend: str, transactional_db: None) -> EventStore:
    """For what changes tables, or is seen by others."""
    return chosen_store()


class FromLoop:
    """The async store, each call in a loop of its own."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return await getattr(async_store(), name)(*args, **kwargs)
            finally:
                await clients.aclose()

        return async_to_sync(call)


@pytest.fixture(params=["sync", "async"])
def face(request: pytest.FixtureRequest, store: EventStore) -> EventStore | FromLoop:
    """Appending, reading and marking promise the same inside an event loop and outside."""
    return store if request.param == "sync" else FromLoop()


@pytest.fixture
def raw_rows(backend: str) -> Callable[[], list[str]]:
    """Everything that is really there, whatever reading hides."""

    def rows() -> list[str]:
        if backend == "mongodb":
            return [str(document) for each in EVERY_COLLECTION for document in clients.database()[each.name].find()]
        found: list[str] = []
        with connection.cursor() as cursor:
            for each in EVERY_COLLECTION:
                cursor.execute(sql.SQL("SELECT {0}::text FROM {0}").format(sql.Identifier(table_name(each))))
                found += [row for (row,) in cursor.fetchall()]
        return found

    return rows
