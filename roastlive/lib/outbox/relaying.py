"""Taking messages to their handlers.

Each message takes two short transactions. The first books its *next* attempt: from then on, whatever happens to this
process, the message comes back by itself and the attempt has been counted, so that one which kills its worker is
quarantined like any other. The second locks the row, runs the handler and deletes the row. The lock, not the booking, is
what keeps two relays from handling one message at the same time, however slow a handler is.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from roastlive.lib.errors import describe
from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox.topics import Message, Topic, handled_topics, topic_named

logger = structlog.get_logger(__name__)

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 900.0
# How long to leave something in peace that says it is away (a store, a broker, somebody else's server).
AWAY_PAUSE = 15.0
ERROR_LENGTH = 2000
DIED = "The process ended while it was handling this."


@dataclass
class Tally:
    """What one run of the relay did."""

    handled: int = 0
    failed: int = 0
    postponed: int = 0
    quarantined: int = 0


def relay(*, limit: int = 500, seconds: float = 60.0) -> Tally:
    """Handle what is due, at most `limit` messages and for about `seconds`. Any number may run side by side."""
    tally = Tally()
    away: set[str] = set()
    end = time.monotonic() + seconds
    for _ in range(limit):
        message = _book(away, tally)
        if message is None or time.monotonic() > end:
            break
        _deliver(message, away, tally)
    return tally


def requeue(ids: Iterable[UUID] | None = None) -> int:
    """Give quarantined messages (all of them, or those named) a fresh start."""
    chosen = OutboxMessage.objects.quarantined()
    if ids is not None:
        chosen = chosen.filter(pk__in=list(ids))
    now = timezone.now()
    return chosen.update(state=OutboxMessage.State.WAITING, attempts=0, due_at=now, updated_at=now)


def pause_after(attempt: int) -> timedelta:
    """Twice as long each time, and never quite the same, so that what failed together does not return together."""
    seconds = min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing


def _book(away: set[str], tally: Tally) -> OutboxMessage | None:
    """The next message in line, with its next attempt booked already; None if nothing is due."""
    topics = [name for name in handled_topics() if name not in away]
    while True:
        with transaction.atomic():
            now = timezone.now()
            in_line = OutboxMessage.objects.due(now).filter(topic__in=topics).first_in_line().order_by("due_at", "id")
            message = in_line.select_for_update(skip_locked=True, of=("self",)).first()
            if message is None:
                return None
            if message.attempts < _topic(message).attempts:
                message.attempts += 1
                message.due_at = now + pause_after(message.attempts)
                message.save(update_fields=["attempts", "due_at", "updated_at"])
                return message
            _quarantine(message, message.last_error or DIED, tally)


def _deliver(booked: OutboxMessage, away: set[str], tally: Tally) -> None:
    with transaction.atomic():
        # Waits, at most for one that is looking for work and touches this row in passing: whoever holds it for longer has
        # booked it again, because we were too slow, and then it is theirs.
        ours = OutboxMessage.objects.waiting().filter(pk=booked.pk, attempts=booked.attempts)
        message = ours.select_for_update().first()
        if message is None:
            return
        try:
            with transaction.atomic():
                _topic(message).handler(
                    Message(
                        id=message.id,
                        topic=message.topic,
                        key=message.key,
                        payload=message.payload,
                        attempt=message.attempts,
                    )
                )
        except Exception as error:
            logger.exception("outbox_message_failed", topic=message.topic, id=str(message.id), attempt=message.attempts)
            _after_failure(message, error, away, tally)
        else:
            message.delete()
            tally.handled += 1


def _after_failure(message: OutboxMessage, error: Exception, away: set[str], tally: Tally) -> None:
    described = describe(error)
    message.last_error = f"{type(error).__name__}: {error}"[:ERROR_LENGTH].replace("\0", "")
    if described is not None and described.status == 503:
        # Nothing is wrong with the message: what it needs is away. That costs no attempt, and its topic waits with it.
        away.add(message.topic)
        message.attempts -= 1
        message.due_at = timezone.now() + timedelta(seconds=described.retry_after or AWAY_PAUSE)
        message.save(update_fields=["attempts", "due_at", "last_error", "updated_at"])
        tally.postponed += 1
    elif message.attempts >= _topic(message).attempts:
        _quarantine(message, message.last_error, tally)
    else:
        message.save(update_fields=["last_error", "updated_at"])
        tally.failed += 1


def _quarantine(message: OutboxMessage, reason: str, tally: Tally) -> None:
    message.state = OutboxMessage.State.QUARANTINED
    message.last_error = reason
    message.save(update_fields=["state", "last_error", "updated_at"])
    tally.quarantined += 1
    logger.error("outbox_message_quarantined", topic=message.topic, id=str(message.id), error=reason)


def _topic(message: OutboxMessage) -> Topic:
    topic = topic_named(message.topic)
    if topic is None:
        raise LookupError(f"Nobody handles the topic {message.topic}.")
    return topic
