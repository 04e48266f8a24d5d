"""Writing a message down, and waking a relay once it is committed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import structlog
from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox.topics import topic_named
from roastlive.lib.redis_clients import redis_client

logger = structlog.get_logger(__name__)

RELAY_TASK = "kernel.relay_outbox"
# Set while a relay has been called and has not begun: whoever commits meanwhile need not call again.
CALLED = "outbox:called"
CALLED_SECONDS = 5
# A broker that is away is left in peace for so long; beat calls the relay anyway.
SULK_SECONDS = 5.0

_sulking_until = 0.0


def enqueue(*, topic: str, payload: Mapping[str, Any], key: str = "") -> OutboxMessage:
    """Write a message in the caller's transaction; without one, cause and message could part, so that is refused.

    Messages of one topic and key are delivered one after the other, oldest first. Their writers should hold a lock on
    what the key names, since "oldest" is when they were made, not when they were committed.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A message is written in the transaction of its cause.")
    if topic_named(topic) is None:
        raise ValueError(f"Nobody handles the topic {topic}.")
    message = OutboxMessage.objects.create(topic=topic, key=key, payload=dict(payload))
    if not any(waiting[1] is call_relay for waiting in connection.run_on_commit):
        transaction.on_commit(call_relay, robust=True)
    return message


def call_relay() -> None:
    """Ask a worker to relay now. It may fail in silence: beat asks every few seconds."""
    global _sulking_until
    if time.monotonic() < _sulking_until:
        return
    try:
        if redis_client().set(CALLED, 1, nx=True, ex=CALLED_SECONDS):
            current_app.send_task(RELAY_TASK, retry=False, expires=60)
    except (RedisError, KombuError, OSError) as error:
        _sulking_until = time.monotonic() + SULK_SECONDS
        logger.warning("outbox_relay_not_called", error=str(error))


def answer_call() -> None:
    """A relay begins: what is committed from now on calls again."""
    try:
        redis_client().delete(CALLED)
    except RedisError as error:
        logger.warning("outbox_call_not_answered", error=str(error))
