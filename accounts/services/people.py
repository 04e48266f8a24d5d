"""How an account begins."""

from __future__ import annotations

from accounts.events import PersonJoined
from accounts.models import User, UserSettings, UserStats
from roastlive.lib.events import announce


def add_person(person: User, *, language: str = "en") -> User:
    """Save somebody new with what every person has; within the caller's transaction."""
    person.save(force_insert=True)
    UserSettings.objects.create(user=person, language=language)
    UserStats.objects.create(user=person)
    announce(PersonJoined(user_id=person.pk))
    return person
