"""A show begins, ends, or does not happen. Whatever follows from it hears of it through events.

Locks: the stream, and nothing else. What moves money because of it does so in its own transaction, fenced by its own rows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile, User
from moderation.models import Act
from moderation.services.standing import require_may, standing_of
from roastlive.lib.errors import DomainError
from roastlive.lib.events import announce
from streams.errors import LiveAlready, NotLive, NotScheduled, StreamNotFound
from streams.events import StreamCancelled, StreamEnded, StreamStarted
from streams.models import Stream, StreamStats
from streams.services.scheduling import own_stream, schedule_stream
from streams.services.showing import show_show

logger = structlog.get_logger(__name__)

# Whoever is a day late does not come.
PATIENCE = timedelta(hours=24)
# A show goes on until somebody ends it, but not for ever.
LONGEST_SHOW = timedelta(hours=24)
SWEPT_AT_ONCE = 100


@transaction.atomic
def go_live(*, creator: CreatorProfile, title: str, **wishes: Any) -> Stream:
    """Announce and begin in one. Raises what `schedule_stream` and `start_stream` raise."""
    stream = schedule_stream(creator=creator, title=title, **wishes)
    return start_stream(stream_id=stream.pk, by=creator.user)


@transaction.atomic
def start_stream(*, stream_id: UUID, by: User) -> Stream:
    """Raises StreamNotFound, Sanctioned, NotScheduled, LiveAlready."""
    stream = own_stream(stream_id=stream_id, by=by, lock=True)
    require_may(by.pk, Act.GO_LIVE)
    if stream.status != Stream.Status.SCHEDULED:
        raise NotScheduled
    stream.status, stream.started_at = Stream.Status.LIVE, timezone.now()
    try:
        with transaction.atomic():
            stream.save(update_fields=["status", "started_at", "updated_at"])
    except IntegrityError as error:
        if "one_live_a_creator" not in str(error):
            raise
        raise LiveAlready from error
    StreamStats.objects.get_or_create(stream=stream)
    CreatorProfile.objects.filter(pk=stream.creator_id).update(stream_count=F("stream_count") + 1)
    announce(StreamStarted(stream_id=stream.pk, creator_id=stream.creator_id))
    show_show(stream)
    return stream


@transaction.atomic
def end_stream(*, stream_id: UUID, by: User | None, reason: str = "") -> Stream:
    """By its creator, or by the house (nobody), which says why. The room stays open for reading.

    Raises StreamNotFound, NotLive.
    """
    stream = _found(stream_id, by)
    if stream.status != Stream.Status.LIVE:
        raise NotLive
    stream.status, stream.ended_at, stream.end_reason = Stream.Status.ENDED, timezone.now(), reason
    stream.viewer_count = 0
    stream.save(update_fields=["status", "ended_at", "end_reason", "viewer_count", "updated_at"])
    announce(StreamEnded(stream_id=stream.pk, creator_id=stream.creator_id))
    show_show(stream)
    return stream


@transaction.atomic
def cancel_stream(*, stream_id: UUID, by: User | None, reason: str = "") -> Stream:
    """A show that does not happen: what was paid for it goes back. Raises StreamNotFound, NotScheduled."""
    stream = _found(stream_id, by)
    if stream.status != Stream.Status.SCHEDULED:
        raise NotScheduled
    stream.status, stream.ended_at, stream.end_reason = Stream.Status.CANCELLED, timezone.now(), reason
    stream.save(update_fields=["status", "ended_at", "end_reason", "updated_at"])
    announce(StreamCancelled(stream_id=stream.pk, creator_id=stream.creator_id))
    show_show(stream)
    return stream


def sweep_streams(*, now: datetime | None = None) -> int:
    """Cancel who did not come, end what went on for a day and whoever may no longer be live; how many."""
    now = now or timezone.now()
    missed = Stream.objects.filter(status=Stream.Status.SCHEDULED, scheduled_start__lte=now - PATIENCE)
    swept = _each(missed, cancel_stream, str(_("It did not begin within a day.")))
    endless = Stream.objects.live().filter(started_at__lte=now - LONGEST_SHOW)
    swept += _each(endless, end_stream, str(_("A show ends after a day.")))
    return swept + end_shows_of_the_sanctioned()


def end_shows_of_the_sanctioned(*, person_id: UUID | None = None) -> int:
    """Whoever may not be live any more is not: of one person, or of all. How many shows ended."""
    live = Stream.objects.live().select_related("creator")
    if person_id is not None:
        live = live.filter(creator__user_id=person_id)
    ended = 0
    for stream in live.iterator():
        if standing_of(stream.creator.user_id).may(Act.GO_LIVE):
            continue
        ended += _each(Stream.objects.filter(pk=stream.pk), end_stream, str(_("The house ended this show.")))
    return ended


def _found(stream_id: UUID, by: User | None) -> Stream:
    if by is not None:
        return own_stream(stream_id=stream_id, by=by, lock=True)
    stream = Stream.objects.select_for_update(of=("self",)).select_related("creator").filter(pk=stream_id).first()
    if stream is None:
        raise StreamNotFound
    return stream


def _each(streams: Any, act: Any, reason: str) -> int:
    """One by one: a show that somebody changed meanwhile harms no other."""
    done = 0
    for stream_id in list(streams.values_list("pk", flat=True)[:SWEPT_AT_ONCE]):
        try:
            act(stream_id=stream_id, by=None, reason=reason)
            done += 1
        except DomainError as error:
            logger.info("stream_not_swept", stream=str(stream_id), code=error.code)
    return done
