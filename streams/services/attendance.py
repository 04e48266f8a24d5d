"""Writing down who watched and for how long: many at once, seldom."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from roastlive.lib.ids import uuid7
from roastlive.lib.realtime import publish
from streams.models import Stream, StreamViewer
from streams.rooms import stream_room
from streams.selectors.figures import viewers_as_shown
from streams.services.milestones import check_milestones
from streams.services.presence import Attendance, Seat

# Whoever left without a word: no show of theirs runs any more.
WATCHED = """
    UPDATE streams_streamviewer AS seat
    SET seconds = seat.seconds + seen.seconds, left_at = CASE WHEN seen.gone THEN %s END, updated_at = %s
    FROM unnest(%s::text[], %s::text[], %s::int[], %s::bool[]) AS seen (viewer, device, seconds, gone)
    WHERE seat.stream_id = %s AND seat.viewer = seen.viewer AND seat.device = seen.device
"""


def write_attendance(stream_id: UUID, attendance: Attendance) -> None:
    """New seats, and what old ones watched. Of a show that is not live, nobody is counted."""
    if not Stream.objects.live().filter(pk=stream_id).exists():
        return
    with transaction.atomic():
        _add(stream_id, attendance.arrived)
        _watch(stream_id, attendance)
        if attendance.arrived:
            unique = StreamViewer.objects.filter(stream=stream_id).values("viewer").distinct().count()
            Stream.objects.filter(pk=stream_id).update(
                unique_viewers=unique, total_views=F("total_views") + len(attendance.arrived)
            )


def note_viewers(stream_id: UUID, number: int) -> None:
    """How many are there now; the room hears of it."""
    changed = (
        Stream.objects.live()
        .filter(pk=stream_id)
        .update(viewer_count=number, peak_viewers=Greatest(F("peak_viewers"), Value(number)))
    )
    if not changed:
        return
    stream = Stream.objects.get(pk=stream_id)
    publish(stream_room, stream_id, viewers=viewers_as_shown(stream))
    check_milestones(stream_id=stream_id, kind="viewers", value=stream.peak_viewers)


def close_seats_of(stream_id: UUID) -> int:
    """The show is over: whoever did not say that they left, left with it."""
    ended = Stream.everything.filter(pk=stream_id).aggregate(at=Max("ended_at"))["at"] or timezone.now()
    return StreamViewer.objects.filter(stream=stream_id, left_at__isnull=True).update(
        left_at=Greatest(Value(ended), F("joined_at"))
    )


def _add(stream_id: UUID, seats: Iterable[Seat]) -> None:
    now = timezone.now()
    rows = [
        StreamViewer(
            id=uuid7(),
            stream_id=stream_id,
            person_id=seat.person_id,
            viewer=seat.viewer,
            device=seat.device,
            referrer=seat.referrer,
            country=seat.country,
            joined_at=now,
        )
        for seat in {(seat.viewer, seat.device): seat for seat in seats}.values()
    ]
    # Whoever comes back sits where they sat.
    StreamViewer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["stream", "viewer", "device"], update_fields=["left_at"]
    )


def _watch(stream_id: UUID, attendance: Attendance) -> None:
    if not attendance.watched:
        return
    now = timezone.now()
    seats = list(attendance.watched)
    with connection.cursor() as cursor:
        cursor.execute(
            WATCHED,
            [
                now,
                now,
                [seat.viewer for seat in seats],
                [seat.device for seat in seats],
                [attendance.watched[seat][0] for seat in seats],
                [attendance.watched[seat][1] for seat in seats],
                stream_id,
            ],
        )
