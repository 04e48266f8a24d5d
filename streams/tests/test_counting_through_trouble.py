"""A database that goes away, a person who is erased, a process that is killed: what was counted stays right."""

from __future__ import annotations

import time
from uuid import UUID, uuid4

import pytest
from channels.db import database_sync_to_async
from django.db import InterfaceError

from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.redis_clients import redis_client
from streams.models import MeterReading, Reaction, Stream, StreamStats, StreamViewer
from streams.services import pulse as pulse_module
from streams.services.presence import Seat, viewers_key
from streams.services.pulse import Pulse
from streams.services.tally import Tally
from streams.services.tending import tend_rooms
from streams.tests.stage import a_live_show

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = database_sync_to_async


def a_room() -> Stream:
    show = a_live_show(a_creator("rita"))
    StreamStats.objects.create(stream=show)
    return show


def sign(stream_id: UUID, *viewers: str, until: float) -> None:
    redis_client().zadd(viewers_key(stream_id), dict.fromkeys(viewers, until))


async def test_somebody_who_is_gone_holds_up_nobody_elses_reactions():
    show, vera = await in_thread(a_room)(), await in_thread(a_person)("vera")
    tally = Tally()
    tally.add(stream_id=show.pk, person_id=uuid4(), kind="fire", number=2)
    await tally.flush()
    tally.add(stream_id=show.pk, person_id=vera.pk, kind="boo", number=3)
    await tally.flush()
    assert await Reaction.objects.acount() == 1
    stats = await StreamStats.objects.aget(stream=show)
    assert (stats.fire, stats.boo) == (0, 3)


def away(*_anything: object) -> None:
    raise InterfaceError("connection already closed")


def a_pulse_with_one_viewer(show: Stream) -> Pulse:
    pulse = Pulse(show.pk)
    pulse.house.enter(Seat(viewer="a:1", device="phone"))
    return pulse


async def test_attendance_that_could_not_be_written_comes_with_the_next(monkeypatch: pytest.MonkeyPatch):
    show = await in_thread(a_room)()
    pulse = a_pulse_with_one_viewer(show)
    with monkeypatch.context() as trouble:
        trouble.setattr(pulse_module, "write_attendance", away)
        await pulse._safely(0)
    assert await StreamViewer.objects.acount() == 0
    await pulse._safely(0)
    assert await StreamViewer.objects.acount() == 1
    await show.arefresh_from_db()
    assert (show.unique_viewers, show.total_views, show.viewer_count) == (1, 1, 1)


async def test_a_number_that_was_not_noted_is_noted_at_the_next_beat(monkeypatch: pytest.MonkeyPatch):
    show = await in_thread(a_room)()
    pulse = a_pulse_with_one_viewer(show)
    with monkeypatch.context() as trouble:
        trouble.setattr(pulse_module, "note_viewers", away)
        await pulse._safely(0)
    await pulse._safely(1)
    await show.arefresh_from_db()
    assert show.viewer_count == 1


def test_viewers_of_a_process_that_was_killed_are_counted_away():
    show = a_room()
    Stream.objects.filter(pk=show.pk).update(viewer_count=3, peak_viewers=3)
    sign(show.pk, "a:1", until=time.time() + 30)
    sign(show.pk, "a:2", "a:3", until=time.time() - 1)
    assert tend_rooms() == 1
    show.refresh_from_db()
    assert (show.viewer_count, show.peak_viewers) == (1, 3)
    assert tend_rooms() == 0


def test_reactions_that_a_killed_process_wrote_and_did_not_read_move_the_meter():
    show = a_room()
    StreamStats.objects.filter(stream=show).update(fire=12)
    assert tend_rooms() == 1
    assert MeterReading.objects.get(stream=show).fire == 12
    assert StreamStats.objects.get(stream=show).fire_read == 12
    assert tend_rooms() == 0
