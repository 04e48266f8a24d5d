"""Accounts' work that no person waits for."""

from __future__ import annotations

from celery import shared_task

from accounts.services.erasure import erase_leaver, leavers
from accounts.services.notifying import push_to_devices
from accounts.services.purge import forget_old_keys


@shared_task(name="accounts.forget_old_keys")
def forget_old_keys_task() -> None:
    forget_old_keys()


@shared_task(name="accounts.erase_leavers")
def erase_leavers() -> None:
    for person_id in leavers():
        erase_leaver(person_id=person_id)


@shared_task(name="accounts.push_notification", time_limit=120, soft_time_limit=110)
def push_notification(recipient: str, notification: str) -> None:
    push_to_devices(recipient_id=recipient, notification_id=notification)
