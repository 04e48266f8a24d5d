"""Rooms whose process has died: nobody there counts their viewers down, and nobody reads what was still counted.

Whoever has the room open does both better and sooner; here it is only seen to that nothing stands still for ever.
"""

from __future__ import annotations

import time
from uuid import UUID

import structlog
from django.db.models import F, Q
from redis.exceptions import RedisError

from roastlive.lib.redis_clients import redis_client
from streams.models import Stream, StreamStats
from streams.models.reactions import KINDS
from streams.services.attendance import note_viewers
from streams.services.metering import read_meter
from streams.services.presence import viewers_key

logger = structlog.get_logger(__name__)

TENDED_AT_ONCE = 500


def tend_rooms() -> int:
    """How many rooms had something to put right."""
    return _count_viewers() + _read_what_was_left()


def _count_viewers() -> int:
    shown = dict(Stream.objects.live().filter(viewer_count__gt=0).values_list("pk", "viewer_count")[:TENDED_AT_ONCE])
    tended = 0
    for stream_id, number in _signs_of_life(list(shown)).items():
        if number != shown[stream_id]:
            note_viewers(stream_id, number)
            tended += 1
    return tended


def _signs_of_life(stream_ids: list[UUID]) -> dict[UUID, int]:
    """Without Redis nobody knows better than what is shown."""
    line = redis_client().pipeline(transaction=False)
    for stream_id in stream_ids:
        line.zcount(viewers_key(stream_id), time.time(), "+inf")
    try:
        return dict(zip(stream_ids, line.execute(), strict=True))
    except RedisError as error:
        logger.warning("viewers_not_tended", error=repr(error))
        return {}


def _read_what_was_left() -> int:
    unread = Q()
    for kind in KINDS:
        unread |= Q(**{f"{kind}__gt": F(f"{kind}_read")})
    left = StreamStats.objects.filter(unread, stream__status=Stream.Status.LIVE).values_list("stream_id", flat=True)
    return sum(read_meter(stream_id) for stream_id in left[:TENDED_AT_ONCE])
