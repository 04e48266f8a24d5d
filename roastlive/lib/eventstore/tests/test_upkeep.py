"""Making what is missing, and saying what that is: the same for both backends."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection
from django.utils import timezone
from psycopg import sql

from roastlive.lib.eventstore import EventStore
from roastlive.lib.eventstore.choice import owner_rights
from roastlive.lib.eventstore.collection import TIME, Index
from roastlive.lib.eventstore.mongodb import clients
from roastlive.lib.eventstore.report import State
from roastlive.lib.eventstore.tests.collections import EVERY_COLLECTION, WORDS


def drop_index(backend: str) -> str:
    """Of those who ask for what somebody said; its name."""
    if backend == "mongodb":
        clients.database()[WORDS.name].drop_index("speaker_id_time")
        return "speaker_id_time"
    name = f"events_{WORDS.name}_speaker_id_time"
    with owner_rights(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return name


def lacking(store: EventStore) -> list[tuple[str, str]]:
    return [(line.name, line.state) for line in store.report(EVERY_COLLECTION, timezone.now()) if line.lacking]


def ensure(store: EventStore) -> list[str]:
    with owner_rights():
        return [line.name for line in store.ensure(EVERY_COLLECTION, timezone.now())]


def test_nothing_is_missing_once_everything_was_made(store: EventStore) -> None:
    assert lacking(store) == []


def test_the_report_names_every_declared_index(store: EventStore) -> None:
    names = " ".join(line.name for line in store.report(EVERY_COLLECTION, timezone.now()) if line.what == "index")

    for declared in ("room_id_time", "speaker_id_time", "role", "named", "visitor_id_page_once", "page_time"):
        assert declared in names


def test_making_everything_again_makes_nothing(committing_store: EventStore) -> None:
    assert ensure(committing_store) == []


def test_a_dropped_index_is_missed_and_made_again(committing_store: EventStore, backend: str) -> None:
    name = drop_index(backend)

    assert lacking(committing_store) == [(name, State.MISSING)]
    assert ensure(committing_store) == [name]
    assert lacking(committing_store) == []


def test_an_index_that_is_declared_later_is_made(committing_store: EventStore) -> None:
    grown = replace(WORDS, indexes=(*WORDS.indexes, Index(("role", "whispered", TIME))))
    now = timezone.now()

    [missing] = [line for line in committing_store.report([grown], now) if line.lacking]
    with owner_rights():
        made = committing_store.ensure([grown], now)

    assert made == [missing]
    assert missing.name.endswith("role_whispered_time")
    assert not any(line.lacking for line in committing_store.report([grown], now))


def test_a_collection_that_nobody_made_is_missing(store: EventStore, backend: str) -> None:
    unknown = replace(WORDS, name="test_unknown")

    lines = store.report([unknown], timezone.now())

    assert all(line.lacking for line in lines)
    assert lines[0].what == {"mongodb": "collection", "postgresql": "table"}[backend]


def test_the_store_answers_when_it_is_there(store: EventStore) -> None:
    store.ping()
