"""Presses are counted in the process, heard by the room, and written exactly once."""

from __future__ import annotations

import asyncio

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError

from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_creator, a_person
from moderation.models import UserSanction
from moderation.tests.guardhouse import sanctioned
from roastlive.testing.sockets import Browser, cookies_of, until
from streams.models import Reaction, Stream, StreamStats, StreamViewer
from streams.services import tally
from streams.services.tally import tally_here
from streams.tests.stage import a_live_show

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = database_sync_to_async


def a_room_with(*names: str):
    show = a_live_show(a_creator("rita"))
    StreamStats.objects.create(stream=show)
    return show, [cookies_of(logged_in(a_person(name))) for name in names]


async def hear_part(browser: Browser, part: str):
    while True:
        frame = await browser.hear_until("tick")
        if part in frame:
            return frame[part]


async def test_everybody_sees_a_reaction_and_it_is_written_once():
    show, (vera, emil) = await in_thread(a_room_with)("vera", "emil")
    async with (
        Browser(f"/ws/live/{show.pk}/", cookies=vera) as one,
        Browser(f"/ws/live/{show.pk}/", cookies=emil) as other,
    ):
        await other.hear_until("snapshot")
        assert (await one.answer_to(t="react", id=1, kind="fire", n=3))["accepted"] == 3
        assert (await hear_part(other, "react")) == {"fire": 3}
        await tally_here().flush()
        await tally_here().flush()
        stats = await StreamStats.objects.aget(stream=show)
        assert stats.fire == 3
        assert await Reaction.objects.acount() == 1
        assert (await hear_part(other, "meter"))["value"] > 0


async def test_one_person_is_counted_so_often_a_second_and_no_more():
    show, (vera,) = await in_thread(a_room_with)("vera")
    async with Browser(f"/ws/live/{show.pk}/", cookies=vera) as one:
        accepted = [(await one.answer_to(t="react", id=n, kind="boo", n=20)).get("accepted", 0) for n in range(3)]
        await tally_here().flush()
    assert 20 <= sum(accepted) <= 25
    assert (await StreamStats.objects.aget(stream=show)).boo == sum(accepted)


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "kiss"},
        {"kind": "fire", "n": 0},
        {"kind": "fire", "n": 21},
        {"kind": "fire", "n": 1.5},
        {"kind": "fire", "n": "3"},
        {"kind": "fire", "n": True},
        {"kind": ["fire"]},
        {},
    ],
)
async def test_what_is_no_reaction_is_refused_and_counts_nothing(said):
    show, (vera,) = await in_thread(a_room_with)("vera")
    async with Browser(f"/ws/live/{show.pk}/", cookies=vera) as one:
        assert (await one.answer_to(t="react", id=1, **said))["code"] == "invalid"
        assert (await one.answer_to(t="react", id=2, kind="fire", n=1))["accepted"] == 1


async def test_strangers_the_silenced_and_shows_that_are_over_count_nothing():
    show, (vera,) = await in_thread(a_room_with)("vera")
    async with Browser(f"/ws/live/{show.pk}/") as stranger:
        assert (await stranger.answer_to(t="react", id=1, kind="fire"))["code"] == "not_signed_in"
    muted = await in_thread(a_person)("emil")
    cookies = await in_thread(lambda: cookies_of(logged_in(muted)))()
    await in_thread(sanctioned)(muted, UserSanction.Kind.MUTE)
    async with Browser(f"/ws/live/{show.pk}/", cookies=cookies) as quiet:
        assert (await quiet.answer_to(t="react", id=1, kind="fire"))["code"] == "sanctioned"
    await in_thread(Stream.objects.filter(pk=show.pk).update)(status="ended", ended_at=show.started_at)
    async with Browser(f"/ws/live/{show.pk}/", cookies=vera) as late:
        assert (await late.answer_to(t="react", id=1, kind="fire"))["code"] == "not_live"
    assert await Reaction.objects.acount() == 0


async def test_while_the_database_is_away_nothing_is_lost_or_doubled(monkeypatch):
    show, (vera,) = await in_thread(a_room_with)("vera")
    written, failures = tally.write, iter([True, True])

    def fail_twice(batch):
        if next(failures, False):
            raise OperationalError("away")
        written(batch)

    monkeypatch.setattr(tally, "write", fail_twice)
    async with Browser(f"/ws/live/{show.pk}/", cookies=vera) as one:
        await one.answer_to(t="react", id=1, kind="love", n=5)
        for _try in range(4):
            await tally_here().flush()
    assert (await StreamStats.objects.aget(stream=show)).love == 5
    assert await Reaction.objects.acount() == 1


async def test_viewers_are_counted_once_however_many_pages_they_open():
    show, (vera, emil) = await in_thread(a_room_with)("vera", "emil")
    path = f"/ws/live/{show.pk}/"
    async with Browser(path, cookies=vera), Browser(path, cookies=vera) as again, Browser(path, cookies=emil):
        async with Browser(path, headers={"user-agent": "Mozilla/5.0 (iPhone)"}, address="10.9.9.9"):
            await until(lambda: Stream.objects.filter(pk=show.pk, viewer_count=3).aexists())
        await until(lambda: Stream.objects.filter(pk=show.pk, viewer_count=2, peak_viewers=3).aexists())
        assert (await hear_part(again, "viewers"))["peak"] >= 1
    await until(lambda: Stream.objects.filter(pk=show.pk, viewer_count=0).aexists())
    await until(_all_left)
    seats = [seat async for seat in StreamViewer.objects.order_by("viewer")]
    assert sorted(seat.viewer[:2] for seat in seats) == ["a:", "p:", "p:"]
    assert next(seat for seat in seats if seat.viewer.startswith("a:")).device == "phone"


async def _all_left() -> bool:
    return await StreamViewer.objects.filter(left_at__isnull=False).acount() == 3


async def test_sums_are_exact_however_many_press_at_once():
    names = [f"fan{number}" for number in range(8)]
    show, cookies = await in_thread(a_room_with)(*names)
    sockets = [Browser(f"/ws/live/{show.pk}/", cookies=each) for each in cookies]
    accepted = 0
    for socket in sockets:
        await socket.__aenter__()
    try:
        for turn in range(4):
            answers = await asyncio.gather(
                *(socket.answer_to(t="react", id=turn, kind="laugh", n=4) for socket in sockets)
            )
            accepted += sum(answer.get("accepted", 0) for answer in answers)
    finally:
        for socket in sockets:
            await socket.__aexit__()
    await tally_here().flush()
    assert accepted == 128
    assert (await StreamStats.objects.aget(stream=show)).laugh == 128
