"""What moderation does when something happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.events import SessionOpened
from moderation.services.audit import copy_history, note_arrival
from moderation.services.evasion import look_for_evasion
from moderation.services.identity_checks.telling import TOO_YOUNG_TOPIC, write_to_the_young
from moderation.services.telling import TOPIC as REPORTERS_TOPIC
from moderation.services.telling import tell_reporters
from roastlive.lib.events import receives
from roastlive.lib.outbox import Message, handles

if TYPE_CHECKING:
    from accounts.models import User


@handles(TOO_YOUNG_TOPIC)
def send_letter_to_the_young(message: Message) -> None:
    write_to_the_young(person_id=UUID(message.payload["person"]))


@handles(REPORTERS_TOPIC)
def tell_those_who_reported(message: Message) -> None:
    tell_reporters(case_id=UUID(message.payload["case"]), decision_id=UUID(message.payload["decision"]))


@receiver(post_save, sender=LogEntry)
def copy_desk_history(*, instance: LogEntry, created: bool, **_: Any) -> None:
    """Django writes it, so there is no service of ours that could."""
    if created:
        copy_history(instance)


@receiver(user_logged_in)
def note_staff_arrival(*, user: User, **_: Any) -> None:
    if user.is_staff:
        note_arrival(user)


@receives(SessionOpened)
def look_who_came_in(event: SessionOpened) -> None:
    look_for_evasion(person_id=event.user_id)
