"""What outlived its lifetime is removed, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from roastlive.lib.eventstore import EventStore
from roastlive.lib.eventstore.choice import owner_rights
from roastlive.lib.eventstore.tests.collections import EVERY_COLLECTION, VISITS, WEEK, WORDS, YEAR
from roastlive.lib.eventstore.tests.factories import texts, visit, word

Rows = Callable[[], list[str]]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def expire(store: EventStore, now: datetime) -> dict[str, int]:
    with owner_rights():
        expired = store.expire(EVERY_COLLECTION, now)
    return {each.collection: each.events for each in expired}


def test_expired_events_are_removed(committing_store: EventStore, raw_rows: Rows, now: datetime) -> None:
    old, fresh = visit("/old", at=now), visit("/fresh", at=now + timedelta(days=3))
    committing_store.append_many(VISITS, [old, fresh])

    removed = expire(committing_store, now + WEEK + timedelta(days=1))

    assert removed == {VISITS.name: 1}
    assert ["/fresh" in row for row in raw_rows()] == [True]


def test_what_is_within_its_lifetime_stays(committing_store: EventStore, now: datetime) -> None:
    committing_store.append_many(VISITS, [visit("/a", at=now), visit("/b", at=now + timedelta(hours=1))])

    assert expire(committing_store, now + WEEK - timedelta(minutes=1)) == {}
    assert committing_store.count(VISITS) == 2


def test_expired_events_that_arrive_late_are_removed_as_well(
    committing_store: EventStore, raw_rows: Rows, now: datetime
) -> None:
    committing_store.append_many(WORDS, [word("old", at=now - YEAR - timedelta(days=90)), word("new", at=now)])

    assert expire(committing_store, now) == {WORDS.name: 1}
    assert texts(committing_store.page(WORDS).events) == ["new"]
    assert len(raw_rows()) == 1


def test_expiring_again_finds_nothing(committing_store: EventStore, now: datetime) -> None:
    committing_store.append_many(VISITS, [visit(at=now)])
    later = now + timedelta(days=30)
    expire(committing_store, later)

    assert expire(committing_store, later) == {}
