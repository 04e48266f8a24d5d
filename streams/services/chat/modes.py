"""What a chat asks of a line just now. Those who keep order are asked nothing.

What needs counting is counted in Redis; without it nobody is kept waiting, because a quiet chat is worse than a loud one.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.models import User
from moderation.models import ModerationSettings
from moderation.screening.lists import plain_words
from moderation.services.settings import change_settings
from roastlive.lib.errors import Forbidden
from roastlive.lib.realtime import publish
from roastlive.lib.redis_clients import redis_client
from streams.errors import ChatSlow, EmotesOnly, FollowersOnly, FollowingTooShort, NotUnique, SubscribersOnly
from streams.models import Stream
from streams.rooms import stream_room
from streams.selectors.chat import keeps_order, modes_as_shown
from streams.services.chat.authors import Author
from streams.services.chat.composing import Composed

logger = structlog.get_logger(__name__)

# For so long a line is not said twice.
UNIQUE_SECONDS = 600

FIELDS = {
    "slow": "slow_seconds",
    "followers": "followers_only",
    "follow_age": "follow_age",
    "subscribers": "subscribers_only",
    "emotes": "emotes_only",
    "unique": "unique_messages",
    "delay": "delay_seconds",
}
SWITCHES = {"followers", "subscribers", "emotes", "unique"}


def require_fits(
    stream: Stream, author: Author, composed: Composed, row: ModerationSettings, *, message_id: UUID
) -> None:
    """A line that is tried again under its id has its turn already.

    Raises FollowersOnly, SubscribersOnly, EmotesOnly, NotUnique, ChatSlow.
    """
    if author.keeps_order:
        return
    if row.subscribers_only and not author.subscribes:
        raise SubscribersOnly
    if row.followers_only and not author.subscribes:
        _require_follows(author, row.follow_age)
    if row.emotes_only and not composed.is_emotes_alone:
        raise EmotesOnly
    # Last, because asking takes: what is refused for another reason costs nobody their turn.
    if row.unique_messages:
        _require_new(stream.pk, composed.text, message_id)
    if row.slow_seconds:
        _require_turn(stream.pk, author.person.pk, row.slow_seconds, message_id)


def change_mode(*, stream: Stream, by: User, name: str, value: int) -> dict[str, Any]:
    """Seconds, minutes, or 1 and 0. Raises Forbidden, Invalid for a value that is none."""
    require_order(stream, by)
    wish: Any = bool(value) if name in SWITCHES else value
    row = change_settings(channel=stream.creator, **{FIELDS[name]: wish})
    shown = modes_as_shown(stream, row)
    publish(stream_room, stream.pk, modes=shown)
    return shown


def require_order(stream: Stream, person: User) -> None:
    """Raises Forbidden for who keeps none here."""
    if not keeps_order(person, stream):
        raise Forbidden


def _require_follows(author: Author, minutes: int) -> None:
    if author.following_since is None:
        raise FollowersOnly
    if author.following_since > timezone.now() - timedelta(minutes=minutes):
        raise FollowingTooShort(minutes=minutes)


def _require_new(stream_id: UUID, text: str, message_id: UUID) -> None:
    said = hashlib.sha256(" ".join(plain_words(text) or [text]).encode()).hexdigest()[:32]
    if not _first(f"chat:said:{stream_id}:{said}", UNIQUE_SECONDS, message_id):
        raise NotUnique


def _require_turn(stream_id: UUID, person_id: UUID, seconds: int, message_id: UUID) -> None:
    key = f"chat:turn:{stream_id}:{person_id}"
    if not _first(key, seconds, message_id):
        raise ChatSlow(retry_after=max(1, _left(key)))


def _first(key: str, seconds: int, message_id: UUID) -> bool:
    mine = str(message_id)
    try:
        if redis_client().set(key, mine, nx=True, ex=seconds):
            return True
        holder = redis_client().get(key)
        return (holder.decode() if isinstance(holder, bytes) else holder) in {mine, None}
    except RedisError as error:
        logger.warning("chat_modes_without_redis", error=repr(error))
        return True


def _left(key: str) -> int:
    try:
        return int(redis_client().ttl(key))
    except RedisError:
        return 1
