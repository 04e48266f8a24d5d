"""Redis goes away and comes back; rooms notice by themselves."""

from __future__ import annotations

import asyncio

import pytest
from redis.exceptions import ConnectionError as RedisAway

from roastlive.lib.embedded.valkey import PrivateValkey
from roastlive.lib.realtime import bus as buses
from roastlive.lib.realtime import publish_now
from roastlive.lib.realtime.hub import Hub
from roastlive.lib.realtime.outgoing import Outgoing
from roastlive.lib.realtime.tests.stage import stage, stored
from roastlive.lib.realtime.tests.visiting import visit
from roastlive.lib.redis_clients import async_redis_client, redis_client
from roastlive.testing.sockets import until
from roastlive.testing.stores import scratch_directory, valkey_in


@pytest.fixture
def own_valkey(settings):
    """A Valkey that a test may end and start again."""
    with scratch_directory() as directory:
        valkey = valkey_in(directory)
        valkey.start()
        settings.REDIS_URL = valkey.url
        redis_client.cache_clear()
        yield valkey
        redis_client().close()
        redis_client.cache_clear()
        valkey.stop()


async def cut_subscriptions() -> None:
    assert await async_redis_client().execute_command("CLIENT", "KILL", "TYPE", "pubsub") >= 1


async def test_after_a_lost_connection_everybody_gets_a_fresh_snapshot():
    async with visit(key="1") as one, visit(key="2") as other:
        first = await one.hear()
        await other.hear()
        stored["1"] = {"title": "what happened while nobody listened"}
        await cut_subscriptions()
        again = await one.hear()
        assert again["title"] == "what happened while nobody listened"
        assert again["seq"] > first["seq"]
        assert (await other.hear())["t"] == "snapshot"
        publish_now(stage, "1", meter=1)
        assert (await one.hear())["seq"] == again["seq"] + 1


async def test_whoever_comes_while_the_bus_is_away_is_let_in_when_it_is_back(monkeypatch):
    async with visit(key="1") as early:
        await early.hear()
        monkeypatch.setattr(buses, "FIRST_PAUSE", 0.3)
        await cut_subscriptions()
        async with visit(key="new") as late:
            assert (await late.hear())["t"] == "snapshot"
            publish_now(stage, "new", meter=1)
            assert (await late.hear())["meter"] == 1


async def test_rooms_survive_a_restart_of_redis(own_valkey: PrivateValkey):
    async with visit() as viewer:
        await viewer.hear()
        await asyncio.to_thread(own_valkey.stop)
        stored["1"] = {"title": "the show goes on"}
        await asyncio.to_thread(own_valkey.start)
        assert (await viewer.hear_until("snapshot"))["title"] == "the show goes on"
        publish_now(stage, "1", meter=1)
        assert (await viewer.hear_until("tick"))["meter"] == 1


async def test_a_flush_of_redis_disturbs_nobody():
    async with visit() as viewer:
        await viewer.hear()
        await async_redis_client().flushall()
        publish_now(stage, "1", meter=1)
        assert await viewer.hear() == {"t": "tick", "seq": 1, "meter": 1}


async def test_a_room_whose_publication_failed_reads_itself_again(monkeypatch):
    async with visit() as viewer:
        await viewer.hear()
        failures = iter([True])
        tell_redis = Outgoing._tell_redis

        async def first_one_fails(self, lines):
            if next(failures, False):
                raise RedisAway("gone")
            await tell_redis(self, lines)

        monkeypatch.setattr("roastlive.lib.realtime.outgoing.BEFORE_NEXT_TRY", 0.01)
        monkeypatch.setattr(Outgoing, "_tell_redis", first_one_fails)
        stored["1"] = {"title": "written down, not heard"}
        publish_now(stage, "1", meter=1)
        assert await viewer.hear() == {"t": "snapshot", "seq": 1, "title": "written down, not heard"}


async def test_a_silent_connection_is_asked_and_then_given_up(monkeypatch, own_valkey: PrivateValkey):
    monkeypatch.setattr(buses, "SILENCE", 0.1)
    async with visit() as viewer:
        await viewer.hear()
        bus = Hub.here().bus
        alive = bus._line
        heard = bus._heard_at
        await until(lambda: bus._heard_at > heard)
        assert bus._line is alive
        own_valkey.process.send_signal(19)  # SIGSTOP: the connection stands, and nobody answers
        try:
            await until(lambda: bus._line is not alive)
        finally:
            own_valkey.process.send_signal(18)
        assert (await viewer.hear_until("snapshot"))["t"] == "snapshot"
