"""Who writes, as a line shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from accounts.models import CreatorProfile, Follow, User
from moderation.models import ChannelDelegate
from streams.audience import is_subscriber
from streams.models import Stream

COLOURS = 8


@dataclass(frozen=True, slots=True)
class Author:
    person: User
    role: str
    badges: tuple[str, ...]
    following_since: datetime | None

    @property
    def keeps_order(self) -> bool:
        return self.role != "viewer"

    @property
    def subscribes(self) -> bool:
        return "subscriber" in self.badges

    def as_shown(self) -> dict[str, Any]:
        return {
            "id": str(self.person.pk),
            "name": self.person.username,
            "role": self.role,
            "badges": list(self.badges),
            "colour": colour_of(self.person.pk),
        }


def author_in(stream: Stream, person: User) -> Author:
    """One question to the database: a busy chat asks it for every line."""
    facts = (
        User.everyone.filter(pk=person.pk)
        .annotate(
            is_verified=Exists(CreatorProfile.objects.filter(user=OuterRef("pk"), verified_at__isnull=False)),
            helps=Exists(
                ChannelDelegate.objects.filter(person=OuterRef("pk"), channel=stream.creator_id, may_moderate=True)
            ),
            following_since=Subquery(
                Follow.objects.filter(follower=OuterRef("pk"), creator=stream.creator_id).values("created_at")[:1]
            ),
        )
        .values("is_verified", "helps", "following_since")
        .get()
    )
    held = {
        "verified": facts["is_verified"],
        "subscriber": is_subscriber(person.pk, stream.creator_id),
        "follower": facts["following_since"] is not None,
    }
    badges = tuple(badge for badge, is_held in held.items() if is_held)
    return Author(person, _role(stream, person, helps=facts["helps"]), badges, facts["following_since"])


def colour_of(person_id: UUID) -> int:
    """One of eight, the same wherever they write."""
    return person_id.int % COLOURS


def _role(stream: Stream, person: User, *, helps: bool) -> str:
    if stream.creator.user_id == person.pk:
        return "creator"
    if helps:
        return "moderator"
    return "staff" if person.is_staff and person.has_perm("moderation.decide_reviewcase") else "viewer"
