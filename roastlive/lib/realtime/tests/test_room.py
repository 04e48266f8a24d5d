"""What everybody in a room is told, and when: nothing is missing, nothing comes twice."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack

from roastlive.lib.ids import uuid7
from roastlive.lib.realtime import RoomKind, publish_now
from roastlive.lib.realtime.hub import Hub
from roastlive.lib.realtime.letter import Letter
from roastlive.lib.realtime.parts import Append, Latest
from roastlive.lib.realtime.tests import stage as stages
from roastlive.lib.realtime.tests.stage import StageSocket, stage, stored
from roastlive.lib.realtime.tests.visiting import visit
from roastlive.lib.realtime.wire import encode
from roastlive.lib.redis_clients import async_redis_client
from roastlive.testing.sockets import until


def room_of(key: str = "1"):
    return Hub.here()._rooms[stage.channel(key)]


def line(text: str) -> dict[str, str]:
    return {"id": str(uuid7()), "text": text}


async def subscribers(key: str = "1") -> int:
    [(_channel, count)] = await async_redis_client().pubsub_numsub(stage.channel(key))
    return count


async def test_a_newcomer_gets_the_snapshot_and_then_what_happens():
    stored["1"] = {"title": "Late show", "chat": [line("before")]}
    async with visit() as viewer:
        snapshot = await viewer.hear()
        assert snapshot == {"t": "snapshot", "seq": 0, **stored["1"]}
        publish_now(stage, "1", meter=4, react={"clap": 2})
        assert await viewer.hear() == {"t": "tick", "seq": 1, "meter": 4, "react": {"clap": 2}}


async def test_everybody_gets_the_same_text_object():
    async with visit() as one, visit() as other:
        await one.hear()
        await other.hear()
        publish_now(stage, "1", meter=4)
        assert (await one.event())["text"] is (await other.event())["text"]


async def test_rooms_do_not_hear_each_other():
    async with visit(key="1") as one, visit(key="2") as other:
        await one.hear()
        await other.hear()
        publish_now(stage, "1", meter=1)
        publish_now(stage, "2", meter=2)
        assert (await one.hear())["meter"] == 1
        assert (await other.hear())["meter"] == 2


async def test_a_quiet_room_speaks_at_once_and_a_busy_one_once_a_tick():
    async with visit() as viewer:
        await viewer.hear()
        room, loop = room_of(), asyncio.get_running_loop()
        room.hear(Letter(parts={"gifts": [line("first")]}))
        began = loop.time()
        for _ in range(5):
            # Only what is due now runs; no clock moves anything.
            await asyncio.sleep(0)
        assert not viewer.outgoing.empty()
        assert [gift["text"] for gift in (await viewer.hear())["gifts"]] == ["first"]
        for number in range(100):
            room.hear(Letter(parts={"gifts": [line(str(number))]}))
            await asyncio.sleep(0)
        frame = await viewer.hear()
        assert [gift["text"] for gift in frame["gifts"]] == [str(number) for number in range(100)]
        assert frame["seq"] == 2
        assert loop.time() - began >= stage.tick * 0.9


async def test_without_a_tick_nothing_waits(monkeypatch):
    monkeypatch.setattr(stage, "tick", 0)
    async with visit() as viewer:
        await viewer.hear()
        for number in range(5):
            room_of().hear(Letter(parts={"meter": number}))
            assert (await viewer.hear())["meter"] == number


async def test_frames_are_numbered_without_a_gap():
    async with visit() as viewer:
        await viewer.hear()
        for number in range(1, 6):
            room_of().hear(Letter(parts={"meter": number}))
            assert (await viewer.hear())["seq"] == number


async def test_whoever_joins_in_the_middle_misses_nothing_and_hears_nothing_twice():
    """Chat is written down, then published, as fast as it goes, while people come; each reads a different moment."""
    lines: list[dict[str, str]] = []
    stored["1"] = {"chat": lines}
    dice = random.Random(7)

    async def slow_reading(key: str) -> dict:
        await asyncio.sleep(dice.uniform(0, 0.03))
        state = {"chat": list(lines)}
        await asyncio.sleep(dice.uniform(0, 0.03))
        return state

    kind = RoomKind("rush", parts={"chat": Append(shown=10_000)}, snapshot=slow_reading, tick=0.01)
    socket = type("RushSocket", (StageSocket,), {"kind": kind, "access": StageSocket.access})

    async def talk() -> None:
        for number in range(400):
            lines.append(line(str(number)))
            publish_now(kind, "1", chat=[lines[-1]])
            await asyncio.sleep(0.001)

    async def watch(wait: float) -> None:
        await asyncio.sleep(wait)
        async with visit(socket.as_asgi()) as viewer:
            snapshot = await viewer.hear()
            seen, seq = [item["text"] for item in snapshot["chat"]], snapshot["seq"]
            ids = {item["id"] for item in snapshot["chat"]}
            while len(seen) < 400:
                frame = await viewer.hear()
                assert (frame["t"], frame["seq"]) == ("tick", seq + 1)
                seq += 1
                # The client's rule: what a snapshot has shown already is the same thing again.
                seen += [item["text"] for item in frame["chat"] if item["id"] not in ids]
            assert seen == [str(number) for number in range(400)]

    await asyncio.gather(talk(), *(watch(dice.uniform(0, 0.5)) for _ in range(30)))


async def test_what_is_published_while_the_snapshot_is_read_is_in_it_once(monkeypatch):
    reading, go_on = asyncio.Event(), asyncio.Event()
    first, second, third = line("stored and heard"), line("heard only"), line("pending")

    async def read(key: str) -> dict:
        reading.set()
        await go_on.wait()
        return {"chat": [first]}

    monkeypatch.setattr(stages.stage, "_snapshots", [read])
    async with visit() as viewer:
        await reading.wait()
        room = room_of()
        room.hear(Letter(parts={"chat": [first], "react": {"clap": 1}}))
        await until(lambda: room.seq == 1)
        room.hear(Letter(parts={"chat": [second]}))
        await until(lambda: room.seq == 2)
        room.hear(Letter(parts={"chat": [third]}))
        go_on.set()
        assert await viewer.hear() == {"t": "snapshot", "seq": 3, "chat": [first, second, third]}
        room.hear(Letter(parts={"meter": 1}))
        assert await viewer.hear() == {"t": "tick", "seq": 4, "meter": 1}


async def test_what_its_store_does_not_have_yet_waits_for_newcomers_in_redis():
    early, removed = line("not written down yet"), line("taken away since")
    publish_now(stage, "tail", chat=[early, removed], meter=3)
    publish_now(stage, "tail", removed=[removed["id"]])
    await until(lambda: async_redis_client().llen(stage.tail("tail")))
    async with visit(key="tail") as viewer:
        assert (await viewer.hear())["chat"] == [early]
    assert 0 < await async_redis_client().ttl(stage.tail("tail")) <= 30


async def test_a_tail_is_no_history():
    for age, text in ((31, "long ago"), (29, "just now")):
        entry = encode({"at": time.time() - age, "parts": {"chat": [line(text)]}})
        await async_redis_client().rpush(stage.tail("old"), entry)
    async with visit(key="old") as viewer:
        assert [item["text"] for item in (await viewer.hear())["chat"]] == ["just now"]


async def test_a_process_subscribes_once_and_only_while_somebody_is_there():
    assert await subscribers("7") == 0
    async with visit(key="7") as one, visit(key="7") as other:
        await one.hear()
        await other.hear()
        assert await subscribers("7") == 1
    await until(lambda: _gone("7"))
    async with visit(key="7") as again:
        assert (await again.hear())["t"] == "snapshot"
        publish_now(stage, "7", meter=1)
        assert (await again.hear())["meter"] == 1


async def _gone(key: str) -> bool:
    return await subscribers(key) == 0


async def test_leaving_and_coming_back_at_once_keeps_the_room_alive():
    for _ in range(20):
        async with visit(key="door") as viewer:
            await viewer.hear()
    async with visit(key="door") as viewer:
        await viewer.hear()
        publish_now(stage, "door", meter=1)
        assert (await viewer.hear())["meter"] == 1


async def test_what_is_lost_leaves_a_gap_and_brings_a_snapshot():
    async with visit() as viewer:
        assert (await viewer.hear())["seq"] == 0
        room_of().hear(Letter(parts={"meter": 1}))
        assert (await viewer.hear())["seq"] == 1
        stored["1"] = {"title": "changed meanwhile"}
        room_of().lose_track()
        assert await viewer.hear() == {"t": "snapshot", "seq": 2, "title": "changed meanwhile"}
        room_of().hear(Letter(parts={"meter": 2}))
        assert (await viewer.hear())["seq"] == 3


async def test_more_than_a_frame_can_hold_counts_as_lost():
    kind = RoomKind("narrow", parts={"chat": Append(most=3), "meter": Latest()})
    socket = type("NarrowSocket", (StageSocket,), {"kind": kind, "access": StageSocket.access})
    async with visit(socket.as_asgi()) as viewer:
        await viewer.hear()
        Hub.here()._rooms[kind.channel("1")].hear(Letter(parts={"chat": [line(str(n)) for n in range(5)]}))
        assert [item["text"] for item in (await viewer.hear())["chat"]] == ["2", "3", "4"]
        assert (await viewer.hear())["seq"] == 2


async def test_what_is_lost_while_a_snapshot_is_read_makes_it_read_again(monkeypatch):
    states = iter([{"title": "stale"}, {"title": "fresh"}])
    readings: list[asyncio.Event] = []

    async def read(key: str) -> dict:
        state = next(states)
        readings.append(asyncio.Event())
        await readings[-1].wait()
        return state

    monkeypatch.setattr(stage, "_snapshots", [read])
    async with visit() as viewer:
        await until(lambda: readings)
        room_of().lose_track()
        readings[0].set()
        await until(lambda: len(readings) == 2)
        readings[1].set()
        assert (await viewer.hear())["title"] == "fresh"


async def test_a_client_that_saw_a_gap_asks_for_a_snapshot():
    async with visit() as viewer, visit() as other:
        await viewer.hear()
        await other.hear()
        stored["1"] = {"title": "as it is now"}
        viewer.say(t="snapshot")
        assert await viewer.hear() == {"t": "snapshot", "seq": 0, "title": "as it is now"}
        publish_now(stage, "1", meter=1)
        assert (await viewer.hear())["seq"] == 1
        assert (await other.hear())["seq"] == 1


async def test_a_snapshot_that_fails_is_tried_again(monkeypatch):
    outcomes = iter([ValueError("broken"), ConnectionError("away"), None])

    async def read(key: str) -> dict:
        if (error := next(outcomes)) is not None:
            raise error
        return {"title": "at last"}

    monkeypatch.setattr(stage, "_snapshots", [read])
    async with visit() as viewer:
        assert (await viewer.hear())["title"] == "at last"


async def test_newcomers_are_sent_away_from_a_room_that_cannot_be_read(monkeypatch, settings):
    settings.REALTIME = {"snapshot_seconds": 0.2}

    async def read(key: str) -> dict:
        raise ValueError("broken")

    monkeypatch.setattr(stage, "_snapshots", [read])
    async with visit() as viewer:
        assert await viewer.hear() == {"t": "bye", "code": "unavailable"}
        assert await viewer.hear_closed() == 1013


async def test_newcomers_are_sent_away_from_a_snapshot_that_does_not_fit_its_parts(monkeypatch):
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def read(key: str) -> dict:
        reading.set()
        await go_on.wait()
        return {"chat": [{"text": "an item without an id"}]}

    monkeypatch.setattr(stage, "_snapshots", [read])
    async with visit() as viewer:
        await reading.wait()
        room_of().hear(Letter(parts={"chat": [line("fine")]}))
        await until(lambda: room_of().seq == 1)
        go_on.set()
        assert await viewer.hear() == {"t": "bye", "code": "unavailable"}


async def test_ten_newcomers_cost_one_reading(monkeypatch):
    readings = []
    go_on = asyncio.Event()

    async def read(key: str) -> dict:
        readings.append(key)
        await go_on.wait()
        return {"title": "one for all"}

    monkeypatch.setattr(stage, "_snapshots", [read])
    async with AsyncExitStack() as open_peers:
        peers = [await open_peers.enter_async_context(visit()) for _ in range(10)]
        await until(lambda: stage.channel("1") in Hub.here()._rooms and len(room_of()._newcomers) == 10)
        go_on.set()
        assert {(await peer.hear())["title"] for peer in peers} == {"one for all"}
    assert len(readings) == 1


async def test_who_was_sent_away_hears_nothing_more():
    async with visit() as viewer, visit() as other:
        await viewer.hear()
        await other.hear()
        socket = room_of().members[0]
        socket.dismiss("ended", 4410)
        room_of().hear(Letter(parts={"meter": 1}))
        assert (await other.hear())["meter"] == 1
        assert await viewer.hear() == {"t": "bye", "code": "ended"}
        assert await viewer.hear_closed() == 4410
        assert viewer.outgoing.empty()


async def test_one_bad_publication_does_not_deafen_the_room():
    async with visit() as viewer:
        await viewer.hear()
        for rubbish in ("not json", '{"parts":{"react":3}}', '{"byes":[{}]}', '{"parts":{"chat":[{}],"removed":1}}'):
            await async_redis_client().publish(stage.channel("1"), rubbish)
        publish_now(stage, "1", meter=1)
        assert (await viewer.hear_until("tick"))["meter"] == 1
