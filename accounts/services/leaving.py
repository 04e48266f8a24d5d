"""Leaving, and coming back while there is still time.

Whoever leaves is gone at once for everybody else, logged out everywhere, and erased two weeks later. Until then, logging in
offers to stay; nobody is let in without saying so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotYourName, StaffStays
from accounts.models import PersonalAccessToken, User
from accounts.personal_data import PersonalData, parts
from accounts.services.letters import order_letter
from accounts.services.sessions import Ending, end_sessions
from roastlive.lib.rls import acting_as

GRACE = timedelta(days=14)


@transaction.atomic
def leave(*, user: User, username: str) -> User:
    """Raises StaffStays, NotYourName unless they wrote their own name. Twice is once: the day stays the first one's."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.is_staff or person.is_superuser:
        raise StaffStays
    if username.strip().casefold() != person.username.casefold():
        raise NotYourName(errors={"username": [NotYourName.detail]})
    if person.leaves_at is None:
        person.leaves_at = timezone.now() + GRACE
        person.save(update_fields=["leaves_at", "updated_at"])
        with acting_as(person.pk):
            PersonalAccessToken.objects.filter(user=person, revoked_at__isnull=True).update(revoked_at=timezone.now())
        order_letter("leaving", user=str(person.pk))
    end_sessions(user_id=person.pk, ending=Ending.LOGOUT)
    user.leaves_at = person.leaves_at
    return person


@transaction.atomic
def stay(*, user: User) -> bool:
    """Whether they were about to leave. Raises User.DoesNotExist for who was erased meanwhile."""
    person = User.objects.select_for_update().get(pk=user.pk)
    was_leaving = person.leaves_at is not None
    person.leaves_at = user.leaves_at = None
    person.save(update_fields=["leaves_at", "updated_at"])
    return was_leaving


def what_stays() -> list[PersonalData]:
    """Parts of which something outlives the person, each with its reason."""
    return [part for part in parts() if part.stays]


def what_is_lost(user: User) -> Iterator[str]:
    """What they might want to use first."""
    with acting_as(user.pk):
        for part in parts():
            lost = str(part.loses(user)) if part.loses is not None else ""
            if lost:
                yield lost
