"""Moderation's work that no person waits for."""

from __future__ import annotations

from celery import shared_task

from moderation.services.audit_proof import note_head
from moderation.services.evasion import forget_old_traces
from moderation.services.identity_checks.upkeep import tend_identity_checks
from moderation.services.sanctions_over import tell_whose_time_is_up


@shared_task(name="moderation.tend_identity_checks")
def tend_identity_checks_task() -> None:
    tend_identity_checks()


@shared_task(name="moderation.tend_sanctions")
def tend_sanctions() -> None:
    tell_whose_time_is_up()


@shared_task(name="moderation.anchor_audit")
def anchor_audit() -> None:
    note_head()


@shared_task(name="moderation.forget_traces")
def forget_traces() -> None:
    forget_old_traces()
