"""Telling rooms from pages and tasks: after the commit, and never at the caller's expense."""

from __future__ import annotations

import asyncio

import pytest
from django.core.exceptions import SynchronousOnlyOperation
from django.db import transaction
from redis.exceptions import ConnectionError as RedisAway

from roastlive.lib.realtime import close_sockets, dismiss, person_room, publish, publish_now, refresh
from roastlive.lib.realtime.letter import Letter
from roastlive.lib.realtime.tests.stage import stage, stored
from roastlive.lib.realtime.tests.visiting import visit
from roastlive.lib.redis_clients import redis_client


@pytest.fixture
def bus():
    """What reaches the room, heard beside it."""
    listener = redis_client().pubsub(ignore_subscribe_messages=True)
    listener.subscribe(stage.channel("1"), person_room.channel("7"))
    for _ in range(2):
        listener.get_message(timeout=5)

    def heard() -> Letter | None:
        message = listener.get_message(timeout=0.3)
        return Letter.decode(message["data"]) if message else None

    yield heard
    listener.close()


@pytest.mark.django_db(transaction=True)
def test_a_room_is_told_after_the_commit(bus):
    with transaction.atomic():
        publish(stage, 1, meter=3)
        assert bus() is None
    assert bus() == Letter(parts={"meter": 3})


@pytest.mark.django_db(transaction=True)
def test_a_room_is_not_told_what_was_rolled_back(bus):
    with transaction.atomic():
        publish(stage, 1, meter=3)
        transaction.set_rollback(True)
    assert bus() is None


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_a_room_is_told_at_once(bus):
    refresh(stage, 1)
    assert bus() == Letter(refresh=True)


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_in_the_tail_when_it_is_heard(bus):
    publish(stage, 1, chat=[{"id": "1"}], meter=3)
    assert bus() is not None
    assert b'"chat"' in redis_client().lrange(stage.tail(1), 0, -1)[0]
    assert b'"meter"' not in redis_client().lrange(stage.tail(1), 0, -1)[0]


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_is_away_does_not_fail_the_caller(monkeypatch):
    monkeypatch.setattr("roastlive.lib.realtime.publishing.redis_client", AwayClient)
    with transaction.atomic():
        publish(stage, 1, meter=3)


class AwayClient:
    def pipeline(self, **options):
        return self

    def execute_command(self, *command):
        return self

    def execute(self):
        raise RedisAway("gone")


@pytest.mark.parametrize("tell", [publish, publish_now])
def test_an_unknown_part_is_a_mistake_of_the_caller(tell):
    with pytest.raises(TypeError, match="hologram"):
        tell(stage, 1, hologram=1)


def test_what_clients_could_not_read_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="JSON"):
        publish(stage, 1, meter=float("nan"))


async def test_the_event_loop_is_not_held_up_by_the_wrong_call():
    with pytest.raises(SynchronousOnlyOperation, match="publish_now"):
        publish(stage, 1, meter=1)


async def test_everybody_can_be_sent_away():
    async with visit() as viewer:
        await viewer.hear()
        await asyncio.to_thread(dismiss, stage, "1", code="ended", close_code=4410)
        assert await viewer.hear() == {"t": "bye", "code": "ended"}
        assert await viewer.hear_closed() == 4410


async def test_only_those_who_are_meant_are_sent_away():
    async with visit() as viewer:
        await viewer.hear()
        await asyncio.to_thread(dismiss, stage, "1", code="banned", person="somebody else")
        await asyncio.to_thread(dismiss, stage, "1", code="signed_out", session="another")
        publish_now(stage, "1", meter=1)
        assert (await viewer.hear())["t"] == "tick"


async def test_a_room_can_be_told_to_read_itself_again():
    async with visit() as viewer:
        await viewer.hear()
        stored["1"] = {"title": "another act"}
        await asyncio.to_thread(refresh, stage, "1")
        assert (await viewer.hear())["title"] == "another act"


@pytest.mark.django_db(transaction=True)
def test_the_sockets_of_a_person_are_closed_in_their_own_room(bus):
    close_sockets(7, other_than="this-one")
    [bye] = bus().byes
    assert (bye.code, bye.close_code, bye.other_than) == ("signed_out", 4401, "this-one")
