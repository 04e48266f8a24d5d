"""Trust follows from what was counted; here it is only told that something changed."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import structlog
from django.db import transaction
from redis.exceptions import RedisError

from moderation.selectors.trust import copy_key
from roastlive.lib.redis_clients import redis_client

logger = structlog.get_logger(__name__)


def forget_trust(person_id: UUID) -> None:
    """Whoever asks after the commit is told anew. Whatever else changes slowly shows within minutes."""
    transaction.on_commit(partial(_drop, person_id))


def _drop(person_id: UUID) -> None:
    try:
        redis_client().delete(copy_key(person_id))
    except RedisError as error:
        logger.warning("trust_not_dropped", error=str(error))
