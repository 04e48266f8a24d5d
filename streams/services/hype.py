"""The hype streak: gifts in quick succession from several people. Each level asks for more, and lends more time.

It begins with three gifts of two people within five minutes. From then on every token counts a point; whoever fills the level
lifts it, and everybody has another two minutes. Gifts before it began count for nothing: they are what began it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from redis.exceptions import RedisError

from roastlive.lib.ids import uuid7
from roastlive.lib.realtime import publish
from roastlive.lib.redis_clients import redis_client
from streams.models import HypeStreak
from streams.rooms import stream_room
from streams.selectors.hype import as_shown, open_streak

logger = structlog.get_logger(__name__)

BEGINS_WITH_GIFTS, BEGINS_WITH_PEOPLE = 3, 2
TOGETHER = timedelta(minutes=5)
FIRST_GOAL = 500
# Each level asks for half as much again.
GROWTH_PERCENT = 150
LASTS = timedelta(minutes=2)
HIGHEST = 50


def feed_hype(*, stream_id: UUID, person_id: UUID, tokens: int, now: datetime | None = None) -> HypeStreak | None:
    """Tokens that somebody has just given; the streak that they feed or begin, if any."""
    now = now or timezone.now()
    with transaction.atomic():
        streak = open_streak(stream_id, lock=True)
        if streak is not None and streak.ends_at <= now:
            _close(streak, now)
            streak = None
        if streak is not None:
            return _feed(streak, tokens, now)
    return _begin(stream_id, now) if _kindles(stream_id, person_id, now) else None


def sweep_hype(*, now: datetime | None = None) -> int:
    """Streaks whose time is up; how many."""
    now = now or timezone.now()
    over = HypeStreak.objects.filter(closed_at__isnull=True, ends_at__lte=now)
    return sum(_close_one(streak_id, now) for streak_id in over.values_list("pk", flat=True))


def close_hype_of(stream_id: UUID) -> None:
    """The show is over."""
    streak = open_streak(stream_id)
    if streak is not None:
        _close_one(streak.pk, timezone.now(), whatever=True)


def _feed(streak: HypeStreak, tokens: int, now: datetime) -> HypeStreak:
    streak.points += tokens
    while streak.points >= streak.goal and streak.level < HIGHEST:
        streak.points -= streak.goal
        streak.level += 1
        streak.goal = streak.goal * GROWTH_PERCENT // 100
        streak.ends_at = now + LASTS
    streak.points = min(streak.points, streak.goal - 1)
    streak.save(update_fields=["points", "level", "goal", "ends_at", "updated_at"])
    _show(streak.stream_id, streak)
    return streak


def _begin(stream_id: UUID, now: datetime) -> HypeStreak | None:
    try:
        with transaction.atomic():
            streak = HypeStreak.objects.create(stream_id=stream_id, goal=FIRST_GOAL, ends_at=now + LASTS)
    except IntegrityError:
        # Somebody else's gift has begun it at the same moment.
        return None
    _show(stream_id, streak)
    return streak


def _kindles(stream_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Whether this gift makes enough of them. Without Redis there is no streak: it is a courtesy."""
    key = f"streams:kindling:{stream_id}"
    began = (now - TOGETHER).timestamp()
    try:
        with redis_client().pipeline(transaction=True) as line:
            line.zadd(key, {f"{person_id}:{uuid7()}": now.timestamp()})
            line.zremrangebyscore(key, 0, began)
            line.expire(key, TOGETHER)
            line.zrange(key, 0, -1)
            given = [_text(name) for name in line.execute()[-1]]
        people = {name.partition(":")[0] for name in given}
        if len(given) < BEGINS_WITH_GIFTS or len(people) < BEGINS_WITH_PEOPLE:
            return False
        redis_client().delete(key)
    except RedisError as error:
        logger.warning("hype_not_kindled", error=repr(error))
        return False
    return True


def _text(name: bytes | str) -> str:
    return name.decode() if isinstance(name, bytes) else name


@transaction.atomic
def _close_one(streak_id: UUID, now: datetime, *, whatever: bool = False) -> bool:
    streak = HypeStreak.objects.select_for_update().get(pk=streak_id)
    if streak.closed_at is not None or (streak.ends_at > now and not whatever):
        return False
    _close(streak, now)
    return True


def _close(streak: HypeStreak, now: datetime) -> None:
    streak.closed_at = now
    streak.save(update_fields=["closed_at", "updated_at"])
    _show(streak.stream_id, None)


def _show(stream_id: UUID, streak: HypeStreak | None) -> None:
    publish(stream_room, stream_id, hype=as_shown(streak))
