"""Who writes, as a line shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import CreatorProfile, Follow, User
from moderation.selectors.settings import may_moderate
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
    profile = CreatorProfile.objects.filter(user=person).only("verified_at").first()
    follow = Follow.objects.filter(follower=person, creator=stream.creator_id).only("created_at").first()
    badges = []
    if profile is not None and profile.verified_at:
        badges.append("verified")
    if is_subscriber(person.pk, stream.creator_id):
        badges.append("subscriber")
    if follow is not None:
        badges.append("follower")
    return Author(person, _role(stream, person), tuple(badges), follow.created_at if follow else None)


def colour_of(person_id: UUID) -> int:
    """One of eight, the same wherever they write."""
    return person_id.int % COLOURS


def _role(stream: Stream, person: User) -> str:
    if stream.creator.user_id == person.pk:
        return "creator"
    if may_moderate(person_id=person.pk, channel_id=stream.creator_id):
        return "moderator"
    return "staff" if person.has_perm("moderation.decide_reviewcase") else "viewer"
