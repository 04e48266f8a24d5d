"""Gifts and tips given during a show: who may give there, what the room sees, and what it adds up to.

They come in numbers, many in one transaction of economy's, whose thread goes on only when every receiver has heard. So a
receiver leaves a note in Redis and is done; the first one to do so since the last count asks a worker to count in a second.
The worker takes the mark away *before* it reads, so whatever is given meanwhile asks for another count: nothing is left out.
It adds up the rows themselves, so an event that comes twice, or not at all, changes no sum. Without Redis or a worker the sums
are late; the end of the show counts once more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from redis.exceptions import RedisError

from economy.models import Gift, Tip
from economy.occasions import register_occasion
from roastlive.lib.realtime import publish
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as_house
from streams.errors import StreamNotFound
from streams.models import Stream, StreamStats
from streams.rooms import stream_room
from streams.selectors.streams import stream_seen_by
from streams.services.hype import feed_hype
from streams.services.milestones import check_milestones

if TYPE_CHECKING:
    from accounts.models import CreatorProfile, User

logger = structlog.get_logger(__name__)

KIND = "stream"
COUNTED_AFTER = 1.0
# A mark whose worker died is gone by then.
MARK = timedelta(seconds=10)
REMEMBERED = timedelta(minutes=10)
# Gifts of one person between two counts; more are summed up.
TOLD_APART = 3


def require_there(sender: User, creator: CreatorProfile, stream_id: str) -> None:
    """Raises StreamNotFound unless it is this creator's show, and what `stream_seen_by` raises for whom it is closed."""
    try:
        wanted = UUID(stream_id)
    except ValueError as error:
        raise StreamNotFound from error
    stream = stream_seen_by(stream_id=wanted, visitor=sender)
    # Written one way only, because sums are looked for by the text.
    if stream.creator_id != creator.pk or str(wanted) != stream_id:
        raise StreamNotFound


def show_given(stream_id: str, given: list[dict[str, Any]]) -> None:
    publish(stream_room, stream_id, gifts=given)


def page_of(stream_id: str) -> str:
    return reverse("streams:watch", args=[stream_id])


def note_given(*, stream_id: str, given_id: UUID, person_id: UUID, tokens: int) -> bool:
    """Whether this is the first since the last count, and somebody has to be asked to count."""
    pending = _pending(stream_id)
    pipeline = redis_client().pipeline(transaction=False)
    pipeline.hset(pending, str(given_id), f"{person_id} {tokens}")
    pipeline.expire(pending, REMEMBERED)
    pipeline.set(_mark(stream_id), 1, nx=True, px=MARK)
    try:
        return bool(pipeline.execute()[-1])
    except RedisError as error:
        logger.warning("giving.not_noted", error=repr(error), stream=stream_id)
        return False


def count_given(stream_id: UUID) -> None:
    """What was given during a show, from the rows themselves; then who celebrates it hears of it."""
    fresh = _take_noted(str(stream_id))
    stats = _recount(stream_id)
    if stats is None or not stats.stream.is_live:
        return
    _celebrate(stream_id, stats.gifts, fresh)


def _celebrate(stream_id: UUID, gifts: int, fresh: list[tuple[UUID, int]]) -> None:
    check_milestones(stream_id=stream_id, kind="gifts", value=gifts)
    for person_id, tokens in fresh:
        feed_hype(stream_id=stream_id, person_id=person_id, tokens=tokens)


@transaction.atomic
def _recount(stream_id: UUID) -> StreamStats | None:
    """Under the lock of the figures, so that of two counts the later one has read the later rows."""
    stream = Stream.everything.filter(pk=stream_id).first()
    if stream is None:
        return None
    StreamStats.objects.get_or_create(stream=stream)
    stats = StreamStats.objects.select_for_update(no_key=True).get(stream=stream)
    stats.stream = stream
    during = Q(subject_kind=KIND, subject_id=str(stream_id), status="completed")
    zero = {"pieces": 0, "tokens": 0, "kept": 0}
    with acting_as_house():
        gifts = Gift.objects.filter(during).aggregate(
            pieces=Coalesce(Sum("quantity"), 0),
            tokens=Coalesce(Sum(F("price") * F("quantity")), 0),
            kept=Coalesce(Sum("fee"), 0),
        )
        tips = Tip.objects.filter(during).aggregate(tokens=Coalesce(Sum("amount"), 0), kept=Coalesce(Sum("fee"), 0))
    gifts, tips = zero | gifts, zero | tips
    tokens = gifts["tokens"] + tips["tokens"]
    earned = tokens - gifts["kept"] - tips["kept"]
    if (stats.gifts, stats.gift_tokens, stats.gift_earnings) == (gifts["pieces"], tokens, earned):
        return stats
    # Tickets and goals add to the earnings too, each once: here only the difference is added.
    Stream.everything.filter(pk=stream_id).update(earnings=F("earnings") + earned - stats.gift_earnings)
    stats.gifts, stats.gift_tokens, stats.gift_earnings = gifts["pieces"], tokens, earned
    stats.save(update_fields=["gifts", "gift_tokens", "gift_earnings", "updated_at"])
    return stats


def _take_noted(stream_id: str) -> list[tuple[UUID, int]]:
    """Who gave how many tokens, each gift once, and the mark taken away."""
    client = redis_client()
    taking = client.pipeline(transaction=True)
    taking.delete(_mark(stream_id))
    taking.hgetall(_pending(stream_id))
    taking.delete(_pending(stream_id))
    fresh: dict[UUID, list[int]] = {}
    try:
        noted = {_text(name): _text(words) for name, words in taking.execute()[1].items()}
        if not noted:
            return []
        once = client.pipeline(transaction=False)
        for given_id in noted:
            once.set(f"streams:fed:{given_id}", 1, nx=True, ex=REMEMBERED)
        for words, is_new in zip(noted.values(), once.execute(), strict=True):
            if is_new:
                person, tokens = words.split()
                _add(fresh.setdefault(UUID(person), []), int(tokens))
    except RedisError as error:
        logger.warning("giving.notes_lost", error=repr(error), stream=stream_id)
    return [(person_id, tokens) for person_id, gifts in fresh.items() for tokens in gifts]


def _add(gifts: list[int], tokens: int) -> None:
    """Whoever gives a hundred in a second is still told apart from who gives one, at the price of a few."""
    if len(gifts) < TOLD_APART:
        gifts.append(tokens)
    else:
        gifts[-1] += tokens


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _mark(stream_id: str) -> str:
    return f"streams:given:{stream_id}:asked"


def _pending(stream_id: str) -> str:
    return f"streams:given:{stream_id}"


register_occasion(KIND, require_there, show=show_given, page=page_of)
