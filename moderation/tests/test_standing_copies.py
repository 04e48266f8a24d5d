"""What Redis remembers of somebody's standing is right, or not there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis.exceptions import RedisError

from accounts.tests.cast import person
from moderation.models import Act, UserSanction
from moderation.services import standing
from moderation.services.sanctions import lift
from moderation.services.standing import standing_of
from moderation.tests.guardhouse import Kind, a_captain, sanctioned
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db(transaction=True)


def asked(work: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        work()
    return len(queries)


def test_the_second_question_costs_the_database_nothing():
    dora = person()
    assert asked(lambda: standing_of(dora.pk)) == 1
    assert asked(lambda: standing_of(dora.pk)) == 0


def test_a_change_shows_at_once():
    dora, captain = person(), a_captain()
    assert standing_of(dora.pk).may(Act.SPEAK)
    row = sanctioned(dora, Kind.MUTE, by=captain)
    assert not standing_of(dora.pk).may(Act.SPEAK)
    assert asked(lambda: standing_of(dora.pk)) == 0
    lift(sanction=row, by=captain, reason="Enough.")
    assert standing_of(dora.pk).may(Act.SPEAK)


def test_a_copy_ends_by_the_clock():
    dora = person()
    row = sanctioned(dora, Kind.MUTE, lasts=timedelta(seconds=20))
    assert not standing_of(dora.pk).may(Act.SPEAK)
    with time_machine.travel(row.ends_at, tick=False):
        assert standing_of(dora.pk).may(Act.SPEAK)


def test_what_was_read_before_a_change_is_not_kept_after_it(monkeypatch):
    dora, captain = person(), a_captain()
    read = standing._read

    def slowly(person_id: Any) -> Any:
        rows = read(person_id)
        monkeypatch.setattr(standing, "_read", read)
        sanctioned(dora, Kind.MUTE, by=captain)
        return rows

    monkeypatch.setattr(standing, "_read", slowly)
    assert standing_of(dora.pk).may(Act.SPEAK)
    assert not standing_of(dora.pk).may(Act.SPEAK)


def test_a_flushed_store_forgets_nothing():
    dora = person()
    sanctioned(dora, Kind.BAN)
    redis_client().flushdb()
    assert not standing_of(dora.pk).may(Act.ENTER)


def test_without_the_store_the_database_answers(monkeypatch):
    dora = person()
    captain = a_captain()

    class Away:
        def __getattr__(self, name: str) -> Any:
            raise RedisError

    monkeypatch.setattr(standing, "redis_client", Away)
    sanctioned(dora, Kind.MUTE, by=captain)
    assert not standing_of(dora.pk).may(Act.SPEAK)
    assert UserSanction.objects.count() == 1
