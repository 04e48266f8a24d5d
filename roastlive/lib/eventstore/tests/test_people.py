"""Erasing a person leaves nothing of them, wherever they were named; about finds it all before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from roastlive.lib.eventstore import EventStore, contract
from roastlive.lib.eventstore.people import NOBODY
from roastlive.lib.eventstore.tests.collections import EVERY_COLLECTION, VISITS, WORDS, YEAR
from roastlive.lib.eventstore.tests.factories import ADA, BOB, MO, ROOM, texts, visit, word

Rows = Callable[[], list[str]]


def traces(person: UUID, rows: list[str]) -> list[str]:
    return [row for row in rows if str(person) in row.lower() or person.hex in row.lower()]


def test_nothing_of_an_erased_person_is_left_in_any_row(store: EventStore, raw_rows: Rows) -> None:
    by_ada = word("my secret", speaker_id=ADA, speaker_name="Ada L.", loudness=987654321, body={"ip": "192.0.2.7"})
    to_ada = word("hello", speaker_id=BOB, speaker_name="Bob", mentions=[MO, ADA])
    about_ada = word(f"see /people/{ADA}", speaker_id=BOB, body={"links": [{f"u-{ADA.hex.upper()}": [str(ADA)]}]})
    removed_by_ada = word("gone", speaker_id=BOB)
    expired = word("old secret", speaker_id=ADA, at=timezone.now() - YEAR - timedelta(days=1))
    store.append_many(WORDS, [by_ada, to_ada, about_ada, removed_by_ada, expired])
    store.append_many(VISITS, [visit("/secret", visitor_id=ADA), visit("/", visitor_id=BOB)])
    store.mark(WORDS, removed_by_ada.id, {"removed_at": timezone.now(), "removed_by": ADA})
    assert len(traces(ADA, raw_rows())) == 6

    assert store.erase_person(EVERY_COLLECTION, ADA) == 6

    left = raw_rows()
    assert traces(ADA, left) == []
    assert [row for row in left if "secret" in row or "Ada L." in row or "192.0.2.7" in row or "987654321" in row] == []
    assert len(left) == 6


def test_an_erased_persons_words_keep_their_place_and_say_nothing(store: EventStore) -> None:
    said = word("my secret", role="moderator", mentions=[BOB], whispered=True, body={"a": 1})
    store.append_many(WORDS, [said])

    store.erase_person(EVERY_COLLECTION, ADA)

    kept = store.get(WORDS, said.id)
    assert kept is not None
    assert (kept["room_id"], kept["role"], kept.time) == (ROOM, "moderator", said.time)
    assert (kept["speaker_id"], kept["text"], kept.body) == (NOBODY, "", {})
    assert (kept["speaker_name"], kept["whispered"], kept["mentions"]) == (None, None, ())


def test_what_others_said_stays_without_the_erased_person(store: EventStore) -> None:
    said = word("hello both", speaker_id=BOB, mentions=[ADA, MO], body={"to": [str(ADA), str(MO)], "n": 1})
    store.append_many(WORDS, [said])
    store.mark(WORDS, said.id, {"removed_by": ADA})

    store.erase_person(EVERY_COLLECTION, ADA)

    kept = store.get(WORDS, said.id)
    assert kept is not None
    assert (kept["text"], kept["speaker_id"], kept["mentions"]) == ("hello both", BOB, (MO,))
    assert kept["removed_by"] == NOBODY
    assert kept.body == {"to": [str(NOBODY), str(MO)], "n": 1}


def test_a_collection_that_says_so_deletes_what_an_erased_person_did(store: EventStore) -> None:
    store.append_many(VISITS, [visit("/"), visit("/about"), visit("/", visitor_id=BOB)])

    store.erase_person(EVERY_COLLECTION, ADA)

    assert [event["visitor_id"] for event in store.page(VISITS).events] == [BOB]


def test_erasing_takes_as_many_rounds_as_it_needs(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "ERASED_AT_ONCE", 2)
    store.append_many(WORDS, [word(f"secret {n}") for n in range(5)])

    assert store.erase_person(EVERY_COLLECTION, ADA) == 5
    assert texts(store.page(WORDS, ROOM).events) == [""] * 5
    assert store.erase_person(EVERY_COLLECTION, ADA) == 0


def test_those_who_were_erased_do_not_become_one_person_who_can_be_found(store: EventStore) -> None:
    store.append_many(WORDS, [word(speaker_id=ADA), word(speaker_id=BOB)])
    for person in (ADA, BOB):
        store.erase_person(EVERY_COLLECTION, person)

    assert store.about(WORDS, NOBODY).events == ()


def test_everything_about_a_person_can_be_read_page_by_page(store: EventStore) -> None:
    mine = word("mine", speaker_id=ADA)
    others = [word("to me", speaker_id=BOB, mentions=[ADA]), word("not to me", speaker_id=BOB)]
    linked = word("of me", speaker_id=BOB, body={"who": str(ADA)})
    store.append_many(WORDS, [mine, *others, linked])

    first = store.about(WORDS, ADA, limit=2)
    second = store.about(WORDS, ADA, limit=2, before=first.older)

    assert [*texts(first.events), *texts(second.events)] == ["of me", "to me", "mine"]
