"""The trace that background work leaves behind, by which one sees that it goes on. No models: Celery starts with it."""

from __future__ import annotations

import logging
import time

import structlog
from django.conf import settings
from redis.exceptions import RedisError

from roastlive.lib.redis_clients import redis_client

log = structlog.get_logger(__name__)

LAST_TASK = "background:last_task"
REMEMBERED = 24 * 3600


def note_task() -> None:
    """A worker has finished something, so it, the broker and whoever sent the task are alive."""
    try:
        redis_client().set(LAST_TASK, int(time.time()), ex=REMEMBERED)
    except RedisError as error:
        log.warning("task_not_noted", error=str(error))


def seconds_since_task() -> int | None:
    """None when nothing was done within a day."""
    last = redis_client().get(LAST_TASK)
    return None if last is None else max(0, int(time.time()) - int(last))


class WithoutRoutine(logging.Filter):
    """Drops the line that a task went well, for those that beat asks for every few seconds: it would bury the others."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno > logging.INFO or not isinstance(record.msg, dict):
            return True
        return record.msg.get("task") not in routine()


def routine() -> set[object]:
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    return {entry["task"] for entry in entries if isinstance(entry["schedule"], int | float) and entry["schedule"] < 60}
