"""Shows to watch in these tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import CreatorProfile, Follow, User
from accounts.tests.ensemble import a_creator
from streams.models import Stream


def a_show(creator: CreatorProfile | str = "rita", **fields: Any) -> Stream:
    """Announced for tomorrow."""
    who = a_creator(creator) if isinstance(creator, str) else creator
    said = {"title": "Open mic", "scheduled_start": timezone.now() + timedelta(days=1), **fields}
    return Stream.objects.create(creator=who, **said)


def a_live_show(creator: CreatorProfile | str = "rita", **fields: Any) -> Stream:
    return a_show(creator, **{"status": Stream.Status.LIVE, "started_at": timezone.now(), **fields})


def follow(person: User, creator: CreatorProfile) -> None:
    Follow.objects.create(follower=person, creator=creator)
