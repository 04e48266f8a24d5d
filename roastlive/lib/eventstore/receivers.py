"""What the event store does when others say something: the outbox that a message is due, Django that tables changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog
from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import timezone

from roastlive.lib.eventstore.choice import store
from roastlive.lib.eventstore.payload import from_payload, values_from_payload
from roastlive.lib.eventstore.recording import APPEND, CHANGE, ERASE, TOPIC
from roastlive.lib.eventstore.registry import collection_named, registered
from roastlive.lib.outbox import Message, handles

logger = structlog.get_logger(__name__)


@handles(TOPIC)
def carry_out(message: Message) -> None:
    """Each of these may be repeated without harm."""
    payload = message.payload
    collection = collection_named(payload["collection"])
    if payload["action"] == APPEND:
        store().append_many(collection, [from_payload(collection, event) for event in payload["events"]])
    elif payload["action"] == ERASE:
        store().erase_person([collection], UUID(payload["person"]))
    elif payload["action"] == CHANGE:
        changes = values_from_payload(collection, payload["changes"])
        if not store().mark(collection, UUID(payload["id"]), changes):
            # What was appended before it in line is there by now, so the event has expired or was erased.
            logger.info("event_to_change_is_gone", collection=collection.name, id=payload["id"])


@receiver(post_migrate)
def make_tables(*, app_config: AppConfig, using: str, **_rest: Any) -> None:
    """Tables of the event store come and grow with those of the models; another store has a command of its own."""
    if app_config.label == "kernel" and using == DEFAULT_DB_ALIAS and store().transactional:
        store().ensure(registered(), timezone.now())
