"""Reading the meter, once a second while anything moves.

Every process that has the room open may try. Whoever gets the lock of the figures takes what was counted since the last
reading, whichever process counted it, so the readings add up to the figures exactly; the others find that it is done.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from roastlive.lib.realtime import publish
from streams.meter import NEWEST, WINDOW, Counted, meter_at, peak_that_ended
from streams.models import MeterPeak, MeterReading, Stream, StreamStats
from streams.models.reactions import KINDS
from streams.rooms import stream_room
from streams.selectors.figures import counted_of, counts_as_shown, meter_as_shown
from streams.services.milestones import check_milestones


def read_meter(stream_id: UUID, *, now: datetime | None = None) -> bool:
    """Whether the meter still moves and should be read again. A show at rest gets no readings."""
    now = now or timezone.now()
    with transaction.atomic():
        stats = (
            StreamStats.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .select_related("stream")
            .filter(stream=stream_id)
            .first()
        )
        if stats is None or stats.stream.started_at is None:
            # Another process reads it just now, or there is nothing to read.
            return stats is None
        second = max(0, int((now - stats.stream.started_at).total_seconds()))
        earlier = list(MeterReading.objects.filter(stream=stream_id, second__gt=second - WINDOW).order_by("second"))
        if earlier and earlier[-1].second >= second:
            return True
        fresh = counted_since(stats)
        readings = [counted_of(each) for each in earlier]
        readings.append(Counted(second, stats.stream.viewer_count, fresh))
        value = meter_at(second, readings)
        if not any(fresh.values()) and value == stats.meter:
            return value != 0
        _keep(stats, second, value, fresh)
        _note_peak(stream_id, [(each.second, each.value) for each in earlier] + [(second, value)])
    if any(fresh.values()):
        check_milestones(stream_id=stream_id, kind="reactions", value=sum(getattr(stats, kind) for kind in KINDS))
    return True


def counted_since(stats: StreamStats) -> dict[str, int]:
    """What the figures hold that no reading has yet."""
    return {kind: getattr(stats, kind) - getattr(stats, f"{kind}_read") for kind in KINDS}


def _keep(stats: StreamStats, second: int, value: int, fresh: dict[str, int]) -> None:
    MeterReading.objects.create(
        stream_id=stats.stream_id,
        second=second,
        formula=NEWEST,
        value=value,
        viewers=stats.stream.viewer_count,
        **fresh,
    )
    stats.meter, stats.meter_formula = value, NEWEST
    for kind in KINDS:
        setattr(stats, f"{kind}_read", getattr(stats, kind))
    stats.save(update_fields=["meter", "meter_formula", "updated_at", *(f"{kind}_read" for kind in KINDS)])
    publish(stream_room, stats.stream_id, meter=meter_as_shown(stats), counts=counts_as_shown(stats))


def _note_peak(stream_id: UUID, curve: list[tuple[int, int]]) -> None:
    last = MeterPeak.objects.filter(stream=stream_id).order_by("-second").values_list("second", flat=True).first()
    since = [point for point in curve if last is None or point[0] > last]
    # After a peak the meter is still high: the next one begins where it is lowest.
    if last is not None and since:
        lowest = min(range(len(since)), key=lambda place: since[place][1])
        since = since[lowest:]
    peak = peak_that_ended(since)
    if peak is not None:
        MeterPeak.objects.get_or_create(stream_id=stream_id, second=peak[0], defaults={"value": peak[1]})


def close_meter(stream_id: UUID) -> None:
    """What was counted and not read when the show ended belongs to its last second."""
    stream = Stream.everything.filter(pk=stream_id).first()
    if stream is not None:
        read_meter(stream_id, now=stream.ended_at)
