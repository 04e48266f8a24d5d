"""The meter follows from what was counted, and from nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.tests.ensemble import a_person
from roastlive.lib.ids import uuid7
from streams.meter import WINDOW, Counted, meter_at, peak_that_ended
from streams.models import MeterPeak, MeterReading, Reaction, Stream, StreamStats
from streams.models.reactions import KINDS
from streams.selectors.figures import differences
from streams.services.metering import close_meter, read_meter
from streams.services.tally import Batch, write
from streams.tests.stage import a_live_show

counts = st.fixed_dictionaries({kind: st.integers(0, 10_000) for kind in KINDS})
readings = st.lists(
    st.builds(Counted, second=st.integers(0, 400), viewers=st.integers(0, 100_000), counts=counts), max_size=30
).map(lambda found: sorted(found, key=lambda each: each.second))


@given(readings, st.integers(0, 800))
def test_it_stays_within_its_scale_and_is_the_same_each_time(found, second):
    value = meter_at(second, found)
    assert -100 <= value <= 100
    assert meter_at(second, found) == value


@given(readings, st.integers(0, 400), st.integers(1, 500))
def test_fire_never_cools_and_boo_never_warms(found, second, more):
    nothing = dict.fromkeys(KINDS, 0)
    value = meter_at(second, found)
    assert meter_at(second, [*found, Counted(second, 10, nothing | {"fire": more})]) >= value
    assert meter_at(second, [*found, Counted(second, 10, nothing | {"boo": more})]) <= value


@given(readings)
def test_a_silent_room_comes_to_rest(found):
    assert meter_at(400 + WINDOW, found) == 0


def test_a_full_house_is_as_hot_as_a_small_one_that_does_the_same():
    def heat(viewers: int) -> int:
        return meter_at(0, [Counted(0, viewers, dict.fromkeys(KINDS, 0) | {"fire": viewers})])

    assert heat(10) == heat(1_000) == heat(100_000) > 0


@pytest.mark.parametrize(
    ("curve", "peak"),
    [
        ([], None),
        ([(1, 20), (2, 39), (3, 0)], None),
        ([(1, 20), (2, 60), (3, 55)], None),
        ([(1, 20), (2, 60), (3, 50), (4, 44)], (2, 60)),
    ],
)
def test_a_peak_is_high_and_over(curve, peak):
    assert peak_that_ended(curve) == peak


def react(show: Stream, kind: str, number: int, name: str = "vera") -> None:
    person = User.objects.filter(username=name).first() or a_person(name)
    write(Batch(show.pk, [Reaction(id=uuid7(), stream_id=show.pk, person=person, kind=kind, count=number)]))


@pytest.fixture
def show(db) -> Stream:
    live = a_live_show(started_at=timezone.now() - timedelta(minutes=5), viewer_count=2, peak_viewers=2)
    StreamStats.objects.create(stream=live)
    return live


def test_readings_hold_what_was_counted_and_compute_again(show):
    begin = show.started_at
    for second in range(10, 60):
        if second % 7 == 0:
            react(show, "fire", 9)
        if second == 40:
            react(show, "boo", 30, "emil")
        read_meter(show.pk, now=begin + timedelta(seconds=second))
    stats = StreamStats.objects.get(stream=show)
    assert (stats.fire, stats.boo) == (63, 30)
    assert sum(MeterReading.objects.values_list("fire", flat=True)) == 63
    assert list(differences(show.pk)) == []
    call_command("recompute_meter", stream=show.pk)


def test_a_falsified_value_is_found(show):
    react(show, "fire", 9)
    read_meter(show.pk)
    MeterReading.objects.update(value=77)
    assert any("77 was shown" in each for each in differences(show.pk))
    with pytest.raises(SystemExit):
        call_command("recompute_meter", stream=show.pk)


def test_a_lost_reaction_is_found(show):
    react(show, "love", 3)
    Reaction.objects.all().delete()
    assert any(each.startswith("love: 0 are recorded, 3 are shown") for each in differences(show.pk))


def test_a_room_at_rest_gets_no_readings(show):
    assert read_meter(show.pk) is False
    assert not MeterReading.objects.exists()


def test_a_second_is_read_once_whoever_tries(show):
    react(show, "fire", 5)
    now = timezone.now()
    read_meter(show.pk, now=now)
    react(show, "fire", 5)
    read_meter(show.pk, now=now)
    assert MeterReading.objects.count() == 1
    read_meter(show.pk, now=now + timedelta(seconds=1))
    assert sum(MeterReading.objects.values_list("fire", flat=True)) == 10


def test_a_rise_that_falls_away_leaves_one_peak(show):
    begin = show.started_at
    react(show, "fire", 40)
    for second in range(100, 160):
        read_meter(show.pk, now=begin + timedelta(seconds=second))
    peak = MeterPeak.objects.get()
    assert (peak.second, peak.value) == (100, MeterReading.objects.get(second=100).value)


def test_what_was_counted_last_belongs_to_the_end(show):
    react(show, "laugh", 4)
    Stream.objects.filter(pk=show.pk).update(status="ended", ended_at=show.started_at + timedelta(seconds=90))
    close_meter(show.pk)
    assert MeterReading.objects.get().second == 90
    assert list(differences(show.pk)) == []


def test_a_batch_that_is_written_twice_counts_once(show):
    batch = Batch(show.pk, [Reaction(id=uuid7(), stream_id=show.pk, person=a_person("dora"), kind="fire", count=7)])
    write(batch)
    write(batch)
    assert StreamStats.objects.get(stream=show).fire == 7
