"""What the crowd adds up to, as it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Sum

from streams.meter import WINDOW, Counted, meter_at
from streams.models import MeterReading, Reaction, Stream, StreamStats
from streams.models.reactions import KINDS
from streams.selectors.room import shows, version_now

NOTHING = dict.fromkeys(KINDS, 0)


def stats_of(stream: Stream) -> StreamStats:
    """Of a show that has not begun, all are nothing."""
    return StreamStats.objects.filter(stream=stream).first() or StreamStats(stream=stream)


def counts_as_shown(stats: StreamStats) -> dict[str, Any]:
    return {"version": version_now(), **{kind: getattr(stats, kind) for kind in KINDS}}


def meter_as_shown(stats: StreamStats) -> dict[str, Any]:
    return {"version": version_now(), "value": stats.meter, "formula": stats.meter_formula}


def viewers_as_shown(stream: Stream) -> dict[str, Any]:
    return {
        "version": version_now(),
        "now": stream.viewer_count,
        "peak": stream.peak_viewers,
        "unique": stream.unique_viewers,
    }


shows("counts")(lambda stream: counts_as_shown(stats_of(stream)))
shows("meter")(lambda stream: meter_as_shown(stats_of(stream)))
shows("viewers")(viewers_as_shown)


def counted_of(reading: MeterReading) -> Counted:
    return Counted(reading.second, reading.viewers, {kind: getattr(reading, kind) for kind in KINDS})


CURVE_MOST = 1000


def curve_of(stream_id: UUID, *, since: int = 0) -> list[dict[str, int]]:
    """The meter over the seconds of a show, from one of them on."""
    readings = MeterReading.objects.filter(stream=stream_id, second__gte=since).order_by("second")
    return [
        {"second": second, "value": value} for second, value in readings.values_list("second", "value")[:CURVE_MOST]
    ]


def differences(stream_id: UUID) -> Iterator[str]:
    """What does not follow from what was recorded: a value of the meter, or a sum of reactions."""
    readings = list(MeterReading.objects.filter(stream=stream_id).order_by("second"))
    counted = [counted_of(each) for each in readings]
    begin = 0
    for place, reading in enumerate(readings):
        while counted[begin].second <= reading.second - WINDOW:
            begin += 1
        value = meter_at(reading.second, counted[begin : place + 1], formula=reading.formula)
        if value != reading.value:
            yield f"second {reading.second}: {reading.value} was shown, {value} follows from what was counted"
    yield from _sums(stream_id, readings)


def _sums(stream_id: UUID, readings: list[MeterReading]) -> Iterator[str]:
    stats = StreamStats.objects.filter(stream=stream_id).first()
    if stats is None:
        return
    rows = dict(Reaction.objects.filter(stream=stream_id).values_list("kind").annotate(Sum("count")))
    for kind in KINDS:
        figure, read = getattr(stats, kind), sum(getattr(each, kind) for each in readings)
        if rows.get(kind, 0) != figure:
            yield f"{kind}: {rows.get(kind, 0)} are recorded, {figure} are shown"
        if read != getattr(stats, f"{kind}_read"):
            yield f"{kind}: {read} stand in the readings, {getattr(stats, f'{kind}_read')} were taken"
