"""A collection that contradicts itself stops the house while it starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from roastlive.lib.eventstore import TIME, Collection, CollectionInvalid, Erasure, Field, Index, Kind, Person, registry
from roastlive.lib.eventstore.tests.collections import VISITS, WORDS

ROOM = Field("room", Kind.UUID, required=True)


def collection(**changes: Any) -> Collection:
    plain: dict[str, Any] = {"name": "things", "key": "room", "fields": (ROOM,), "lifetime": None}
    return Collection(**plain | changes)


FAULTS: dict[str, dict[str, Any]] = {
    "a name with a capital": {"name": "Things"},
    "a name with a quote": {"name": 'things"; drop'},
    "a name too long": {"name": "t" * 41},
    "a field name with a dollar": {"fields": (ROOM, Field("$a", Kind.TEXT))},
    "a field of the store's own name": {"fields": (ROOM, Field("time", Kind.TIME))},
    "two fields of one name": {"fields": (ROOM, ROOM)},
    "no such key": {"key": "stream"},
    "a key that may be missing": {"fields": (replace(ROOM, required=False),)},
    "a key that may change": {"fields": (replace(ROOM, changeable=True),)},
    "a key that is a number": {"fields": (replace(ROOM, kind=Kind.INTEGER),)},
    "a lifetime of minutes": {"lifetime": timedelta(minutes=5)},
    "a lifetime beyond what MongoDB counts": {"lifetime": timedelta(days=365 * 100)},
    "a key that names somebody and stays": {
        "fields": (replace(ROOM, person=Person.AUTHOR),),
        "erasure": Erasure.BLANK,
    },
    "a key that names somebody else": {"fields": (replace(ROOM, person=Person.NAMED),)},
    "an index of nothing": {"indexes": (Index(()),)},
    "an index of no field": {"indexes": (Index(("stream", TIME)),)},
    "an index with the time in front": {"indexes": (Index((TIME, "room")),)},
    "a unique index of the time": {"indexes": (Index(("room", TIME), unique=True),)},
    "a unique index of what may be missing": {
        "fields": (ROOM, Field("a", Kind.TEXT)),
        "indexes": (Index(("a",), unique=True),),
    },
    "a unique index of what may change": {
        "fields": (ROOM, Field("a", Kind.TEXT, required=True, changeable=True)),
        "indexes": (Index(("a",), unique=True),),
    },
    "a unique index of what is blanked": {
        "fields": (ROOM, Field("a", Kind.TEXT, required=True)),
        "indexes": (Index(("a",), unique=True),),
        "erasure": Erasure.BLANK,
    },
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_collection_that_cannot_be_kept_is_refused(fault: str) -> None:
    with pytest.raises(CollectionInvalid, match=": "):
        collection(**FAULTS[fault])


def test_a_collection_without_fault_is_accepted() -> None:
    assert collection(fields=(replace(ROOM, person=Person.AUTHOR),)).key == "room"
    stays = Field("a", Kind.TEXT, required=True, stays=True)
    once = collection(fields=(ROOM, stays), indexes=(Index(("a",), unique=True),), erasure=Erasure.BLANK)
    assert once.unique_indexes == (Index(("a",), unique=True),)


def test_the_index_of_the_key_is_there_once_however_often_it_is_declared() -> None:
    assert collection(indexes=(Index(("room", TIME)), Index((TIME,)))).all_indexes == (Index(("room", TIME)),)


@pytest.fixture
def words_registered() -> Iterator[None]:
    registry.register(WORDS)
    yield
    registry.unregister(WORDS)


def test_a_registered_collection_is_found_by_name(words_registered: None) -> None:
    assert registry.collection_named(WORDS.name) is WORDS
    assert WORDS in registry.registered()
    assert VISITS not in registry.registered()


def test_two_different_collections_cannot_have_one_name(words_registered: None) -> None:
    registry.register(replace(WORDS))

    with pytest.raises(CollectionInvalid, match="registered already"):
        registry.register(replace(WORDS, lifetime=None))
