"""Work of the kernel that no person waits for."""

from __future__ import annotations

from celery import shared_task

from roastlive.lib.eventstore.tending import tend
from roastlive.lib.idempotency import purge_expired
from roastlive.lib.outbox.queue import answer_call
from roastlive.lib.outbox.relaying import relay
from roastlive.lib.partitions.upkeep import tend_models


@shared_task(name="kernel.relay_outbox")
def relay_outbox() -> None:
    """Called after a commit that wrote messages, and by beat for what is due again."""
    answer_call()
    relay()


@shared_task(name="kernel.forget_idempotency_keys")
def forget_idempotency_keys() -> None:
    purge_expired()


@shared_task(name="kernel.tend_partitions")
def tend_partitions() -> None:
    """Makes the partitions of tables that are kept for good, before their time comes."""
    tend_models()


@shared_task(name="kernel.tend_event_store")
def tend_event_store() -> None:
    """Makes the partitions of the time to come before it comes, and lets go of what has expired."""
    for _done in tend():
        pass
