"""Many callers, one writer."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from roastlive.lib.eventstore import Appender, Collection, Event, EventInvalid, EventStore, StoreUnavailable
from roastlive.lib.eventstore.mongodb import clients
from roastlive.lib.eventstore.tests.collections import VISITS, WORDS
from roastlive.lib.eventstore.tests.factories import texts, visit, word, words


class Desk:
    """A writer that notes what it is given, waits to be allowed, and fails when told to."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, list[Event]]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.begun = asyncio.Event()
        self.failure: Exception | None = None
        self.at_work = 0

    async def write(self, *, collection: Collection, events: Sequence[Event]) -> None:
        self.at_work += 1
        assert self.at_work == 1, "two writes at a time"
        self.batches.append((collection.name, list(events)))
        self.begun.set()
        await self.open.wait()
        self.at_work -= 1
        if self.failure is not None:
            raise self.failure


def run(story: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(story, 10)

    async_to_sync(bounded)()


def test_what_arrives_during_a_write_is_written_together() -> None:
    async def story() -> None:
        desk = Desk()
        desk.open.clear()
        appender = Appender(write=desk.write, window=0)
        first = asyncio.create_task(appender.append(WORDS, word("first")))
        await desk.begun.wait()
        others = [asyncio.create_task(appender.append(WORDS, event)) for event in words(5)]
        await asyncio.sleep(0)
        desk.open.set()
        await asyncio.gather(first, *others)
        await appender.close()

        assert [texts(events) for _name, events in desk.batches] == [["first"], [f"word {n}" for n in range(5)]]

    run(story())


def test_nobody_is_told_before_the_write_is_done() -> None:
    async def story() -> None:
        desk = Desk()
        desk.open.clear()
        appender = Appender(write=desk.write)
        told = asyncio.create_task(appender.append(WORDS, word()))
        await desk.begun.wait()
        assert not told.done()

        desk.open.set()
        await told
        await appender.close()

    run(story())


def test_writes_begin_no_more_often_than_the_window_allows() -> None:
    async def story() -> None:
        desk, begun = Desk(), []
        clock = asyncio.get_running_loop().time

        async def write(*, collection: Collection, events: Sequence[Event]) -> None:
            begun.append(clock())
            await desk.write(collection=collection, events=events)

        appender = Appender(write=write, window=0.3)
        start = clock()
        await appender.append(WORDS, word())
        await asyncio.gather(*(appender.append(WORDS, event) for event in words(3)))
        await appender.close()

        assert begun[0] - start < 0.25
        assert begun[1] - begun[0] >= 0.299
        assert len(begun) == 2

    run(story())


def test_each_collection_has_a_write_of_its_own() -> None:
    async def story() -> None:
        desk = Desk()
        appender = Appender(write=desk.write)
        await asyncio.gather(
            appender.append(WORDS, word()), appender.append(VISITS, visit()), appender.append(WORDS, word())
        )
        await appender.close()

        assert [(name, len(events)) for name, events in desk.batches] == [(WORDS.name, 2), (VISITS.name, 1)]

    run(story())


def test_a_failed_write_is_told_to_all_who_wait_for_it_and_the_next_goes_on() -> None:
    async def story() -> None:
        desk = Desk()
        desk.failure = RuntimeError("disk full")
        appender = Appender(write=desk.write, window=0)
        told = await asyncio.gather(*(appender.append(WORDS, each) for each in words(3)), return_exceptions=True)
        assert [str(error) for error in told] == ["disk full"] * 3

        desk.failure = None
        await appender.append(WORDS, word("after"))
        await appender.close()
        assert texts(desk.batches[-1][1]) == ["after"]

    run(story())


def test_an_event_that_cannot_be_kept_harms_no_other() -> None:
    async def story() -> None:
        desk = Desk()
        appender = Appender(write=desk.write)
        told = await asyncio.gather(
            appender.append(WORDS, word("fine")), appender.append(WORDS, word("\0")), return_exceptions=True
        )
        await appender.close()

        assert told[0] is None
        assert isinstance(told[1], EventInvalid)
        assert [texts(events) for _name, events in desk.batches] == [["fine"]]

    run(story())


def test_a_full_queue_refuses_at_once() -> None:
    async def story() -> None:
        desk = Desk()
        desk.open.clear()
        appender = Appender(write=desk.write, waiting=2)
        first = asyncio.create_task(appender.append(WORDS, word()))
        await desk.begun.wait()
        others = [asyncio.create_task(appender.append(WORDS, event)) for event in words(2)]
        await asyncio.sleep(0)

        with pytest.raises(StoreUnavailable):
            await appender.append(WORDS, word("one too many"))

        desk.open.set()
        await asyncio.gather(first, *others)
        await appender.close()

    run(story())


def test_a_caller_who_goes_away_keeps_nobody_from_being_told() -> None:
    async def story() -> None:
        desk = Desk()
        desk.open.clear()
        appender = Appender(write=desk.write)
        leaving = asyncio.create_task(appender.append(WORDS, word()))
        staying = asyncio.create_task(appender.append(WORDS, word()))
        await desk.begun.wait()
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        desk.open.set()

        await staying
        await appender.close()

    run(story())


def test_closing_writes_what_waits() -> None:
    async def story() -> None:
        desk = Desk()
        appender = Appender(write=desk.write, window=0.02)
        telling = [asyncio.create_task(appender.append(WORDS, event)) for event in words(3)]
        await asyncio.sleep(0)
        await appender.close()

        assert all(each.done() for each in telling)
        assert sum(len(events) for _name, events in desk.batches) == 3

    run(story())


def test_a_batch_ends_in_the_store(store: EventStore) -> None:
    async def story() -> None:
        appender = Appender()
        try:
            await asyncio.gather(*(appender.append(WORDS, event) for event in words(20)))
            await appender.close()
        finally:
            await clients.aclose()

    run(story())
    assert store.count(WORDS) == 20
